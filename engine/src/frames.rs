//! Flows inside flows: entering, coming back, finding the way around.

use std::sync::Arc;

use sufler_dsl::{
    data::Data,
    expr::Lookup,
    flow::{Flow, Node, NodeIx},
    nodes::{NodeKind, Subflow},
};

use crate::{
    Exit, Failure, Frame, Name, State, What, codes,
    coerce::{coerce, to_json},
    limits::MAX_DEPTH,
    machine::{Machine, Went},
};

/// The innermost flow that runs; `None` when a called flow is not there in the version that was begun.
pub(crate) fn innermost<'f>(root: &'f Flow, state: &State) -> Option<&'f Flow> {
    state.stack.iter().try_fold(root, |flow, frame| {
        flow.subflows.get(&frame.flow).map(|callee| &**callee).filter(|callee| callee.hash == frame.hash)
    })
}

/// What stands before the names of nodes of a called flow: `address/`, `order/address/`.
pub(crate) fn prefix(state: &State) -> String {
    state.stack.iter().fold(String::new(), |prefix, frame| prefix + &frame.node + "/")
}

impl<'f> Machine<'f> {
    /// Begins a called flow; gives its first node.
    pub(crate) fn call_flow(&mut self, node: &Node, kind: &Subflow) -> Result<NodeIx, Failure> {
        if self.state.stack.len() >= MAX_DEPTH {
            let message = format!("сценарии вложены глубже {MAX_DEPTH} уровней");
            return Err(Failure::new(codes::BUDGET_DEPTH, message));
        }
        let flow: &'f Flow = self.flow;
        let Some(callee) = flow.subflows.get(&kind.flow) else {
            return Err(Failure::new(codes::NO_FLOW, format!("сценария «{}» нет", kind.flow)));
        };
        let vars = self.given(kind, callee)?;
        self.note(Some(&node.id), What::Subflow { flow: Name::clone(&kind.flow) });
        let memory = &mut self.state.memory;
        self.state.stack.push(Frame {
            node: Name::clone(&node.id),
            flow: Name::clone(&callee.id),
            hash: Name::clone(&callee.hash),
            vars: std::mem::replace(&mut memory.vars, Arc::new(vars)),
            asked: std::mem::take(&mut memory.asked),
        });
        self.prefix = prefix(&self.state);
        self.flow = callee;
        Ok(callee.start)
    }

    /// Values of `with`, as the called flow's variables want them.
    fn given(&self, kind: &Subflow, callee: &Flow) -> Result<crate::Vars, Failure> {
        let mut vars = crate::Vars::new();
        for (name, data) in &kind.with {
            let Some(variable) = callee.variables.get(name) else { continue };
            let value = self.fill(data)?;
            let fitted = coerce(variable, &value).map_err(|problem| problem.of(name))?;
            if let Some(value) = fitted {
                vars.insert(Name::clone(name), value);
            }
        }
        Ok(vars)
    }

    /// The called flow has ended: gives the node after the call; `None` at the outermost level.
    pub(crate) fn come_back(&mut self) -> Option<NodeIx> {
        let finished = self.flow;
        let results = Arc::clone(&self.state.memory.vars);
        let (caller, node) = self.leave_flow()?;
        let NodeKind::Subflow(kind) = &node.kind else { return None };
        for (ours, theirs) in &kind.save {
            let default = || finished.variables.get(theirs)?.default.as_ref();
            let value = results.get(theirs).or_else(default);
            let Some(variable) = caller.variables.get(ours) else { continue };
            match coerce(variable, value.unwrap_or(&serde_json::Value::Null)) {
                Ok(value) => self.state.memory.put(ours, value),
                Err(problem) => return self.fail(node, problem.of(ours).into()),
            }
        }
        self.left(&node.id, What::Returned { flow: Name::clone(&kind.flow) }, Exit::Next, kind.next);
        Some(kind.next)
    }

    /// Gives up the innermost flow; gives its caller and the node that called.
    pub(crate) fn leave_flow(&mut self) -> Option<(&'f Flow, &'f Node)> {
        let frame = self.state.stack.pop()?;
        self.state.memory.vars = frame.vars;
        self.state.memory.asked = frame.asked;
        self.prefix = prefix(&self.state);
        self.flow = innermost(self.root, &self.state)?;
        let (_, node) = self.flow.find(&frame.node)?;
        Some((self.flow, node))
    }

    /// JSON with its places filled.
    pub(crate) fn fill(&self, data: &Data) -> Result<serde_json::Value, Failure> {
        Ok(match data {
            Data::Plain(value) => value.clone(),
            Data::Text(text) => (&*self.render(text)?).into(),
            Data::Name { name, text } => match self.scope().lookup(name) {
                Some(value) => to_json(&value),
                // Says which name lacks a value.
                None => (&*self.render(text)?).into(),
            },
            Data::List(items) => items.iter().map(|item| self.fill(item)).collect::<Result<_, _>>()?,
            Data::Map(entries) => {
                let entries = entries.iter().map(|(key, item)| Ok((key.to_string(), self.fill(item)?)));
                serde_json::Value::Object(entries.collect::<Result<_, Failure>>()?)
            }
        })
    }
}

pub(crate) fn enter(machine: &mut Machine<'_>, node: &Node, kind: &Subflow) -> Went {
    match machine.call_flow(node, kind) {
        Ok(start) => Went::Into(start),
        Err(failure) => failure.into(),
    }
}
