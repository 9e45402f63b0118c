//! S104: a name that says nothing.

use std::sync::LazyLock;

use regex::Regex;

use crate::lint::{Findings, rule::rule, subject::Subject};

#[expect(clippy::expect_used, reason = "a constant pattern, compiled by every test")]
static NUMBERED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:node|step|new|untitled|temp|tmp|test|узел|шаг|новый|message|condition|handoff|search|ai_response|confidence)(?:[_-]?(?:node|узел))?[_-]?\d+$")
        .expect("a valid pattern")
});

rule! {
    "S104" "meaningless-name" Advice in Nodes {
        ru: "Имя узла ничего не говорит: `node1`, `message_3`. В журнале, в диалогах и в отчётах видно только имя: назовите узел по тому, что он делает.",
        en: "The name of the node says nothing: `node1`, `message_3`. Logs, dialogs and reports show the name alone: call the node by what it does.",
        wrong: "start: {type: start, next: message_1}\nmessage_1: {type: message, text: Здравствуйте!, next: end}\n",
        right: "start: {type: start, next: hello}\nhello: {type: message, text: Здравствуйте!, next: end}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    for node in
        subject.nodes.iter().filter(|node| NUMBERED.is_match(node.id) && node.field("title").is_none())
    {
        found
            .add(
                node.id_span,
                format!("имя «{}» ничего не говорит", node.id),
                format!("the name `{}` says nothing", node.id),
            )
            .help(
                "назовите узел по тому, что он делает, или дайте ему title",
                "call it by what it does, or give it a title",
            );
    }
}
