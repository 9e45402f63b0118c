//! Handoff: gives the conversation to people.

use sufler_dsl::{flow::Node, nodes::Handoff};

use crate::{
    Name, Phase, What,
    machine::{Machine, Went},
};

pub(super) fn enter(machine: &mut Machine<'_>, node: &Node, kind: &Handoff) -> Went {
    // A text that can't be rendered must not keep a person from coming; the card tells of it.
    let say = match kind.say.as_ref().map(|text| machine.render(text)) {
        Some(Ok(text)) => Some(text),
        Some(Err(failure)) => {
            machine.run.failure.get_or_insert(failure);
            None
        }
        None => None,
    };
    let send = say.filter(|text| !text.trim().is_empty()).map(|text| machine.send(&node.id, text));
    let effect = machine.hand_off(&node.id, &kind.reason);
    let what = What::Handoff { effect, reason: Name::clone(&kind.reason), implied: false, send };
    // Handing off gives up the called flows, and with them their nodes.
    let outermost = machine.state.stack.is_empty();
    let resume = kind.resume_at.filter(|_| outermost).and_then(|ix| machine.flow.node(ix));
    machine.state.resume_at = resume.map(|node| Name::clone(&node.id));
    Went::Done { what, phase: Phase::Operator }
}
