//! F813: an example that an intent has twice.

use std::collections::HashMap;

use super::examples::{all, normal};
use crate::{
    edit::Op,
    lint::{Findings, rule::rule, subject::Subject},
};

rule! {
    "F813" "repeated-example" Warning in Nodes {
        ru: "Пример записан у интента дважды (без учёта регистра и знаков). Второй ничему не учит.",
        en: "The intent has the example twice (case and signs aside). The second one teaches nothing.",
        wrong: "start: {type: start, next: intent}\nintent: {type: intent, intents: {a: {about: Доставка, examples: ['Доставка есть?', 'доставка есть']}, b: {about: Цена}}, next: answer}\nanswer: {type: ai_response, grounded: true, next: end}\n",
        right: "start: {type: start, next: intent}\nintent: {type: intent, intents: {a: {about: Доставка, examples: ['Доставка есть?', 'Отправите в Тверь?']}, b: {about: Цена}}, next: answer}\nanswer: {type: ai_response, grounded: true, next: end}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    for node in subject.of_kind("intent") {
        let mut seen = HashMap::new();
        for example in all(node) {
            let Some(first) = seen.insert((example.intent, normal(example.text)), example.place) else {
                continue;
            };
            let path = node.path().key("intents").key(example.intent).key("examples").index(example.index);
            found
                .add(
                    example.place,
                    format!("пример «{}» у этого интента уже есть", example.text),
                    format!("the intent has the example `{}` already", example.text),
                )
                .help("уберите повтор", "remove the repetition")
                .related(first, "первый раз", "the first time")
                .fix("убрать повтор", "remove the repetition", vec![Op::Unset { path }]);
        }
    }
}
