//! F709: the customer is not told that a person takes over.

use crate::lint::{Findings, rule::rule, subject::Subject};

rule! {
    "F709" "silent-handoff" Warning in Nodes {
        ru: "Разговор передаётся оператору молча: клиент не знает, что его услышали и ответит человек, и пишет ещё и ещё или уходит.",
        en: "The conversation is handed over in silence: the customer does not know that they were heard and a person will answer, and writes again and again, or leaves.",
        wrong: "start: {type: start, next: person}\nperson: {type: handoff, reason: asked}\n",
        right: "start: {type: start, next: person}\nperson: {type: handoff, reason: asked, say: 'Передаю менеджеру, он ответит в этом чате.'}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    for node in subject.of_kind("handoff").filter(|node| node.field("say").is_none()) {
        found
            .add(
                node.id_span,
                format!("узел «{}» передаёт разговор молча", node.id),
                format!("`{}` hands over in silence", node.id),
            )
            .help("добавьте say", "add say")
            .suggest(
                "добавить say",
                "add say",
                vec![node.set("say", "Передаю вопрос менеджеру, он ответит в этом чате.")],
            );
    }
}
