//! F701: an answer whose figures nobody checks.

use crate::lint::{Findings, rule::rule, subject::Subject};

rule! {
    "F701" "ungrounded-answer" Warning in Nodes {
        ru: "Ответ составляет модель, а проверка по источникам выключена (`grounded` не `true`): цена, срок или обещание, которых нет ни в одной статье, уйдут клиенту.",
        en: "A model writes the answer and the check against sources is off (`grounded` is not `true`): a price, a date or a promise that stands in no article goes to the customer.",
        wrong: "start: {type: start, next: find}\nfind: {type: search, next: answer}\nanswer: {type: ai_response, prompt: Отвечай коротко., next: end}\n",
        right: "start: {type: start, next: find}\nfind: {type: search, next: answer}\nanswer: {type: ai_response, grounded: true, prompt: Отвечай коротко., next: end}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    for node in subject.of_kind("ai_response").filter(|node| !node.role.waits && !node.flag("grounded")) {
        found
            .add(
                node.id_span,
                format!("ответ узла «{}» не проверяется по источникам", node.id),
                format!("nothing checks the answer of `{}` against sources", node.id),
            )
            .help("добавьте grounded: true", "add grounded: true")
            .suggest(
                "включить проверку по источникам",
                "turn the check on",
                vec![node.set("grounded", true)],
            );
    }
}
