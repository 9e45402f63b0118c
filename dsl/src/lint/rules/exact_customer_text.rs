//! F421: the customer's words compared letter by letter.

use crate::{
    expr::{Ast, BinaryOp},
    lint::{Findings, rule::rule, subject::Subject},
};

rule! {
    "F421" "exact-customer-text" Warning in Nodes {
        ru: "Слова клиента сравниваются буква в букву: «Да», «да.» и «да, беру» — три разных текста. Используйте `contains` или узел `intent`.",
        en: "The customer's words are compared letter by letter: \"Yes\", \"yes.\" and \"yes please\" are three different texts. Use `contains` or an `intent` node.",
        wrong: "start: {type: start, next: which}\nwhich: {type: condition, branches: [{when: 'message.text == \"Да\"', next: end}], else: operator}\n",
        right: "start: {type: start, next: which}\nwhich: {type: condition, branches: [{when: 'message.text contains \"беру\"', next: end}], else: operator}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    let is_text = |ast: &Ast| matches!(ast, Ast::Name(path, _) if &**path == "message.text");
    for condition in &subject.conditions {
        condition.ast.walk(&mut |ast| {
            let Ast::Binary(op, left, right, span) = ast else { return };
            let exact = match op {
                BinaryOp::Eq | BinaryOp::Ne => is_text(left) || is_text(right),
                BinaryOp::In => is_text(left) && matches!(**right, Ast::List(..)),
                _ => false,
            };
            if exact {
                found
                    .add(
                        subject.place(condition, *span),
                        "слова клиента сравниваются буква в букву",
                        "the customer's words are compared letter by letter",
                    )
                    .help(
                        "используйте contains, matches или узел intent",
                        "use contains, matches or an intent node",
                    );
            }
        });
    }
}
