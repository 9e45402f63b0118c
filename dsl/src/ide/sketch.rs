//! The outline of a YAML text by its lines: keys, list items and where their values stand. It
//! never fails, so it serves while somebody is typing; what it tells is right for text that a
//! YAML parser takes, and a good guess elsewhere.

use super::brackets::{self, Bracketed};
use super::names::within_quotes;
use crate::source::{Source, Span};

/// A key or a list item.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// The key; `None` for an item.
    pub(crate) key: Option<String>,
    /// Place of the key or the dash.
    pub(crate) head: Span,
    /// What stands behind it on its line, or between brackets: to the last byte of the value.
    pub(crate) value: Span,
    /// The entry around it.
    pub(crate) parent: Option<usize>,
    /// Column of the key or the dash; entries in brackets have that of their owner.
    pub(crate) column: usize,
    /// Stands within brackets.
    pub(crate) in_brackets: bool,
    /// The value is a `|` or `>` text, which reaches to [`Entry::end`].
    pub(crate) is_block: bool,
    /// One past the last byte of everything below it.
    pub(crate) end: usize,
}

/// All entries of a text, in order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sketch {
    pub(crate) entries: Vec<Entry>,
    /// Entries right below each one; the first list is the top.
    below: Vec<Vec<usize>>,
}

/// Deepest entries that are told apart; the parser takes no more either.
pub(super) const MAX_DEPTH: usize = 64;

/// A text that goes on over lines.
enum Run {
    /// A `|` or `>` text of the entry; its lines are indented deeper than the column.
    Block { entry: usize, column: usize },
    /// Brackets or quotes, up to this byte.
    Until(usize),
}

impl Sketch {
    pub(crate) fn of(source: &Source) -> Self {
        let mut sketch = Self::default();
        let mut stack: Vec<usize> = Vec::new();
        let mut run: Option<Run> = None;
        for number in 0..source.line_count() {
            let span = source.line_span(number);
            let line = source.line(number);
            let bom = if line.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
            let text = line.get(bom..).unwrap_or_default();
            let indent = text.len() - text.trim_start_matches(' ').len();
            let blank = text.trim().is_empty();
            match run {
                Some(Run::Block { entry, column }) if blank || indent > column => {
                    sketch.stretch(entry, span.start + line.len());
                    continue;
                }
                Some(Run::Until(end)) if span.start < end => continue,
                _ => run = None,
            }
            if blank || text.trim_start().starts_with('#') {
                continue;
            }
            run = sketch.line(source, &mut stack, span.start + bom, text, indent);
        }
        sketch.below = vec![Vec::new(); sketch.entries.len() + 1];
        for (index, entry) in sketch.entries.iter().enumerate() {
            if let Some(list) = sketch.below.get_mut(entry.parent.map_or(0, |parent| parent + 1)) {
                list.push(index);
            }
        }
        sketch
    }

    /// Reads the entries that begin on one line; gives what goes on below it.
    fn line(
        &mut self,
        source: &Source,
        stack: &mut Vec<usize>,
        start: usize,
        text: &str,
        indent: usize,
    ) -> Option<Run> {
        let mut column = indent;
        let known = self.entries.len();
        loop {
            let rest = text.get(column..)?;
            let dash = rest.strip_prefix('-').filter(|after| after.is_empty() || after.starts_with(' '));
            let Some(after) = dash.filter(|_| stack.len() < MAX_DEPTH) else { break };
            self.close(stack, |entry| {
                entry.column > column || (entry.column == column && entry.key.is_none())
            });
            let blanks = after.len() - after.trim_start_matches(' ').len();
            let value = start + column + 1 + blanks;
            self.open(stack, None, Span::new(start + column, start + column + 1), column, value);
            column += 1 + blanks.max(1);
            if after.trim().is_empty() {
                return None;
            }
        }
        let rest = text.get(column..)?;
        if let Some((key, length, after)) = key_of(rest) {
            self.close(stack, |entry| entry.column >= column);
            let head = Span::new(start + column, start + column + length);
            let value = rest.get(after..)?;
            let blanks = value.len() - value.trim_start_matches([' ', '\t']).len();
            self.open(stack, Some(key), head, column, start + column + after + blanks);
        }
        if self.entries.len() == known {
            // A word by itself: the rest of a value, or a key still without its colon.
            let around =
                stack.iter().rev().find(|top| self.entries.get(**top).is_some_and(|it| it.column < indent));
            self.stretch(*around?, start + text.trim_end().len());
            return None;
        }
        let entry = *stack.last()?;
        self.value(source, entry, start + text.len())
    }

    /// Reads the value of an entry up to the end of its line, or of its brackets.
    fn value(&mut self, source: &Source, index: usize, line_end: usize) -> Option<Run> {
        let entry = self.entries.get(index)?;
        let (mut at, column) = (entry.value.start, entry.column);
        let mut rest = source.slice(Span::new(at, line_end));
        // An anchor or a tag belongs to nobody here.
        while rest.starts_with(['&', '!']) {
            let length = rest.find(' ').map_or(rest.len(), |blank| blank + 1);
            at += length;
            rest = rest.get(length..)?;
        }
        let first = rest.chars().next();
        let trimmed = uncommented(rest).trim_end();
        self.set_value(index, Span::new(at, at + trimmed.len()));
        match first {
            Some('|' | '>') => {
                self.entries.get_mut(index)?.is_block = true;
                Some(Run::Block { entry: index, column })
            }
            Some('{' | '[') => {
                let limit = self.limit(source, line_end, column);
                let found = brackets::read(source.slice(Span::new(at, limit)), at);
                let end = found.end;
                self.set_value(index, Span::new(at, end));
                self.add_brackets(index, column, found.entries);
                Some(Run::Until(end))
            }
            Some(quote @ ('"' | '\'')) => {
                let limit = self.limit(source, line_end, column);
                let end = at + brackets::quoted(source.slice(Span::new(at, limit)), quote);
                self.set_value(index, Span::new(at, end));
                Some(Run::Until(end))
            }
            _ => None,
        }
    }

    /// How far a value of several lines can reach: to the next line that is indented no deeper
    /// than its key.
    fn limit(&self, source: &Source, line_end: usize, column: usize) -> usize {
        let first = source.line_index(line_end) + 1;
        for number in first..source.line_count() {
            let text = source.line(number);
            let rest = text.trim_start_matches(' ');
            if !rest.is_empty() && text.len() - rest.len() <= column && !rest.starts_with(['}', ']', '#']) {
                return source.line_span(number).start;
            }
        }
        source.text().len()
    }

    fn add_brackets(&mut self, owner: usize, column: usize, found: Vec<Bracketed>) {
        let base = self.entries.len();
        for item in found {
            self.entries.push(Entry {
                key: item.key,
                head: item.head,
                value: item.value,
                parent: Some(item.parent.map_or(owner, |parent| base + parent)),
                column,
                in_brackets: true,
                is_block: false,
                end: item.value.end.max(item.head.end),
            });
        }
    }

    fn close(&self, stack: &mut Vec<usize>, done: impl Fn(&Entry) -> bool) {
        while stack.last().and_then(|top| self.entries.get(*top)).is_some_and(&done) {
            stack.pop();
        }
    }

    fn open(&mut self, stack: &mut Vec<usize>, key: Option<String>, head: Span, column: usize, value: usize) {
        if stack.len() >= MAX_DEPTH {
            return;
        }
        let index = self.entries.len();
        self.entries.push(Entry {
            key,
            head,
            value: Span::new(value, value),
            parent: stack.last().copied(),
            column,
            in_brackets: false,
            is_block: false,
            end: head.end,
        });
        self.stretch(index, head.end);
        stack.push(index);
    }

    fn set_value(&mut self, index: usize, value: Span) {
        if let Some(entry) = self.entries.get_mut(index) {
            entry.value = value;
        }
        self.stretch(index, value.end);
    }

    /// An entry and all around it reach at least so far.
    fn stretch(&mut self, index: usize, end: usize) {
        let mut at = Some(index);
        while let Some(entry) = at.and_then(|at| self.entries.get_mut(at)) {
            entry.end = entry.end.max(end);
            at = entry.parent;
        }
    }

    /// Entries right below one, or at the top.
    pub(crate) fn children(&self, parent: Option<usize>) -> impl DoubleEndedIterator<Item = (usize, &Entry)> {
        let list = self.below.get(parent.map_or(0, |parent| parent + 1));
        list.into_iter().flatten().filter_map(|index| Some((*index, self.entries.get(*index)?)))
    }

    /// The entry under a key.
    pub(crate) fn child(&self, parent: Option<usize>, key: &str) -> Option<usize> {
        self.children(parent).find(|(_, entry)| entry.key.as_deref() == Some(key)).map(|(index, _)| index)
    }

    /// The value of a key as it is written, without quotes.
    pub(crate) fn text<'s>(&self, source: &'s Source, parent: Option<usize>, key: &str) -> Option<&'s str> {
        let entry = self.entries.get(self.child(parent, key)?)?;
        Some(source.slice(entry.value).trim_matches(['"', '\'']))
    }
}

/// A key with its colon at the beginning of a text: what it says, its length, and where its value
/// may begin.
fn key_of(text: &str) -> Option<(String, usize, usize)> {
    let length = match text.chars().next()? {
        quote @ ('"' | '\'') => brackets::quoted(text, quote),
        '{' | '[' | '#' | '|' | '>' | '*' | '&' | '!' | '%' | '@' | '`' => return None,
        _ => {
            let ends = |at: usize| {
                text.get(at + 1..).is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
            };
            text.match_indices(':').map(|(at, _)| at).find(|at| ends(*at))?
        }
    };
    let written = text.get(..length)?;
    if written.contains(" #") {
        return None;
    }
    let rest = text.get(length..)?;
    let blanks = rest.len() - rest.trim_start_matches(' ').len();
    let after = rest.get(blanks..)?.strip_prefix(':')?;
    if !(after.is_empty() || after.starts_with([' ', '\t'])) {
        return None;
    }
    let name = written.trim();
    let key = name.get(within_quotes(name))?.to_owned();
    Some((key, written.trim_end().len(), length + blanks + 1))
}

/// The text before a comment.
pub(super) fn uncommented(text: &str) -> &str {
    if text.starts_with('#') {
        return "";
    }
    let mut quote = None;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        match quote {
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if c == '#' && before.is_whitespace() => return text.get(..at).unwrap_or(text),
            None if matches!(c, '"' | '\'') && (at == 0 || matches!(before, '[' | '{' | ',' | ' ')) => {
                quote = Some(c);
            }
            None => {}
        }
        before = c;
    }
    text
}
