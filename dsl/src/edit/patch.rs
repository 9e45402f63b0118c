//! Replacements in a text, and what several of them in a row come to.

use serde::{Deserialize, Serialize};

use crate::{merge::lcs::hunks, source::Span};

/// Replaces the bytes of `span` by `text`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Patch {
    /// What goes.
    pub span: Span,
    /// What comes.
    pub text: String,
}

impl Patch {
    pub(crate) fn new(start: usize, end: usize, text: impl Into<String>) -> Self {
        Self { span: Span::new(start, end), text: text.into() }
    }

    pub(crate) fn insert(at: usize, text: impl Into<String>) -> Self {
        Self::new(at, at, text)
    }

    pub(super) fn delete(span: Span) -> Self {
        Self { span, text: String::new() }
    }
}

/// The text after replacements that do not overlap, in any order; `None` when they do overlap or
/// do not fit.
pub fn apply(text: &str, patches: &[Patch]) -> Option<String> {
    let mut sorted: Vec<&Patch> = patches.iter().collect();
    sorted.sort_by_key(|patch| patch.span);
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for patch in sorted {
        out += text.get(at..patch.span.start)?;
        out += &patch.text;
        at = patch.span.end;
    }
    out += text.get(at..)?;
    Some(out)
}

/// Replacements of whole lines that lead from one text to another.
pub fn line_patches(before: &str, after: &str) -> Vec<Patch> {
    let (old, new): (Vec<&str>, Vec<&str>) =
        (before.split_inclusive('\n').collect(), after.split_inclusive('\n').collect());
    let bytes = |lines: &[&str]| lines.iter().map(|line| line.len()).sum::<usize>();
    let (mut line, mut at) = (0, 0);
    let mut patches = Vec::new();
    for hunk in hunks(&old, &new) {
        at += bytes(old.get(line..hunk.old.start).unwrap_or_default());
        let end = at + bytes(old.get(hunk.old.clone()).unwrap_or_default());
        patches.push(Patch::new(at, end, new.get(hunk.new).unwrap_or_default().concat()));
        (line, at) = (hunk.old.end, end);
    }
    patches
}

/// A part of the edited text.
#[derive(Debug, Clone)]
enum Piece {
    /// Bytes of the original.
    Kept(Span),
    /// New text.
    Added(String),
}

impl Piece {
    fn len(&self) -> usize {
        match self {
            Self::Kept(span) => span.end - span.start,
            Self::Added(text) => text.len(),
        }
    }

    fn split(self, at: usize) -> (Self, Self) {
        match self {
            Self::Kept(span) => {
                let middle = span.start + at;
                (Self::Kept(Span::new(span.start, middle)), Self::Kept(Span::new(middle, span.end)))
            }
            Self::Added(mut text) => {
                let rest = text.split_off(at.min(text.len()));
                (Self::Added(text), Self::Added(rest))
            }
        }
    }
}

/// Collects replacements made one after the other as replacements of the original.
#[derive(Debug, Clone)]
pub(super) struct Pieces(Vec<Piece>);

impl Pieces {
    pub(super) fn new(length: usize) -> Self {
        Self(vec![Piece::Kept(Span::new(0, length))])
    }

    /// Takes replacements of the present text; they must not overlap.
    pub(super) fn apply(&mut self, patches: &[Patch]) {
        let mut sorted: Vec<&Patch> = patches.iter().collect();
        sorted.sort_by_key(|patch| patch.span);
        // From the end, so that earlier places stay right.
        for patch in sorted.into_iter().rev() {
            let end = self.cut(patch.span.end);
            let start = self.cut(patch.span.start);
            // Cutting the start may have added a piece before `end`.
            let end = if self.starts(end) == patch.span.end { end } else { end + 1 };
            self.0.splice(start..end, [Piece::Added(patch.text.clone())]);
        }
    }

    /// Makes a piece begin at this offset of the present text; gives its number.
    fn cut(&mut self, offset: usize) -> usize {
        let mut at = 0;
        for index in 0..self.0.len() {
            let Some(piece) = self.0.get(index) else { break };
            if at == offset {
                return index;
            }
            let length = piece.len();
            if offset < at + length {
                let piece = self.0.remove(index);
                let (left, right) = piece.split(offset - at);
                self.0.splice(index..index, [left, right]);
                return index + 1;
            }
            at += length;
        }
        self.0.len()
    }

    fn starts(&self, index: usize) -> usize {
        self.0.iter().take(index).map(Piece::len).sum()
    }

    /// Replacements of the original, in order, each as small as it can be.
    pub(super) fn patches(&self, original: &str) -> Vec<Patch> {
        let mut patches = Vec::new();
        let mut at = 0;
        let mut added = String::new();
        let whole = Piece::Kept(Span::new(original.len(), original.len()));
        for piece in self.0.iter().chain([&whole]) {
            match piece {
                Piece::Added(text) => added += text,
                Piece::Kept(span) => {
                    // Moved text never comes back as kept, so kept pieces only go forward.
                    let gap = Patch { span: Span::new(at, span.start), text: std::mem::take(&mut added) };
                    patches.extend(trim(original, gap));
                    at = span.end;
                }
            }
        }
        patches
    }
}

/// Drops what a replacement leaves as it was; `None` when nothing changes.
fn trim(original: &str, mut patch: Patch) -> Option<Patch> {
    let old = original.get(patch.span.start..patch.span.end)?;
    if old == patch.text {
        return None;
    }
    let prefix = common(old.char_indices(), patch.text.char_indices());
    let (old, new) = (old.get(prefix..)?, patch.text.get(prefix..)?);
    let suffix: usize = old
        .chars()
        .rev()
        .zip(new.chars().rev())
        .take_while(|(one, two)| one == two)
        .map(|(c, _)| c.len_utf8())
        .sum();
    patch.span = Span::new(patch.span.start + prefix, patch.span.end - suffix);
    patch.text = new.get(..new.len() - suffix)?.to_owned();
    Some(patch)
}

fn common(left: impl Iterator<Item = (usize, char)>, right: impl Iterator<Item = (usize, char)>) -> usize {
    left.zip(right).take_while(|(one, two)| one.1 == two.1).map(|(one, _)| one.1.len_utf8()).sum()
}

/// Replacements that lead back.
pub(super) fn inverse(original: &str, patches: &[Patch]) -> Vec<Patch> {
    let mut grown = 0_usize;
    let mut shrunk = 0_usize;
    let mut back = Vec::with_capacity(patches.len());
    for patch in patches {
        let start = patch.span.start + grown - shrunk;
        let old = original.get(patch.span.start..patch.span.end).unwrap_or_default();
        back.push(Patch::new(start, start + patch.text.len(), old));
        grown += patch.text.len();
        shrunk += patch.span.end - patch.span.start;
    }
    back
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn replacements_in_a_row_come_to_one_set_and_lead_back(
            text in "[aбв🙂]{0,12}",
            rows in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>(), "[xa]{0,4}"), 0..6),
        ) {
            let mut pieces = Pieces::new(text.len());
            let mut now = text.clone();
            for (one, two, insert) in rows {
                let places: Vec<usize> = now.char_indices().map(|(at, _)| at).chain([now.len()]).collect();
                let (one, two) = (*one.get(&places), *two.get(&places));
                let patch = Patch::new(one.min(two), one.max(two), insert);
                now = apply(&now, std::slice::from_ref(&patch)).unwrap();
                pieces.apply(&[patch]);
            }
            let patches = pieces.patches(&text);
            prop_assert_eq!(apply(&text, &patches).unwrap(), now.clone());
            prop_assert_eq!(apply(&now, &inverse(&text, &patches)).unwrap(), text);
        }
    }
}
