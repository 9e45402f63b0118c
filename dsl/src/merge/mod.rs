//! Three-way merge of flow files by what they say.
//!
//! The result is OURS with the changes of THEIRS, each as it was written: first whole lines that
//! touch nothing of ours, then words, then entries of mappings and elements of lists. What the
//! result must say is computed from the values alone, and a text is taken only if it says that
//! and has the comments of both sides. Recorded dialogs, layouts and any other YAML merge the
//! same way.

mod apply;
mod conflict;
pub(crate) mod lcs;
mod list;
mod markers;
mod proof;
pub(crate) mod renames;
mod stray;
mod style;
mod text;
mod value;

use std::collections::BTreeSet;

pub(crate) use self::list::Alignment;
use self::{
    apply::Apply,
    proof::Proof,
    style::Plain,
    text::{Cut, peel},
    value::{Side, ThreeWay, Versions},
};
pub use self::{
    conflict::{Conflict, ConflictKind},
    markers::Markers,
};
use crate::{
    check,
    diagnostic::{Diagnostic, codes},
    edit::{Doc, Op, Value},
    source::Source,
};

/// What a merge comes to.
#[derive(Debug, Clone)]
pub struct Merged {
    /// The merged text; at conflicts, what OURS says.
    pub text: String,
    /// The same with what THEIRS says at conflicts.
    theirs: String,
    /// What people must decide; empty for a clean merge.
    pub conflicts: Vec<Conflict>,
    /// Errors that the merged flow has though neither side had any; places in [`Merged::text`].
    pub diagnostics: Vec<Diagnostic>,
}

impl Merged {
    /// Nothing to decide.
    pub fn is_clean(&self) -> bool {
        self.conflicts.is_empty()
    }

    /// The text with both versions between markers wherever the sides disagree.
    pub fn marked(&self, markers: &Markers) -> String {
        if self.is_clean() { self.text.clone() } else { markers::write(&self.text, &self.theirs, markers) }
    }

    fn clean(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            theirs: text.to_owned(),
            conflicts: Vec::new(),
            diagnostics: Vec::new(),
        }
    }
}

/// Merges what changed from `base` to `theirs` into `ours`. An empty `base` means that both sides
/// wrote the file anew.
pub fn merge(base: &Source, ours: &Source, theirs: &Source) -> Merged {
    if base.text() == theirs.text() || ours.text() == theirs.text() {
        return Merged::clean(ours.text());
    }
    if base.text() == ours.text() {
        return Merged::clean(theirs.text());
    }
    let plain = Plain::of(base.text(), ours.text(), theirs.text());
    let mut merged = by_structure(ours.name(), &plain).unwrap_or_else(|| by_lines(&plain));
    merged.text = plain.restore(&merged.text);
    merged.theirs = plain.restore(&merged.theirs);
    check_flow(base, ours, theirs, &mut merged);
    merged
}

/// Line by line, for texts that are no YAML.
fn by_lines(plain: &Plain) -> Merged {
    let ours = peel(&plain.base, &plain.ours, &plain.theirs, Cut::Lines);
    if ours.base == plain.theirs {
        return Merged::clean(&ours.ours);
    }
    let theirs = peel(&plain.base, &plain.theirs, &plain.ours, Cut::Lines).ours;
    let conflicts = vec![Conflict::of(ConflictKind::Lines, crate::edit::Path::default())];
    Merged { text: ours.ours, theirs, conflicts, diagnostics: Vec::new() }
}

/// `None` when a side cannot be read, or no text was found that proves right.
fn by_structure(name: &str, plain: &Plain) -> Option<Merged> {
    let source = |text: &str| Source::new(name, text);
    let (mut base, mut ours, mut theirs) = (source(&plain.base), source(&plain.ours), source(&plain.theirs));
    for op in detect(&base, &theirs) {
        if let Some(both) = renames::follow(&op, &base, &ours) {
            (base, ours) = both;
        }
    }
    for op in detect(&base, &ours) {
        if let Some(both) = renames::follow(&op, &base, &theirs) {
            (base, theirs) = both;
        }
    }
    let files = Files { base, ours, theirs };
    let mut needed = BTreeSet::new();
    loop {
        let merged = files.merge(&needed)?;
        let missing = files.missing(&merged.text);
        if missing.is_subset(&needed) {
            return Some(merged);
        }
        needed.extend(missing);
    }
}

fn detect(before: &Source, after: &Source) -> Vec<Op> {
    match (Doc::read(before.clone()), Doc::read(after.clone())) {
        (Ok(before), Ok(after)) => renames::detect(&before, &after),
        _ => Vec::new(),
    }
}

/// The three versions, names already agreed upon.
struct Files {
    base: Source,
    ours: Source,
    theirs: Source,
}

impl Files {
    fn merge(&self, needed: &BTreeSet<String>) -> Option<Merged> {
        let (text, conflicts) = self.side(Side::Ours, needed)?;
        let theirs = match conflicts.is_empty() {
            true => text.clone(),
            false => self.side(Side::Theirs, needed)?.0,
        };
        Some(Merged { text, theirs, conflicts, diagnostics: Vec::new() })
    }

    /// One text: what `prefer` says stands at conflicts.
    fn side(&self, prefer: Side, needed: &BTreeSet<String>) -> Option<(String, Vec<Conflict>)> {
        let proof = Proof::of(&self.base, &self.ours, &self.theirs, prefer, |versions| {
            three_way(prefer, needed, versions)
        })?;
        let (base, ours, theirs) = (self.base.text(), self.ours.text(), self.theirs.text());
        let lines = peel(base, ours, theirs, Cut::Lines);
        if lines.base == theirs && proof.holds(&lines.ours) {
            return Some((lines.ours, proof.conflicts));
        }
        let words = self.words(&lines.base, &lines.ours);
        if let Some(words) = words.as_ref().filter(|it| it.base == theirs && proof.holds(&it.ours)) {
            return Some((words.ours.clone(), proof.conflicts));
        }
        let rest = words.iter().map(|it| (it.base.as_str(), it.ours.as_str()));
        let rest = rest.chain([(lines.base.as_str(), lines.ours.as_str()), (base, ours)]);
        let mut second = None;
        for (base, ours) in rest {
            let Some((text, comments)) = self.entries(base, ours, prefer, &proof) else { continue };
            if proof.holds(&text) {
                return Some((text, [proof.conflicts, comments].concat()));
            }
            second.get_or_insert((text, comments));
        }
        let (text, comments) = second?;
        let mut conflicts = [&proof.conflicts[..], &comments].concat();
        if let Some(text) = stray::placed(&text, &[&self.ours, &self.theirs], &proof) {
            return Some((text, conflicts));
        }
        // The meaning is right, but a comment found no place: people should look.
        if comments.is_empty() {
            conflicts.push(Conflict::of(ConflictKind::Comment, crate::edit::Path::default()));
        }
        Some((text, conflicts))
    }

    /// Takes over words where lines touch; not worth the time where nearly everything changed.
    fn words(&self, base: &str, ours: &str) -> Option<text::Peeled> {
        const MOST: usize = 1 << 18;
        let small = base.len().max(ours.len()).max(self.theirs.text().len()) < MOST;
        small.then(|| peel(base, ours, self.theirs.text(), Cut::Tokens))
    }

    /// Entry by entry.
    fn entries(
        &self,
        base: &str,
        ours: &str,
        prefer: Side,
        proof: &Proof,
    ) -> Option<(String, Vec<Conflict>)> {
        let read = |text: &str| Doc::read(Source::new(self.ours.name(), text)).ok();
        let base = if base.trim().is_empty() { None } else { Some(read(base)?) };
        let theirs = read(self.theirs.text())?;
        let apply = Apply::new(base.as_ref(), &Source::new(self.ours.name(), ours), &theirs, prefer).ok()?;
        let (text, conflicts) = apply.run(&proof.wanted).ok()?;
        proof.means(&text).then_some((text, conflicts))
    }

    /// Nodes that both sides knew, the merged flow has not, and something leads to.
    fn missing(&self, merged: &str) -> BTreeSet<String> {
        let value = |source: &Source| Doc::read(source.clone()).ok().map(|doc| doc.value());
        let merged = Source::new(self.ours.name(), merged);
        let Some(base) = value(&self.base) else { return BTreeSet::new() };
        let unknown = check(&merged).diagnostics.into_iter().filter(|it| it.code == codes::UNKNOWN_NODE);
        let ids = unknown.map(|it| merged.slice(it.span).trim_matches(['"', '\'']).to_owned());
        let known = |id: &String| base.get("nodes").is_some_and(|nodes| nodes.get(id).is_some());
        ids.filter(known).collect()
    }
}

fn three_way(
    prefer: Side,
    needed: &BTreeSet<String>,
    versions: Versions<'_>,
) -> (Option<Value>, Vec<Conflict>) {
    let mut merge = ThreeWay { prefer, needed, conflicts: Vec::new() };
    let value = merge.merge(&crate::edit::Path::default(), versions);
    (value, merge.conflicts)
}

/// Errors that only the two edits together make.
fn check_flow(base: &Source, ours: &Source, theirs: &Source, merged: &mut Merged) {
    let has_errors = |source: &Source| check(source).has_errors();
    if !merged.is_clean() || has_errors(ours) || has_errors(theirs) {
        return;
    }
    let text = Source::new(base.name(), merged.text.as_str());
    let errors: Vec<Diagnostic> = check(&text).diagnostics.into_iter().filter(Diagnostic::is_error).collect();
    if !errors.is_empty() {
        merged.conflicts.push(Conflict::of(ConflictKind::Broken, crate::edit::Path::default()));
        merged.diagnostics = errors;
    }
}
