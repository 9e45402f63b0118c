//! F310: after handback the bot says nothing.

use crate::lint::{Findings, rule::rule, subject::Subject};

rule! {
    "F310" "empty-resume" Warning in Nodes {
        ru: "`resume_at` ведёт сразу в `end` или в `handoff`: когда оператор вернёт разговор боту, тот ничего не сделает или тут же отдаст его обратно.",
        en: "`resume_at` leads straight to `end` or `handoff`: when an operator hands the conversation back, the bot does nothing or returns it at once.",
        wrong: "start: {type: start, next: person}\nperson: {type: handoff, reason: asked, say: Передаю менеджеру., resume_at: end}\n",
        right: "start: {type: start, next: person}\nperson: {type: handoff, reason: asked, say: Передаю менеджеру., resume_at: hello}\nhello: {type: message, text: Я снова с вами., next: end}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    for node in subject.of_kind("handoff") {
        let Some(edge) = subject.exits(node.ix).find(|edge| edge.exit == "resume_at") else { continue };
        let Some(target) = subject.node(edge.to).filter(|it| it.is("end") || it.is("handoff")) else {
            continue;
        };
        found
            .add(
                edge.span,
                format!("после возврата бот сразу попадает в «{}» и ничего не делает", target.id),
                format!("after handback the bot goes straight to `{}` and does nothing", target.id),
            )
            .help(
                "уберите resume_at: тогда разговор начнётся со start",
                "remove resume_at: then it begins at start",
            )
            .suggest("убрать resume_at", "remove resume_at", vec![node.unset("resume_at")]);
    }
}
