//! Single values as YAML text.

use std::fmt::Write as _;

use crate::{
    edit::Value,
    yaml::{Resolved, resolve_plain},
};

/// Quotes to write a text in, if they can hold it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quote {
    None,
    Single,
    Double,
}

/// Words that YAML 1.1 readers take for something else than text.
const OLD_WORDS: [&str; 10] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "~"];

/// A single value on one line. Texts keep to `wanted` quotes where these can hold them.
pub(crate) fn quoted(value: &Value, wanted: Quote, in_flow: bool) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::Float(value) => float(*value),
        Value::Text(text) => text_quoted(text, wanted, in_flow),
        Value::List(_) => "[]".to_owned(),
        Value::Map(_) => "{}".to_owned(),
    }
}

fn float(value: f64) -> String {
    match value {
        _ if value.is_nan() => ".nan".to_owned(),
        f64::INFINITY => ".inf".to_owned(),
        f64::NEG_INFINITY => "-.inf".to_owned(),
        _ => format!("{value:?}"),
    }
}

fn text_quoted(text: &str, wanted: Quote, in_flow: bool) -> String {
    let simple = text.chars().all(|c| is_printable(c) && c != '\n' && c != '\t');
    match wanted {
        Quote::None if !needs_quotes(text, in_flow) => text.to_owned(),
        // Single quotes, unless that means doubling them.
        Quote::None if simple && !text.contains('\'') => format!("'{text}'"),
        Quote::Single if simple => format!("'{}'", text.replace('\'', "''")),
        _ => double_quoted(text),
    }
}

/// Whether a text would be something else without quotes, here or for older readers of YAML.
pub(crate) fn needs_quotes(text: &str, in_flow: bool) -> bool {
    let Some(first) = text.chars().next() else { return true };
    let rest_of_dash = || text.chars().nth(1).is_some_and(|c| !c.is_whitespace() && c != '-');
    let bad_start = match first {
        '-' => !rest_of_dash() || in_flow,
        _ => "?:,[]{}#&*!|>'\"%@`=".contains(first),
    };
    bad_start
        || text.starts_with([' ', '\t', '\u{feff}'])
        || text.ends_with([' ', '\t', ':'])
        || text.starts_with("...")
        || text.contains(": ")
        || text.contains(" #")
        || text == "<<"
        || text.chars().any(|c| !is_printable(c) || c == '\n' || c == '\t')
        || (in_flow && text.contains([',', '[', ']', '{', '}']))
        || OLD_WORDS.contains(&text.to_lowercase().as_str())
        || !matches!(resolve_plain(text), Resolved::Text(_))
}

/// Characters that may stand in YAML unescaped, and that editors show as they are.
fn is_printable(c: char) -> bool {
    match c {
        '\t' | '\n' => true,
        '\u{feff}' | '\u{2028}' | '\u{2029}' | '\u{85}' | '\u{fffe}' | '\u{ffff}' => false,
        _ => !c.is_control(),
    }
}

/// Any text, in double quotes.
pub(crate) fn double_quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out += "\\\"",
            '\\' => out += "\\\\",
            '\n' => out += "\\n",
            '\t' => out += "\\t",
            '\r' => out += "\\r",
            _ if is_printable(c) => out.push(c),
            // Characters that need escapes all lie in the basic plane.
            _ => drop(write!(out, "\\u{:04X}", u32::from(c))),
        }
    }
    out.push('"');
    out
}

/// A key, in `wanted` quotes where these can hold it.
pub(crate) fn key(text: &str, wanted: Quote) -> String {
    // Brackets and commas are quoted everywhere: keys move between styles.
    text_quoted(text, wanted, true)
}

/// A literal block's header indicators and its lines (without indentation), or `None` when the
/// text cannot be one. `indent` is what an indentation indicator would say.
pub(crate) fn literal(text: &str, indent: usize) -> Option<(String, Vec<&str>)> {
    if text.trim_matches([' ', '\n']).is_empty() || !text.chars().all(is_printable) {
        return None;
    }
    let mut indicators = String::new();
    let body = text.trim_end_matches('\n');
    if body.split('\n').find(|line| !line.is_empty()).is_some_and(|line| line.starts_with([' ', '\t'])) {
        if !(1..=9).contains(&indent) {
            return None;
        }
        indicators += &indent.to_string();
    }
    let breaks = text.len() - body.len();
    match breaks {
        0 => indicators.push('-'),
        1 => {}
        _ => indicators.push('+'),
    }
    let mut lines: Vec<&str> = body.split('\n').collect();
    lines.extend(std::iter::repeat_n("", breaks.saturating_sub(1)));
    Some((indicators, lines))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("слово", "слово")]
    #[case("два слова", "два слова")]
    #[case("openai/gpt-5", "openai/gpt-5")]
    #[case("-5 градусов", "-5 градусов")]
    #[case("", "''")]
    #[case("no", "'no'")]
    #[case("5", "'5'")]
    #[case("a: b", "'a: b'")]
    #[case("a #b", "'a #b'")]
    #[case("it's: ok", "\"it's: ok\"")]
    #[case("a\nb", "\"a\\nb\"")]
    #[case("a\u{feff}", "\"a\\uFEFF\"")]
    #[case(" a", "' a'")]
    #[case("{{ x }}", "'{{ x }}'")]
    fn texts_take_quotes_where_needed(#[case] text: &str, #[case] written: &str) {
        assert_eq!(quoted(&text.into(), Quote::None, false), written);
    }

    #[rstest]
    #[case("a\n", "", &["a"])]
    #[case("a\nb", "-", &["a", "b"])]
    #[case(" a\n\n b\n\n", "2+", &[" a", "", " b", ""])]
    fn literals_say_how_they_end(#[case] text: &str, #[case] header: &str, #[case] lines: &[&str]) {
        let (indicators, written) = literal(text, 2).unwrap();
        assert_eq!((indicators.as_str(), written.as_slice()), (header, lines));
    }
}
