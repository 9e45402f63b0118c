//! Which lines belong to an entry of a block collection: the comments right above it at its
//! indentation, its own lines with their trailing comments, and deeper comments right below.
//! Blank lines belong to nobody.

use super::doc::{Doc, end_of, entry, start_of};
use crate::{
    source::Span,
    yaml::{Kind, Node, ScalarStyle},
};

/// An entry of a block collection in the text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Extent {
    /// Its first byte: the key or the dash.
    pub(crate) start: usize,
    /// One past the last byte of its value.
    pub(crate) end: usize,
    /// It is the first thing on its line, and so has lines of its own.
    pub(crate) alone: bool,
    /// Column of `start`.
    pub(crate) column: usize,
    /// First line of the comments above, or else of the entry.
    pub(crate) head_line: usize,
    /// Its own first line.
    pub(crate) first_line: usize,
    /// Last line that belongs to it.
    pub(crate) last_line: usize,
}

impl Doc {
    /// The entry with this number; `None` for what is not written in block style.
    pub(crate) fn extent(&self, container: &Node, index: usize) -> Option<Extent> {
        let (key, value) = entry(container, index)?;
        let start = match key {
            Some(key) => start_of(key),
            None => self.dash(container, index)?,
        };
        let end = end_of(value).max(key.map_or(start, end_of)).max(start + 1);
        let alone = self.is_first_on_line(start);
        let column = self.column(start);
        let first_line = self.source.line_index(start);
        let head_line = if alone { self.head_line(first_line, column) } else { first_line };
        let mut last_line = self.source.line_index(end.saturating_sub(1));
        if keeps_blank_lines(self, last_scalar(value)) {
            last_line = self.after_blank_lines(last_line);
        }
        last_line = self.after_deeper_comments(last_line, column);
        Some(Extent { start, end, alone, column, head_line, first_line, last_line })
    }

    /// All lines of an extent, from its head to its last line break.
    pub(crate) fn lines(&self, extent: &Extent) -> Span {
        let start = self.line_start(self.source.line_span(extent.head_line).start);
        Span::new(start, self.source.line_span(extent.last_line).end)
    }

    /// Column of a full-line comment on this line.
    pub(crate) fn comment_column(&self, line: usize) -> Option<usize> {
        let text = self.source.line(line).trim_start_matches('\u{feff}');
        let column = text.len() - text.trim_start_matches(' ').len();
        let at = self.line_start(self.source.line_span(line).start) + column;
        let index = self.comments.binary_search_by_key(&at, |comment| comment.span.start);
        index.is_ok().then_some(column)
    }

    fn head_line(&self, line: usize, column: usize) -> usize {
        let mut head = line;
        while let Some(above) = head.checked_sub(1) {
            // A line for editors about the whole file belongs to no entry.
            if self.comment_column(above) != Some(column)
                || self.source.line(above).contains("yaml-language-server:")
            {
                break;
            }
            head = above;
        }
        head
    }

    fn after_deeper_comments(&self, line: usize, column: usize) -> usize {
        let mut last = line;
        while self.comment_column(last + 1).is_some_and(|it| it > column)
            && last + 1 < self.source.line_count()
        {
            last += 1;
        }
        last
    }

    fn after_blank_lines(&self, line: usize) -> usize {
        let mut last = line;
        while last + 1 < self.source.line_count()
            && !self.source.slice(self.source.line_span(last + 1)).is_empty()
            && self.source.line(last + 1).trim_matches(' ').is_empty()
        {
            last += 1;
        }
        last
    }

    /// The dash of an item of a block sequence.
    fn dash(&self, seq: &Node, index: usize) -> Option<usize> {
        let first = seq.written.start;
        if !self.slice(first, first + 1).starts_with('-') {
            return None;
        }
        let Some(before) = index.checked_sub(1) else { return Some(first) };
        let column = self.column(first);
        let from = self.source.line_index(end_of(entry(seq, before)?.1).saturating_sub(1)) + 1;
        let to = self.source.line_index(start_of(entry(seq, index)?.1));
        (from..=to).find_map(|line| {
            let start = self.line_start(self.source.line_span(line).start);
            let text = self.source.line(line).trim_start_matches('\u{feff}');
            let rest = text.strip_prefix(&" ".repeat(column))?;
            (rest == "-" || rest.starts_with("- ") || rest.starts_with("-\t")).then_some(start + column)
        })
    }
}

/// The scalar that ends a value.
fn last_scalar(node: &Node) -> Option<&Node> {
    if node.alias.is_some() {
        return None;
    }
    match &node.kind {
        Kind::Scalar(_) => Some(node),
        Kind::Map { pairs, .. } => last_scalar(&pairs.last()?.value),
        Kind::Seq { items, .. } => last_scalar(items.last()?),
    }
}

/// A block scalar to whose value the blank lines below it belong.
fn keeps_blank_lines(doc: &Doc, node: Option<&Node>) -> bool {
    let Some((node, scalar)) = node.and_then(|node| Some((node, node.as_scalar()?))) else { return false };
    if !matches!(scalar.style, ScalarStyle::Literal | ScalarStyle::Folded) {
        return false;
    }
    let header = doc.slice(node.span.start, doc.line_end(node.span.start));
    let indicators = header.split([' ', '#']).next().unwrap_or_default();
    let tail = scalar.text.trim_end_matches('\n');
    indicators.contains('+') || tail.ends_with(' ')
}
