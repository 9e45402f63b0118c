//! F410: a condition that holds whatever happens.

use crate::lint::{
    Findings, judge,
    logic::Clause,
    rule::rule,
    subject::{ConditionView, Subject, spot},
};

rule! {
    "F410" "always-true" Warning in Nodes {
        ru: "Условие выполняется всегда, какими бы ни были значения: ветки ниже и `else` не сработают.",
        en: "The condition holds whatever the values are: branches below it and `else` are never taken.",
        wrong: "start: {type: start, next: which}\nwhich: {type: condition, branches: [{when: now.hour >= 0 and now.hour < 24, next: end}], else: operator}\n",
        right: "start: {type: start, next: which}\nwhich: {type: condition, branches: [{when: now.hour >= 9 and now.hour < 18, next: end}], else: operator}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    for owner in judge::owners(subject) {
        for branch in
            judge::branches(subject, owner).0.iter().filter(|it| !it.is_told() && !it.alone.can_fail)
        {
            report(branch.condition, found);
        }
    }
    for condition in judge::others(subject).filter(|it| !it.ast.names().is_empty()) {
        if !subject.logic().can(&[Clause::default()], &condition.ast, false) {
            report(condition, found);
        }
    }
}

fn report(condition: &ConditionView<'_>, found: &mut Findings<'_>) {
    found
        .add(spot(condition.yaml), "условие выполняется всегда", "the condition always holds")
        .help("проверьте границы или уберите ветку", "look at the borders, or remove the branch");
}
