//! `start`: where a turn enters.

use super::{Kind, NodeKind};
use crate::{
    build::reader::NodeReader,
    flow::NodeIx,
    shape::{Field, Shape, doc},
};

/// Where a turn enters.
#[derive(Debug, Clone)]
pub struct Start {
    /// First node of the turn.
    pub next: NodeIx,
}

pub(super) const KIND: Kind = Kind {
    name: "start",
    title: doc("Начало", "Start"),
    icon: "play",
    doc: doc(
        "Отсюда начинается каждый ход: бот получил сообщения клиента и решает, что делать. Такой узел в сценарии один.",
        "Every turn begins here: the bot has the customer's messages and decides what to do. A flow has one such node.",
    ),
    fields: &[Field::new("next", Shape::Node, "intent", doc("первый узел хода", "first node of the turn"))
        .required()],
    calls_model: false,
    computes: None,
    ends: false,
    after_wait: &[],
    example: "start: {type: start, next: intent}",
    read,
};

fn read(node: &mut NodeReader<'_, '_>) -> Option<NodeKind> {
    Some(NodeKind::Start(Start { next: node.exit("next")? }))
}
