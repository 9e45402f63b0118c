//! Merging texts by their pieces: changes of THEIRS that touch no change of OURS go over as
//! they are written.

use super::lcs::{Hunk, hunks};

/// How a text is cut.
#[derive(Debug, Clone, Copy)]
pub(super) enum Cut {
    /// Into lines with their breaks.
    Lines,
    /// Into words, runs of blanks and single signs.
    Tokens,
}

impl Cut {
    pub(super) fn pieces(self, text: &str) -> Vec<&str> {
        match self {
            Self::Lines => text.split_inclusive('\n').collect(),
            Self::Tokens => tokens(text),
        }
    }
}

/// Both texts with the changes of the third that could be taken over.
pub(super) struct Peeled {
    /// BASE with those changes: what is still unlike THEIRS could not be taken.
    pub(super) base: String,
    /// OURS with those changes.
    pub(super) ours: String,
}

/// Takes over every change from `base` to `theirs` that touches no change from `base` to `ours`.
pub(super) fn peel(base: &str, ours: &str, theirs: &str, cut: Cut) -> Peeled {
    let (old, our, their) = (cut.pieces(base), cut.pieces(ours), cut.pieces(theirs));
    let own = hunks(&old, &our);
    let (mut to_base, mut to_ours) = (Vec::new(), Vec::new());
    for hunk in hunks(&old, &their) {
        let text = joined(&their, &hunk.new);
        let same = own.iter().any(|it| it.old == hunk.old && joined(&our, &it.new) == text);
        if !same && own.iter().any(|it| touches(it, &hunk)) {
            continue;
        }
        to_base.push((hunk.old.clone(), text.clone()));
        if !same {
            // The place in OURS: shifted by what OURS changed before.
            let before = own.iter().filter(|it| it.old.end <= hunk.old.start && it.old != hunk.old);
            let (grown, shrunk) =
                before.fold((0, 0), |(grown, shrunk), it| (grown + it.new.len(), shrunk + it.old.len()));
            let place = |at: usize| at + grown - shrunk;
            to_ours.push((place(hunk.old.start)..place(hunk.old.end), text));
        }
    }
    Peeled { base: with(&old, &to_base), ours: with(&our, &to_ours) }
}

/// Whether two changes of one text meet: they overlap, or both put something in at one place.
fn touches(one: &Hunk, two: &Hunk) -> bool {
    let overlap = one.old.start < two.old.end && two.old.start < one.old.end;
    let inside = |point: &Hunk, other: &Hunk| {
        point.old.is_empty() && other.old.start < point.old.start && point.old.start < other.old.end
    };
    overlap || (one.old.is_empty() && one.old == two.old) || inside(one, two) || inside(two, one)
}

fn joined(pieces: &[&str], range: &std::ops::Range<usize>) -> String {
    pieces.get(range.clone()).unwrap_or_default().concat()
}

fn with(pieces: &[&str], changes: &[(std::ops::Range<usize>, String)]) -> String {
    let mut out = String::new();
    let mut at = 0;
    for (range, text) in changes {
        out += &joined(pieces, &(at..range.start));
        out += text;
        at = range.end;
    }
    out + &joined(pieces, &(at..pieces.len()))
}

fn tokens(text: &str) -> Vec<&str> {
    let class = |c: char| match c {
        ' ' | '\t' => 1,
        _ if c.is_alphanumeric() || matches!(c, '_' | '-' | '.') => 2,
        _ => 0,
    };
    let mut pieces = Vec::new();
    let (mut start, mut last) = (0, 0);
    for (at, c) in text.char_indices() {
        let now = class(c);
        if at > start && (now == 0 || now != last) {
            pieces.push(text.get(start..at).unwrap_or_default());
            start = at;
        }
        last = now;
    }
    pieces.extend(text.get(start..).filter(|rest| !rest.is_empty()));
    pieces
}

/// Merges texts of several lines; `None` when both changed the same lines.
pub(super) fn merge_lines(base: &str, ours: &str, theirs: &str) -> Option<String> {
    let peeled = peel(base, ours, theirs, Cut::Lines);
    (peeled.base == theirs).then_some(peeled.ours)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::apart("a\nb\nc\n", "A\nb\nc\n", "a\nb\nC\n", Some("A\nb\nC\n"))]
    #[case::side_by_side("a\nb\n", "A\nb\n", "a\nB\n", Some("A\nB\n"))]
    #[case::added_behind_a_change("a\n", "A\n", "a\nb\n", Some("A\nb\n"))]
    #[case::both_the_same("a\nb\n", "a\nB\n", "a\nB\n", Some("a\nB\n"))]
    #[case::both_add_at_one_place("a\nb\n", "a\nx\nb\n", "a\ny\nb\n", None)]
    #[case::one_line("a\nb\n", "a\nX\n", "a\nY\n", None)]
    #[case::removed_and_changed("a\nb\nc\n", "a\nc\n", "a\nB\nc\n", None)]
    fn lines(#[case] base: &str, #[case] ours: &str, #[case] theirs: &str, #[case] merged: Option<&str>) {
        assert_eq!(merge_lines(base, ours, theirs).as_deref(), merged);
        assert_eq!(merge_lines(base, theirs, ours).as_deref(), merged);
    }

    #[test]
    fn tokens_join_to_the_text() {
        let text = "say: {type: message, text: 'Привет, 🙂!', next: end}  # да\r\n\tx";
        assert_eq!(tokens(text).concat(), text);
        let peeled = peel(text, &text.replace("Привет", "Да"), &text.replace("end", "stop"), Cut::Tokens);
        assert_eq!(peeled.ours, text.replace("Привет", "Да").replace("end", "stop"));
    }
}
