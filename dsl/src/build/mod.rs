//! Text -> checked flow. Every problem is found in one go: only broken YAML hides the rest.

mod fields;
mod input;
mod nodes;
pub(crate) mod outline;
pub(crate) mod reader;
mod texts;
mod variables;

use std::sync::Arc;

use indexmap::IndexMap;
use sha2::{Digest, Sha256};

pub use self::input::MAX_BYTES;
pub(crate) use self::{
    fields::FLOW_FIELDS,
    input::{cap, decode, parse},
    reader::Compiled,
};
use self::{nodes::read_nodes, outline::Outline, reader::Context};
use crate::{
    diagnostic::Diagnostic,
    flow::{self, AlwaysRule, Flow, ModelSettings, Name, NodeIx, OnChange, Serves},
    graph::{self, Graph},
    nodes::{MODEL_FIELDS, read_settings},
    shape::{check::Checker, family::FLOW, read::Fields},
    source::Source,
    yaml::{Comment, Node},
};

/// What a check gives.
#[derive(Debug, Default)]
pub struct Checked {
    /// The flow; `None` when there is an error.
    pub flow: Option<Arc<Flow>>,
    /// Every problem, by place.
    pub diagnostics: Vec<Diagnostic>,
    /// Nodes and edges as far as they were understood, even of a broken flow.
    pub graph: Graph,
}

impl Checked {
    /// Whether a diagnostic forbids using the flow.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }
}

/// Checks a flow file.
pub fn check(source: &Source) -> Checked {
    check_tree(source).0
}

/// A file that reads.
pub(crate) struct Read {
    pub(crate) root: Node,
    pub(crate) comments: Vec<Comment>,
    pub(crate) compiled: Compiled,
}

/// Also gives what was read.
pub(crate) fn check_tree(source: &Source) -> (Checked, Option<Read>) {
    let (root, comments, mut found) = match parse(source) {
        Ok(parsed) => parsed,
        Err(mut diagnostics) => {
            cap(&mut diagnostics);
            return (Checked { diagnostics, ..Checked::default() }, None);
        }
    };
    let (mut checked, compiled) = build(source, &root);
    checked.diagnostics.append(&mut found);
    checked.diagnostics.sort_by_key(|it| (it.span.start, it.span.end, it.code.id()));
    checked.diagnostics.dedup();
    if checked.has_errors() {
        checked.flow = None;
        cap(&mut checked.diagnostics);
    }
    (checked, Some(Read { root, comments, compiled }))
}

/// Checks a flow file that may not even be text. The source returned is what places refer to.
pub fn check_bytes(name: &str, bytes: &[u8]) -> (Source, Checked) {
    match decode(name, bytes) {
        Ok(source) => {
            let checked = check(&source);
            (source, checked)
        }
        Err((source, found)) => (source, Checked { diagnostics: vec![*found], ..Checked::default() }),
    }
}

fn build(source: &Source, root: &Node) -> (Checked, Compiled) {
    let outline = Outline::of(root);
    let declared = root.get("variables").and_then(Node::as_map).unwrap_or_default();
    let declared = declared.iter().filter_map(|pair| pair.key.key_text());
    let mut checker = Checker::new(&FLOW, Some(&outline.index)).with_variables(declared);
    checker.object(root, &[FLOW_FIELDS]);
    let head_references = std::mem::take(&mut checker.references);
    let references = outline.check(root, &mut checker);
    let mut found = checker.found;

    let fields = Fields::new(root, &[FLOW_FIELDS]);
    let variables = variables::read(fields, &mut found);
    let settings_node = fields.get("defaults");
    let defaults = settings_node.map_or_else(ModelSettings::default, |node| {
        read_settings(Fields::new(node, &[MODEL_FIELDS]), &ModelSettings::default())
    });
    let on_error = settings_node.and_then(|node| outline.find(node.get("on_error")?.as_text()?));
    let mut context = Context::new(source, &outline, &variables, &defaults, on_error, found);
    let serves = read_serves(fields, &mut context);
    let always = read_always(fields, &mut context);
    let nodes = read_nodes(&outline, &mut context);
    let start = outline.start(root, &mut context.found);
    let graph = Graph::new(&outline, &head_references, &references, on_error, start);
    let uses = std::mem::take(&mut context.uses);
    let (mut found, compiled) = (context.found, context.compiled);
    graph::check(&graph, &uses, &mut found);

    let parts = Parts { serves, always, nodes, start };
    let flow = parts.assemble(source, fields, &outline, defaults, variables, on_error);
    (Checked { flow: flow.map(Arc::new), diagnostics: found, graph }, compiled)
}

/// What only a good file has.
struct Parts {
    serves: Option<Serves>,
    always: Option<Vec<AlwaysRule>>,
    nodes: Option<Vec<flow::Node>>,
    start: Option<NodeIx>,
}

impl Parts {
    fn assemble(
        self,
        source: &Source,
        fields: Fields<'_>,
        outline: &Outline<'_>,
        defaults: ModelSettings,
        variables: Variables,
        on_error: Option<NodeIx>,
    ) -> Option<Flow> {
        let id = Name::from(fields.text("flow")?);
        Some(Flow {
            title: fields.text("title").unwrap_or(&id).to_owned(),
            id,
            hash: content_hash(source.text().as_bytes()),
            serves: self.serves?,
            defaults,
            on_error,
            on_change: read_on_change(fields),
            variables,
            always: self.always?,
            nodes: self.nodes?,
            index: outline.index.clone(),
            start: self.start?,
            subflows: IndexMap::new(),
        })
    }
}

/// SHA-256 of a file, lower-case hex: the version of a flow.
pub fn content_hash(bytes: &[u8]) -> Name {
    use std::fmt::Write as _;
    let digest = Sha256::digest(bytes);
    let hex = digest.iter().fold(String::with_capacity(64), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    hex.into()
}

fn read_serves(fields: Fields<'_>, context: &mut Context<'_>) -> Option<Serves> {
    let Some(node) = fields.get("serves") else { return Some(Serves::default()) };
    let channels = node.get("channels").and_then(Node::as_seq).unwrap_or_default();
    let channels = channels.iter().filter_map(Node::as_text).map(Name::from).collect();
    let when = match node.get("when") {
        Some(text) => Some(context.condition_over(text, reader::SERVES_ROOTS)?),
        None => None,
    };
    Some(Serves { channels, when })
}

fn read_always(fields: Fields<'_>, context: &mut Context<'_>) -> Option<Vec<AlwaysRule>> {
    let rules: Vec<Option<AlwaysRule>> = fields
        .items("always")
        .iter()
        .map(|rule| {
            let when = rule.get("when").and_then(|text| context.condition_over(text, &[]));
            let next = rule.get("next").and_then(|target| context.target(target));
            Some(AlwaysRule { when: when?, next: next?, span: rule.span })
        })
        .collect();
    rules.into_iter().collect()
}

fn read_on_change(fields: Fields<'_>) -> OnChange {
    match fields.word("on_change") {
        Some("restart") => OnChange::Restart,
        Some("handoff") => OnChange::Handoff,
        _ => OnChange::Finish,
    }
}

/// Declared variables by name.
pub(crate) type Variables = IndexMap<Name, crate::flow::Variable>;
/// Nodes by id.
pub(crate) type Index = std::collections::HashMap<Name, NodeIx>;
