//! F911: a bot that asks and asks.

use super::prompt_too_long::number;
use crate::lint::{Findings, rule::rule, subject::Subject};

/// Clarifying questions after which people leave.
const MAX_ATTEMPTS: u64 = 3;

rule! {
    "F911" "many-attempts" Advice in Nodes {
        ru: "Бот может задать больше трёх уточняющих вопросов подряд, и каждый из них — вызов модели. Клиент уходит раньше; передайте разговор человеку.",
        en: "The bot may ask more than three clarifying questions in a row, each of them a model call. Customers leave before; hand the conversation over.",
        wrong: "start: {type: start, next: ask}\nask: {type: ai_response, mode: clarify, attempts: 6, next: end, else: operator}\n",
        right: "start: {type: start, next: ask}\nask: {type: ai_response, mode: clarify, attempts: 2, next: end, else: operator}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    for node in subject.nodes.iter().filter(|node| node.role.waits) {
        let Some(field) = node.field("attempts") else { continue };
        let Some(attempts) = number(Some(field)).filter(|it| *it > MAX_ATTEMPTS) else { continue };
        found
            .add(
                field.span,
                format!("бот переспросит {attempts} раз подряд"),
                format!("the bot asks {attempts} times in a row"),
            )
            .help("оставьте 2 или 3", "keep 2 or 3")
            .suggest("поставить 2", "set 2", vec![node.set("attempts", 2)]);
    }
}
