//! F425: a list in a condition that names a value twice.

use crate::{
    expr::Ast,
    lint::{Findings, logic::reading, rule::rule, subject::Subject},
};

rule! {
    "F425" "repeated-word" Warning in Nodes {
        ru: "В списке условия одно значение записано дважды. Второе ничего не меняет: скорее всего, имелось в виду другое.",
        en: "A list in the condition names a value twice. The second one changes nothing: most likely another value was meant.",
        wrong: "start: {type: start, next: which}\nwhich: {type: condition, branches: [{when: 'now.weekday in [6, 6]', next: end}], else: operator}\n",
        right: "start: {type: start, next: which}\nwhich: {type: condition, branches: [{when: 'now.weekday in [6, 7]', next: end}], else: operator}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    for condition in &subject.conditions {
        condition.ast.walk(&mut |ast| {
            let Ast::List(items, _) = ast else { return };
            for (at, item) in items.iter().enumerate() {
                let word = reading(item);
                if items.iter().take(at).any(|other| reading(other) == word) {
                    found
                        .add(
                            subject.place(condition, item.span()),
                            format!("{word} в списке уже есть"),
                            format!("{word} is in the list already"),
                        )
                        .help("уберите его или впишите другое значение", "remove it, or write another value");
                }
            }
        });
    }
}
