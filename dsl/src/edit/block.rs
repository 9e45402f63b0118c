//! Adding to and taking from collections written with indentation.

use super::{
    doc::{Chain, Doc, count, end_of, entry, is_flow, start_of},
    error::EditError,
    extent::Extent,
    fresh::Fresh,
    patch::Patch,
};
use crate::{source::Span, write::Layout, yaml::Node};

/// Characters a new line should not exceed.
const WIDTH: usize = 100;

/// Ways to write an edit, the best first; the first that proves right is taken.
pub(super) type Candidates = Vec<Vec<Patch>>;

impl Doc {
    pub(super) fn layout(&self) -> Layout {
        Layout { step: self.step, list_step: self.list_step, width: WIDTH }
    }

    /// Puts a new entry before the one with this number, or last.
    pub(super) fn insert_block(
        &self,
        container: &Node,
        index: usize,
        fresh: &Fresh<'_>,
    ) -> Result<Candidates, EditError> {
        let column = self.extent_of(container, 0)?.column;
        let lines = fresh.block(column, self.layout());
        let Some(before) = index.checked_sub(1) else {
            return Ok(vec![self.insert_first(&self.extent_of(container, 0)?, &lines)]);
        };
        let spaced = self.is_spaced(container, before)?;
        let before = self.extent_of(container, before)?;
        let at = self.lines(&before).end;
        let mut ways = vec![vec![self.insert_lines(at, &lines.join(self.eol))]];
        if spaced {
            ways.insert(0, vec![self.insert_lines(at, &format!("{}{}", self.eol, lines.join(self.eol)))]);
        }
        Ok(ways)
    }

    /// Lines of text at the beginning of a line, or behind the last line of the file; a file
    /// without a final line break stays without one.
    pub(super) fn insert_lines(&self, at: usize, text: &str) -> Patch {
        let before = self.slice(0, at);
        if before.ends_with('\n') || before.is_empty() || before == "\u{feff}" {
            Patch::insert(at, format!("{text}{}", self.eol))
        } else {
            Patch::insert(at, format!("{}{text}", self.eol))
        }
    }

    fn insert_first(&self, first: &Extent, lines: &[String]) -> Vec<Patch> {
        if first.alone {
            let start = self.lines(first).start;
            return vec![Patch::insert(start, format!("{}{}", lines.join(self.eol), self.eol))];
        }
        let text = lines.join(self.eol);
        let pad = " ".repeat(first.column);
        vec![Patch::insert(first.start, format!("{}{}{pad}", text.trim_start_matches(' '), self.eol))]
    }

    /// Whether a blank line stands behind this entry, or before it if it is the last.
    fn is_spaced(&self, container: &Node, index: usize) -> Result<bool, EditError> {
        let above = if index + 1 < count(container) { index } else { index.saturating_sub(1) };
        if count(container) < 2 {
            return Ok(false);
        }
        let (above, below) = (self.extent_of(container, above)?, self.extent_of(container, above + 1)?);
        Ok(above.last_line + 1 < below.head_line)
    }

    pub(super) fn extent_of(&self, container: &Node, index: usize) -> Result<Extent, EditError> {
        self.extent(container, index).ok_or_else(|| {
            EditError::unsupported(
                "здесь необычная запись, её можно править только в текстовом виде",
                "this is written in an unusual way: edit it as a text",
            )
            .at(&self.source, container.span)
        })
    }

    /// Takes the entry with this number out.
    pub(super) fn remove_block(
        &self,
        chain: &Chain<'_>,
        container: &Node,
        index: usize,
    ) -> Result<Candidates, EditError> {
        let extent = self.extent_of(container, index)?;
        if count(container) == 1 {
            let empty = if container.as_seq().is_some() { "[]" } else { "{}" };
            return self.empty_out(chain, &extent, empty);
        }
        if extent.alone {
            return Ok(self.without_lines(&extent));
        }
        // The first entry shares its line with a dash: the next one moves up to it, unless
        // comments stand between.
        let next = self.extent_of(container, index + 1)?;
        if next.head_line == next.first_line {
            return Ok(vec![vec![Patch::delete(Span::new(extent.start, next.start))]]);
        }
        let from = extent.start - self.slice(self.line_start(extent.start), extent.start).len()
            + self.slice(self.line_start(extent.start), extent.start).trim_end_matches(' ').len();
        let to = self.line_end(extent.end);
        Ok(vec![vec![Patch::delete(Span::new(from, to))]])
    }

    /// Replaces the lines of an only entry by empty brackets behind whatever introduces them.
    fn empty_out(&self, chain: &Chain<'_>, only: &Extent, empty: &str) -> Result<Candidates, EditError> {
        match self.introducer(chain)? {
            Some(introducer) if only.alone => {
                let at = introducer.end;
                let mut ways = self.without_lines(only);
                ways.iter_mut().for_each(|way| way.push(Patch::insert(at, format!(" {empty}"))));
                Ok(ways)
            }
            _ => Ok(vec![vec![Patch::new(only.start, only.end, empty)]]),
        }
    }

    /// Takes whole lines out. At the end of a file without a final line break, the breaks above
    /// go too.
    pub(super) fn without_lines(&self, extent: &Extent) -> Candidates {
        let lines = self.lines(extent);
        let plain = vec![Patch::delete(lines)];
        let ends_file = lines.end == self.source.text().len() && !self.source.text().ends_with('\n');
        if !ends_file {
            return vec![plain];
        }
        // Blank lines between would end the file otherwise.
        let line = self.source.line_index(lines.start);
        let is_blank = |line: usize| self.source.line(line).trim_matches(' ').is_empty();
        let above = (0..line).rev().find(|line| !is_blank(*line));
        let Some(above) = above.map(|line| self.line_end(self.source.line_span(line).start)) else {
            return vec![plain];
        };
        vec![vec![Patch::delete(Span::new(above, lines.end))], plain]
    }

    /// Moves an entry before the one that now has number `to`, or last.
    pub(super) fn shift_block(
        &self,
        container: &Node,
        from: usize,
        to: usize,
    ) -> Result<Candidates, EditError> {
        let extent = self.extent_of(container, from)?;
        let all = (0..count(container)).map(|index| self.extent_of(container, index));
        let all = all.collect::<Result<Vec<_>, _>>()?;
        if all.iter().any(|it| !it.alone) {
            return self.rotate_block(container, &all, from, to);
        }
        let lines = self.lines(&extent);
        let text = self.source.slice(lines).trim_end_matches(['\n', '\r']).to_owned();
        let tail = self.source.slice(lines);
        // Blank lines that belong to a `|+` text move with it.
        let text = if tail.ends_with('\n') {
            tail.strip_suffix('\n').unwrap_or(tail).trim_end_matches('\r').to_owned()
        } else {
            text
        };
        let at = match to.checked_sub(1).and_then(|before| all.get(before)) {
            Some(before) => self.lines(before).end,
            None => all.first().map_or(lines.start, |first| self.lines(first).start),
        };
        let mut ways = self.without_lines(&extent);
        ways.iter_mut().for_each(|way| way.push(self.insert_lines(at, &text)));
        Ok(ways)
    }

    /// Moves the texts of entries between their places: the first shares its line with a dash.
    /// Comments would not follow, so there must be none.
    fn rotate_block(
        &self,
        container: &Node,
        all: &[Extent],
        from: usize,
        to: usize,
    ) -> Result<Candidates, EditError> {
        let inside = container.span;
        if self
            .comments
            .iter()
            .any(|it| inside.start < it.span.start && it.span.start < self.line_end(inside.end))
        {
            return Err(EditError::unsupported(
                "записи стоят на одной строке с дефисом и с комментариями, переставьте их в текстовом виде",
                "entries share a line with a dash and have comments: move them as a text",
            )
            .at(&self.source, container.span));
        }
        let mut order: Vec<&Extent> = all.iter().collect();
        let moved = order.remove(from);
        order.insert(if to > from { to - 1 } else { to }, moved);
        let moves = all
            .iter()
            .zip(order)
            .map(|(slot, it)| Patch::new(slot.start, slot.end, self.slice(it.start, it.end)));
        Ok(vec![moves.collect()])
    }

    /// An entry as it is written with its comments, without its indentation.
    pub(crate) fn written(&self, container: &Node, index: usize) -> Option<Vec<String>> {
        if is_flow(container) {
            let (key, value) = entry(container, index)?;
            let start = key.map_or_else(|| start_of(value), start_of);
            return Some(vec![self.slice(start, end_of(value).max(key.map_or(start, end_of))).to_owned()]);
        }
        let extent = self.extent(container, index)?;
        let above = (extent.head_line..extent.first_line).map(|line| self.source.line(line));
        let above = above.map(|line| line.trim_start_matches([' ', '\u{feff}']).to_owned());
        Some(above.chain(self.raw_lines(container, index).ok()?).collect())
    }

    /// The lines of an entry without the comments above it and without their indentation.
    pub(super) fn raw_lines(&self, container: &Node, index: usize) -> Result<Vec<String>, EditError> {
        let extent = self.extent_of(container, index)?;
        let line = |number: usize| {
            let text = self.source.line(number).trim_start_matches('\u{feff}');
            let indent = text.len() - text.trim_start_matches(' ').len();
            text.get(extent.column.min(indent)..).unwrap_or_default().to_owned()
        };
        let mut lines: Vec<String> = (extent.first_line..=extent.last_line).map(line).collect();
        if !extent.alone
            && let Some(first) = lines.first_mut()
        {
            *first = self.slice(extent.start, self.line_end(extent.start)).to_owned();
        }
        Ok(lines)
    }
}
