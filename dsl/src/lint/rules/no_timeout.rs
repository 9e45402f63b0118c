//! F903: a model that may be waited for as long as it likes.

use crate::lint::{Findings, rule::rule, subject::Subject};

rule! {
    "F903" "no-timeout" Advice in Flow {
        ru: "Ни у узла, ни в `defaults` нет `timeout`: сколько ждать модель, решит сервер. Клиент в чате ждёт секунды, а не минуты.",
        en: "Neither the node nor `defaults` has a `timeout`: the server decides how long to wait for the model. A customer in a chat waits for seconds, not minutes.",
        wrong: "flow: demo\nnodes:\n  start: {type: start, next: find}\n  find: {type: search, next: answer}\n  answer: {type: ai_response, grounded: true, next: end, on_error: operator}\n  operator: {type: handoff, reason: failure, say: Передаю менеджеру.}\n  end: {type: end}\n",
        right: "flow: demo\ndefaults: {timeout: 20s}\nnodes:\n  start: {type: start, next: find}\n  find: {type: search, next: answer}\n  answer: {type: ai_response, grounded: true, next: end, on_error: operator}\n  operator: {type: handoff, reason: failure, say: Передаю менеджеру.}\n  end: {type: end}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    if subject.default("timeout").is_some() {
        return;
    }
    for node in subject.nodes.iter().filter(|node| node.role.calls_model && node.field("timeout").is_none()) {
        found
            .add(
                node.id_span,
                format!("у узла «{}» нет timeout", node.id),
                format!("`{}` has no timeout", node.id),
            )
            .help("добавьте defaults: {timeout: 20s}", "add defaults: {timeout: 20s}");
    }
}
