//! F606: a level that no way here can reach.

use crate::lint::{
    Findings,
    paths::{confidence_of, level_range},
    rule::rule,
    subject::{Subject, spot},
};

rule! {
    "F606" "unreachable-level" Warning in Nodes {
        ru: "Уровень не может сработать: на всех путях сюда уверенность уже проверена, и до этого уровня она не доходит или его перешагнула. То же относится к `else`.",
        en: "The level cannot apply: on every path to here the confidence has been checked already, and it is below this level or above it. The same goes for `else`.",
        wrong: "start: {type: start, next: intent}\nintent: {type: intent, intents: {a: {about: Доставка}, b: {about: Цена}}, next: sure}\nsure: {type: confidence, levels: [{at_least: 0.7, next: end}], else: unsure}\nunsure: {type: confidence, levels: [{at_least: 0.9, next: end}, {at_least: 0.4, next: operator}], else: operator}\n",
        right: "start: {type: start, next: intent}\nintent: {type: intent, intents: {a: {about: Доставка}, b: {about: Цена}}, next: sure}\nsure: {type: confidence, levels: [{at_least: 0.7, next: end}], else: unsure}\nunsure: {type: confidence, levels: [{at_least: 0.5, next: end}, {at_least: 0.4, next: operator}], else: operator}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    for node in subject.of_kind("confidence") {
        let ways = subject.paths().at(node.ix);
        let path = confidence_of(node);
        let base = subject.logic().base(path);
        let known =
            |way: &crate::lint::logic::Clause| way.domain(path).cloned().unwrap_or_else(|| base.clone());
        // Not computed at all: that has a code of its own.
        if ways.is_empty() || ways.iter().all(|way| known(way).values.is_empty()) {
            continue;
        }
        for edge in subject.exits(node.ix).filter(|edge| edge.kind == crate::graph::EdgeKind::Next) {
            let range = level_range(node, &edge.exit);
            let free = base.and(&range).is_empty();
            if free || ways.iter().any(|way| !known(way).and(&range).is_empty()) {
                continue;
            }
            let index = edge
                .exit
                .strip_prefix("levels[")
                .and_then(|rest| rest.split(']').next()?.parse::<usize>().ok());
            let level = index.and_then(|index| node.field("levels")?.as_seq()?.get(index));
            let place = level.map_or_else(|| node.key_span("else"), spot);
            found
                .add(
                    place,
                    format!("на всех путях в «{}» этот выход уже исключён", node.id),
                    format!("on every path to `{}` this exit is ruled out", node.id),
                )
                .help(
                    "сравните границы с проверками, через которые сюда приходят",
                    "compare the borders with the checks that lead here",
                );
        }
    }
}
