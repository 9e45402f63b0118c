//! F314: the way out of a model's failure asks a model again.

use crate::{
    graph::EdgeKind,
    lint::{Findings, rule::rule, subject::Subject},
};

rule! {
    "F314" "failure-needs-model" Warning in Nodes {
        ru: "`on_error` ведёт в узел, который сам вызывает модель. Если модель недоступна, он тоже не справится: клиент ждёт второй раз, и то же самое случается снова.",
        en: "`on_error` leads to a node that asks a model itself. If the model is down, it fails as well: the customer waits a second time for the same to happen again.",
        wrong: "start: {type: start, next: answer}\nanswer: {type: ai_response, on_error: again, next: end}\nagain: {type: ai_response, on_error: operator, next: end}\n",
        right: "start: {type: start, next: answer}\nanswer: {type: ai_response, on_error: operator, next: end}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    for edge in subject.graph.edges.iter().filter(|edge| edge.kind == EdgeKind::Error) {
        let from_model =
            edge.from.is_none_or(|from| subject.node(from).is_some_and(|it| it.role.calls_model));
        let Some(target) = subject.node(edge.to).filter(|it| from_model && it.role.calls_model) else {
            continue;
        };
        found
            .add(
                edge.span,
                format!("при сбое модели вызывается модель узла «{}»", target.id),
                format!("when the model fails, the model of `{}` is asked", target.id),
            )
            .help(
                "ведите on_error в message или handoff; запасные модели задаёт fallback_models",
                "lead on_error to a message or handoff; fallback_models names other models",
            );
    }
}
