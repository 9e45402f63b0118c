//! Takes typed values out of a checked tree. What does not fit was reported by the check, so a
//! reader just finds nothing there.

use super::{Field, duration_ms, minute_of_day, time_ms};
use crate::yaml::{Node, Resolved};

/// The fields of one mapping with the description they were checked against.
#[derive(Clone, Copy)]
pub(crate) struct Fields<'t> {
    node: &'t Node,
    groups: &'t [&'static [Field]],
}

impl<'t> Fields<'t> {
    pub(crate) fn new(node: &'t Node, groups: &'t [&'static [Field]]) -> Self {
        Self { node, groups }
    }

    /// The mapping itself.
    pub(crate) fn node(self) -> &'t Node {
        self.node
    }

    /// The value of a field, unless absent or empty.
    pub(crate) fn get(self, name: &str) -> Option<&'t Node> {
        self.node.get(name).filter(|value| !value.is_null())
    }

    pub(crate) fn text(self, name: &str) -> Option<&'t str> {
        self.get(name)?.as_text()
    }

    pub(crate) fn items(self, name: &str) -> &'t [Node] {
        self.get(name).and_then(Node::as_seq).unwrap_or_default()
    }

    /// The word of a choice or its default.
    pub(crate) fn word(self, name: &str) -> Option<&'t str> {
        match self.get(name) {
            Some(value) => value.key_text(),
            None => self.default(name),
        }
    }

    /// `true`/`false` or the default.
    pub(crate) fn flag(self, name: &str) -> Option<bool> {
        match self.get(name) {
            Some(value) => match value.resolved()? {
                Resolved::Bool(value) => Some(value),
                _ => None,
            },
            None => self.default(name)?.parse().ok(),
        }
    }

    /// A number or the default.
    pub(crate) fn number(self, name: &str) -> Option<f64> {
        match self.get(name) {
            Some(value) => value.resolved()?.as_number(),
            None => self.default(name)?.parse().ok(),
        }
    }

    /// A whole number or the default.
    pub(crate) fn integer<T: TryFrom<i64>>(self, name: &str) -> Option<T> {
        let value = match self.get(name) {
            Some(value) => match value.resolved()? {
                Resolved::Int(value) => value,
                // `5.0` is whole too; the check let only whole numbers within limits pass.
                #[expect(clippy::cast_possible_truncation, reason = "whole and within limits")]
                Resolved::Float(value) => value as i64,
                _ => return None,
            },
            None => self.default(name)?.parse().ok()?,
        };
        T::try_from(value).ok()
    }

    pub(crate) fn duration_ms(self, name: &str) -> Option<u64> {
        match self.get(name) {
            Some(value) => duration_ms(value.key_text()?),
            None => duration_ms(self.default(name)?),
        }
    }

    /// Minutes since midnight.
    pub(crate) fn minute_of_day(self, name: &str) -> Option<u16> {
        minute_of_day(self.get(name)?.key_text()?)
    }

    pub(crate) fn time_ms(self, name: &str) -> Option<i64> {
        time_ms(self.get(name)?.key_text()?)
    }

    fn default(self, name: &str) -> Option<&'static str> {
        self.groups.iter().copied().flatten().find(|field| field.name == name)?.default
    }
}

/// A tree as JSON; keys are taken as texts.
pub(crate) fn to_json(node: &Node) -> serde_json::Value {
    if let Some(items) = node.as_seq() {
        return items.iter().map(to_json).collect();
    }
    if let Some(pairs) = node.as_map() {
        let entries =
            pairs.iter().filter_map(|pair| Some((pair.key.key_text()?.to_owned(), to_json(&pair.value))));
        return serde_json::Value::Object(entries.collect());
    }
    match node.resolved() {
        Some(Resolved::Bool(value)) => value.into(),
        Some(Resolved::Int(value)) => value.into(),
        Some(Resolved::Float(value)) => value.into(),
        Some(Resolved::Text(text)) => text.into(),
        Some(Resolved::Null) | None => serde_json::Value::Null,
    }
}
