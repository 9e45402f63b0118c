//! What changed between two versions of a flow, by name: nodes, edges, prompts, thresholds,
//! intents, variables. Comments, order and layout of the text are no difference of meaning.

mod compare;
mod words;

use serde::Serialize;

pub use self::words::render;
use self::{compare::Comparison, words::in_words};
use crate::{
    diagnostic::Words,
    edit::{Doc, EditError, Op, Options, Path, Value, edit},
    merge::renames,
    source::Source,
};

/// What a change is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "about", content = "name", rename_all = "snake_case")]
pub enum Subject {
    /// The flow as a whole, or a file of another kind.
    File,
    /// A rule of `always:`.
    Always,
    /// A variable.
    Variable(String),
    /// A node.
    Node(String),
}

/// What happened to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// A node, variable, intent, field or list element that was not there.
    Added,
    /// One that is there no more.
    Removed,
    /// It has another name.
    Renamed,
    /// An exit leads to another node.
    Edge,
    /// A text of several lines, such as a prompt.
    Text,
    /// Any other value.
    Value,
}

/// One change.
#[derive(Debug, Clone, Serialize)]
pub struct Change {
    /// What it is about.
    #[serde(flatten)]
    pub subject: Subject,
    /// What happened.
    pub kind: ChangeKind,
    /// Where in the new version; for what was removed, in the old one.
    pub path: Path,
    /// What was there.
    pub before: Option<Value>,
    /// What is there now.
    pub after: Option<Value>,
    /// The change in words.
    pub words: Words,
}

/// Everything that changed.
#[derive(Debug, Clone, Serialize)]
pub struct Difference {
    /// In the order of the file.
    pub changes: Vec<Change>,
    /// The texts differ, but mean the same: comments, order or style.
    pub only_style: bool,
}

/// Compares two versions; an empty text is a file that is not there.
///
/// # Errors
/// [`EditError`] when a version cannot be read as YAML.
pub fn diff(before: &Source, after: &Source) -> Result<Difference, EditError> {
    let (mut old, new) = (read(before)?, read(after)?);
    let renames = match (&old, &new) {
        (Some(old), Some(new)) => renames::detect(old, new),
        _ => Vec::new(),
    };
    let mut changes = Vec::new();
    for op in renames {
        let options = Options { confirm_alias: true, draft: true };
        let Some(doc) = &old else { break };
        // Compared under its new name, whatever else changed in it is told as such.
        if let Ok(edited) = edit(&doc.source, std::slice::from_ref(&op), options) {
            old = Some(Doc::read(Source::new(before.name(), edited.text))?);
            changes.extend(renamed(&op));
        }
    }
    changes.extend(Comparison::of(old.as_ref(), new.as_ref()).changes);
    for change in &mut changes {
        change.words = in_words(change);
    }
    let only_style = changes.is_empty() && before.text() != after.text();
    Ok(Difference { changes, only_style })
}

fn read(source: &Source) -> Result<Option<Doc>, EditError> {
    if source.text().trim().is_empty() {
        return Ok(None);
    }
    Doc::read(source.clone()).map(Some)
}

fn renamed(op: &Op) -> Option<Change> {
    let (subject, path, from, to) = match op {
        Op::RenameNode { from, to } => (Subject::Node(to.clone()), Path::of_keys(&["nodes", to]), from, to),
        Op::RenameVariable { from, to } => {
            (Subject::Variable(to.clone()), Path::of_keys(&["variables", to]), from, to)
        }
        Op::RenameIntent { from, to } => (Subject::File, Path::of_keys(&["intents", to]), from, to),
        _ => return None,
    };
    let (before, after) = (Some(Value::from(from.as_str())), Some(Value::from(to.as_str())));
    Some(Change::new(subject, ChangeKind::Renamed, path, before, after))
}

impl Change {
    fn new(
        subject: Subject,
        kind: ChangeKind,
        path: Path,
        before: Option<Value>,
        after: Option<Value>,
    ) -> Self {
        Self { subject, kind, path, before, after, words: Words::new("", "") }
    }
}

impl Difference {
    /// Nothing changed, not even the style.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty() && !self.only_style
    }
}
