//! F409: a condition that contradicts itself.

use crate::lint::{
    Findings, judge,
    logic::Clause,
    rule::rule,
    subject::{ConditionView, Subject, spot},
};

rule! {
    "F409" "never-true" Warning in Nodes {
        ru: "Условие не выполняется никогда: его части противоречат друг другу или тому, какими вообще бывают значения. Ветка мертва.",
        en: "The condition never holds: its parts contradict each other, or what values can be at all. The branch is dead.",
        wrong: "start: {type: start, next: which}\nwhich: {type: condition, branches: [{when: item.price > 500 and item.price < 100, next: end}], else: operator}\n",
        right: "start: {type: start, next: which}\nwhich: {type: condition, branches: [{when: item.price > 100 and item.price < 500, next: end}], else: operator}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    for owner in judge::owners(subject) {
        for branch in
            judge::branches(subject, owner).0.iter().filter(|it| !it.is_told() && !it.alone.can_hold)
        {
            report(branch.condition, found);
        }
    }
    for condition in judge::others(subject).filter(|it| !it.ast.names().is_empty()) {
        if !subject.logic().can(&[Clause::default()], &condition.ast, true) {
            report(condition, found);
        }
    }
}

fn report(condition: &ConditionView<'_>, found: &mut Findings<'_>) {
    found.add(spot(condition.yaml), "условие не выполняется никогда", "the condition never holds").help(
        "проверьте границы и то, где стоит and, а где or",
        "look at the borders, and at where it says `and` and where `or`",
    );
}
