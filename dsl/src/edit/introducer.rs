//! What stands before a value: a key with its colon, a dash, or nothing.

use super::{
    doc::{Chain, Doc, entry, start_of},
    error::EditError,
};
use crate::yaml::{Kind, Node};

/// The text in front of a value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Introducer {
    /// Where the value may begin: right behind the colon, the dash or the anchor.
    pub(super) end: usize,
    /// Column of the key or the dash; block content must stand deeper.
    pub(super) column: usize,
    /// A mapping's key, not a dash.
    pub(super) is_key: bool,
    /// The key has no colon yet, as in `{a}`.
    pub(super) lacks_colon: bool,
}

impl Doc {
    /// What introduces the last node of a chain; `None` for the root.
    pub(super) fn introducer(&self, chain: &Chain<'_>) -> Result<Option<Introducer>, EditError> {
        let (Some(parent), Some(node)) = (chain.parent(), chain.node()) else { return Ok(None) };
        let index = (0..super::doc::count(parent))
            .find(|index| entry(parent, *index).is_some_and(|(_, value)| std::ptr::eq(value, node)));
        let Some(index) = index else { return Ok(None) };
        let after_anchor = |end: usize| match node.anchor {
            Some(anchor) if node.alias.is_none() => anchor.end.max(end),
            _ => end,
        };
        match (&parent.kind, entry(parent, index)) {
            (Kind::Map { .. }, Some((Some(key), value))) => {
                let colon = self.colon(key, value)?;
                let end = after_anchor(colon.unwrap_or(key.span.end));
                let column = self.column(start_of(key));
                Ok(Some(Introducer { end, column, is_key: true, lacks_colon: colon.is_none() }))
            }
            (Kind::Seq { .. }, _) => {
                let Some(extent) = self.extent(parent, index) else {
                    let end = node.span.start;
                    return Ok(Some(Introducer { end, column: 0, is_key: false, lacks_colon: false }));
                };
                let end = after_anchor(extent.start + 1);
                Ok(Some(Introducer { end, column: extent.column, is_key: false, lacks_colon: false }))
            }
            _ => Ok(None),
        }
    }

    /// One past the colon behind a key; `None` when there is none, as in `{a}`.
    pub(super) fn colon(&self, key: &Node, value: &Node) -> Result<Option<usize>, EditError> {
        let rest = self.slice(key.span.end, self.source.text().len());
        let blank = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        if rest.get(blank..).is_some_and(|rest| rest.starts_with(':')) {
            return Ok(Some(key.span.end + blank + 1));
        }
        if value.span.start == value.span.end && value.span.start <= key.span.end + blank {
            return Ok(None);
        }
        Err(EditError::unsupported(
            "ключ записан в несколько строк («?»), такую запись правьте в текстовом виде",
            "the key is written over several lines (`?`): edit it as a text",
        )
        .at(&self.source, key.span))
    }
}
