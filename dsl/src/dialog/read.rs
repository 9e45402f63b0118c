//! Values of a dialog file.

use super::model::Spanned;
use crate::{
    diagnostic::{Diagnostic, Words, codes},
    shape::check::head,
    yaml::{Node, Resolved},
};

pub(super) fn combination(node: &Node, ru: &str, en: &str) -> Diagnostic {
    Diagnostic::new(codes::DIALOG_FIELD_COMBINATION, head(node), Words::new(ru, en))
}

/// One text or a list of them.
pub(super) fn texts(node: &Node) -> Vec<Spanned<String>> {
    let items = node.as_seq().unwrap_or(std::slice::from_ref(node)).iter();
    items.filter_map(|item| Some(Spanned { value: item.as_text()?.to_owned(), span: item.span })).collect()
}

pub(super) fn spanned<T>(node: &Node, name: &str, read: impl Fn(&Node) -> Option<T>) -> Option<Spanned<T>> {
    let field = node.get(name).filter(|field| !field.is_null())?;
    Some(Spanned { value: read(field)?, span: field.span })
}

pub(super) fn text(node: &Node, name: &str) -> Option<String> {
    node.get(name)?.as_text().map(str::to_owned)
}

pub(super) fn number(node: &Node, name: &str) -> Option<f64> {
    node.get(name)?.resolved()?.as_number()
}

pub(super) fn flag(node: &Node, name: &str) -> Option<bool> {
    bool(node.get(name)?)
}

pub(super) fn bool(node: &Node) -> Option<bool> {
    match node.resolved()? {
        Resolved::Bool(value) => Some(value),
        _ => None,
    }
}
