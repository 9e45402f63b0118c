//! F910: a setting that only repeats `defaults`.

use crate::{
    edit::Value,
    lint::{Findings, rule::rule, subject::Subject},
    nodes::MODEL_FIELDS,
};

rule! {
    "F910" "repeated-default" Advice in Flow {
        ru: "Настройка узла слово в слово повторяет `defaults`. Когда общую настройку поменяют, эта останется старой, и заметят это не сразу.",
        en: "A setting of the node repeats `defaults` to the letter. When the common setting changes, this one stays behind, and nobody notices at once.",
        wrong: "flow: demo\ndefaults: {timeout: 20s, on_error: operator}\nnodes:\n  start: {type: start, next: find}\n  find: {type: search, next: answer}\n  answer: {type: ai_response, grounded: true, timeout: 20s, next: end}\n  operator: {type: handoff, reason: failure, say: Передаю менеджеру.}\n  end: {type: end}\n",
        right: "flow: demo\ndefaults: {timeout: 20s, on_error: operator}\nnodes:\n  start: {type: start, next: find}\n  find: {type: search, next: answer}\n  answer: {type: ai_response, grounded: true, next: end}\n  operator: {type: handoff, reason: failure, say: Передаю менеджеру.}\n  end: {type: end}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    let names = MODEL_FIELDS.iter().map(|field| field.name).chain(["on_error"]);
    for name in names {
        let Some(common) = subject.default(name).map(Value::of) else { continue };
        for node in &subject.nodes {
            if !node.field(name).is_some_and(|own| Value::of(own).same(&common)) {
                continue;
            }
            found
                .add(
                    node.key_span(name),
                    format!("«{name}» узла «{}» повторяет defaults", node.id),
                    format!("`{name}` of `{}` repeats defaults", node.id),
                )
                .help("уберите: значение и так то же", "remove it: the value is the same anyway")
                .fix("убрать повтор", "remove the repetition", vec![node.unset(name)]);
        }
    }
}
