//! F812: one example that teaches two intents.

use std::collections::HashMap;

use super::examples::{all, normal};
use crate::lint::{Findings, rule::rule, subject::Subject};

rule! {
    "F812" "example-of-two-intents" Warning in Nodes {
        ru: "Один и тот же пример стоит у двух интентов: по нему нельзя понять, который из них верен, и уверенность в обоих падает.",
        en: "The same example stands under two intents: it cannot show which one is right, and confidence in both goes down.",
        wrong: "start: {type: start, next: intent}\nintent: {type: intent, intents: {a: {about: Доставка, examples: ['Сколько стоит?']}, b: {about: Цена, examples: ['сколько стоит']}}, next: answer}\nanswer: {type: ai_response, grounded: true, next: end}\n",
        right: "start: {type: start, next: intent}\nintent: {type: intent, intents: {a: {about: Доставка, examples: ['Сколько стоит доставка?']}, b: {about: Цена, examples: ['Сколько стоит?']}}, next: answer}\nanswer: {type: ai_response, grounded: true, next: end}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    for node in subject.of_kind("intent") {
        let mut seen = HashMap::new();
        for example in all(node) {
            let entry = seen.entry(normal(example.text)).or_insert((example.intent, example.place));
            if entry.0 == example.intent {
                continue;
            }
            let (other, first) = *entry;
            let intent = example.intent;
            found
                .add(
                    example.place,
                    format!("тот же пример учит и интенту «{other}», и интенту «{intent}»"),
                    format!("the same example teaches both `{other}` and `{intent}`"),
                )
                .help(
                    "оставьте его у одного интента или уточните",
                    "keep it under one intent, or make it clearer",
                )
                .related(first, format!("у интента «{other}»"), format!("under `{other}`"));
        }
    }
}
