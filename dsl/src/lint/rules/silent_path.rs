//! F306: a way through the flow on which the customer hears nothing.

use crate::{
    graph::EdgeKind,
    lint::{
        Findings,
        graphs::{beginnings, reach},
        rule::rule,
        subject::Subject,
    },
};

rule! {
    "F306" "silent-path" Warning in Nodes {
        ru: "Ход может закончиться (`end`), не сказав клиенту ни слова и не передав его оператору: на этом пути нет ни сообщения, ни ответа. Клиент спросил и остался без ответа.",
        en: "A turn can finish (`end`) without a word to the customer and without an operator: this path has no message and no answer. The customer asked and hears nothing.",
        wrong: "start: {type: start, next: which}\nwhich: {type: condition, branches: [{when: message.images > 0, next: hello}], else: end}\nhello: {type: message, text: Посмотрим фото., next: end}\n",
        right: "start: {type: start, next: which}\nwhich: {type: condition, branches: [{when: message.images > 0, next: hello}], else: operator}\nhello: {type: message, text: Посмотрим фото., next: end}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    let in_turn = |kind: EdgeKind| matches!(kind, EdgeKind::Next | EdgeKind::Error);
    // A node that failed has said nothing.
    let follow = |edge: &crate::graph::Edge| {
        let says = edge.from.and_then(|from| subject.node(from)).is_some_and(|node| node.role.says);
        in_turn(edge.kind) && (!says || edge.kind == EdgeKind::Error)
    };
    let silent = reach(subject, beginnings(subject), follow, |node| !node.role.opaque);
    for ix in silent {
        let Some(node) = subject.node(ix).filter(|node| !node.role.opaque) else { continue };
        for edge in subject.exits(ix).filter(|edge| follow(edge)) {
            if !subject.node(edge.to).is_some_and(|to| to.is("end")) {
                continue;
            }
            found
                .add(
                    edge.span,
                    format!("из «{}» ход заканчивается, а клиент не услышал ни слова", node.id),
                    format!("from `{}` the turn ends and the customer has heard nothing", node.id),
                )
                .help(
                    "ответьте узлом message или ai_response либо передайте разговор оператору",
                    "answer with a message or an ai_response, or hand the conversation over",
                );
        }
    }
}
