//! F816: a choice of one.

use crate::lint::{
    Findings,
    rule::rule,
    subject::{Subject, keys},
};

rule! {
    "F816" "lone-intent" Warning in Nodes {
        ru: "У узла всего один интент: выбирать не из чего, и его уверенность почти ничего не значит. Добавьте хотя бы второй, например «другое», или уберите узел.",
        en: "The node has a single intent: there is nothing to choose from, and its confidence means next to nothing. Add a second one at least, such as `other`, or remove the node.",
        wrong: "start: {type: start, next: intent}\nintent: {type: intent, intents: {delivery: {about: Доставка}}, next: answer}\nanswer: {type: ai_response, grounded: true, next: end}\n",
        right: "start: {type: start, next: intent}\nintent: {type: intent, intents: {delivery: {about: Доставка}, other: {about: Другое}}, next: answer}\nanswer: {type: ai_response, grounded: true, next: end}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    for node in subject.of_kind("intent") {
        let mut intents = node.field("intents").into_iter().flat_map(keys);
        let (Some((name, span, _)), None) = (intents.next(), intents.next()) else { continue };
        found
            .add(
                span,
                format!("«{name}» — единственный интент, выбирать не из чего"),
                format!("`{name}` is the only intent, there is nothing to choose from"),
            )
            .help("добавьте другие интенты или уберите узел", "add other intents, or remove the node");
    }
}
