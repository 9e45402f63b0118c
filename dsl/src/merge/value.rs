//! What three versions of a file come to: fields of mappings one by one, elements of lists as
//! far as they can be told apart, lines of long texts.

use std::collections::BTreeSet;

use super::{
    conflict::{Conflict, ConflictKind},
    list, text,
};
use crate::edit::{Path, Segment, Value};

/// Whose version stands where both changed the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Ours,
    Theirs,
}

impl Side {
    pub(super) fn pick<T>(self, ours: T, theirs: T) -> T {
        match self {
            Self::Ours => ours,
            Self::Theirs => theirs,
        }
    }
}

/// A merge of values under way.
pub(super) struct ThreeWay<'k> {
    pub(super) prefer: Side,
    /// Nodes that one side removed and the other one needs.
    pub(super) needed: &'k BTreeSet<String>,
    pub(super) conflicts: Vec<Conflict>,
}

/// The three versions of one place.
#[derive(Clone, Copy)]
pub(super) struct Versions<'v> {
    pub(super) base: Option<&'v Value>,
    pub(super) ours: Option<&'v Value>,
    pub(super) theirs: Option<&'v Value>,
}

impl<'v> Versions<'v> {
    fn at(self, key: &str) -> Self {
        let get = |value: Option<&'v Value>| value.and_then(|value| value.get(key));
        Self { base: get(self.base), ours: get(self.ours), theirs: get(self.theirs) }
    }
}

/// The same value, or nothing both times.
pub(super) fn alike(one: Option<&Value>, two: Option<&Value>) -> bool {
    match (one, two) {
        (Some(one), Some(two)) => one.alike(two),
        (None, None) => true,
        _ => false,
    }
}

impl ThreeWay<'_> {
    /// The merged value; `None` when it is removed.
    pub(super) fn merge(&mut self, path: &Path, versions: Versions<'_>) -> Option<Value> {
        let Versions { base, ours, theirs } = versions;
        if alike(ours, theirs) {
            return ours.cloned();
        }
        if self.is_needed(path) && (ours.is_none() || theirs.is_none()) {
            return self.conflict(path, ConflictKind::Needed, versions);
        }
        if alike(base, theirs) {
            return ours.cloned();
        }
        if alike(base, ours) {
            return theirs.cloned();
        }
        match (base, ours, theirs) {
            (None | Some(Value::Map(_) | Value::Null), Some(Value::Map(_)), Some(Value::Map(_))) => {
                Some(self.map(path, versions))
            }
            (base, Some(Value::List(ours)), Some(Value::List(theirs))) => {
                let base = match base {
                    Some(Value::List(items)) => items.as_slice(),
                    _ => &[],
                };
                Some(Value::List(self.list(path, base, ours, theirs)))
            }
            (Some(Value::Text(base)), Some(Value::Text(ours)), Some(Value::Text(theirs)))
                if base.contains('\n') =>
            {
                match text::merge_lines(base, ours, theirs) {
                    Some(merged) => Some(Value::Text(merged)),
                    None => self.conflict(path, ConflictKind::Changed, versions),
                }
            }
            (None, ..) => self.conflict(path, ConflictKind::Added, versions),
            (_, None, _) | (_, _, None) => self.conflict(path, ConflictKind::Removed, versions),
            _ => self.conflict(path, ConflictKind::Changed, versions),
        }
    }

    fn is_needed(&self, path: &Path) -> bool {
        matches!(path.segments(), [Segment::Key(nodes), Segment::Key(id)]
            if nodes == "nodes" && self.needed.contains(id))
    }

    pub(super) fn conflict(
        &mut self,
        path: &Path,
        kind: ConflictKind,
        versions: Versions<'_>,
    ) -> Option<Value> {
        self.conflicts.push(Conflict {
            path: path.clone(),
            kind,
            base: versions.base.cloned(),
            ours: versions.ours.cloned(),
            theirs: versions.theirs.cloned(),
        });
        self.prefer.pick(versions.ours, versions.theirs).cloned()
    }

    fn map(&mut self, path: &Path, versions: Versions<'_>) -> Value {
        let keys = order(keys(versions.base), keys(versions.ours), keys(versions.theirs));
        let entries = keys.into_iter().filter_map(|key| {
            let merged = self.merge(&path.key(key), versions.at(key))?;
            Some((key.to_owned(), merged))
        });
        Value::Map(entries.collect())
    }

    fn list(&mut self, path: &Path, base: &[Value], ours: &[Value], theirs: &[Value]) -> Vec<Value> {
        let (our, their) = (list::Alignment::of(base, ours), list::Alignment::of(base, theirs));
        let mut merged = Vec::new();
        for index in 0..=base.len() {
            let added = |alignment: &list::Alignment, side: &[Value]| -> Vec<Value> {
                let places = alignment.added.get(index).into_iter().flatten();
                places.filter_map(|at| side.get(*at).cloned()).collect()
            };
            let place = path.index(merged.len());
            merged.extend(self.added(&place, added(&our, ours), added(&their, theirs)));
            if index < base.len() {
                let at = |alignment: &list::Alignment| alignment.kept.get(index).copied().flatten();
                let versions = Versions {
                    base: base.get(index),
                    ours: at(&our).and_then(|at| ours.get(at)),
                    theirs: at(&their).and_then(|at| theirs.get(at)),
                };
                let place = path.index(at(&our).unwrap_or(index));
                merged.extend(self.merge(&place, versions));
            }
        }
        merged
    }

    /// What both sides put in at one place of a list.
    fn added(&mut self, place: &Path, ours: Vec<Value>, theirs: Vec<Value>) -> Vec<Value> {
        let same = ours.len() == theirs.len() && ours.iter().zip(&theirs).all(|(one, two)| one.alike(two));
        if theirs.is_empty() || same {
            return ours;
        }
        if ours.is_empty() {
            return theirs;
        }
        if list::is_set(place) {
            return list::union(ours, theirs);
        }
        let (ours, theirs) = (Value::List(ours), Value::List(theirs));
        let versions = Versions { base: None, ours: Some(&ours), theirs: Some(&theirs) };
        match self.conflict(place, ConflictKind::Added, versions) {
            Some(Value::List(items)) => items,
            _ => Vec::new(),
        }
    }
}

fn keys(value: Option<&Value>) -> Vec<&str> {
    match value {
        Some(Value::Map(entries)) => entries.iter().map(|(key, _)| key.as_str()).collect(),
        _ => Vec::new(),
    }
}

/// Keys of both sides: in the order of OURS, what THEIRS added or moved behind what stands before
/// it there.
fn order<'v>(base: Vec<&'v str>, ours: Vec<&'v str>, theirs: Vec<&'v str>) -> Vec<&'v str> {
    let stayed: BTreeSet<&str> = super::lcs::common(&base, &theirs)
        .into_iter()
        .filter_map(|(index, _)| base.get(index).copied())
        .collect();
    let our: BTreeSet<&str> = ours.iter().copied().collect();
    // A key that THEIRS moved goes where THEIRS has it, unless OURS moved it, too.
    let kept: BTreeSet<&str> = super::lcs::common(&base, &ours)
        .into_iter()
        .filter_map(|(index, _)| base.get(index).copied())
        .collect();
    let moves = |key: &str| base.contains(&key) && !stayed.contains(key) && kept.contains(key);
    let mut all: Vec<&str> = ours.into_iter().filter(|key| !(moves(key) && theirs.contains(key))).collect();
    let mut before: Option<&str> = None;
    for key in theirs {
        let comes = moves(key) || !our.contains(key);
        if comes && !all.contains(&key) {
            let at = before.and_then(|before| all.iter().position(|it| *it == before));
            all.insert(at.map_or(0, |at| at + 1), key);
        }
        before = all.contains(&key).then_some(key).or(before);
    }
    all
}
