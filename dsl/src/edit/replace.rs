//! Writing a value in the place of another one.

use super::{
    block::Candidates,
    doc::{Chain, Doc, count, is_block_collection},
    error::EditError,
    introducer::Introducer,
    patch::Patch,
    value::Value,
};
use crate::{
    source::Span,
    write::{Quote, block_lines, fits_flow, flow, has_long_text, literal, quoted},
    yaml::{Node, ScalarStyle},
};

impl Doc {
    /// Ways to write `value` in the place of the last node of the chain.
    pub(super) fn replace(&self, chain: &Chain<'_>, value: &Value) -> Result<Candidates, EditError> {
        let Some(node) = chain.node() else { return Ok(Vec::new()) };
        let introducer = self.introducer(chain)?;
        let in_flow = chain.in_flow();
        let mut ways = Candidates::new();
        if node.alias.is_none() {
            ways.extend(self.within_text(node, value));
        }
        let (as_block, as_line) =
            (self.block_forms(node, introducer, value, in_flow), self.line_form(node, value, in_flow));
        let line = self.put_line(chain, node, introducer, &as_line)?;
        let blocks = as_block.iter().map(|form| self.put_block(chain, node, introducer, form));
        let blocks = blocks.collect::<Result<Vec<_>, _>>()?;
        if prefers_block(node, value) {
            ways.extend(blocks);
            ways.push(line);
        } else {
            ways.push(line);
            ways.extend(blocks);
        }
        Ok(ways)
    }

    /// The value on one line, in the quotes of the old one where they can hold it.
    fn line_form(&self, node: &Node, value: &Value, in_flow: bool) -> String {
        if value.is_collection() {
            return flow(value);
        }
        let old = node.as_scalar().filter(|_| node.alias.is_none());
        let wanted = match old.map(|scalar| scalar.style) {
            Some(ScalarStyle::SingleQuoted) => Quote::Single,
            Some(ScalarStyle::DoubleQuoted) => Quote::Double,
            _ => Quote::None,
        };
        quoted(value, wanted, in_flow)
    }

    /// The value as a header (may be empty) and lines with their indentation.
    fn block_forms(
        &self,
        node: &Node,
        introducer: Option<Introducer>,
        value: &Value,
        in_flow: bool,
    ) -> Vec<BlockForm> {
        let Some(introducer) = introducer.filter(|_| !in_flow) else { return Vec::new() };
        let mut forms = Vec::new();
        match value {
            Value::Text(text) => {
                forms.extend(self.same_block(node, introducer, text));
                let column = introducer.column + self.step;
                if let Some((indicators, lines)) = literal(text, self.step) {
                    forms.push(BlockForm { header: format!("|{indicators}"), lines: indent(&lines, column) });
                }
            }
            _ if value.is_empty() => {}
            _ => {
                let step = if matches!(value, Value::List(_)) && introducer.is_key {
                    self.list_step
                } else {
                    self.step
                };
                let column = introducer.column + if introducer.is_key { step } else { 2 };
                forms.push(BlockForm {
                    header: String::new(),
                    lines: block_lines(value, column, self.layout()),
                });
            }
        }
        forms
    }

    /// Replaces the last node of the chain by text on its line.
    fn put_line(
        &self,
        chain: &Chain<'_>,
        node: &Node,
        introducer: Option<Introducer>,
        text: &str,
    ) -> Result<Vec<Patch>, EditError> {
        if is_block_collection(node) && node.alias.is_none() {
            let first = self.extent_of(node, 0)?;
            let last = self.extent_of(node, count(node).saturating_sub(1))?;
            return Ok(match introducer.filter(|_| first.alone) {
                Some(introducer) => {
                    let all = super::extent::Extent { last_line: last.last_line, ..first };
                    let mut way = self.without_lines(&all).into_iter().next().unwrap_or_default();
                    way.push(Patch::insert(introducer.end, format!(" {text}")));
                    way
                }
                None => vec![Patch::new(first.start, last.end, text)],
            });
        }
        if let Some(header) = self.block_header(node) {
            let lines = Span::new(self.line_end(header.end), node.span.end.max(self.line_end(header.end)));
            return Ok(vec![Patch::new(header.start, header.end, text), Patch::delete(lines)]);
        }
        let span = node.alias.unwrap_or(node.span);
        if span.start < span.end {
            return Ok(vec![Patch::new(span.start, span.end, text)]);
        }
        let _ = chain;
        Ok(match introducer {
            Some(it) if it.lacks_colon => vec![Patch::insert(it.end, format!(": {text}"))],
            Some(it) if self.slice(it.end.saturating_sub(1), it.end) == " " => {
                vec![Patch::insert(it.end, text)]
            }
            Some(it) => vec![Patch::insert(it.end, format!(" {text}"))],
            None => vec![Patch::new(span.start, span.end, text)],
        })
    }

    /// Replaces the last node of the chain by a header on its line and lines below.
    fn put_block(
        &self,
        chain: &Chain<'_>,
        node: &Node,
        introducer: Option<Introducer>,
        form: &BlockForm,
    ) -> Result<Vec<Patch>, EditError> {
        let Some(introducer) = introducer else { return Ok(Vec::new()) };
        let text = form.lines.join(self.eol);
        let header = if form.header.is_empty() { String::new() } else { format!(" {}", form.header) };
        if is_block_collection(node) && node.alias.is_none() {
            let first = self.extent_of(node, 0)?;
            let last = self.extent_of(node, count(node).saturating_sub(1))?;
            if !first.alone {
                return Ok(if form.header.is_empty() {
                    vec![Patch::new(first.start, last.end, text.trim_start_matches(' '))]
                } else {
                    vec![Patch::new(introducer.end, last.end, format!("{header}{}{text}", self.eol))]
                });
            }
            let all = super::extent::Extent { last_line: last.last_line, ..first };
            let lines = self.lines(&all);
            let end = if self.source.slice(lines).ends_with('\n') { self.eol } else { "" };
            let mut way = vec![Patch::new(lines.start, lines.end, format!("{text}{end}"))];
            if !header.is_empty() {
                way.push(Patch::insert(introducer.end, header));
            }
            return Ok(way);
        }
        if let Some(old) = self.block_header(node) {
            let from = self.line_end(old.end);
            let start = if form.header.is_empty() { introducer.end } else { old.start };
            return Ok(vec![
                Patch::new(start, old.end, form.header.clone()),
                Patch::new(from, node.span.end.max(from), format!("{}{text}", self.eol)),
            ]);
        }
        let _ = chain;
        if introducer.lacks_colon {
            return Ok(Vec::new());
        }
        let span = node.alias.unwrap_or(node.span);
        let end = span.end.max(introducer.end);
        let line_end = self.line_end(end);
        if !introducer.is_key && form.header.is_empty() {
            return Ok(vec![Patch::new(introducer.end, end, format!(" {}", text.trim_start_matches(' ')))]);
        }
        Ok(vec![
            Patch::new(introducer.end, end, header),
            Patch::insert(line_end, format!("{}{text}", self.eol)),
        ])
    }

    /// `|-` of a block scalar: from its sign to its last indicator.
    pub(crate) fn block_header(&self, node: &Node) -> Option<Span> {
        let scalar = node.as_scalar().filter(|_| node.alias.is_none())?;
        if !matches!(scalar.style, ScalarStyle::Literal | ScalarStyle::Folded) {
            return None;
        }
        let start = node.span.start;
        let line = self.slice(start, self.line_end(start));
        let length = line.find([' ', '\t', '#']).unwrap_or(line.len());
        Some(Span::new(start, start + length))
    }
}

/// A value written below its key.
pub(super) struct BlockForm {
    /// `|`, `>-` and so on; empty for collections.
    pub(super) header: String,
    /// Lines with their indentation.
    pub(super) lines: Vec<String>,
}

pub(super) fn indent<T: AsRef<str>>(lines: &[T], column: usize) -> Vec<String> {
    let pad = " ".repeat(column);
    let line = |line: &T| match line.as_ref() {
        "" => String::new(),
        text => format!("{pad}{text}"),
    };
    lines.iter().map(line).collect()
}

/// Whether the value should stand below its key rather than beside it.
fn prefers_block(old: &Node, value: &Value) -> bool {
    let was_block = old.alias.is_none()
        && (is_block_collection(old)
            || old
                .as_scalar()
                .is_some_and(|it| matches!(it.style, ScalarStyle::Literal | ScalarStyle::Folded)));
    match value {
        Value::Text(text) => {
            was_block && old.as_scalar().is_some() || text.trim_end_matches('\n').contains('\n')
        }
        Value::List(_) | Value::Map(_) => {
            !value.is_empty()
                && (is_block_collection(old) && old.alias.is_none()
                    || has_long_text(value)
                    || !fits_flow(value, 80))
        }
        _ => false,
    }
}
