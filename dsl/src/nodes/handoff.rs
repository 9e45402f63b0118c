//! `handoff`: gives the conversation to people.

use super::{Kind, NodeKind};
use crate::{
    build::reader::NodeReader,
    flow::{Name, NodeIx, Text},
    shape::{Field, NameRule, Shape, doc},
};

/// Gives the conversation to people.
#[derive(Debug, Clone)]
pub struct Handoff {
    /// Reason code, e.g. `low_confidence`.
    pub reason: Name,
    /// What the customer is told.
    pub say: Option<Text>,
    /// Where the bot resumes after handback; `None` = `start`.
    pub resume_at: Option<NodeIx>,
}

pub(super) const KIND: Kind = Kind {
    name: "handoff",
    title: doc("Оператору", "Handoff"),
    icon: "headset",
    doc: doc(
        "Передаёт разговор операторам с карточкой: о чём речь, что бот уже искал и почему не справился. Пока оператор не вернёт разговор, бот молчит.",
        "Gives the conversation to operators with a card: what it is about, what the bot tried, why it gave up. The bot is silent until it is handed back.",
    ),
    fields: &[
        Field::new(
            "reason",
            Shape::Name(NameRule::Word),
            "low_confidence",
            doc("код причины для карточки и отчётов", "reason code for the card and reports"),
        )
        .required(),
        Field::new(
            "say",
            Shape::Template,
            "Передаю вопрос менеджеру.",
            doc(
                "что сказать клиенту; без него бот уходит молча",
                "what the customer is told; silence without it",
            ),
        ),
        Field::new(
            "resume_at",
            Shape::Node,
            "intent",
            doc("откуда продолжить, когда разговор вернут", "where to resume when it is handed back"),
        )
        .default("start"),
    ],
    calls_model: false,
    computes: None,
    ends: true,
    after_wait: &[],
    example: "operator: {type: handoff, reason: low_confidence, say: Передаю вопрос менеджеру.}",
    read,
};

fn read(node: &mut NodeReader<'_, '_>) -> Option<NodeKind> {
    let say = node.optional_template("say");
    let resume_at = match node.fields().get("resume_at") {
        Some(target) => Some(node.target(target)?),
        None => None,
    };
    let reason = Name::from(node.fields().text("reason")?);
    Some(NodeKind::Handoff(Handoff { reason, say: say?, resume_at }))
}
