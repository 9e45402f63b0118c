//! Finds the figures of a text.

use std::ops::ControlFlow;

use super::{
    figure::{Decimal, Figure},
    letters::{is_letter, word},
    number::{self, Read},
    numerals,
};

/// What a reply claims: markers of a list and words such as «два варианта» are no claims.
pub(super) fn claimed<'t>(text: &'t str, found: &mut dyn FnMut(Figure, &'t str)) {
    // Nothing is broken off, so the whole text is scanned.
    let _ = scan(text, &mut |spot| {
        if !spot.is_list_marker() && spot.counts_something() {
            spot.read.figures().for_each(|figure| found(figure, spot.written()));
        }
        ControlFlow::Continue(())
    });
}

/// What a source proves, until enough is found: also the parts of what may be several numbers in a row, as in
/// `iPhone 15 128 ГБ`.
pub(super) fn known(text: &str, found: &mut dyn FnMut(Figure) -> ControlFlow<()>) -> ControlFlow<()> {
    scan(text, &mut |spot| {
        spot.read.figures().try_for_each(&mut *found)?;
        match &spot.read.kind {
            number::Kind::Date { day, .. } => found(Figure::Number(Decimal::whole(u128::from(*day)))),
            number::Kind::Number { grouped: true, .. } => {
                number::parts(spot.written()).try_for_each(&mut *found)
            }
            _ => ControlFlow::Continue(()),
        }
    })
}

/// A figure and where it stands.
struct Spot<'t> {
    text: &'t str,
    start: usize,
    read: Read,
    in_words: bool,
}

impl<'t> Spot<'t> {
    fn end(&self) -> usize {
        self.start + self.read.length
    }

    fn written(&self) -> &'t str {
        self.text.get(self.start..self.end()).unwrap_or_default()
    }

    fn after(&self) -> &'t str {
        self.text.get(self.end()..).unwrap_or_default()
    }

    /// `1. ` or `1) ` at the beginning of a line.
    fn is_list_marker(&self) -> bool {
        let before = self.text.get(..self.start).unwrap_or_default().trim_end_matches([' ', '\t']);
        let first = before.is_empty() || before.ends_with('\n');
        let mut after = self.after().chars();
        first
            && self.written().len() <= 2
            && matches!(after.next(), Some('.' | ')'))
            && after.next().is_some_and(char::is_whitespace)
    }

    /// Digits always do, words where a unit follows.
    fn counts_something(&self) -> bool {
        !self.in_words || numerals::unit_follows(self.after())
    }
}

fn scan<'t>(text: &'t str, found: &mut dyn FnMut(&Spot<'t>) -> ControlFlow<()>) -> ControlFlow<()> {
    let mut at = 0;
    while let Some(rest) = text.get(at..) {
        let Some(first) = rest.chars().next() else { break };
        let in_words = is_letter(first);
        let read = if first.is_ascii_digit() || first == '+' {
            number::read(rest, in_list(text, at))
        } else if in_words {
            numerals::read(rest)
        } else {
            None
        };
        at += match read {
            Some(read) => {
                found(&Spot { text, start: at, read, in_words })?;
                read.length.max(first.len_utf8())
            }
            None if in_words => word(rest).len(),
            None => first.len_utf8(),
        };
    }
    ControlFlow::Continue(())
}

/// Right before `at` stand a digit and a comma or dot.
fn in_list(text: &str, at: usize) -> bool {
    let mut before = text.get(..at).unwrap_or_default().chars().rev();
    matches!(before.next(), Some(',' | '.')) && before.next().is_some_and(|c| c.is_ascii_digit())
}
