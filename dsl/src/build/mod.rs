//! Text -> checked flow. Every problem is found in one go: only broken YAML hides the rest.

mod fields;
mod nodes;
pub(crate) mod outline;
pub(crate) mod reader;
mod texts;
mod variables;

use std::sync::Arc;

use indexmap::IndexMap;
use sha2::{Digest, Sha256};

pub(crate) use self::fields::FLOW_FIELDS;
use self::{nodes::read_nodes, outline::Outline, reader::Context};
use crate::{
    diagnostic::{Diagnostic, Words, codes},
    flow::{AlwaysRule, Flow, ModelSettings, Name, NodeIx, OnChange, Serves},
    graph::{self, Graph},
    nodes::{MODEL_FIELDS, read_settings},
    shape::{check::Checker, family::FLOW, read::Fields},
    source::{Source, Span},
    yaml::{self, Node},
};

/// Largest file that is looked at, bytes.
pub const MAX_BYTES: usize = 1 << 20;

/// Most problems that are told of one file.
const MAX_DIAGNOSTICS: usize = 1000;

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
    let (root, mut found) = match parse(source) {
        Ok(parsed) => parsed,
        Err(mut diagnostics) => {
            cap(&mut diagnostics);
            return Checked { diagnostics, ..Checked::default() };
        }
    };
    let mut checked = build(source, &root);
    checked.diagnostics.append(&mut found);
    checked.diagnostics.sort_by_key(|it| (it.span.start, it.span.end, it.code.id()));
    checked.diagnostics.dedup();
    if checked.has_errors() {
        checked.flow = None;
        cap(&mut checked.diagnostics);
    }
    checked
}

/// Keeps a damaged file from flooding whoever shows the problems.
pub(crate) fn cap(diagnostics: &mut Vec<Diagnostic>) {
    let more = diagnostics.len().saturating_sub(MAX_DIAGNOSTICS);
    let Some(span) = diagnostics.get(MAX_DIAGNOSTICS).map(|first| first.span) else { return };
    diagnostics.truncate(MAX_DIAGNOSTICS);
    let message = Words::new(
        format!("и ещё {more} проблем, которые здесь не показаны"),
        format!("and {more} more problems that are not shown here"),
    );
    diagnostics.push(Diagnostic::new(codes::TOO_MANY, span, message));
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

/// Bytes as a source, or why they are none.
pub(crate) fn decode(name: &str, bytes: &[u8]) -> Result<Source, (Source, Box<Diagnostic>)> {
    if bytes.len() > MAX_BYTES {
        return Err((Source::new(name, ""), Box::new(too_large(bytes.len()))));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Source::new(name, text)),
        Err(error) => {
            let at = error.valid_up_to();
            let message = Words::new(
                format!("файл не в UTF-8: байт {at} не читается"),
                format!("the file is not UTF-8: byte {at} cannot be read"),
            );
            let help = Words::new("пересохраните файл в кодировке UTF-8", "save the file as UTF-8");
            let found = Diagnostic::new(codes::INVALID_UTF8, Span::new(at, at), message).with_help(help);
            // Places before the first bad byte are the same in the mended text.
            Err((Source::new(name, String::from_utf8_lossy(bytes).as_ref()), Box::new(found)))
        }
    }
}

fn too_large(bytes: usize) -> Diagnostic {
    let message = Words::new(
        format!("файл больше 1 МиБ: {bytes} байт"),
        format!("the file is larger than 1 MiB: {bytes} bytes"),
    );
    let help = Words::new("вынесите тексты в базу знаний", "move texts to the knowledge base");
    Diagnostic::new(codes::FILE_TOO_LARGE, Span::default(), message).with_help(help)
}

/// The root of a file and what is wrong with its YAML, or only the latter.
pub(crate) fn parse(source: &Source) -> Result<(Node, Vec<Diagnostic>), Vec<Diagnostic>> {
    if source.text().len() > MAX_BYTES {
        return Err(vec![too_large(source.text().len())]);
    }
    let (tree, mut found) = yaml::parse(source);
    let fatal = [codes::YAML_SYNTAX, codes::TOO_DEEP, codes::ALIAS_EXPANSION, codes::TAB_INDENTATION];
    if found.iter().any(|it| fatal.contains(&it.code)) {
        return Err(found);
    }
    match tree.root.filter(|root| !root.is_null()) {
        Some(root) => Ok((root, found)),
        None => {
            let message = Words::new("файл пуст", "the file is empty");
            found.push(Diagnostic::new(codes::EMPTY_FILE, Span::default(), message));
            Err(found)
        }
    }
}

fn build(source: &Source, root: &Node) -> Checked {
    let outline = Outline::of(root);
    let mut checker = Checker::new(&FLOW, Some(&outline.index));
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
    let mut found = context.found;
    graph::check(&graph, &uses, &mut found);

    let flow = nodes.zip(always).zip(serves).zip(start).and_then(|(((nodes, always), serves), start)| {
        let id = Name::from(fields.text("flow")?);
        let title = fields.text("title").unwrap_or(&id).to_owned();
        let index = outline.index.clone();
        let on_change = read_on_change(fields);
        let hash = content_hash(source.text().as_bytes());
        Some(Flow {
            id,
            title,
            hash,
            serves,
            defaults: defaults.clone(),
            on_error,
            on_change,
            variables: variables.clone(),
            always,
            nodes,
            index,
            start,
        })
    });
    Checked { flow: flow.map(Arc::new), diagnostics: found, graph }
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
