//! F814: examples of two intents that differ in endings alone.

use std::collections::HashMap;

use super::examples::{all, normal, stems};
use crate::lint::{Findings, rule::rule, subject::Subject};

rule! {
    "F814" "close-examples" Advice in Nodes {
        ru: "Примеры двух интентов состоят из одних и тех же слов и отличаются только окончаниями или порядком: по ним интенты не различить.",
        en: "Examples of two intents are made of the same words and differ in endings or order alone: they do not tell the intents apart.",
        wrong: "start: {type: start, next: intent}\nintent: {type: intent, intents: {a: {about: Доставка, examples: ['Сколько стоит доставка?']}, b: {about: Цена, examples: ['Доставка сколько стоят']}}, next: answer}\nanswer: {type: ai_response, grounded: true, next: end}\n",
        right: "start: {type: start, next: intent}\nintent: {type: intent, intents: {a: {about: Доставка, examples: ['Сколько стоит доставка?']}, b: {about: Цена, examples: ['Сколько стоит?']}}, next: answer}\nanswer: {type: ai_response, grounded: true, next: end}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    for node in subject.of_kind("intent") {
        let mut seen: HashMap<String, (&str, String, crate::source::Span)> = HashMap::new();
        for example in all(node) {
            let key = stems(example.text);
            if key.is_empty() {
                continue;
            }
            let text = normal(example.text);
            let entry = seen.entry(key).or_insert_with(|| (example.intent, text.clone(), example.place));
            // The same words to the letter have a code of their own.
            if entry.0 == example.intent || entry.1 == text {
                continue;
            }
            let (other, first) = (entry.0, entry.2);
            found
                .add(
                    example.place,
                    format!("пример почти совпадает с примером интента «{other}»"),
                    format!("the example nearly is one of `{other}`"),
                )
                .help(
                    "скажите иначе или оставьте у одного интента",
                    "put it another way, or keep it under one intent",
                )
                .related(first, format!("у интента «{other}»"), format!("under `{other}`"));
        }
    }
}
