//! F415: a value compared with itself.

use crate::{
    expr::{Ast, BinaryOp},
    lint::{
        Findings,
        logic::reading,
        rule::rule,
        subject::{ConditionView, Subject},
    },
    source::Span,
};

rule! {
    "F415" "self-comparison" Warning in Nodes {
        ru: "С обеих сторон сравнения стоит одно и то же: ответ известен заранее. Скорее всего, с одной стороны должно быть другое имя или число.",
        en: "Both sides of the comparison are the same: the answer is known beforehand. Most likely one side should be another name or number.",
        wrong: "start: {type: start, next: which}\nwhich: {type: condition, branches: [{when: item.city == item.city, next: end}], else: operator}\n",
        right: "start: {type: start, next: which}\nwhich: {type: condition, branches: [{when: item.city == vars.city, next: end}], else: operator}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    for condition in &subject.conditions {
        for span in places(condition) {
            found
                .add(subject.place(condition, span), "слева и справа одно и то же", "both sides are the same")
                .help("сравните с другим именем или значением", "compare with another name or value");
        }
    }
}

pub(in crate::lint) fn finds(condition: &ConditionView<'_>) -> bool {
    !places(condition).is_empty()
}

fn places(condition: &ConditionView<'_>) -> Vec<Span> {
    let mut found = Vec::new();
    condition.ast.walk(&mut |ast| {
        if let Ast::Binary(op, left, right, span) = ast
            && !matches!(op, BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul | BinaryOp::Div)
            && !left.names().is_empty()
            && reading(left) == reading(right)
        {
            found.push(*span);
        }
    });
    found
}
