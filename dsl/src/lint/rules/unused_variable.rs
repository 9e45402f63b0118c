//! F218: a variable that nothing names.

use crate::lint::{
    Findings,
    rule::rule,
    subject::{Subject, keys},
    variables,
};

rule! {
    "F218" "unused-variable" Warning in Flow {
        ru: "Переменная объявлена, но её никто не читает и не заполняет: ни одно условие, текст или узел её не называет. Обычно это след удалённой части сценария или опечатка в имени.",
        en: "The variable is declared, but nothing reads or fills it: no condition, text or node names it. Usually a leftover of a removed part of the flow, or a slip in the name.",
        wrong: "flow: demo\nvariables:\n  city: {type: text, default: Москва}\n  town: {type: text}\nnodes:\n  start: {type: start, next: hello}\n  hello: {type: message, text: 'Ваш город {{ vars.city }}', next: end}\n  end: {type: end}\n",
        right: "flow: demo\nvariables:\n  city: {type: text, default: Москва}\nnodes:\n  start: {type: start, next: hello}\n  hello: {type: message, text: 'Ваш город {{ vars.city }}', next: end}\n  end: {type: end}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    let Some(declared) = subject.root.get("variables") else { return };
    for (name, span, _) in keys(declared) {
        if variables::is_read(subject, name) || variables::is_written(subject, name) {
            continue;
        }
        let op = crate::edit::Op::Unset { path: crate::edit::Path::of_keys(&["variables", name]) };
        found
            .add(
                span,
                format!("переменную «{name}» никто не читает и не заполняет"),
                format!("nothing reads or fills the variable `{name}`"),
            )
            .help("уберите её или назовите там, где она нужна", "remove it, or name it where it is needed")
            .fix("убрать переменную", "remove the variable", vec![op]);
    }
}
