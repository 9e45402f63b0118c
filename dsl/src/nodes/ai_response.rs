//! `ai_response`: writes a reply.

use std::sync::Arc;

use super::{Kind, NodeKind, read_settings};
use crate::{
    build::reader::NodeReader,
    diagnostic::{Diagnostic, Words, codes},
    flow::{ModelSettings, NodeIx, Text},
    names::Computed,
    shape::{Choice, Field, Shape, doc},
};

/// Writes a reply.
#[derive(Debug, Clone)]
pub struct AiResponse {
    /// Answer, or ask back.
    pub mode: AiMode,
    /// How to call the model.
    pub settings: Arc<ModelSettings>,
    /// What the model is told about its part.
    pub prompt: Option<Text>,
    /// Every figure of the reply must stand in a source or on the item card.
    pub grounded: bool,
    /// Where `mode: answer` goes, and where the customer's answer to a clarifying question is taken.
    pub next: NodeIx,
    /// `mode: clarify`: questions before giving up; 1..
    pub attempts: u16,
    /// `mode: clarify`: where to go when attempts are used up.
    pub otherwise: Option<NodeIx>,
}

/// `mode:`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AiMode {
    /// Answers and goes on.
    Answer,
    /// Asks one question, waits for the customer, goes on with what they say.
    Clarify,
}

const MODE: &[Choice] = &[
    Choice { word: "answer", doc: doc("ответить и идти дальше", "answer and go on") },
    Choice {
        word: "clarify",
        doc: doc("задать вопрос и ждать ответа клиента", "ask one question and wait for the customer"),
    },
];

pub(super) const KIND: Kind = Kind {
    name: "ai_response",
    title: doc("Ответ ИИ", "AI response"),
    icon: "sparkles",
    doc: doc(
        "Составляет ответ по найденным отрывкам и разговору. С `mode: clarify` задаёт один уточняющий вопрос, ждёт клиента и идёт в `next`, а когда попытки кончились, в `else`.",
        "Writes a reply from the passages found and the conversation. With `mode: clarify` it asks one question, waits for the customer and goes to `next`; when attempts are used up, to `else`.",
    ),
    fields: &[
        Field::new(
            "mode",
            Shape::Choice(MODE),
            "clarify",
            doc("отвечать или уточнять", "answer or ask back"),
        )
        .default("answer"),
        Field::new(
            "prompt",
            Shape::Template,
            "Ты менеджер магазина. Отвечай коротко, на «вы».",
            doc("что модель знает о своей роли", "what the model is told about its part"),
        ),
        Field::new(
            "grounded",
            Shape::Bool,
            "true",
            doc(
                "каждая цифра ответа должна стоять в источнике или в карточке объявления, иначе `on_error`",
                "every figure of the reply must stand in a source or on the listing's card, else `on_error`",
            ),
        )
        .default("false"),
        Field::new(
            "next",
            Shape::Node,
            "end",
            doc(
                "куда идти после ответа; при `clarify` после слов клиента",
                "where to go after the reply; with `clarify`, after the customer's words",
            ),
        )
        .required(),
        Field::new(
            "attempts",
            Shape::Integer { min: 1, max: 10 },
            "2",
            doc(
                "только `clarify`: сколько вопросов задать, прежде чем сдаться",
                "`clarify` only: questions before giving up",
            ),
        )
        .default("2"),
        Field::new(
            "else",
            Shape::Node,
            "operator",
            doc(
                "только `clarify`, обязательно: куда идти, когда попытки кончились",
                "`clarify` only, required: where to go when attempts are used up",
            ),
        ),
    ],
    calls_model: true,
    computes: Some(Computed::Answer),
    ends: false,
    after_wait: &[],
    example: "answer:\n  type: ai_response\n  grounded: true\n  prompt: Ты менеджер магазина. Отвечай коротко, по делу, на «вы».\n  next: end\nclarify: {type: ai_response, mode: clarify, attempts: 2, next: intent, else: operator}",
    read,
};

fn read(node: &mut NodeReader<'_, '_>) -> Option<NodeKind> {
    let mode = if node.fields().word("mode") == Some("clarify") { AiMode::Clarify } else { AiMode::Answer };
    check_mode(node, mode);
    let prompt = node.optional_template("prompt");
    let next = node.exit("next");
    let otherwise = node.fields().get("else").map(|target| node.target(target));
    Some(NodeKind::AiResponse(AiResponse {
        mode,
        settings: Arc::new(read_settings(node.fields(), node.defaults())),
        prompt: prompt?,
        grounded: node.fields().flag("grounded")?,
        next: next?,
        attempts: node.fields().integer("attempts")?,
        otherwise: match otherwise {
            Some(target) => Some(target?),
            None => None,
        },
    }))
}

/// `attempts` and `else` belong to `clarify`, which cannot do without `else`.
fn check_mode(node: &mut NodeReader<'_, '_>, mode: AiMode) {
    match mode {
        AiMode::Answer => {
            for name in ["attempts", "else"] {
                let Some(place) = node.key_span(name) else { continue };
                let message = Words::new(
                    format!("поле «{name}» нужно только при mode: clarify"),
                    format!("the field `{name}` belongs to mode: clarify"),
                );
                let help =
                    Words::new("уберите его или добавьте mode: clarify", "remove it or add mode: clarify");
                node.report(Diagnostic::new(codes::FIELD_COMBINATION, place, message).with_help(help));
            }
        }
        AiMode::Clarify if node.fields().get("else").is_none() => {
            let message = Words::new(
                "при mode: clarify нужно поле «else»: куда идти, когда попытки кончились",
                "mode: clarify needs `else`: where to go when attempts are used up",
            );
            let help = Words::new("добавьте, например: else: operator", "add it, such as: else: operator");
            node.report(Diagnostic::new(codes::FIELD_COMBINATION, node.head(), message).with_help(help));
        }
        AiMode::Clarify => {}
    }
}
