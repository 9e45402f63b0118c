//! F811: an intent with too few examples to be told from others.

use crate::lint::{
    Findings,
    rule::rule,
    subject::{Subject, keys, words},
};

/// Fewer do not show how customers put it.
const MIN_EXAMPLES: usize = 3;

rule! {
    "F811" "few-examples" Advice in Nodes {
        ru: "У интента меньше трёх примеров. Встроенный ответчик узнаёт интент по примерам, и модели они помогают: без них похожие вопросы путаются. Возьмите настоящие вопросы клиентов.",
        en: "The intent has fewer than three examples. The built-in answerer knows an intent by its examples, and they help models, too: without them similar questions get mixed up. Take real questions of customers.",
        wrong: "start: {type: start, next: intent}\nintent: {type: intent, intents: {delivery: {about: Доставка, examples: ['Доставка есть?']}, price: {about: Цена, examples: ['Сколько стоит?', 'Почём?', 'Какая цена?']}}, next: answer}\nanswer: {type: ai_response, grounded: true, next: end}\n",
        right: "start: {type: start, next: intent}\nintent: {type: intent, intents: {delivery: {about: Доставка, examples: ['Доставка есть?', 'Отправите в Тверь?', 'Сколько идёт посылка?']}, price: {about: Цена, examples: ['Сколько стоит?', 'Почём?', 'Какая цена?']}}, next: answer}\nanswer: {type: ai_response, grounded: true, next: end}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    for node in subject.of_kind("intent") {
        for (name, span, class) in node.field("intents").into_iter().flat_map(keys) {
            let count = words(class.get("examples")).count();
            if count >= MIN_EXAMPLES {
                continue;
            }
            found
                .add(
                    span,
                    format!("у интента «{name}» примеров: {count}, а нужно хотя бы {MIN_EXAMPLES}"),
                    format!("the intent `{name}` has {count} examples, {MIN_EXAMPLES} are the least"),
                )
                .help("добавьте настоящие вопросы клиентов", "add real questions of customers");
        }
    }
}
