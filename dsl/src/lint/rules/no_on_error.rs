//! F904: a failure that nobody has thought of.

use crate::lint::{Findings, rule::rule, subject::Subject};

rule! {
    "F904" "no-on-error" Warning in Flow {
        ru: "Узел обращается к модели, поиску или внешней системе, а `on_error` нет ни у него, ни в `defaults`. При сбое разговор уйдёт оператору без единого слова клиенту. Скажите, что делать: обычно `defaults: {on_error: …}` с узлом handoff.",
        en: "The node asks a model, the search or another system, and neither it nor `defaults` has `on_error`. On failure the conversation goes to operators without a word to the customer. Say what to do: usually `defaults: {on_error: …}` with a handoff.",
        wrong: "flow: demo\nalways:\n  - {when: intent.asks_human, next: operator}\nnodes:\n  start: {type: start, next: find}\n  find: {type: search, next: answer}\n  answer: {type: ai_response, grounded: true, next: end}\n  operator: {type: handoff, reason: asked, say: Передаю менеджеру.}\n  end: {type: end}\n",
        right: "flow: demo\ndefaults: {on_error: operator}\nalways:\n  - {when: intent.asks_human, next: operator}\nnodes:\n  start: {type: start, next: find}\n  find: {type: search, next: answer}\n  answer: {type: ai_response, grounded: true, next: end}\n  operator: {type: handoff, reason: asked, say: Передаю менеджеру.}\n  end: {type: end}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    let careless: Vec<_> = subject
        .nodes
        .iter()
        .filter(|node| node.role.may_fail && subject.on_error(node.ix).is_none())
        .collect();
    let Some((first, rest)) = careless.split_first() else { return };
    let ids = careless.iter().map(|node| node.id).collect::<Vec<_>>().join(", ");
    let mut finding = found
        .add(
            first.id_span,
            format!("что делать при сбое, не сказано: {ids}"),
            format!("nothing says what to do on failure: {ids}"),
        )
        .help(
            "добавьте defaults: {on_error: …} с узлом handoff",
            "add defaults: {on_error: …} with a handoff",
        );
    for node in rest {
        finding = finding.related(node.id_span, format!("и у «{}»", node.id), format!("`{}`, too", node.id));
    }
    let people = subject.of_kind("handoff").next();
    if let Some(handoff) = people {
        let path = crate::edit::Path::of_keys(&["defaults", "on_error"]);
        let op = crate::edit::Op::Set { path, value: crate::edit::Value::Text(handoff.id.to_owned()) };
        let _ = finding.suggest(
            format!("вести сбои в «{}»", handoff.id),
            format!("lead failures to `{}`", handoff.id),
            vec![op],
        );
    }
}
