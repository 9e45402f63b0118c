//! Message: says a fixed text.

use sufler_dsl::{flow::Node, nodes::Message};

use crate::{
    What,
    machine::{Machine, Went},
};

pub(super) fn enter(machine: &mut Machine<'_>, node: &Node, kind: &Message) -> Went {
    match machine.render(&kind.text) {
        Ok(text) => Went::next(What::Message { send: machine.send(&node.id, text) }, kind.next),
        Err(failure) => failure.into(),
    }
}
