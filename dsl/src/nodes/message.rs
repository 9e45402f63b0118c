//! `message`: says a fixed text.

use super::{Kind, NodeKind};
use crate::{
    build::reader::NodeReader,
    flow::{NodeIx, Text},
    shape::{Field, Shape, doc},
};

/// Says a fixed text.
#[derive(Debug, Clone)]
pub struct Message {
    /// What is said.
    pub text: Text,
    /// Where to go on.
    pub next: NodeIx,
}

pub(super) const KIND: Kind = Kind {
    name: "message",
    title: doc("Сообщение", "Message"),
    icon: "message-square",
    doc: doc(
        "Отправляет клиенту готовый текст и идёт дальше, не дожидаясь ответа.",
        "Sends the customer a fixed text and goes on without waiting for an answer.",
    ),
    fields: &[
        Field::new("text", Shape::Template, "Здравствуйте!", doc("что сказать", "what to say")).required(),
        Field::new("next", Shape::Node, "end", doc("куда идти дальше", "where to go on")).required(),
    ],
    calls_model: false,
    computes: None,
    ends: false,
    after_wait: &[],
    example: "hello:\n  type: message\n  text: 'Здравствуйте, {{ contact.name | default(\"покупатель\") }}!'\n  next: end",
    read,
};

fn read(node: &mut NodeReader<'_, '_>) -> Option<NodeKind> {
    let text = node.template("text");
    let next = node.exit("next");
    Some(NodeKind::Message(Message { text: text?, next: next? }))
}
