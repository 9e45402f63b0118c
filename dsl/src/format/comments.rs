//! Comments waiting to be printed, in the order of the file.

use crate::{edit::Doc, source::Span};

/// A queue over the comments of a file.
pub(super) struct Comments<'d> {
    doc: &'d Doc,
    next: usize,
}

impl<'d> Comments<'d> {
    pub(super) fn new(doc: &'d Doc) -> Self {
        Self { doc, next: 0 }
    }

    /// The next one.
    pub(super) fn peek(&self) -> Option<Span> {
        self.doc.comments.get(self.next).map(|comment| comment.span)
    }

    /// Takes the next one if it stands before this place.
    pub(super) fn before(&mut self, offset: usize) -> Option<Span> {
        let found = self.peek().filter(|span| span.start < offset)?;
        self.next += 1;
        Some(found)
    }

    /// Takes the next one if it stands behind `offset` on the same line, before `limit`.
    pub(super) fn beside(&mut self, offset: usize, limit: usize) -> Option<Span> {
        let found = self.peek().filter(|span| {
            offset <= span.start
                && span.start < limit
                && self.doc.source.line_index(span.start) == self.doc.source.line_index(offset)
        })?;
        self.next += 1;
        Some(found)
    }

    /// Takes the next one if it stands before `limit`, at this column or deeper.
    pub(super) fn deeper(&mut self, column: usize, limit: usize) -> Option<Span> {
        let found = self.peek().filter(|span| span.start < limit && self.doc.column(span.start) >= column)?;
        self.next += 1;
        Some(found)
    }

    /// Whether some stand between two places.
    pub(super) fn any_within(&self, start: usize, end: usize) -> bool {
        let all = &self.doc.comments;
        let first = all.partition_point(|comment| comment.span.start < start);
        all.get(first).is_some_and(|comment| comment.span.start < end)
    }
}
