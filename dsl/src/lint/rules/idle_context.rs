//! F308: a `context` node that no model sees.

use crate::lint::{Findings, graphs::behind, rule::rule, subject::Subject};

rule! {
    "F308" "idle-context" Warning in Nodes {
        ru: "Узел `context` решает, что увидят модели, но после него в этом ходе ни одна модель не вызывается (или раньше стоит другой `context`): он ничего не меняет.",
        en: "A `context` node decides what models see, but behind it no model is asked in this turn (or another `context` comes first): it changes nothing.",
        wrong: "start: {type: start, next: context}\ncontext: {type: context, messages: 20, next: hello}\nhello: {type: message, text: Здравствуйте!, next: end}\n",
        right: "start: {type: start, next: context}\ncontext: {type: context, messages: 20, next: answer}\nanswer: {type: ai_response, next: end}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    for node in subject.of_kind("context") {
        let ahead = behind(subject, node, |it| !it.is("context"));
        if ahead.iter().any(|ix| subject.node(*ix).is_some_and(|it| it.role.calls_model || it.role.opaque)) {
            continue;
        }
        found
            .add(
                node.id_span,
                format!("после «{}» ни одна модель не вызывается", node.id),
                format!("no model is asked behind `{}`", node.id),
            )
            .help(
                "уберите узел или поставьте его перед intent и ai_response",
                "remove it, or put it before intent and ai_response",
            );
    }
}
