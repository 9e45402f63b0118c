//! A set of flows: joins each with the flows its `subflow` nodes call, and finds what is wrong between them.

use std::{collections::HashMap, sync::Arc};

use indexmap::IndexMap;

use crate::{
    diagnostic::{Diagnostic, Words, codes},
    flow::{Flow, Name, Node},
    names::nearest,
    nodes::{NodeKind, Subflow},
    shape::check::suggest,
    source::Span,
};

/// What became of one flow of a set.
#[derive(Debug)]
pub struct Linked {
    /// The flow with its [`Flow::subflows`]; `None` when it cannot run: see the diagnostics.
    pub flow: Option<Arc<Flow>>,
    /// What is wrong between it and the flows it calls, in places of its own file.
    pub diagnostics: Vec<Diagnostic>,
}

/// Joins the flows of a set, in the order given. A flow that calls none stays the same [`Arc`].
///
/// Of flows with the same id the first counts.
pub fn link(flows: &[Arc<Flow>]) -> Vec<Linked> {
    let mut linker = Linker::new(flows);
    let each = flows.iter().map(|flow| {
        if calls(flow).next().is_none() {
            return Linked { flow: Some(Arc::clone(flow)), diagnostics: Vec::new() };
        }
        let linked = linker.link(&flow.id);
        let diagnostics = linker.found.get(&flow.id).cloned().unwrap_or_default();
        Linked { flow: linked, diagnostics }
    });
    each.collect()
}

/// Connectors that a flow calls and that are not among `known`.
pub fn unknown_connectors<'k>(
    flow: &Flow,
    known: impl IntoIterator<Item = &'k str> + Clone,
) -> Vec<Diagnostic> {
    let calls = flow.nodes.iter().filter_map(|node| match &node.kind {
        NodeKind::Call(call) => Some(call),
        _ => None,
    });
    let unknown = calls.filter(|call| !known.clone().into_iter().any(|name| *name == *call.connector));
    let each = unknown.map(|call| {
        let name = &call.connector;
        let message = Words::new(
            format!("соединителя «{name}» в настройках сервера нет"),
            format!("the server's settings have no connector `{name}`"),
        );
        let found = Diagnostic::new(codes::UNKNOWN_CONNECTOR, call.connector_span, message);
        match nearest(name, known.clone()) {
            Some(near) => suggest(found, Some(near)),
            None => found.with_help(Words::new(
                "опишите его в sufler.toml, в разделе [[connectors]]",
                "describe it in sufler.toml under [[connectors]]",
            )),
        }
    });
    each.collect()
}

/// The flows that the nodes of a flow call.
pub fn calls(flow: &Flow) -> impl Iterator<Item = (&Node, &Subflow)> {
    flow.nodes.iter().filter_map(|node| match &node.kind {
        NodeKind::Subflow(call) => Some((node, call)),
        _ => None,
    })
}

struct Linker<'f> {
    flows: &'f [Arc<Flow>],
    by_id: HashMap<Name, Arc<Flow>>,
    /// Finished ones; `None` for a flow that cannot run.
    done: HashMap<Name, Option<Arc<Flow>>>,
    /// Flows being joined now, outermost first: a call to one of them is a recursion.
    open: Vec<Name>,
    found: HashMap<Name, Vec<Diagnostic>>,
}

impl<'f> Linker<'f> {
    fn new(flows: &'f [Arc<Flow>]) -> Self {
        let mut by_id = HashMap::new();
        for flow in flows {
            by_id.entry(Name::clone(&flow.id)).or_insert_with(|| Arc::clone(flow));
        }
        Self { flows, by_id, done: HashMap::new(), open: Vec::new(), found: HashMap::new() }
    }

    fn link(&mut self, id: &Name) -> Option<Arc<Flow>> {
        if let Some(done) = self.done.get(id) {
            return done.clone();
        }
        let flow = Arc::clone(self.by_id.get(id)?);
        if calls(&flow).next().is_none() {
            self.done.insert(Name::clone(id), Some(Arc::clone(&flow)));
            return Some(flow);
        }
        self.open.push(Name::clone(id));
        let mut found = Vec::new();
        let mut subflows = IndexMap::new();
        for (_, call) in calls(&flow) {
            match self.callee(call) {
                Ok(callee) => {
                    check_names(call, &callee, &mut found);
                    subflows.insert(Name::clone(&call.flow), callee);
                }
                Err(problem) => found.push(*problem),
            }
        }
        self.open.pop();
        let linked = found.is_empty().then(|| Arc::new(Flow { subflows, ..(*flow).clone() }));
        self.found.insert(Name::clone(id), found);
        self.done.insert(Name::clone(id), linked.clone());
        linked
    }

    fn callee(&mut self, call: &Subflow) -> Result<Arc<Flow>, Box<Diagnostic>> {
        let name = &call.flow;
        if let Some(start) = self.open.iter().position(|open| open == name) {
            return Err(Box::new(recursion(call, self.open.get(start..).unwrap_or_default())));
        }
        if !self.by_id.contains_key(name) {
            return Err(Box::new(unknown(call, self.flows)));
        }
        self.link(name).ok_or_else(|| {
            let message = Words::new(
                format!("в сценарии «{name}» есть ошибки"),
                format!("the flow `{name}` has errors"),
            );
            Box::new(Diagnostic::new(codes::BROKEN_SUBFLOW, call.flow_span, message))
        })
    }
}

fn recursion(call: &Subflow, open: &[Name]) -> Diagnostic {
    let path = open.iter().chain([&call.flow]).map(AsRef::as_ref).collect::<Vec<_>>().join(" → ");
    let message =
        Words::new(format!("сценарий вызывает сам себя: {path}"), format!("a flow calls itself: {path}"));
    let help = Words::new("разорвите круг", "break the circle");
    Diagnostic::new(codes::RECURSION, call.flow_span, message).with_help(help)
}

fn unknown(call: &Subflow, flows: &[Arc<Flow>]) -> Diagnostic {
    let name = &call.flow;
    let message = Words::new(format!("сценария «{name}» нет"), format!("there is no flow `{name}`"));
    let near = nearest(name, flows.iter().map(|flow| &*flow.id));
    suggest(Diagnostic::new(codes::UNKNOWN_FLOW, call.flow_span, message), near)
}

/// `with` and `save` name variables of the called flow.
fn check_names(call: &Subflow, callee: &Flow, found: &mut Vec<Diagnostic>) {
    for (name, span) in call.with_spans.iter().chain(&call.save_spans) {
        if !callee.variables.contains_key(name) {
            found.push(unknown_variable(callee, name, *span));
        }
    }
}

fn unknown_variable(callee: &Flow, name: &str, span: Span) -> Diagnostic {
    let flow = &callee.id;
    let message = Words::new(
        format!("у сценария «{flow}» нет переменной «{name}»"),
        format!("the flow `{flow}` has no variable `{name}`"),
    );
    let near = nearest(name, callee.variables.keys().map(AsRef::as_ref));
    suggest(Diagnostic::new(codes::UNKNOWN_VARIABLE, span, message), near)
}
