//! Tabs used as indentation: YAML forbids them, and editors make them look like spaces.

use super::{Kind, Node};
use crate::{
    diagnostic::{Diagnostic, Words, codes},
    source::{Source, Span},
};

/// Every line whose indentation holds a tab, unless the line is blank, a comment, or inside a
/// text of several lines.
pub(super) fn find(source: &Source, root: Option<&Node>) -> Vec<Diagnostic> {
    let mut texts = Vec::new();
    if source.text().contains('\t') {
        root.into_iter().for_each(|node| collect_long_texts(source, node, &mut texts));
    }
    let lines = (0..source.line_count()).filter_map(|index| tab_of_line(source, index));
    // Texts come in file order, so the one around a place is found by halving.
    let within = |at: usize| {
        let next = texts.partition_point(|text: &Span| text.start <= at);
        next.checked_sub(1).and_then(|last| texts.get(last)).is_some_and(|text| text.contains(at))
    };
    lines.filter(|tab| !within(tab.start)).map(describe).collect()
}

fn tab_of_line(source: &Source, index: usize) -> Option<Span> {
    let line = source.line(index);
    let body = line.trim_start_matches([' ', '\t']);
    if body.trim().is_empty() || body.starts_with('#') {
        return None;
    }
    let indent = line.get(..line.len() - body.len())?;
    let first = indent.find('\t')?;
    let start = source.line_span(index).start;
    Some(Span::new(start + first, start + indent.len()))
}

fn collect_long_texts(source: &Source, node: &Node, texts: &mut Vec<Span>) {
    match &node.kind {
        Kind::Scalar(_) if source.slice(node.span).contains('\n') => texts.push(node.span),
        Kind::Scalar(_) => {}
        Kind::Seq { items, .. } => items.iter().for_each(|item| collect_long_texts(source, item, texts)),
        Kind::Map { pairs, .. } => {
            for pair in pairs {
                collect_long_texts(source, &pair.key, texts);
                collect_long_texts(source, &pair.value, texts);
            }
        }
    }
}

fn describe(span: Span) -> Diagnostic {
    let message = Words::new("отступ сделан табуляцией", "the line is indented with a tab");
    let help = Words::new("замените табуляцию двумя пробелами", "replace the tab with two spaces");
    Diagnostic::new(codes::TAB_INDENTATION, span, message).with_help(help)
}
