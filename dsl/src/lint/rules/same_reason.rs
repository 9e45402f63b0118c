//! S106: handoffs that reports cannot tell apart.

use std::collections::HashMap;

use crate::lint::{Findings, rule::rule, subject::Subject};

rule! {
    "S106" "same-reason" Advice in Nodes {
        ru: "У двух передач оператору одна и та же причина (`reason`): в карточке и в отчётах не видно, где бот не справился.",
        en: "Two handoffs give the same `reason`: cards and reports do not show where the bot gave up.",
        wrong: "start: {type: start, next: which}\nwhich: {type: condition, branches: [{when: message.images > 0, next: photo}], else: other}\nphoto: {type: handoff, reason: help, say: Передаю менеджеру.}\nother: {type: handoff, reason: help, say: Передаю менеджеру.}\n",
        right: "start: {type: start, next: which}\nwhich: {type: condition, branches: [{when: message.images > 0, next: photo}], else: other}\nphoto: {type: handoff, reason: photo, say: Передаю менеджеру.}\nother: {type: handoff, reason: help, say: Передаю менеджеру.}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    let mut seen = HashMap::new();
    for node in subject.of_kind("handoff") {
        let Some((reason, place)) = node.field("reason").and_then(|it| Some((it.as_text()?, it.span))) else {
            continue;
        };
        let (other, first) = *seen.entry(reason.to_owned()).or_insert((node.id, place));
        if other == node.id {
            continue;
        }
        found
            .add(
                place,
                format!("та же причина, что у «{other}»: {reason}"),
                format!("the same reason as `{other}`: {reason}"),
            )
            .help("дайте каждой передаче свою причину", "give every handoff a reason of its own")
            .related(first, format!("у «{other}»"), format!("in `{other}`"));
    }
}
