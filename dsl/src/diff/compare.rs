//! Walks two versions beside each other.

use std::collections::HashSet;

use super::{Change, ChangeKind, Subject};
use crate::{
    edit::{Doc, Path, Segment, Value},
    merge::Alignment,
    shape::{
        Shape,
        places::{of_dialog, of_flow},
    },
};

/// A comparison under way.
pub(super) struct Comparison {
    /// Places that name nodes.
    edges: HashSet<Path>,
    pub(super) changes: Vec<Change>,
}

impl Comparison {
    pub(super) fn of(old: Option<&Doc>, new: Option<&Doc>) -> Self {
        let mut edges = HashSet::new();
        for doc in [old, new].into_iter().flatten() {
            let places =
                if doc.root.get("dialog").is_some() { of_dialog(&doc.root) } else { of_flow(&doc.root) };
            let exits = places.into_iter().filter(|place| matches!(place.shape, Shape::Node));
            edges.extend(exits.map(|place| place.path));
        }
        let mut comparison = Self { edges, changes: Vec::new() };
        let (old, new) = (old.map(Doc::value), new.map(Doc::value));
        comparison.value(&Path::default(), old.as_ref(), new.as_ref());
        comparison
    }

    fn value(&mut self, path: &Path, old: Option<&Value>, new: Option<&Value>) {
        match (old, new) {
            (None, None) => {}
            (Some(old), Some(new)) if old.alike(new) => {}
            (Some(Value::Map(_)), Some(Value::Map(_))) => self.map(path, old, new),
            // A new flow is told by its parts.
            (None, Some(Value::Map(_))) | (Some(Value::Map(_)), None) if is_house(path) => {
                self.map(path, old, new);
            }
            (Some(Value::List(one)), Some(Value::List(two))) => self.list(path, one, two),
            (Some(one), Some(two)) => {
                let several = |value: &Value| value.as_text().is_some_and(|text| text.trim().contains('\n'));
                let kind = if self.edges.contains(path) {
                    ChangeKind::Edge
                } else if several(one) || several(two) {
                    ChangeKind::Text
                } else {
                    ChangeKind::Value
                };
                self.push(path, kind, old, new);
            }
            (None, Some(_)) => self.push(path, ChangeKind::Added, None, new),
            (Some(_), None) => self.push(path, ChangeKind::Removed, old, None),
        }
    }

    fn map(&mut self, path: &Path, old: Option<&Value>, new: Option<&Value>) {
        let keys = |value: Option<&Value>| match value {
            Some(Value::Map(entries)) => entries.iter().map(|(key, _)| key.clone()).collect(),
            _ => Vec::new(),
        };
        let mut all: Vec<String> = keys(new);
        let gone: Vec<String> = keys(old).into_iter().filter(|key| !all.contains(key)).collect();
        all.extend(gone);
        for key in all {
            let at = |value: Option<&'_ Value>| value.and_then(|value| value.get(&key)).cloned();
            self.value(&path.key(&key), at(old).as_ref(), at(new).as_ref());
        }
    }

    fn list(&mut self, path: &Path, old: &[Value], new: &[Value]) {
        let alignment = Alignment::of(old, new);
        for index in 0..=old.len() {
            for at in alignment.added.get(index).into_iter().flatten() {
                self.value(&path.index(*at), None, new.get(*at));
            }
            if let Some(kept) = alignment.kept.get(index) {
                let place = path.index(kept.unwrap_or(index));
                self.value(&place, old.get(index), kept.and_then(|at| new.get(at)));
            }
        }
    }

    fn push(&mut self, path: &Path, kind: ChangeKind, old: Option<&Value>, new: Option<&Value>) {
        let change = Change::new(subject(path), kind, path.clone(), old.cloned(), new.cloned());
        self.changes.push(change);
    }
}

/// The file, or a part of it whose entries have names of their own.
fn is_house(path: &Path) -> bool {
    match path.segments() {
        [] => true,
        [Segment::Key(key)] => matches!(key.as_str(), "nodes" | "variables"),
        _ => false,
    }
}

fn subject(path: &Path) -> Subject {
    match path.segments() {
        [Segment::Key(key), Segment::Key(name), ..] if key == "nodes" => Subject::Node(name.clone()),
        [Segment::Key(key), Segment::Key(name), ..] if key == "variables" => Subject::Variable(name.clone()),
        [Segment::Key(key), ..] if key == "always" => Subject::Always,
        _ => Subject::File,
    }
}
