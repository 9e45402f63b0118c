//! From a place inside a scalar's text back to a place in the file.

use super::{Node, Scalar, ScalarStyle};
use crate::source::{Source, Span};

impl Node {
    /// Where bytes `inner` of this scalar's text stand in the file.
    ///
    /// Exact for texts written on one line without escapes and for literal blocks; otherwise
    /// the whole scalar is named.
    pub fn place_of(&self, source: &Source, inner: Span) -> Span {
        self.as_scalar()
            .filter(|_| self.alias.is_none())
            .and_then(|it| it.place_of(source, inner))
            .unwrap_or(self.span)
    }
}

impl Scalar {
    fn place_of(&self, source: &Source, inner: Span) -> Option<Span> {
        if source.slice(self.content) == self.text {
            return Some(Span::new(self.content.start + inner.start, self.content.start + inner.end));
        }
        if self.style != ScalarStyle::Literal {
            return None;
        }
        let start = self.place_in_literal(source, inner.start)?;
        // A range over several lines ends with its first.
        let first_line = self.text.get(inner.start..inner.end)?.lines().next().unwrap_or_default();
        Some(Span::new(start, start + first_line.len()))
    }

    fn place_in_literal(&self, source: &Source, offset: usize) -> Option<usize> {
        let before = self.text.get(..offset)?;
        let row = before.matches('\n').count();
        let column = before.len() - before.rfind('\n').map_or(0, |at| at + 1);
        let written = source.line_index(self.content.start) + row;
        let meant = self.text.split('\n').nth(row)?;
        let indent = source.line(written).len().checked_sub(meant.len())?;
        source.line(written).ends_with(meant).then(|| source.line_span(written).start + indent + column)
    }
}
