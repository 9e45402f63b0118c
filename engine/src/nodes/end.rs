//! End: finishes the turn, and the conversation if told so.

use sufler_dsl::{flow::Node, nodes::End};

use crate::{
    Phase, What,
    machine::{Machine, Went},
};

pub(super) fn enter(machine: &mut Machine<'_>, node: &Node, kind: &End) -> Went {
    let close = kind.close.then(|| machine.close(&node.id));
    let phase = if kind.close { Phase::Closed } else { Phase::Idle };
    Went::Done { what: What::End { close }, phase }
}
