//! Adding to and taking from collections written with brackets, on one line or several.

use super::{
    block::Candidates,
    doc::{Doc, count, end_of, entry, start_of},
    error::EditError,
    fresh::Fresh,
    patch::Patch,
};
use crate::{source::Span, yaml::Node};

/// An entry within brackets.
struct Item {
    start: usize,
    end: usize,
}

/// Finds the parts of an entry that move together, given where the closing bracket stands.
type Parts<'p> = &'p dyn Fn(&Doc, &Item, usize) -> Option<Vec<Span>>;

impl Doc {
    fn item(&self, container: &Node, index: usize) -> Option<Item> {
        let (key, value) = entry(container, index)?;
        let start = key.map_or_else(|| start_of(value), start_of);
        Some(Item { start, end: end_of(value).max(key.map_or(start, end_of)) })
    }

    /// Puts a new entry before the one with this number, or last.
    pub(super) fn insert_flow(
        &self,
        container: &Node,
        index: usize,
        fresh: &Fresh<'_>,
    ) -> Result<Candidates, EditError> {
        let inside = self.inside(container)?;
        let text = fresh.flow(self.eol);
        let Some(before) = index.checked_sub(1).and_then(|before| self.item(container, before)) else {
            return Ok(match self.item(container, 0) {
                None => vec![vec![Patch::insert(inside.start, text)]],
                Some(first) if self.is_first_on_line(first.start) => {
                    let pad = " ".repeat(self.column(first.start));
                    vec![
                        vec![Patch::insert(first.start, format!("{text},{}{pad}", self.eol))],
                        vec![Patch::insert(first.start, format!("{text}, "))],
                    ]
                }
                Some(first) => vec![vec![Patch::insert(first.start, format!("{text}, "))]],
            });
        };
        let joined = vec![Patch::insert(before.end, format!(", {text}"))];
        let comma = self.comma_after(before.end, inside.end);
        let behind = comma.map_or(before.end, |comma| comma + 1);
        let comment = self.comment_end(behind + self.blanks_after(behind));
        // Where entries have lines of their own, or a comment that would end up with the new one,
        // the new one gets a line, too.
        let column = match self.is_first_on_line(before.start) {
            true => self.column(before.start),
            false if comment.is_some() => self.indent(before.end).max(self.step),
            false => return Ok(vec![joined]),
        };
        let pad = " ".repeat(column);
        let line_end = self.line_end(behind);
        let own_line = match comma {
            Some(_) => vec![Patch::insert(line_end, format!("{}{pad}{text},", self.eol))],
            None => vec![
                Patch::insert(before.end, ","),
                // The closing bracket may stand on the line.
                Patch::insert(line_end.min(inside.end), format!("{}{pad}{text}", self.eol)),
            ],
        };
        Ok(vec![own_line, joined])
    }

    /// Spaces at the beginning of a line.
    fn indent(&self, offset: usize) -> usize {
        let line = self.slice(self.line_start(offset), self.line_end(offset));
        line.len() - line.trim_start_matches(' ').len()
    }

    /// Takes the entry with this number out.
    pub(super) fn remove_flow(&self, container: &Node, index: usize) -> Result<Candidates, EditError> {
        let inside = self.inside(container)?;
        let Some(item) = self.item(container, index) else { return Ok(Vec::new()) };
        let comma = self.comma_after(item.end, inside.end);
        let head = self.head_of(item.start);
        if count(container) == 1 {
            let end = comma.map_or(item.end, |comma| comma + 1);
            if self.slice(inside.start, item.start).trim().is_empty()
                && self.slice(end, inside.end).trim().is_empty()
            {
                return Ok(vec![vec![Patch::delete(inside)]]);
            }
            let blank = end + self.blanks_after(end);
            let line_over = self.comment_end(blank).unwrap_or(blank) == self.line_end(blank);
            let own = vec![Patch::delete(Span::new(head, self.next_line(blank)))];
            let lines = (self.is_first_on_line(item.start) && line_over).then_some(own);
            return Ok(lines.into_iter().chain([vec![Patch::delete(Span::new(item.start, end))]]).collect());
        }
        if let Some(comma) = comma {
            let end = comma + 1 + self.blanks_after(comma + 1);
            let comment = self.comment_end(end);
            let line_over = comment.unwrap_or(end) == self.line_end(end);
            if self.is_first_on_line(item.start) && line_over {
                return Ok(vec![vec![Patch::delete(Span::new(head, self.next_line(end)))]]);
            }
            let rest = if line_over { comment.unwrap_or(end) } else { end };
            return Ok(vec![vec![Patch::delete(Span::new(item.start, rest))]]);
        }
        // The last entry, no comma behind it.
        let Some(before) = index.checked_sub(1).and_then(|before| self.item(container, before)) else {
            return Ok(Vec::new());
        };
        let comma = self.comma_after(before.end, item.start).unwrap_or(before.end);
        if !self.slice(before.end, item.start).contains('\n') {
            return Ok(vec![vec![Patch::delete(Span::new(before.end, item.end))]]);
        }
        if self.is_first_on_line(comma) {
            let start = self.line_start(comma);
            let own = Patch::delete(Span::new(start, self.next_line(item.end)));
            return Ok(vec![vec![own], vec![Patch::delete(Span::new(comma, item.end))]]);
        }
        let end = item.end + self.blanks_after(item.end);
        if self.comment_end(end).unwrap_or(end) == self.line_end(end) {
            return Ok(vec![vec![Patch::delete(Span::new(head, self.next_line(end)))]]);
        }
        Ok(vec![vec![Patch::delete(Span::new(item.start, item.end))]])
    }

    /// Moves an entry before the one that now has number `to`, or last.
    pub(super) fn shift_flow(
        &self,
        container: &Node,
        from: usize,
        to: usize,
    ) -> Result<Candidates, EditError> {
        let inside = self.inside(container)?;
        let Some(item) = self.item(container, from) else { return Ok(Vec::new()) };
        if self.comments.iter().any(|it| inside.start < it.span.start && it.span.end < inside.end) {
            return self.rotate(container, from, to, &Self::parts_of_lines).map(|way| vec![way]);
        }
        let text = self.slice(item.start, item.end).to_owned();
        let insert = self.insert_flow(container, to, &Fresh::Raw(vec![text]))?;
        let remove = self.remove_flow(container, from)?;
        let mut ways: Candidates = insert
            .iter()
            .flat_map(|one| remove.iter().map(move |two| one.iter().chain(two).cloned().collect()))
            .collect();
        ways.extend(
            self.rotate(container, from, to, &|_, item, _| Some(vec![Span::new(item.start, item.end)])),
        );
        Ok(ways)
    }

    /// Leaves commas and breaks where they are and moves only the parts of the entries.
    fn rotate(
        &self,
        container: &Node,
        from: usize,
        to: usize,
        parts: Parts<'_>,
    ) -> Result<Vec<Patch>, EditError> {
        let inside = self.inside(container)?;
        let all: Option<Vec<Vec<Span>>> = (0..count(container))
            .map(|index| parts(self, &self.item(container, index)?, inside.end))
            .collect();
        let Some(all) = all else {
            return Err(EditError::unsupported(
                "записи в скобках стоят на общих строках с комментариями, переставьте их в текстовом виде",
                "entries in brackets share lines and have comments: move them as a text",
            )
            .at(&self.source, container.span));
        };
        let mut order: Vec<&Vec<Span>> = all.iter().collect();
        let moved = order.remove(from);
        order.insert(if to > from { to - 1 } else { to }, moved);
        let moves = all.iter().zip(order).flat_map(|(slot, it)| slot.iter().zip(it));
        Ok(moves.map(|(slot, it)| Patch::new(slot.start, slot.end, self.source.slice(*it))).collect())
    }

    /// An entry with lines of its own: the comments above it, itself, and the rest of its line
    /// behind the comma.
    fn parts_of_lines(&self, item: &Item, closer: usize) -> Option<Vec<Span>> {
        let rest = self.comma_after(item.end, closer).map_or(item.end, |comma| comma + 1);
        let same_line = self.source.line_index(rest) == self.source.line_index(item.end);
        let tail = Span::new(rest, self.line_end(rest));
        let end = rest + self.blanks_after(rest);
        let over = self.comment_end(end).unwrap_or(end) == tail.end;
        let own = self.is_first_on_line(item.start) && same_line && over;
        own.then(|| {
            vec![Span::new(self.head_of(item.start), item.start), Span::new(item.start, item.end), tail]
        })
    }

    /// Between the brackets.
    fn inside(&self, container: &Node) -> Result<Span, EditError> {
        let span = container.written;
        let text = self.source.slice(span);
        if text.len() >= 2 && text.starts_with(['{', '[']) && text.ends_with(['}', ']']) {
            return Ok(Span::new(span.start + 1, span.end - 1));
        }
        Err(EditError::unsupported(
            "пара «ключ: значение» внутри списка записана без фигурных скобок, правьте её в текстовом виде",
            "a `key: value` pair in a list is written without braces: edit it as a text",
        )
        .at(&self.source, span))
    }

    /// The comma between `from` and `to`, comments skipped.
    fn comma_after(&self, from: usize, to: usize) -> Option<usize> {
        let mut at = from;
        while at < to {
            if let Some(end) = self.comment_end(at) {
                at = end;
                continue;
            }
            let c = self.slice(at, to).chars().next()?;
            match c {
                ',' => return Some(at),
                _ if c.is_whitespace() => at += c.len_utf8(),
                _ => return None,
            }
        }
        None
    }

    /// Spaces and tabs at a place.
    fn blanks_after(&self, at: usize) -> usize {
        let rest = self.slice(at, self.source.text().len());
        rest.len() - rest.trim_start_matches([' ', '\t']).len()
    }

    /// The end of the comment that begins here.
    pub(super) fn comment_end(&self, at: usize) -> Option<usize> {
        let index = self.comments.binary_search_by_key(&at, |comment| comment.span.start).ok()?;
        self.comments.get(index).map(|comment| comment.span.end)
    }

    fn next_line(&self, at: usize) -> usize {
        self.source.line_span(self.source.line_index(at)).end
    }

    /// Beginning of the full-line comments right above an entry that begins a line.
    fn head_of(&self, start: usize) -> usize {
        let column = self.column(start);
        let mut line = self.source.line_index(start);
        while let Some(above) = line.checked_sub(1) {
            if self.comment_column(above) != Some(column) {
                break;
            }
            line = above;
        }
        self.line_start(self.source.line_span(line).start)
    }
}
