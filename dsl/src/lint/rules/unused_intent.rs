//! F815: an intent with which nothing is done.

use super::intents::{asked_anywhere, targets_of};
use crate::lint::{
    Findings,
    rule::rule,
    subject::{Subject, keys},
};

rule! {
    "F815" "unused-intent" Warning in Nodes {
        ru: "Интент распознаётся, но дальше с ним ничего не делается: ни одно условие о нём не спрашивает, а общий путь не ведёт ни к поиску, ни к ответу. Распознавать его незачем.",
        en: "The intent is recognised but nothing is done with it: no condition asks about it, and the common path leads to neither a search nor an answer. There is no point in recognising it.",
        wrong: "start: {type: start, next: intent}\nintent: {type: intent, intents: {order: {about: Заказ}, price: {about: Цена}}, next: which}\nwhich: {type: condition, branches: [{when: 'intent.name == \"order\"', next: hello}], else: operator}\nhello: {type: message, text: Оформим заказ., next: end}\n",
        right: "start: {type: start, next: intent}\nintent: {type: intent, intents: {order: {about: Заказ}, price: {about: Цена}}, next: which}\nwhich: {type: condition, branches: [{when: 'intent.name == \"order\"', next: hello}, {when: 'intent.name == \"price\"', next: price}], else: operator}\nhello: {type: message, text: Оформим заказ., next: end}\nprice: {type: message, text: Цена в объявлении., next: end}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    for node in subject.of_kind("intent") {
        for (name, span, _) in node.field("intents").into_iter().flat_map(keys) {
            if asked_anywhere(subject, name) {
                continue;
            }
            let useful = targets_of(subject, node, name).into_iter().any(|ix| {
                subject.node(ix).is_some_and(|it| {
                    it.role.opaque || it.role.says && !it.role.hands_over || it.is("search")
                })
            });
            if useful {
                continue;
            }
            found
                .add(
                    span,
                    format!("с интентом «{name}» ничего не делается"),
                    format!("nothing is done with the intent `{name}`"),
                )
                .help(
                    "спросите о нём в условии или уберите его",
                    "ask about it in a condition, or remove it",
                );
        }
    }
}
