//! Context: chooses what of the conversation models see from here on.
//!
//! Without a context node they see all that the caller gave. Expressions and texts always do.

use std::sync::Arc;

use sufler_dsl::nodes::Context;

use crate::{
    View, What,
    machine::{Machine, Went},
};

pub(super) fn enter(machine: &mut Machine<'_>, kind: &Context) -> Went {
    let all = &machine.run.input.history;
    let skipped = all.len().saturating_sub(usize::from(kind.messages));
    let history = match all.get(skipped..) {
        Some(last) if skipped > 0 => last.into(),
        _ => Arc::clone(all),
    };
    let messages = u32::try_from(history.len()).unwrap_or(u32::MAX);
    let include = kind.include;
    machine.run.view =
        View { history, contact: include.contact, item: include.item, summary: include.summary };
    Went::next(What::Context { messages }, kind.next)
}
