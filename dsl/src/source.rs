//! A text under check and places in it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// Byte range of a source text, end exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The range `start..end`; an `end` before `start` makes an empty range at `start`.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end: end.max(start) }
    }

    /// Whether `offset` lies inside.
    pub fn contains(self, offset: usize) -> bool {
        self.start <= offset && offset < self.end
    }
}

/// A place for people: both numbers start at 1, the column counts characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// A place for editors (Language Server Protocol): both from 0, the column counts UTF-16 units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Utf16Position {
    /// Line, from 0.
    pub line: usize,
    /// Column in UTF-16 code units, from 0.
    pub character: usize,
}

/// A named text with its line starts known.
#[derive(Debug, Clone)]
pub struct Source {
    name: Arc<str>,
    text: Arc<str>,
    line_starts: Arc<[usize]>,
}

impl Source {
    /// `name` is what diagnostics print, usually the path of the file.
    pub fn new(name: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Self {
        let text = text.into();
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        let line_starts = std::iter::once(0).chain(breaks).collect();
        Self { name: name.into(), text, line_starts }
    }

    /// Name given at construction.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text under `span`; empty when the span does not fit this source.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.start..span.end).unwrap_or_default()
    }

    /// Line number from 0 of a byte offset; offsets past the end belong to the last line.
    pub fn line_index(&self, offset: usize) -> usize {
        self.line_starts.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    /// The line with this number from 0, without its line break.
    pub fn line(&self, index: usize) -> &str {
        self.slice(self.line_span(index)).trim_end_matches(['\n', '\r'])
    }

    /// Bytes of the line with this number from 0, line break included.
    pub fn line_span(&self, index: usize) -> Span {
        let end = self.text.len();
        let start = self.line_starts.get(index).copied().unwrap_or(end);
        Span::new(start, self.line_starts.get(index + 1).copied().unwrap_or(end))
    }

    /// How many lines there are; an empty text has one.
    pub fn line_count(&self) -> usize {
        self.line_starts.len()
    }

    /// Line and column for people.
    pub fn position(&self, offset: usize) -> Position {
        let (line, before) = self.before(offset);
        Position { line: line + 1, column: before.chars().count() + 1 }
    }

    /// Line and column for editors.
    pub fn utf16_position(&self, offset: usize) -> Utf16Position {
        let (line, before) = self.before(offset);
        Utf16Position { line, character: before.encode_utf16().count() }
    }

    /// The byte offset of an editor's place; past the end of a line means the end of that line.
    pub fn offset_of_utf16(&self, position: Utf16Position) -> usize {
        let start = self.line_span(position.line).start;
        let mut left = position.character;
        let mut offset = start;
        for c in self.line(position.line).chars() {
            if left < c.len_utf16() {
                break;
            }
            left -= c.len_utf16();
            offset += c.len_utf8();
        }
        offset
    }

    /// Line number from 0 and the part of that line before `offset`, cut back to a character.
    fn before(&self, offset: usize) -> (usize, &str) {
        let line = self.line_index(offset);
        let start = self.line_span(line).start;
        let mut end = offset.min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end -= 1;
        }
        (line, self.slice(Span::new(start, end)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_count_characters_and_utf16_units() {
        let source = Source::new("f", "да\r\nё🙂x\n");
        let x = source.text().find('x').unwrap_or_default();
        assert_eq!(source.position(x), Position { line: 2, column: 3 });
        let utf16 = Utf16Position { line: 1, character: 3 };
        assert_eq!(source.utf16_position(x), utf16);
        assert_eq!(source.offset_of_utf16(utf16), x);
        assert_eq!(source.line(0), "да");
        assert_eq!(source.line_count(), 3);
    }

    #[test]
    fn places_outside_the_text_are_clamped() {
        let source = Source::new("f", "ab");
        assert_eq!(source.position(99), Position { line: 1, column: 3 });
        assert_eq!(source.slice(Span::new(1, 99)), "");
        assert_eq!(source.offset_of_utf16(Utf16Position { line: 7, character: 7 }), 2);
        assert_eq!(Source::new("f", "ё").position(1).column, 1);
    }
}
