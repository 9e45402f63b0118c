//! F414: a part of a condition that decides nothing.

use crate::{
    edit::{Op, Value},
    expr::{Ast, BinaryOp},
    lint::{
        Findings,
        logic::Clause,
        rule::rule,
        subject::{ConditionView, Subject},
    },
    source::Span,
};

rule! {
    "F414" "redundant-part" Warning in Nodes {
        ru: "Часть условия ничего не решает: другая часть её уже подразумевает. Либо она лишняя, либо в ней ошибка (не та граница, не то имя).",
        en: "A part of the condition decides nothing: the other part implies it. Either it is not needed, or it has a mistake (a wrong border or name).",
        wrong: "start: {type: start, next: which}\nwhich: {type: condition, branches: [{when: item.price > 500 and item.price > 100, next: end}], else: operator}\n",
        right: "start: {type: start, next: which}\nwhich: {type: condition, branches: [{when: item.price > 500 and item.price < 900, next: end}], else: operator}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    let free = [Clause::default()];
    for condition in &subject.conditions {
        let logic = subject.logic();
        let useless = condition.ast.names().is_empty()
            || !logic.can(&free, &condition.ast, true)
            || !logic.can(&free, &condition.ast, false);
        if useless {
            continue;
        }
        let mut pairs = Vec::new();
        condition.ast.walk(&mut |ast| {
            if let Ast::Binary(op @ (BinaryOp::And | BinaryOp::Or), left, right, _) = ast {
                pairs.push((ast, *op == BinaryOp::And, &**left, &**right));
            }
        });
        for (whole, both, left, right) in pairs {
            // In `a and b`, `b` is idle when a implies it; in `a or b`, when it implies a.
            let implied =
                |one: &Ast, other: &Ast| !logic.can(&logic.assume(free.to_vec(), one, both), other, !both);
            let (idle, rest) = if implied(left, right) {
                (right, left)
            } else if implied(right, left) {
                (left, right)
            } else {
                continue;
            };
            report(subject, condition, whole, idle, rest, found);
            break;
        }
    }
}

fn report(
    subject: &Subject<'_>,
    condition: &ConditionView<'_>,
    whole: &Ast,
    idle: &Ast,
    rest: &Ast,
    found: &mut Findings<'_>,
) {
    let part = |ast: &Ast| condition.text.get(ast.span().start..ast.span().end).unwrap_or_default();
    let place = subject.place(condition, idle.span());
    let finding = found
        .add(
            place,
            format!("часть «{}» ничего не решает", part(idle)),
            format!("the part `{}` decides nothing", part(idle)),
        )
        .help(
            format!("достаточно «{}»; если имелось в виду другое, исправьте", part(rest)),
            format!("`{}` is enough; if something else is meant, mend it", part(rest)),
        );
    // Inside of a longer condition brackets would have to be thought of.
    let is_whole = whole.span() == Span::new(0, condition.text.len());
    if is_whole && whole.span() == condition.ast.span() {
        let value = Value::Text(part(rest).to_owned());
        let ops = vec![Op::Set { path: condition.path.clone(), value }];
        let _ = finding.fix("убрать лишнюю часть", "remove the idle part", ops);
    }
}
