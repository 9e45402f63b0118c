//! F909: an answer that is checked for figures and written at random.

use crate::{
    lint::{Findings, rule::rule, subject::Subject},
    yaml::{Node, Resolved},
};

/// Spread above which models begin to make things up.
const MAX_TEMPERATURE: f64 = 1.0;

rule! {
    "F909" "hot-answer" Warning in Nodes {
        ru: "У ответа, который обязан держаться источников, или у определения интента `temperature` больше 1. Модель отвечает вразнобой: проверка чаще отбрасывает ответ, а тот же вопрос получает разные интенты.",
        en: "An answer that must keep to its sources, or the recognition of an intent, has a `temperature` above 1. The model answers at random: the check refuses more answers, and the same question gets different intents.",
        wrong: "start: {type: start, next: find}\nfind: {type: search, next: answer}\nanswer: {type: ai_response, grounded: true, temperature: 1.4, next: end}\n",
        right: "start: {type: start, next: find}\nfind: {type: search, next: answer}\nanswer: {type: ai_response, grounded: true, temperature: 0.3, next: end}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    for node in subject
        .nodes
        .iter()
        .filter(|node| node.is("intent") || node.is("ai_response") && node.flag("grounded"))
    {
        let Some(field) = node.field("temperature").or_else(|| subject.default("temperature")) else {
            continue;
        };
        let Some(value) = field.resolved().and_then(Resolved::as_number).filter(|it| *it > MAX_TEMPERATURE)
        else {
            continue;
        };
        let place = node.field("temperature").map_or(node.id_span, |it: &Node| it.span);
        found
            .add(
                place,
                format!("temperature {value} слишком велика для «{}»", node.id),
                format!("temperature {value} is too much for `{}`", node.id),
            )
            .help("возьмите от 0 до 0.5", "take 0 to 0.5")
            .suggest("поставить 0.3", "set 0.3", vec![node.set("temperature", 0.3)]);
    }
}
