//! Entries within `{…}` and `[…]`, also when the closing bracket is still missing.

use super::names::within_quotes;
use super::sketch::MAX_DEPTH;
use crate::source::Span;

/// A key or an item in brackets.
#[derive(Debug)]
pub(super) struct Bracketed {
    pub(super) key: Option<String>,
    pub(super) head: Span,
    pub(super) value: Span,
    /// Number of the entry around it among those found.
    pub(super) parent: Option<usize>,
}

/// What brackets hold.
pub(super) struct Found {
    pub(super) entries: Vec<Bracketed>,
    /// One past the closing bracket, or where the text ends.
    pub(super) end: usize,
}

/// Open brackets.
struct Frame {
    is_map: bool,
    /// The entry these brackets are the value of.
    owner: Option<usize>,
    /// The entry being read.
    entry: Option<usize>,
}

struct Reader<'t> {
    text: &'t str,
    base: usize,
    frames: Vec<Frame>,
    entries: Vec<Bracketed>,
}

/// Reads brackets at the beginning of `text`, which stands at `base` of the file.
pub(super) fn read(text: &str, base: usize) -> Found {
    let mut reader = Reader { text, base, frames: Vec::new(), entries: Vec::new() };
    let mut at = 0;
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        at = reader.step(at, c);
        if reader.frames.is_empty() {
            break;
        }
    }
    Found { end: base + at, entries: reader.entries }
}

impl Reader<'_> {
    /// Takes what stands at `at`; gives where to go on.
    fn step(&mut self, at: usize, c: char) -> usize {
        match c {
            '{' | '[' if self.frames.len() >= MAX_DEPTH => {
                self.frames.clear();
                self.text.len()
            }
            '{' | '[' => {
                let owner = self.begin(at);
                self.frames.push(Frame { is_map: c == '{', owner, entry: None });
                at + 1
            }
            '}' | ']' => {
                self.frames.pop();
                self.reach(at + 1);
                at + 1
            }
            ',' => {
                if let Some(frame) = self.frames.last_mut() {
                    frame.entry = None;
                }
                at + 1
            }
            '#' if self.text.get(..at).is_some_and(|before| before.ends_with([' ', '\n', '\t'])) => self
                .text
                .get(at..)
                .and_then(|rest| rest.find('\n'))
                .map_or(self.text.len(), |length| at + length),
            ' ' | '\t' | '\r' | '\n' => at + 1,
            _ => self.word(at, c),
        }
    }

    /// A scalar: a key when a colon follows in a mapping, else a value or an item.
    fn word(&mut self, at: usize, c: char) -> usize {
        let rest = self.text.get(at..).unwrap_or_default();
        let length = match c {
            '"' | '\'' => quoted(rest, c),
            ':' => 1,
            _ => plain(rest),
        };
        let end = at + length.max(c.len_utf8());
        if c == ':' {
            return end;
        }
        let after = self.text.get(end..).unwrap_or_default().trim_start_matches([' ', '\t']);
        let written = self.text.get(at..end).unwrap_or_default().trim_end();
        let span = Span::new(self.base + at, self.base + at + written.len());
        let is_key = self.frames.last().is_some_and(|frame| frame.is_map && frame.entry.is_none());
        if is_key {
            let key = written.get(within_quotes(written)).unwrap_or_default().to_owned();
            let value = self.base + end + usize::from(after.starts_with(": "));
            self.push(Some(key), span, Span::new(value, value));
        } else {
            self.begin(at);
            if let Some(entry) = self.current().and_then(|index| self.entries.get_mut(index)) {
                entry.value = span;
            }
        }
        self.reach(end);
        end
    }

    /// A value begins: in a list it is an item.
    fn begin(&mut self, at: usize) -> Option<usize> {
        let frame = self.frames.last()?;
        if !frame.is_map && frame.entry.is_none() {
            let place = Span::new(self.base + at, self.base + at);
            self.push(None, place, place);
        }
        let index = self.current()?;
        if let Some(entry) = self.entries.get_mut(index) {
            entry.value = Span::new(self.base + at, self.base + at);
        }
        Some(index)
    }

    fn push(&mut self, key: Option<String>, head: Span, value: Span) {
        let parent = self.frames.last().and_then(|frame| frame.owner);
        let index = self.entries.len();
        self.entries.push(Bracketed { key, head, value, parent });
        if let Some(frame) = self.frames.last_mut() {
            frame.entry = Some(index);
        }
    }

    fn current(&self) -> Option<usize> {
        self.frames.last().and_then(|frame| frame.entry)
    }

    /// Everything being read reaches at least to `at`.
    fn reach(&mut self, at: usize) {
        let end = self.base + at;
        for index in self.frames.iter().filter_map(|frame| frame.entry) {
            if let Some(entry) = self.entries.get_mut(index) {
                entry.value.end = entry.value.end.max(end);
            }
        }
    }
}

/// Length of a quoted text with its quotes; all of it when the closing one is missing on its line.
pub(super) fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    let mut chars = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if escaped {
            escaped = false;
        } else if c == '\\' && quote == '"' {
            escaped = true;
        } else if c == quote {
            if quote == '\'' && chars.peek().is_some_and(|(_, next)| *next == quote) {
                chars.next();
                continue;
            }
            return at + 1;
        }
    }
    text.find('\n').unwrap_or(text.len())
}

/// Length of a plain scalar in brackets.
fn plain(text: &str) -> usize {
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let next = text.get(at + c.len_utf8()..).and_then(|rest| rest.chars().next());
        let colon = c == ':'
            && next.is_none_or(|next| next.is_whitespace() || matches!(next, ',' | '}' | ']' | '{' | '['));
        let comment = c == '#' && before.is_whitespace();
        if matches!(c, ',' | '{' | '}' | '[' | ']' | '\n' | '\r') || colon || comment {
            return at;
        }
        before = c;
    }
    text.len()
}
