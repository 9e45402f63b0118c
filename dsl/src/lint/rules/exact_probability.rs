//! F416: a probability compared for equality.

use crate::{
    expr::{Ast, BinaryOp},
    lint::{Findings, rule::rule, subject::Subject},
};

use super::percent_threshold::is_probability;

rule! {
    "F416" "exact-probability" Warning in Nodes {
        ru: "Вероятность сравнивается на точное равенство. Она почти никогда не бывает ровно такой: нужно `>=` или `<`.",
        en: "A probability is compared for equality. It hardly ever is exactly that: write `>=` or `<`.",
        wrong: "start: {type: start, next: find}\nfind: {type: search, next: which}\nwhich: {type: condition, branches: [{when: search.best == 0.5, next: end}], else: operator}\n",
        right: "start: {type: start, next: find}\nfind: {type: search, next: which}\nwhich: {type: condition, branches: [{when: search.best >= 0.5, next: end}], else: operator}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    for condition in &subject.conditions {
        condition.ast.walk(&mut |ast| {
            let Ast::Binary(BinaryOp::Eq | BinaryOp::Ne, left, right, span) = ast else { return };
            let exact =
                |value: &Ast| matches!(value, Ast::Number(number, _) if *number > 0.0 && *number < 1.0);
            let odd = is_probability(left) && exact(right) || is_probability(right) && exact(left);
            if odd {
                found
                    .add(
                        subject.place(condition, *span),
                        "вероятность сравнивается на точное равенство",
                        "a probability is compared for equality",
                    )
                    .help("напишите >= или <", "write >= or <");
            }
        });
    }
}
