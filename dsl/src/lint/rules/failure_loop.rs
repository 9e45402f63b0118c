//! F307: a failure that leads back to what failed.

use crate::{
    graph::EdgeKind,
    lint::{Findings, graphs::reach, rule::rule, subject::Subject},
};

rule! {
    "F307" "failure-loop" Warning in Nodes {
        ru: "Узел, который не справился, по `on_error` возвращается к себе же, не дождавшись клиента. Пока сбой не прошёл, бот ходит по кругу до сотого шага и платит за каждую попытку. Повторы задаёт поле `retries`.",
        en: "A node that fails comes back to itself through `on_error` without waiting for the customer. Until the trouble is over, the bot goes round to step 100 and pays for every attempt. Retries are the job of `retries`.",
        wrong: "start: {type: start, next: find}\nfind: {type: search, on_error: sorry, next: hello}\nsorry: {type: message, text: Минутку…, next: find}\nhello: {type: message, text: Нашёл., next: end}\n",
        right: "start: {type: start, next: find}\nfind: {type: search, on_error: operator, next: hello}\nhello: {type: message, text: Нашёл., next: end}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    let in_turn = |edge: &crate::graph::Edge| matches!(edge.kind, EdgeKind::Next | EdgeKind::Error);
    for node in &subject.nodes {
        let Some(edge) = subject.exits(node.ix).find(|edge| edge.exit == "on_error") else { continue };
        if !reach(subject, [edge.to], in_turn, |_| true).contains(&node.ix) {
            continue;
        }
        found
            .add(
                edge.span,
                format!("сбой узла «{}» ведёт обратно в него же", node.id),
                format!("a failure of `{}` leads back to it", node.id),
            )
            .help(
                "ведите on_error к оператору, а повторы задайте полем retries",
                "lead on_error to an operator, and set retries for more attempts",
            );
    }
}
