//! Events of granit-parser -> [`Tree`].

use std::collections::HashMap;

use granit_parser::{Event, Parser, ScalarStyle as RawStyle, StructureStyle};

use super::{Comment, Kind, Node, Pair, Scalar, ScalarStyle, Style, Tree, syntax_error, tabs};
use crate::{
    diagnostic::{Diagnostic, Words, codes},
    source::{Source, Span},
};

/// Deepest nesting of collections; a flow needs about ten.
const MAX_DEPTH: usize = 64;
/// Most values that aliases may add.
const MAX_ALIASED: usize = 20_000;
/// Most values that anchors may name, those inside other anchors counted again.
const MAX_KEPT: usize = 20_000;

/// Parses the first document of a text.
pub fn parse(source: &Source) -> (Tree, Vec<Diagnostic>) {
    let mut builder = Builder::new(source);
    builder.run();
    let mut diagnostics = builder.diagnostics;
    let syntax_broken = !builder.tree.complete;
    let found = tabs::find(source, builder.tree.root.as_ref());
    if syntax_broken && !found.is_empty() {
        // The parser stumbles over the first tab; the tabs themselves say it better.
        diagnostics.retain(|other| {
            let line = source.line_index(other.span.start);
            other.code != codes::YAML_SYNTAX
                || !found.iter().any(|tab| source.line_index(tab.span.start).abs_diff(line) <= 1)
        });
    }
    diagnostics.extend(found);
    (builder.tree, diagnostics)
}

/// A collection being read.
struct Open {
    node: Node,
    /// Key waiting for its value.
    key: Option<Node>,
    anchor_id: usize,
}

struct Builder<'s> {
    source: &'s Source,
    stack: Vec<Open>,
    /// Finished anchored nodes by the parser's id.
    anchored: HashMap<usize, Node>,
    /// Values that aliases have added so far.
    aliased: usize,
    /// Values kept for aliases so far.
    kept: usize,
    documents: usize,
    tree: Tree,
    diagnostics: Vec<Diagnostic>,
}

impl<'s> Builder<'s> {
    fn new(source: &'s Source) -> Self {
        Self {
            source,
            stack: Vec::new(),
            anchored: HashMap::new(),
            aliased: 0,
            kept: 0,
            documents: 0,
            tree: Tree::default(),
            diagnostics: Vec::new(),
        }
    }

    fn run(&mut self) {
        let options = granit_parser::options! {
            flow_nesting_limit: MAX_DEPTH,
            block_nesting_limit: MAX_DEPTH,
            max_buffered_comment_events: 100_000,
        };
        let source = self.source;
        self.tree.complete = true;
        for next in Parser::new_from_str_with_options(source.text(), options) {
            match next {
                Ok((event, span)) => {
                    let place = self.place(&span);
                    if let Some(tag) = span.tag_span().and_then(|tag| tag.byte_range()) {
                        self.refuse(Span::new(tag.start, tag.end), "тег YAML", "a YAML tag");
                    }
                    if !self.event(event, place) {
                        self.tree.complete = false;
                        break;
                    }
                }
                Err(error) => {
                    self.diagnostics.push(syntax_error::describe(source, &error));
                    self.tree.complete = false;
                    break;
                }
            }
        }
        while !self.stack.is_empty() {
            self.close(self.source.text().len());
        }
    }

    fn place(&self, span: &granit_parser::Span) -> Span {
        span.byte_range().map(|range| Span::new(range.start, range.end)).unwrap_or_default()
    }

    /// Takes one event; false ends the reading.
    fn event(&mut self, event: Event<'_>, span: Span) -> bool {
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    self.refuse(span, "второй документ", "a second document");
                    return false;
                }
            }
            Event::Comment(..) => self.tree.comments.push(Comment { span }),
            Event::Scalar(text, style, anchor_id, _) => {
                let mut node = self.scalar(text.into_owned(), style, span);
                node.anchor = self.anchor_before(node.span.start, anchor_id);
                self.remember(anchor_id, &node);
                self.attach(node);
            }
            Event::SequenceStart(style, anchor_id, _) => {
                self.open(Kind::Seq { style: collection_style(style), items: Vec::new() }, span, anchor_id);
            }
            Event::MappingStart(style, anchor_id, _) => {
                self.open(Kind::Map { style: collection_style(style), pairs: Vec::new() }, span, anchor_id);
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span.end),
            Event::Alias(id) => return self.alias(id, span),
            // Stream and document ends; anchors and unresolved aliases are not asked for.
            _ => {}
        }
        true
    }

    fn open(&mut self, kind: Kind, span: Span, anchor_id: usize) {
        let anchor = self.anchor_before(span.start, anchor_id);
        let node = Node { kind, span, written: span, anchor, alias: None };
        self.stack.push(Open { node, key: None, anchor_id });
    }

    /// Finishes the innermost collection; `end` counts for bracketed ones only.
    fn close(&mut self, end: usize) {
        let Some(mut open) = self.stack.pop() else { return };
        if let Some(key) = open.key.take() {
            let value = missing_after(self.source, &key);
            push_pair(&mut open.node, key, value);
        }
        let (start, last, style) = match &open.node.kind {
            Kind::Seq { style, items } => {
                let start = match (style, items.first()) {
                    (Style::Block, Some(first)) => dash_of(self.source, open.node.span.start, first),
                    _ => open.node.span.start,
                };
                (start, items.last().map(|item| item.span.end), *style)
            }
            Kind::Map { style, pairs } => {
                let first = pairs.first().map(|pair| pair.key.span.start);
                let last = pairs.last().map(|pair| pair.value.span.end.max(pair.key.span.end));
                (first.filter(|_| *style == Style::Block).unwrap_or(open.node.span.start), last, *style)
            }
            Kind::Scalar(_) => return,
        };
        // The end event of a block collection sits at the next token, far behind its last child.
        let end = if style == Style::Block { last.unwrap_or(start) } else { end };
        open.node.span = Span::new(start, end);
        open.node.written = open.node.span;
        self.remember(open.anchor_id, &open.node);
        self.check_duplicates(&open.node);
        self.attach(open.node);
    }

    fn attach(&mut self, node: Node) {
        let Some(open) = self.stack.last_mut() else {
            if self.tree.root.is_none() {
                self.tree.root = Some(node);
            }
            return;
        };
        match &mut open.node.kind {
            Kind::Seq { items, .. } => items.push(node),
            Kind::Map { .. } => match open.key.take() {
                None => open.key = Some(node),
                Some(key) => {
                    let empty = node.span.start == node.span.end && node.alias.is_none();
                    let value = if empty { missing_after(self.source, &key) } else { node };
                    push_pair(&mut open.node, key, value);
                }
            },
            Kind::Scalar(_) => {}
        }
    }

    fn remember(&mut self, anchor_id: usize, node: &Node) {
        if anchor_id == 0 {
            return;
        }
        // Anchors inside anchors are kept many times over.
        self.kept += node.weight();
        if self.kept > MAX_KEPT {
            self.refuse_expansion(node.span);
        } else {
            self.anchored.insert(anchor_id, node.clone());
        }
    }

    /// Puts a copy of the anchored node in place; false when copies grow beyond reason.
    fn alias(&mut self, id: usize, span: Span) -> bool {
        let Some(target) = self.anchored.get(&id) else {
            // An alias inside the very node it names: the node is not finished.
            self.refuse(span, "ссылка на саму себя", "an alias to itself");
            self.attach(null_at(span));
            return true;
        };
        self.aliased += target.weight();
        if self.aliased > MAX_ALIASED {
            self.refuse_expansion(span);
            return false;
        }
        let mut node = target.clone();
        node.alias = Some(span);
        node.span = span;
        self.attach(node);
        true
    }

    fn refuse_expansion(&mut self, span: Span) {
        let message = Words::new(
            "якоря и ссылки YAML раскрываются больше чем в 20 000 значений",
            "YAML anchors and aliases expand to more than 20,000 values",
        );
        if !self.diagnostics.iter().any(|found| found.code == codes::ALIAS_EXPANSION) {
            self.diagnostics.push(Diagnostic::new(codes::ALIAS_EXPANSION, span, message));
        }
    }

    fn scalar(&self, text: String, style: RawStyle, span: Span) -> Node {
        let style = scalar_style(style);
        let (span, content) = match style {
            ScalarStyle::Plain => (span, span),
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => {
                (span, Span::new(span.start + 1, span.end.saturating_sub(1)))
            }
            ScalarStyle::Literal | ScalarStyle::Folded => block_scalar_spans(self.source, span, &text),
        };
        Node {
            kind: Kind::Scalar(Scalar { text, style, content }),
            span,
            written: span,
            anchor: None,
            alias: None,
        }
    }

    /// The `&name` that ends right before `start` on the same or a line above.
    fn anchor_before(&self, start: usize, anchor_id: usize) -> Option<Span> {
        if anchor_id == 0 {
            return None;
        }
        let before = self.source.text().get(..start)?;
        let at = before.rfind('&')?;
        let length = before.get(at..)?.find(char::is_whitespace)?;
        Some(Span::new(at, at + length))
    }

    fn check_duplicates(&mut self, node: &Node) {
        let Some(pairs) = node.as_map() else { return };
        let mut seen: HashMap<&str, Span> = HashMap::with_capacity(pairs.len());
        for pair in pairs {
            let Some(key) = pair.key.key_text() else {
                self.refuse(pair.key.span, "составной ключ", "a complex key");
                continue;
            };
            if key == "<<" {
                self.refuse(pair.key.span, "слияние `<<`", "a `<<` merge");
            }
            if let Some(first) = seen.get(key) {
                let message = Words::new(
                    format!("ключ «{key}» записан второй раз"),
                    format!("the key `{key}` is written a second time"),
                );
                let found = Diagnostic::new(codes::DUPLICATE_KEY, pair.key.span, message)
                    .with_help(Words::new("оставьте одно из двух значений", "keep one of the two values"))
                    .with_related(*first, Words::new("первый раз здесь", "first written here"));
                self.diagnostics.push(found);
            } else {
                seen.insert(key, pair.key.span);
            }
        }
    }

    fn refuse(&mut self, span: Span, ru: &str, en: &str) {
        let message =
            Words::new(format!("{ru} здесь не поддерживается"), format!("{en} is not supported here"));
        let help = Words::new("запишите значение прямо здесь", "write the value out here");
        self.diagnostics.push(Diagnostic::new(codes::UNSUPPORTED_YAML, span, message).with_help(help));
    }
}

fn push_pair(map: &mut Node, key: Node, value: Node) {
    if let Kind::Map { pairs, .. } = &mut map.kind {
        pairs.push(Pair { key, value });
    }
}

fn null_at(span: Span) -> Node {
    let scalar = Scalar { text: String::new(), style: ScalarStyle::Plain, content: span };
    Node { kind: Kind::Scalar(scalar), span, written: span, anchor: None, alias: None }
}

/// An absent value stands right after its colon, whatever the parser's event says.
fn missing_after(source: &Source, key: &Node) -> Node {
    let rest = source.text().get(key.span.end..).unwrap_or_default();
    let blank = rest.len() - rest.trim_start().len();
    let colon = rest.get(blank..).is_some_and(|rest| rest.starts_with(':'));
    let at = key.span.end + if colon { blank + 1 } else { 0 };
    null_at(Span::new(at, at))
}

/// The dash of a sequence's first item: the parser's start of a sequence that is not indented
/// below its key stands behind the dash.
fn dash_of(source: &Source, start: usize, first: &Node) -> usize {
    let at_dash = source.text().get(start..).is_some_and(|rest| rest.starts_with('-'));
    if at_dash && first.anchor.map_or(first.span.start, |anchor| anchor.start) > start {
        return start;
    }
    let mut line = source.line_index(start);
    loop {
        let text = source.line(line);
        let indent = text.len() - text.trim_start_matches(' ').len();
        if text.get(indent..).is_some_and(|rest| rest.starts_with('-')) {
            return source.line_span(line).start + indent;
        }
        let Some(above) = line.checked_sub(1) else { return start };
        line = above;
    }
}

/// The parser's span of a block scalar runs from its first content line to the next token:
/// finds the header backwards, and the last line that belongs to it.
fn block_scalar_spans(source: &Source, span: Span, meant: &str) -> (Span, Span) {
    let text = source.text();
    // Spaces that belong to the first line itself, possible below an indentation indicator.
    let first_meant = meant.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let own = first_meant.len() - first_meant.trim_start_matches(' ').len();
    let header = header_before(text, span.start).unwrap_or(span.start);
    let first_line = source.line_index(header) + 1;
    let content_start = source.line_span(first_line).start.min(text.len());
    let mut end = header + 1;
    let mut indent = None;
    for index in first_line..source.line_count() {
        let line = source.line(index);
        let start = source.line_span(index).start;
        if start >= span.end && index > first_line {
            break;
        }
        let trimmed = line.trim_start_matches(' ');
        if trimmed.trim().is_empty() {
            continue;
        }
        let width = line.len() - trimmed.len();
        if width < *indent.get_or_insert(width.saturating_sub(own)) {
            break;
        }
        end = start + line.len();
    }
    (Span::new(header, end), Span::new(content_start.min(end), end))
}

/// The `|` or `>` nearest before `content`, looking over comments behind it.
fn header_before(text: &str, content: usize) -> Option<usize> {
    let before = text.get(..content)?.trim_end();
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = before.get(line_start..)?;
    let code = line.find(" #").and_then(|comment| line.get(..comment)).unwrap_or(line);
    code.rfind(['|', '>']).or_else(|| line.rfind(['|', '>'])).map(|at| line_start + at)
}

fn collection_style(style: StructureStyle) -> Style {
    match style {
        StructureStyle::Flow => Style::Flow,
        _ => Style::Block,
    }
}

fn scalar_style(style: RawStyle) -> ScalarStyle {
    match style {
        RawStyle::SingleQuoted => ScalarStyle::SingleQuoted,
        RawStyle::DoubleQuoted => ScalarStyle::DoubleQuoted,
        RawStyle::Literal => ScalarStyle::Literal,
        RawStyle::Folded => ScalarStyle::Folded,
        _ => ScalarStyle::Plain,
    }
}
