//! Single values in canonical style.

use crate::{
    edit::{Doc, Value},
    write::{Quote, folded, literal, quoted},
    yaml::{Node, Resolved, Scalar, ScalarStyle},
};

/// Characters of a line; longer brackets become indentation.
pub(super) const WIDTH: usize = 120;
/// Characters at which a text that stood on several lines is folded.
const FOLD: usize = 100;

/// A single value on its line; empty for a value that is not written.
pub(super) fn line(doc: &Doc, scalar: &Scalar, in_flow: bool) -> String {
    let text = || Value::Text(scalar.text.clone());
    match scalar.style {
        ScalarStyle::Plain => match scalar.resolved() {
            Resolved::Null if doc.source.slice(scalar.content).is_empty() => {
                if in_flow {
                    "null".to_owned()
                } else {
                    String::new()
                }
            }
            Resolved::Null => "null".to_owned(),
            Resolved::Bool(value) => value.to_string(),
            _ if doc.source.slice(scalar.content) == scalar.text => scalar.text.clone(),
            // A plain text over several lines.
            _ => quoted(&text(), Quote::None, in_flow),
        },
        ScalarStyle::DoubleQuoted if scalar.text.contains('\'') => quoted(&text(), Quote::Double, in_flow),
        // A block that cannot stay one, such as an empty text, gets quotes, too.
        _ => quoted(&text(), Quote::Single, in_flow),
    }
}

/// A text as a header and lines without indentation; `None` when it belongs on its line.
pub(super) fn block(doc: &Doc, node: &Node, room: usize) -> Option<(String, Vec<String>)> {
    let scalar = node.as_scalar().filter(|_| node.alias.is_none())?;
    match scalar.style {
        ScalarStyle::Literal => {
            let (indicators, lines) = literal(&scalar.text, 2)?;
            Some((format!("|{indicators}"), lines.into_iter().map(str::to_owned).collect()))
        }
        ScalarStyle::Folded => {
            let (indicators, _) = literal(&scalar.text, 2)?;
            Some((format!(">{indicators}"), as_wrapped(doc, scalar)?))
        }
        _ => {
            // A long text that stood on several lines is folded, a long line stays one.
            let several = doc.source.slice(scalar.content).contains('\n');
            if !several || line(doc, scalar, false).chars().count() <= room {
                return None;
            }
            let (indicators, lines) = folded(&scalar.text, 2, FOLD)?;
            Some((format!(">{indicators}"), lines))
        }
    }
}

/// The lines of a folded text as its author wrapped them.
fn as_wrapped(doc: &Doc, scalar: &Scalar) -> Option<Vec<String>> {
    let column = doc.content_column(scalar)?;
    let strip = |line: &str| line.trim_end_matches('\r').get(column..).unwrap_or_default().to_owned();
    let mut lines: Vec<String> = doc.source.slice(scalar.content).split('\n').map(strip).collect();
    let kept = scalar.text.len() - scalar.text.trim_end_matches('\n').len();
    lines.extend(std::iter::repeat_n(String::new(), kept.saturating_sub(1)));
    Some(lines)
}
