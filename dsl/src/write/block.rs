//! Collections as YAML text.

use super::scalar::{Quote, key, literal, quoted};
use crate::edit::Value;

/// How the file around is laid out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Layout {
    /// Columns by which a mapping in a mapping is indented.
    pub(crate) step: usize,
    /// Columns by which a list in a mapping is indented.
    pub(crate) list_step: usize,
    /// Characters a line should not exceed.
    pub(crate) width: usize,
}

/// A value within brackets, on one line.
pub(crate) fn flow(value: &Value) -> String {
    match value {
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(flow).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Map(entries) => {
            let entries: Vec<String> =
                entries.iter().map(|(key, value)| flow_entry(Some(key), value)).collect();
            format!("{{{}}}", entries.join(", "))
        }
        _ => quoted(value, Quote::None, true),
    }
}

/// An entry within brackets.
pub(crate) fn flow_entry(name: Option<&str>, value: &Value) -> String {
    match name {
        Some(name) => format!("{}: {}", key(name, Quote::None), flow(value)),
        None => flow(value),
    }
}

/// Whether a collection reads well within brackets: short, shallow, no text of several lines.
pub(crate) fn fits_flow(value: &Value, room: usize) -> bool {
    value.is_empty() || (depth(value) <= 2 && !has_long_text(value) && flow(value).chars().count() <= room)
}

fn depth(value: &Value) -> usize {
    match value {
        Value::List(items) => 1 + items.iter().map(depth).max().unwrap_or_default(),
        Value::Map(entries) => 1 + entries.iter().map(|(_, value)| depth(value)).max().unwrap_or_default(),
        _ => 0,
    }
}

/// Whether a text of several lines stands somewhere inside.
pub(crate) fn has_long_text(value: &Value) -> bool {
    match value {
        Value::List(items) => items.iter().any(has_long_text),
        Value::Map(entries) => entries.iter().any(|(_, value)| has_long_text(value)),
        Value::Text(text) => text.contains('\n'),
        _ => false,
    }
}

/// An entry of a block collection at this column: `name: …`, or `- …` without a name. The first
/// line too carries its indentation.
pub(crate) fn entry_lines(name: Option<&str>, value: &Value, column: usize, layout: Layout) -> Vec<String> {
    let pad = " ".repeat(column);
    let (intro, inner) = match (name, value) {
        (Some(name), Value::List(_)) => {
            (format!("{pad}{}:", key(name, Quote::None)), column + layout.list_step)
        }
        (Some(name), _) => (format!("{pad}{}:", key(name, Quote::None)), column + layout.step),
        (None, _) => (format!("{pad}-"), column + 2),
    };
    if let Some((header, lines)) = text_block(value, column, layout) {
        let mut out = vec![format!("{intro} {header}")];
        out.extend(lines);
        return out;
    }
    let room = layout.width.saturating_sub(intro.chars().count() + 1);
    if !value.is_collection() {
        return vec![format!("{intro} {}", quoted(value, Quote::None, false))];
    }
    if fits_flow(value, room) {
        return vec![format!("{intro} {}", flow(value))];
    }
    let mut lines = block_lines(value, inner, layout);
    if name.is_none() {
        // `- key: value`: the first line shares the line of the dash.
        if let Some(first) = lines.first_mut() {
            *first = format!("{intro} {}", first.trim_start());
        }
        return lines;
    }
    lines.insert(0, intro);
    lines
}

/// A text of several lines as a literal block below a key at this column.
fn text_block(value: &Value, column: usize, layout: Layout) -> Option<(String, Vec<String>)> {
    let text = value.as_text().filter(|text| text.trim_end_matches('\n').contains('\n'))?;
    let (indicators, lines) = literal(text, layout.step)?;
    let pad = " ".repeat(column + layout.step);
    let indent = |line: &str| if line.is_empty() { String::new() } else { format!("{pad}{line}") };
    Some((format!("|{indicators}"), lines.into_iter().map(indent).collect()))
}

/// Entries of a collection that is not empty, at this column.
pub(crate) fn block_lines(value: &Value, column: usize, layout: Layout) -> Vec<String> {
    match value {
        Value::List(items) => items.iter().flat_map(|item| entry_lines(None, item, column, layout)).collect(),
        Value::Map(entries) => {
            entries.iter().flat_map(|(name, value)| entry_lines(Some(name), value, column, layout)).collect()
        }
        _ => vec![format!("{}{}", " ".repeat(column), quoted(value, Quote::None, false))],
    }
}
