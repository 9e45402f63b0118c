//! F907: how long a customer may wait, at worst.

use crate::{
    lint::{
        Findings,
        graphs::{heaviest, listed},
        rule::rule,
        subject::{NodeView, Subject},
    },
    shape::duration_ms,
    yaml::Node,
};

use super::prompt_too_long::number;

/// Longest a customer should ever wait for an answer, milliseconds.
const MAX_WAIT_MS: u64 = 180_000;

rule! {
    "F907" "long-wait" Advice in Nodes {
        ru: "Если модели не отвечают, клиент на одном пути может прождать больше трёх минут: складываются `timeout` всех узлов пути, их повторы (`retries`) и запасные модели.",
        en: "When models do not answer, a customer may wait for more than three minutes on one path: the `timeout` of all its nodes, their `retries` and fallback models add up.",
        wrong: "start: {type: start, next: find}\nfind: {type: search, next: answer}\nanswer: {type: ai_response, grounded: true, timeout: 60s, retries: 3, next: end}\n",
        right: "start: {type: start, next: find}\nfind: {type: search, next: answer}\nanswer: {type: ai_response, grounded: true, timeout: 20s, retries: 1, next: end}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    let (wait, way) = heaviest(subject, |node| worst(subject, node));
    let Some(last) = way.last().and_then(|ix| subject.node(*ix)).filter(|_| wait > MAX_WAIT_MS) else {
        return;
    };
    let (seconds, names) = (wait / 1000, listed(subject, &way));
    found
        .add(
            last.id_span,
            format!("клиент может прождать {seconds} с: {names}"),
            format!("a customer may wait for {seconds} s: {names}"),
        )
        .help(
            "уменьшите timeout, retries или число запасных моделей",
            "lower timeout, retries or the number of fallback models",
        );
}

fn worst(subject: &Subject<'_>, node: &NodeView<'_>) -> u64 {
    if !node.role.calls_model {
        return 0;
    }
    let field = |name: &str| node.field(name).or_else(|| subject.default(name));
    let timeout = field("timeout").and_then(Node::key_text).and_then(duration_ms).unwrap_or(0);
    let tries = 1 + number(field("retries")).unwrap_or(0);
    let models = 1 + field("fallback_models").and_then(Node::as_seq).map_or(0, <[Node]>::len) as u64;
    timeout.saturating_mul(tries).saturating_mul(models)
}
