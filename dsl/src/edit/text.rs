//! Changing a text where it stands, so that its quotes, wrapping and escapes stay.

use super::{
    doc::Doc,
    introducer::Introducer,
    patch::Patch,
    replace::{BlockForm, indent},
    value::Value,
};
use crate::{
    source::Span,
    write::{folded, literal},
    yaml::{Node, Scalar, ScalarStyle},
};

/// A folded text is wrapped no narrower than this.
const MIN_WIDTH: usize = 40;
/// … and here when all of it stood on one line.
const MAX_WIDTH: usize = 100;

impl Doc {
    /// Changes only the part of the text that differs, when that part stands on one line and is
    /// written as it is meant.
    pub(super) fn within_text(&self, node: &Node, value: &Value) -> Option<Vec<Patch>> {
        let scalar = node.as_scalar().filter(|_| node.alias.is_none())?;
        let new = value.as_text()?;
        if self.source.slice(scalar.content).contains('\n') {
            return self.within_lines(scalar, new);
        }
        None
    }

    fn within_lines(&self, scalar: &Scalar, new: &str) -> Option<Vec<Patch>> {
        let old = scalar.text.as_str();
        let prefix: usize =
            old.chars().zip(new.chars()).take_while(|(one, two)| one == two).map(|(c, _)| c.len_utf8()).sum();
        let (old_rest, new_rest) = (old.get(prefix..)?, new.get(prefix..)?);
        let suffix: usize = old_rest
            .chars()
            .rev()
            .zip(new_rest.chars().rev())
            .take_while(|(one, two)| one == two)
            .map(|(c, _)| c.len_utf8())
            .sum();
        let changed = Span::new(prefix, old.len() - suffix);
        let insert = new_rest.get(..new_rest.len() - suffix)?;
        if insert.contains('\n') || old.get(changed.start..changed.end)?.contains('\n') {
            return None;
        }
        let mut meant = 0;
        let first = self.source.line_index(scalar.content.start);
        let last = self.source.line_index(scalar.content.end.saturating_sub(1));
        for number in first..=last {
            let line = self.source.line_span(number);
            let start = line.start.max(scalar.content.start);
            let text = self.slice(start, line.end.min(scalar.content.end));
            let piece = text.trim_matches([' ', '\t', '\r', '\n', '\u{feff}']);
            if piece.is_empty() {
                continue;
            }
            let at = meant + old.get(meant..)?.find(piece)?;
            meant = at + piece.len();
            if at <= changed.start && changed.end <= meant {
                let offset = start
                    + (text.len() - text.trim_start_matches([' ', '\t', '\u{feff}']).len())
                    + changed.start
                    - at;
                return Some(vec![Patch::new(offset, offset + changed.end - changed.start, insert)]);
            }
        }
        None
    }

    /// A text in the block style the old one has, with its indentation.
    pub(super) fn same_block(&self, node: &Node, introducer: Introducer, text: &str) -> Option<BlockForm> {
        let header = self.block_header(node)?;
        let scalar = node.as_scalar()?;
        let column = self.content_column(scalar).unwrap_or(introducer.column + self.step);
        let depth = column.checked_sub(introducer.column)?;
        let explicit = self.source.slice(header).chars().find(char::is_ascii_digit);
        let (sign, (indicators, lines)) = match scalar.style {
            ScalarStyle::Folded => (">", folded(text, depth, self.widest(scalar))?),
            _ => {
                let (indicators, lines) = literal(text, depth)?;
                ("|", (indicators, lines.into_iter().map(str::to_owned).collect()))
            }
        };
        // The digit stays where it was written, needed or not.
        let digit = explicit.filter(|_| !indicators.contains(|c: char| c.is_ascii_digit()));
        let digit = digit.map(String::from).unwrap_or_default();
        Some(BlockForm { header: format!("{sign}{digit}{indicators}"), lines: indent(&lines, column) })
    }

    /// Column at which the lines of a block scalar begin.
    pub(crate) fn content_column(&self, scalar: &Scalar) -> Option<usize> {
        let meant = scalar.text.lines().find(|line| !line.trim().is_empty())?;
        let own = meant.len() - meant.trim_start_matches(' ').len();
        let written = self.source.slice(scalar.content).lines().find(|line| !line.trim().is_empty())?;
        (written.len() - written.trim_start_matches(' ').len()).checked_sub(own)
    }

    /// Characters of the longest line.
    fn widest(&self, scalar: &Scalar) -> usize {
        let lines = self.source.slice(scalar.content).lines();
        let widest = lines.map(|line| line.trim().chars().count()).max().unwrap_or(MAX_WIDTH);
        widest.clamp(MIN_WIDTH, MAX_WIDTH)
    }
}
