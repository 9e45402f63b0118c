//! F219: a variable that is read and never gets a value.

use crate::lint::{
    Findings,
    rule::rule,
    subject::{Subject, keys},
    variables,
};

rule! {
    "F219" "unset-variable" Warning in Nodes {
        ru: "Переменную читают, но ни один узел её не заполняет, и начального значения у неё нет: она всегда пуста. Условия с ней не выполняются, а текст с ней не составится.",
        en: "The variable is read, but no node fills it and it has no default: it never has a value. Conditions on it do not hold, and a text with it fails.",
        wrong: "start: {type: start, next: which}\nwhich: {type: condition, branches: [{when: 'vars.city == \"Казань\"', next: end}], else: operator}\n",
        right: "start: {type: start, next: which}\nwhich: {type: condition, branches: [{when: 'item.city == \"Казань\"', next: end}], else: operator}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    if subject.nodes.iter().any(|node| node.role.opaque) {
        return;
    }
    for (name, span, variable) in subject.root.get("variables").into_iter().flat_map(keys) {
        let has_default = variable.get("default").is_some_and(|value| !value.is_null());
        if has_default || !variables::is_read(subject, name) || variables::is_written(subject, name) {
            continue;
        }
        found
            .add(
                span,
                format!("переменную «{name}» читают, но никто не заполняет"),
                format!("the variable `{name}` is read but nothing fills it"),
            )
            .help(
                "дайте ей default или заполните её узлом раньше",
                "give it a default, or fill it with a node before",
            );
    }
}
