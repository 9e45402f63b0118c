//! `end`: ends the turn.

use super::{Kind, NodeKind};
use crate::{
    build::reader::NodeReader,
    shape::{Field, Shape, doc},
};

/// Ends the turn.
#[derive(Debug, Clone)]
pub struct End {
    /// Also closes the conversation.
    pub close: bool,
}

pub(super) const KIND: Kind = Kind {
    name: "end",
    title: doc("Конец", "End"),
    icon: "flag",
    doc: doc(
        "Заканчивает ход: бот сказал всё и ждёт следующего сообщения клиента, которое снова начнёт со `start`.",
        "Ends the turn: the bot has said all and waits for the customer's next message, which begins at `start` again.",
    ),
    fields: &[Field::new(
        "close",
        Shape::Bool,
        "true",
        doc("закрыть разговор целиком", "close the whole conversation"),
    )
    .default("false")],
    calls_model: false,
    computes: None,
    ends: true,
    after_wait: &[],
    example: "end: {type: end}",
    read,
};

fn read(node: &mut NodeReader<'_, '_>) -> Option<NodeKind> {
    Some(NodeKind::End(End { close: node.fields().flag("close")? }))
}
