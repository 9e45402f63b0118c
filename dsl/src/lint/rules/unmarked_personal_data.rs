//! F707: personal data that is not marked as such.

use crate::{
    edit::{Op, Path, Value},
    lint::{
        Findings,
        rule::rule,
        subject::{Subject, keys},
    },
    yaml::Node,
};

rule! {
    "F707" "unmarked-personal-data" Warning in Flow {
        ru: "Переменная типа `phone` или `email` хранит личные данные, а `pii: true` у неё нет: она попадёт в журналы и к моделям как есть.",
        en: "A variable of type `phone` or `email` holds personal data but has no `pii: true`: it gets into logs and to models as it is.",
        wrong: "flow: demo\nvariables:\n  phone: {type: phone}\nnodes:\n  start: {type: start, next: which}\n  which: {type: condition, branches: [{when: 'vars.phone?', next: end}], else: end}\n  end: {type: end}\n",
        right: "flow: demo\nvariables:\n  phone: {type: phone, pii: true}\nnodes:\n  start: {type: start, next: which}\n  which: {type: condition, branches: [{when: 'vars.phone?', next: end}], else: end}\n  end: {type: end}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    for (name, span, variable) in subject.root.get("variables").into_iter().flat_map(keys) {
        let ty = variable.get("type").and_then(Node::as_text);
        if !matches!(ty, Some("phone" | "email")) || variable.get("pii").is_some() {
            continue;
        }
        let op = Op::Set { path: Path::of_keys(&["variables", name, "pii"]), value: Value::Bool(true) };
        found
            .add(
                span,
                format!("переменная «{name}» хранит личные данные, а pii не указано"),
                format!("the variable `{name}` holds personal data and does not say `pii`"),
            )
            .help(
                "добавьте pii: true; если это не личные данные, pii: false",
                "add pii: true, or pii: false if it is none",
            )
            .fix("пометить как личные данные", "mark as personal data", vec![op]);
    }
}
