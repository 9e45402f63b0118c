//! F424: a rule of `always` about what is not computed yet.

use crate::{
    lint::{
        Findings,
        rule::rule,
        subject::{Subject, spot},
    },
    names::NAMES,
};

rule! {
    "F424" "always-too-early" Warning in Flow {
        ru: "Правила `always` проверяются раньше любого узла, когда интент, поиск и ответ ещё не вычислены: это правило в начале хода не сработает никогда. Проверьте это условием после узла, который вычисляет значение.",
        en: "Rules of `always` are looked at before any node, when intent, search and answer are not computed yet: at the beginning of a turn this one never applies. Test it in a condition behind the node that computes the value.",
        wrong: "flow: demo\nalways:\n  - {when: intent.asks_human, next: operator}\n  - {when: 'intent.name == \"order\"', next: operator}\nnodes:\n  start: {type: start, next: intent}\n  intent: {type: intent, intents: {order: {about: Заказ}, price: {about: Цена}}, next: hello}\n  hello: {type: message, text: Здравствуйте!, next: end}\n  operator: {type: handoff, reason: asked, say: Передаю менеджеру.}\n  end: {type: end}\n",
        right: "flow: demo\nalways:\n  - {when: intent.asks_human, next: operator}\n  - {when: 'message.text contains \"жалоба\"', next: operator}\nnodes:\n  start: {type: start, next: hello}\n  hello: {type: message, text: Здравствуйте!, next: end}\n  operator: {type: handoff, reason: asked, say: Передаю менеджеру.}\n  end: {type: end}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    let begin = vec![crate::lint::paths::nothing_computed()];
    for rule in subject.branches(None) {
        let names = rule.ast.names();
        let computed = names
            .iter()
            .find(|(path, _)| NAMES.iter().any(|name| name.path == &***path && name.computed.is_some()));
        let Some((path, span)) = computed.filter(|_| !subject.logic().can(&begin, &rule.ast, true)) else {
            continue;
        };
        let place = subject.place(rule, *span);
        found
            .add(
                place,
                format!("в начале хода «{path}» ещё нет, правило не сработает"),
                format!("at the beginning of a turn there is no `{path}`, the rule does not apply"),
            )
            .help(
                "проверьте это узлом condition после узла, который его вычисляет",
                "test it in a condition behind the node that computes it",
            )
            .related(spot(rule.yaml), "правило", "the rule");
    }
}
