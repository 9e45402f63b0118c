//! F417: a probability compared with percents.

use crate::{
    expr::{Ast, BinaryOp},
    lint::{
        Findings,
        rule::rule,
        subject::{ConditionView, Subject},
    },
    source::Span,
};

rule! {
    "F417" "percent-threshold" Warning in Nodes {
        ru: "Уверенность измеряется от 0 до 1, а здесь она сравнивается с числом больше единицы, видимо с процентами. Вместо 75 нужно 0.75.",
        en: "Confidence is between 0 and 1, and here it is compared with more than one: percents, it seems. Write 0.75 for 75.",
        wrong: "start: {type: start, next: find}\nfind: {type: search, next: which}\nwhich: {type: condition, branches: [{when: search.best >= 75, next: end}], else: operator}\n",
        right: "start: {type: start, next: find}\nfind: {type: search, next: which}\nwhich: {type: condition, branches: [{when: search.best >= 0.75, next: end}], else: operator}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    for condition in &subject.conditions {
        for (value, span) in places(condition) {
            let meant = value / 100.0;
            found
                .add(
                    subject.place(condition, span),
                    format!("уверенность не бывает больше 1, а здесь {value}"),
                    format!("confidence is never above 1, and here it says {value}"),
                )
                .help(format!("напишите {meant}"), format!("write {meant}"));
        }
    }
}

pub(in crate::lint) fn finds(condition: &ConditionView<'_>) -> bool {
    !places(condition).is_empty()
}

pub(super) fn is_probability(ast: &Ast) -> bool {
    matches!(ast, Ast::Name(path, _) if matches!(&**path, "intent.confidence" | "search.best" | "answer.confidence"))
}

fn places(condition: &ConditionView<'_>) -> Vec<(f64, Span)> {
    let mut found = Vec::new();
    condition.ast.walk(&mut |ast| {
        let Ast::Binary(op, left, right, _) = ast else { return };
        if matches!(op, BinaryOp::And | BinaryOp::Or) {
            return;
        }
        for (name, value) in [(left, right), (right, left)] {
            if let Ast::Number(number, span) = &**value
                && is_probability(name)
                && *number > 1.0
            {
                found.push((*number, *span));
            }
        }
    });
    found
}
