//! F311: a choice whose exits all lead to one node.

use crate::{
    graph::EdgeKind,
    lint::{Findings, rule::rule, subject::Subject},
};

rule! {
    "F311" "idle-choice" Warning in Nodes {
        ru: "Все выходы узла ведут в одно и то же место: что бы ни показала проверка, дальше будет одно и то же.",
        en: "All exits of the node lead to the same place: whatever the check says, the same happens next.",
        wrong: "start: {type: start, next: which}\nwhich: {type: condition, branches: [{when: message.images > 0, next: operator}], else: operator}\n",
        right: "start: {type: start, next: which}\nwhich: {type: condition, branches: [{when: message.images > 0, next: hello}], else: operator}\nhello: {type: message, text: Посмотрим фото., next: end}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    for node in subject.nodes.iter().filter(|node| node.is("condition") || node.is("confidence")) {
        let targets: Vec<_> =
            subject.exits(node.ix).filter(|edge| edge.kind == EdgeKind::Next).map(|edge| edge.to).collect();
        let Some((first, rest)) = targets.split_first() else { continue };
        if rest.is_empty() || rest.iter().any(|target| target != first) {
            continue;
        }
        let target = subject.id(*first);
        found
            .add(
                node.id_span,
                format!("все выходы узла «{}» ведут в «{target}»", node.id),
                format!("all exits of `{}` lead to `{target}`", node.id),
            )
            .help("уберите узел или разведите выходы", "remove the node, or lead its exits apart");
    }
}
