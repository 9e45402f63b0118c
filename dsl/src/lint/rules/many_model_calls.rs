//! F906: more model calls than a turn has.

use crate::lint::{
    Findings,
    graphs::{heaviest, listed},
    rule::rule,
    subject::Subject,
};

/// Model calls of one turn.
const MAX_CALLS: u64 = 8;

rule! {
    "F906" "many-model-calls" Warning in Nodes {
        ru: "На одном пути хода модель вызывается больше восьми раз, а столько ход не делает: на девятом узел не справится и пойдёт по `on_error`.",
        en: "One path through a turn asks models more than eight times, and a turn has no more: the ninth node fails and takes `on_error`.",
        wrong: "start: {type: start, next: a1}\na1: {type: ai_response, next: a2}\na2: {type: ai_response, next: a3}\na3: {type: ai_response, next: a4}\na4: {type: ai_response, next: a5}\na5: {type: ai_response, next: a6}\na6: {type: ai_response, next: a7}\na7: {type: ai_response, next: a8}\na8: {type: ai_response, next: a9}\na9: {type: ai_response, next: end}\n",
        right: "start: {type: start, next: a1}\na1: {type: ai_response, next: a2}\na2: {type: ai_response, next: end}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    let (count, way) = heaviest(subject, |node| u64::from(node.role.calls_model));
    let Some(last) = way.last().and_then(|ix| subject.node(*ix)).filter(|_| count > MAX_CALLS) else {
        return;
    };
    let names = listed(subject, &way);
    found
        .add(
            last.id_span,
            format!("на одном пути {count} вызовов модели, а в ходе их не больше {MAX_CALLS}: {names}"),
            format!("one path has {count} model calls, a turn has {MAX_CALLS} at most: {names}"),
        )
        .help("сократите путь или дождитесь клиента", "shorten the path, or wait for the customer");
}
