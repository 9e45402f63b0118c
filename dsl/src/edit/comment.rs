//! Comments of entries: above them or beside them.

use super::{
    block::Candidates,
    doc::{Chain, Doc, end_of, is_block_collection, is_flow, start_of},
    error::EditError,
    op::Place,
    patch::Patch,
    path::Segment,
};
use crate::{diagnostic::Words, source::Span, yaml::Node};

/// An entry and where comments can stand with it.
struct Spots {
    /// First byte of the entry, if a comment can stand on the lines above.
    above: Option<usize>,
    /// Place behind the entry on its line, if the rest of the line is free.
    beside: Option<usize>,
}

impl Doc {
    /// The comment of an entry as people wrote it, without `#`.
    pub(super) fn comment_text(&self, container: &Node, index: usize) -> Option<String> {
        let at = |place| self.comment_at(container, index, place);
        at(Place::Above).or_else(|| at(Place::Beside))
    }

    /// The comment of an entry at one of its places.
    pub(crate) fn comment_at(&self, container: &Node, index: usize, place: Place) -> Option<String> {
        let spots = self.spots(container, index)?;
        let span = match place {
            Place::Above => self.comment_above(spots.above?)?,
            Place::Beside => self.comment_beside(spots.beside?)?,
        };
        let lines = self.source.slice(span).lines().filter(|line| line.contains('#'));
        let text: Vec<&str> = lines
            .map(|line| line.trim_start_matches([' ', '\t', '\u{feff}']).trim_start_matches('#'))
            .map(|line| line.strip_prefix(' ').unwrap_or(line))
            .collect();
        Some(text.join("\n"))
    }

    /// Ways to write (`Some`) or remove (`None`) the comment of an entry.
    pub(super) fn comment(
        &self,
        chain: &Chain<'_>,
        segment: &Segment,
        text: Option<&str>,
        place: Option<Place>,
    ) -> Result<Candidates, EditError> {
        let Some((container, index)) = chain.node().and_then(|it| Some((it, self.position(it, segment)?)))
        else {
            return Ok(Vec::new());
        };
        let spots = self.spots(container, index).ok_or_else(|| self.no_room(container))?;
        let above = spots.above.and_then(|start| self.comment_above(start));
        let beside = spots.beside.and_then(|at| self.comment_beside(at));
        let Some(text) = text else {
            let gone = match place {
                Some(Place::Above) => above,
                Some(Place::Beside) => beside,
                None => above.or(beside),
            };
            return Ok(vec![gone.map(Patch::delete).into_iter().collect()]);
        };
        let lines: Vec<String> = text.lines().map(|line| format!("# {line}").trim_end().to_owned()).collect();
        let several = lines.len() > 1 && spots.above.is_some();
        let stays_beside = above.is_none() && (beside.is_some() || spots.above.is_none()) && !several;
        let moves = place.is_none() && several && above.is_none();
        let place = place.unwrap_or(if stays_beside { Place::Beside } else { Place::Above });
        let way = match place {
            Place::Above => {
                let start = spots.above.ok_or_else(|| self.no_room(container))?;
                let pad = " ".repeat(self.column(start));
                let written: String = lines.iter().map(|line| format!("{pad}{line}{}", self.eol)).collect();
                match above {
                    Some(span) => Patch::new(span.start, span.end, written),
                    None => Patch::insert(self.line_start(start), written),
                }
            }
            Place::Beside => {
                let at = spots.beside.ok_or_else(|| self.no_room(container))?;
                let one =
                    lines.first().filter(|_| lines.len() == 1).ok_or_else(|| one_line(self, container))?;
                match beside {
                    // The blanks before it stay: comments are often aligned.
                    Some(span) => {
                        let hash = span.start + self.source.slice(span).find('#').unwrap_or_default();
                        Patch::new(hash, span.end, one.clone())
                    }
                    None => {
                        let end = self.line_end(at);
                        // A comma in brackets stays before it.
                        let behind = at + self.slice(at, end).trim_end_matches([' ', '\t']).len();
                        Patch::new(behind, end, format!("  {one}"))
                    }
                }
            }
        };
        let gone = beside.filter(|_| moves).map(Patch::delete);
        Ok(vec![std::iter::once(way).chain(gone).collect()])
    }

    /// Full-line comments right above, with their line breaks.
    fn comment_above(&self, start: usize) -> Option<Span> {
        let column = self.column(start);
        let line = self.source.line_index(start);
        let mut head = line;
        while let Some(above) = head.checked_sub(1) {
            if self.comment_column(above) != Some(column)
                || self.source.line(above).contains("yaml-language-server:")
            {
                break;
            }
            head = above;
        }
        let from = self.line_start(self.source.line_span(head).start);
        (head < line).then(|| Span::new(from, self.source.line_span(line).start))
    }

    /// The comment that ends a line, with the blanks before it.
    fn comment_beside(&self, at: usize) -> Option<Span> {
        let rest = self.slice(at, self.line_end(at));
        let blanks = rest.len() - rest.trim_start_matches([' ', '\t', ',']).len();
        let hash = at + rest.get(..blanks)?.rfind(',').map_or(blanks, |_| blanks);
        let end = self.comment_end(hash)?;
        let comma = rest.get(..blanks)?.rfind(',').map_or(0, |comma| comma + 1);
        Some(Span::new(at + comma, end))
    }

    fn spots(&self, container: &Node, index: usize) -> Option<Spots> {
        let (key, value) = super::doc::entry(container, index)?;
        let start = match self.extent(container, index).filter(|_| !is_flow(container)) {
            Some(extent) => extent.start,
            None => key.map_or_else(|| start_of(value), start_of),
        };
        let above = self.is_first_on_line(start).then_some(start);
        let at = self.end_of_head(key, value, start);
        let rest = self.slice(at, self.line_end(at)).trim_start_matches([' ', '\t', ',']);
        let free = rest.is_empty() || rest.starts_with('#');
        Some(Spots { above, beside: free.then_some(at) })
    }

    /// Behind the value if it stands on one line, else behind what introduces it.
    fn end_of_head(&self, key: Option<&Node>, value: &Node, start: usize) -> usize {
        if let Some(header) = self.block_header(value) {
            return header.end;
        }
        let introduced = match key {
            Some(key) => self.colon(key, value).ok().flatten().unwrap_or(key.span.end),
            None => start + 1,
        };
        let anchored =
            value.anchor.filter(|_| value.alias.is_none()).map_or(introduced, |it| it.end.max(introduced));
        if is_block_collection(value) && value.alias.is_none() && self.is_first_on_line(start_of(value)) {
            return anchored;
        }
        end_of(value).max(anchored)
    }

    fn no_room(&self, container: &Node) -> EditError {
        EditError::unsupported(
            "здесь комментарию нет места: запись стоит в скобках на одной строке с другими",
            "there is no room for a comment: the entry stands in brackets on one line with others",
        )
        .with_help(Words::new("прокомментируйте узел целиком", "comment on the node as a whole"))
        .at(&self.source, container.span)
    }
}

fn one_line(doc: &Doc, container: &Node) -> EditError {
    EditError::bad_op(Words::new(
        "комментарий рядом со значением бывает только в одну строку",
        "a comment beside a value has one line",
    ))
    .at(&doc.source, container.span)
}
