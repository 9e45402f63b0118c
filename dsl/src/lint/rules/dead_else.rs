//! F412: `else` of a node whose branches take everything.

use crate::lint::{Findings, judge, rule::rule, subject::Subject};

rule! {
    "F412" "dead-else" Warning in Nodes {
        ru: "Ветки вместе забирают все случаи, поэтому `else` не сработает никогда. Если последняя ветка и есть «во всех остальных случаях», пусть ею будет `else`.",
        en: "Together the branches take every case, so `else` is never taken. If the last branch means \"in all other cases\", let `else` be it.",
        wrong: "start: {type: start, next: which}\nwhich: {type: condition, branches: [{when: now.hour < 9, next: hello}, {when: now.hour >= 9, next: end}], else: operator}\nhello: {type: message, text: Ответим утром., next: end}\n",
        right: "start: {type: start, next: which}\nwhich: {type: condition, branches: [{when: now.hour < 9, next: hello}, {when: now.hour >= 21, next: hello}], else: operator}\nhello: {type: message, text: Ответим утром., next: end}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    for node in subject.of_kind("condition") {
        let (branches, open) = judge::branches(subject, Some(node.ix));
        if open || branches.is_empty() || branches.iter().any(|it| !it.alone.can_fail) {
            continue;
        }
        found
            .add(
                node.key_span("else"),
                format!("ветки узла «{}» забирают все случаи, else не сработает", node.id),
                format!("the branches of `{}` take every case, `else` is never taken", node.id),
            )
            .help(
                "уберите последнюю ветку: её место займёт else",
                "remove the last branch: `else` takes its place",
            );
    }
}
