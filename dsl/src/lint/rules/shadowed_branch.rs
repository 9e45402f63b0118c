//! F411: a branch that those before it leave nothing.

use crate::lint::{
    Findings, judge,
    rule::rule,
    subject::{Subject, spot},
};

rule! {
    "F411" "shadowed-branch" Warning in Nodes {
        ru: "Всё, что подошло бы этой ветке, забирают ветки выше: до неё очередь не доходит. Поставьте более узкое условие раньше.",
        en: "Whatever would fit this branch is taken by the branches above it: its turn never comes. Put the narrower condition first.",
        wrong: "start: {type: start, next: which}\nwhich: {type: condition, branches: [{when: item.price > 100, next: end}, {when: item.price > 500, next: hello}], else: operator}\nhello: {type: message, text: Дорогой товар., next: end}\n",
        right: "start: {type: start, next: which}\nwhich: {type: condition, branches: [{when: item.price > 500, next: hello}, {when: item.price > 100, next: end}], else: operator}\nhello: {type: message, text: Дорогой товар., next: end}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    for owner in judge::owners(subject) {
        let branches = judge::branches(subject, owner).0;
        let certain = branches.iter().position(|it| !it.alone.can_fail).unwrap_or(branches.len());
        // Behind a condition that always holds everything is dead, and that one is told.
        for branch in branches.iter().take(certain + 1).filter(|it| it.alone.can_hold && !it.behind.can_hold)
        {
            let first =
                branches.first().map_or_else(|| spot(branch.condition.yaml), |it| spot(it.condition.yaml));
            found
                .add(
                    spot(branch.condition.yaml),
                    "всё, что подходит этой ветке, забирают ветки выше",
                    "the branches above take everything that fits this one",
                )
                .help("поставьте её выше или уберите", "put it above them, or remove it")
                .related(first, "ветки начинаются здесь", "branches begin here");
        }
    }
}
