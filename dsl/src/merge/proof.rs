//! What a merged text must say, and whether it does.

use std::collections::BTreeMap;

use super::{
    conflict::Conflict,
    value::{Side, Versions},
};
use crate::{
    edit::{Doc, Path, Value, entry},
    source::{Source, Span},
};

/// What the result must be.
pub(super) struct Proof {
    /// What it says.
    pub(super) wanted: Value,
    /// Where the sides disagree.
    pub(super) conflicts: Vec<Conflict>,
    /// For every comment how often it must stand at least.
    comments: BTreeMap<String, usize>,
}

impl Proof {
    /// `None` when a version cannot be read.
    pub(super) fn of(
        base: &Source,
        ours: &Source,
        theirs: &Source,
        prefer: Side,
        merge: impl FnOnce(Versions<'_>) -> (Option<Value>, Vec<Conflict>),
    ) -> Option<Self> {
        let blank = base.text().trim().is_empty();
        let base = if blank { None } else { Some(Doc::read(base.clone()).ok()?) };
        let (ours, theirs) = (Doc::read(ours.clone()).ok()?, Doc::read(theirs.clone()).ok()?);
        let value = base.as_ref().map(Doc::value);
        let (our, their) = (ours.value(), theirs.value());
        let versions = Versions { base: value.as_ref(), ours: Some(&our), theirs: Some(&their) };
        let (wanted, conflicts) = merge(versions);
        let wanted = wanted?;
        let apart: Vec<&Path> = conflicts.iter().map(|it| &it.path).collect();
        let apart_from = |doc: &Doc| count_where(doc, |comment| !stands_at(doc, &apart, comment));
        let bases = base.as_ref().map(apart_from).unwrap_or_default();
        let mut comments = expected(&bases, &apart_from(&ours), &apart_from(&theirs));
        if let Some(base) = &base {
            let gone = gone(&base.value(), &wanted, &Path::default());
            let gone: Vec<&Path> = gone.iter().collect();
            // What stood with an entry that is gone need not stay anywhere.
            for (text, times) in count_where(base, |comment| stands_at(base, &gone, comment)) {
                comments.entry(text).and_modify(|least| *least = least.saturating_sub(times));
            }
        }
        // At a conflict the side that stands brings its comments.
        let stands = prefer.pick(&ours, &theirs);
        for (text, times) in count_where(stands, |comment| stands_at(stands, &apart, comment)) {
            *comments.entry(text).or_insert(0) += times;
        }
        Some(Self { wanted, conflicts, comments })
    }

    /// The text says what it must.
    pub(super) fn means(&self, text: &str) -> bool {
        Doc::read(Source::new("", text)).is_ok_and(|doc| doc.value().alike(&self.wanted))
    }

    /// … and has the comments of both sides.
    pub(super) fn holds(&self, text: &str) -> bool {
        let Ok(doc) = Doc::read(Source::new("", text)) else { return false };
        doc.value().alike(&self.wanted) && self.missing(&doc).is_empty()
    }

    /// Comments that stand less often than they must.
    pub(super) fn missing(&self, doc: &Doc) -> Vec<&str> {
        let found = count(doc);
        let stands = |text: &String| found.get(text).copied().unwrap_or_default();
        let missing = self.comments.iter().filter(|(text, least)| stands(text) < **least);
        missing.map(|(text, _)| text.as_str()).collect()
    }
}

/// How often which comment stands.
pub(super) type Counts = BTreeMap<String, usize>;

pub(super) fn count(doc: &Doc) -> Counts {
    count_where(doc, |_| true)
}

fn count_where(doc: &Doc, wanted: impl Fn(Span) -> bool) -> Counts {
    let mut counts = Counts::new();
    for comment in doc.comments.iter().filter(|it| wanted(it.span)) {
        *counts.entry(doc.source.slice(comment.span).trim_end().to_owned()).or_insert(0) += 1;
    }
    counts
}

/// Whether a comment stands with one of these entries.
fn stands_at(doc: &Doc, paths: &[&Path], comment: Span) -> bool {
    paths.iter().filter_map(|path| lines_of(doc, path)).any(|lines| lines.contains(comment.start))
}

/// Entries of mappings that the result does not have.
fn gone(before: &Value, wanted: &Value, at: &Path) -> Vec<Path> {
    let Value::Map(entries) = before else { return Vec::new() };
    let each = entries.iter().flat_map(|(key, value)| match wanted.get(key) {
        None => vec![at.key(key)],
        Some(wanted) => gone(value, wanted, &at.key(key)),
    });
    each.collect()
}

fn lines_of(doc: &Doc, path: &Path) -> Option<Span> {
    let (at, last) = path.split_last()?;
    let chain = doc.find(&at).ok()?;
    let container = chain.node()?;
    let index = doc.position(container, last)?;
    if let Some(extent) = doc.extent(container, index).filter(|_| !chain.in_flow()) {
        return Some(doc.lines(&extent));
    }
    let (key, value) = entry(container, index)?;
    Some(Span::new(key.map_or(value.span.start, |key| key.span.start), doc.line_end(value.span.end)))
}

/// What both sides kept or one side added must stand; what one side removed need not.
fn expected(base: &Counts, ours: &Counts, theirs: &Counts) -> Counts {
    let mut wanted = Counts::new();
    for text in ours.keys().chain(theirs.keys()) {
        let of = |counts: &Counts| counts.get(text).copied().unwrap_or_default();
        let (base, ours, theirs) = (of(base), of(ours), of(theirs));
        // Both added: perhaps the same one.
        let both = base < ours.min(theirs);
        let least = if both { ours.max(theirs) } else { (ours + theirs).saturating_sub(base) };
        wanted.insert(text.clone(), least);
    }
    wanted
}
