//! F422: a part of a text so short that it is found anywhere.

use crate::{
    expr::{Ast, BinaryOp},
    lint::{Findings, rule::rule, subject::Subject},
};

rule! {
    "F422" "short-needle" Warning in Nodes {
        ru: "`contains` ищет часть текста, а не слово: «да» найдётся и в «когда», и в «задать». Возьмите часть подлиннее или шаблон с границами слова: `matches \"\\bда\\b\"`.",
        en: "`contains` looks for a part of the text, not a word: \"да\" is found in \"когда\", too. Take a longer part, or a pattern with borders of the word: `matches \"\\bда\\b\"`.",
        wrong: "start: {type: start, next: which}\nwhich: {type: condition, branches: [{when: 'message.text contains \"да\"', next: end}], else: operator}\n",
        right: "start: {type: start, next: which}\nwhich: {type: condition, branches: [{when: 'message.text matches \"\\bда\\b\"', next: end}], else: operator}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    for condition in &subject.conditions {
        condition.ast.walk(&mut |ast| {
            let (holder, part) = match ast {
                Ast::Binary(BinaryOp::Contains, holder, part, _) => (holder, part),
                Ast::Binary(BinaryOp::In, part, holder, _) => (holder, part),
                _ => return,
            };
            let Ast::Text(word, span) = &**part else { return };
            let of_customer = matches!(&**holder, Ast::Name(path, _) if &**path == "message.text");
            let short = word.chars().count() < 3 && word.chars().all(char::is_alphabetic) && !word.is_empty();
            if of_customer && short {
                found
                    .add(
                        subject.place(condition, *span),
                        format!("«{word}» найдётся внутри множества других слов"),
                        format!("`{word}` is found inside of many other words"),
                    )
                    .help(
                        format!("возьмите часть подлиннее или matches \"\\b{word}\\b\""),
                        format!("take a longer part, or matches \"\\b{word}\\b\""),
                    );
            }
        });
    }
}
