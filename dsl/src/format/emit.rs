//! Tree -> canonical text.

use super::{
    comments::Comments,
    scalar::{self, WIDTH},
};
use crate::{
    edit::{Doc, end_of, entry, start_of},
    source::Span,
    write::{Quote, key},
    yaml::{Kind, Node, Style},
};

/// Columns of one level.
const STEP: usize = 2;

/// The whole text.
pub(super) fn emit(doc: &Doc) -> String {
    let mut emitter =
        Emitter { doc, comments: Comments::new(doc), out: String::new(), line: None, tight: true };
    let root = &doc.root;
    if matches!(root.kind, Kind::Scalar(_)) || count(root) == 0 || root.anchor.is_some() {
        emitter.heads(end_of(root), 0);
        let text = emitter.on_line(root);
        emitter.item_line(doc.source.line_index(start_of(root)), &text);
        emitter.ended(end_of(root), usize::MAX);
    } else {
        emitter.collection(root, 0, false, usize::MAX);
    }
    while let Some(comment) = emitter.comments.before(usize::MAX) {
        emitter.comment(comment, 0);
    }
    emitter.out
}

struct Emitter<'d> {
    doc: &'d Doc,
    comments: Comments<'d>,
    out: String,
    /// Line of the file on which the last printed thing ended.
    line: Option<usize>,
    /// No blank line comes next, whatever the file has.
    tight: bool,
}

impl Emitter<'_> {
    /// Entries of a collection that is not empty; `inline`: the first is on a line begun already.
    /// What stands from `limit` on is not its business.
    fn collection(&mut self, node: &Node, column: usize, inline: bool, limit: usize) {
        let written = self.starts(node);
        let own_limit = if is_flow(node) { node.written.end.saturating_sub(1).min(limit) } else { limit };
        for index in 0..count(node) {
            let Some((name, value)) = entry(node, index) else { continue };
            let start = written.get(index).copied().unwrap_or_default();
            let next = written.get(index + 1).copied().unwrap_or(own_limit);
            self.entry(start, name, value, Place { column, begun: inline && index == 0, limit: next });
        }
        // Comments behind the last entry that are indented like the entries.
        let entries = written.first().map_or(0, |start| self.doc.column(*start));
        if is_flow(node) {
            let end = self.doc.line_end(node.written.end).min(limit);
            while let Some(comment) = self.comments.before(end) {
                self.comment(comment, column);
            }
            self.line = Some(self.doc.source.line_index(node.written.end.saturating_sub(1)));
        } else {
            while let Some(comment) = self.comments.deeper(entries, limit) {
                self.comment(comment, column);
            }
        }
    }

    /// First bytes of the entries: keys, dashes or items.
    fn starts(&self, node: &Node) -> Vec<usize> {
        let start = |index: usize| match entry(node, index) {
            Some((Some(key), _)) => start_of(key),
            Some((None, value)) if is_flow(node) => start_of(value),
            Some((None, value)) => {
                self.doc.extent(node, index).map_or_else(|| start_of(value), |extent| extent.start)
            }
            None => 0,
        };
        (0..count(node)).map(start).collect()
    }

    fn entry(&mut self, start: usize, name: Option<&Node>, value: &Node, place: Place) {
        let column = place.column;
        let intro = match name {
            Some(name) => {
                let anchor =
                    name.anchor.map(|it| format!("{} ", self.doc.source.slice(it))).unwrap_or_default();
                format!("{anchor}{}:", key(name.key_text().unwrap_or_default(), Quote::None))
            }
            None => "-".to_owned(),
        };
        let room = WIDTH.saturating_sub(column + intro.chars().count() + 1);
        let form = self.form(value, room);
        // A comment between a key and a value on its line goes above the key.
        let above = if matches!(form, Form::Below) { start } else { start_of(value).max(start) };
        if place.begun {
            // The caller made sure that no comment comes before.
        } else {
            self.heads(above, column);
            self.gap(self.doc.source.line_index(start));
            self.out += &" ".repeat(column);
        }
        self.out += &intro;
        match form {
            Form::Line(text) => {
                if !text.is_empty() {
                    self.out += &format!(" {text}");
                }
                self.ended(end_of(value).max(start + 1), place.limit);
            }
            Form::Text(header, lines) => self.text_block(value, &header, &lines, place),
            Form::Below => self.below(start, name, value, place),
        }
    }

    /// How a value stands behind what introduces it.
    fn form(&self, value: &Node, room: usize) -> Form {
        if value.alias.is_some() {
            return Form::Line(self.on_line(value));
        }
        if let Some((header, lines)) = scalar::block(self.doc, value, room) {
            let header = format!("{}{header}", self.anchor(value));
            return Form::Text(header, lines);
        }
        if count(value) == 0 {
            return Form::Line(self.on_line(value));
        }
        let fits = is_flow(value)
            && !self.comments.any_within(value.written.start, value.written.end)
            && !has_long_text(value);
        let text = if fits { self.on_line(value) } else { String::new() };
        if fits && text.chars().count() <= room { Form::Line(text) } else { Form::Below }
    }

    fn text_block(&mut self, value: &Node, header: &str, lines: &[String], place: Place) {
        self.out += &format!(" {header}");
        // Behind the header; a text that was on its line has its comment at the end.
        let header_end = self.doc.block_header(value).map_or(end_of(value), |span| span.end);
        self.ended(header_end, place.limit);
        for line in lines {
            if !line.is_empty() {
                self.out += &" ".repeat(place.column + STEP);
                self.out += line;
            }
            self.out.push('\n');
        }
        self.line = Some(self.doc.source.line_index(end_of(value).saturating_sub(1)));
        // Blank lines that belong to the text are printed already.
        self.tight =
            value.as_scalar().is_some_and(|it| it.text.ends_with("\n\n") || it.text.ends_with(" \n"));
    }

    /// A collection below its key, or beside and below its dash.
    fn below(&mut self, start: usize, name: Option<&Node>, value: &Node, place: Place) {
        let inner = place.column + STEP;
        let anchor = self.anchor(value);
        let first = self.starts(value).first().copied().unwrap_or_default();
        let behind = value.anchor.map_or(start + 1, |it| it.end);
        let behind = name.map_or(behind, |key| key.span.end.max(behind));
        if name.is_none() && anchor.is_empty() && !self.comments.any_within(start, first) {
            self.out.push(' ');
            return self.collection(value, inner, true, place.limit);
        }
        if !anchor.is_empty() {
            self.out += &format!(" {}", anchor.trim_end());
        }
        self.ended(behind, first);
        self.tight = true;
        self.collection(value, inner, false, place.limit);
    }

    /// Ends a line with the comment that stands behind `offset`.
    fn ended(&mut self, offset: usize, limit: usize) {
        let mut line = self.doc.source.line_index(offset.saturating_sub(1));
        if let Some(comment) = self.comments.beside(offset, limit) {
            self.out += &format!("  {}", self.doc.source.slice(comment).trim_end());
            line = self.doc.source.line_index(comment.start);
        }
        self.out.push('\n');
        self.line = Some(line);
        self.tight = false;
    }

    /// Comments before a place, on lines of their own.
    fn heads(&mut self, before: usize, column: usize) {
        while let Some(comment) = self.comments.before(before) {
            self.comment(comment, column);
        }
    }

    fn comment(&mut self, comment: Span, column: usize) {
        let line = self.doc.source.line_index(comment.start);
        self.gap(line);
        self.out += &" ".repeat(column);
        self.out += self.doc.source.slice(comment).trim_end();
        self.out.push('\n');
        self.line = Some(line);
        self.tight = false;
    }

    fn item_line(&mut self, line: usize, text: &str) {
        self.gap(line);
        self.out += text;
    }

    /// One blank line where the file has some before this line.
    fn gap(&mut self, line: usize) {
        if !self.tight && self.line.is_some_and(|last| line > last + 1) {
            self.out.push('\n');
        }
        self.tight = false;
    }

    fn anchor(&self, node: &Node) -> String {
        let anchor = node.anchor.filter(|_| node.alias.is_none());
        anchor.map(|it| format!("{} ", self.doc.source.slice(it))).unwrap_or_default()
    }

    /// A value without line breaks.
    fn on_line(&self, node: &Node) -> String {
        self.one_line(node, false)
    }

    fn one_line(&self, node: &Node, in_flow: bool) -> String {
        if let Some(alias) = node.alias {
            return self.doc.source.slice(alias).to_owned();
        }
        let text = match &node.kind {
            Kind::Scalar(scalar) => scalar::line(self.doc, scalar, in_flow),
            Kind::Seq { items, .. } => {
                let items: Vec<String> = items.iter().map(|item| self.one_line(item, true)).collect();
                format!("[{}]", items.join(", "))
            }
            Kind::Map { pairs, .. } => {
                let pair = |key_node: &Node, value: &Node| {
                    let name = key(key_node.key_text().unwrap_or_default(), Quote::None);
                    format!("{name}: {}", self.one_line(value, true))
                };
                let pairs: Vec<String> = pairs.iter().map(|it| pair(&it.key, &it.value)).collect();
                format!("{{{}}}", pairs.join(", "))
            }
        };
        format!("{}{text}", self.anchor(node)).trim_end().to_owned()
    }
}

/// Where an entry is printed.
#[derive(Clone, Copy)]
struct Place {
    column: usize,
    /// Its line is begun already.
    begun: bool,
    /// Where the next thing of the file begins.
    limit: usize,
}

/// How a value is printed.
enum Form {
    /// On the line.
    Line(String),
    /// Header, and lines below.
    Text(String, Vec<String>),
    /// Entries below.
    Below,
}

fn is_flow(node: &Node) -> bool {
    matches!(&node.kind, Kind::Map { style: Style::Flow, .. } | Kind::Seq { style: Style::Flow, .. })
}

fn count(node: &Node) -> usize {
    match &node.kind {
        Kind::Scalar(_) => 0,
        Kind::Seq { items, .. } => items.len(),
        Kind::Map { pairs, .. } => pairs.len(),
    }
}

/// A text of several lines reads badly within brackets.
fn has_long_text(node: &Node) -> bool {
    match &node.kind {
        Kind::Scalar(scalar) => node.alias.is_none() && scalar.text.trim_end().contains('\n'),
        Kind::Seq { items, .. } => items.iter().any(has_long_text),
        Kind::Map { pairs, .. } => pairs.iter().any(|pair| has_long_text(&pair.value)),
    }
}
