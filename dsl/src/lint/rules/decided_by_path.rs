//! F413: what is known on every way here decides the condition.

use crate::lint::{
    Findings, judge,
    logic::Clause,
    rule::rule,
    subject::{ConditionView, Subject, spot},
};

rule! {
    "F413" "decided-by-path" Warning in Nodes {
        ru: "Какой бы дорогой разговор сюда ни пришёл, ответ на это условие уже известен: его решили уровни уверенности и условия раньше. Проверка ничего не меняет, а одна из ветвей мертва.",
        en: "Whichever way the conversation comes here, the answer to this condition is known: levels of confidence and conditions before it have decided it. The check changes nothing, and one of the branches is dead.",
        wrong: "start: {type: start, next: intent}\nintent: {type: intent, intents: {a: {about: Доставка}, b: {about: Цена}}, next: sure}\nsure: {type: confidence, levels: [{at_least: 0.8, next: which}], else: operator}\nwhich: {type: condition, branches: [{when: intent.confidence >= 0.5, next: end}], else: operator}\n",
        right: "start: {type: start, next: intent}\nintent: {type: intent, intents: {a: {about: Доставка}, b: {about: Цена}}, next: sure}\nsure: {type: confidence, levels: [{at_least: 0.8, next: which}], else: operator}\nwhich: {type: condition, branches: [{when: intent.confidence >= 0.9, next: end}], else: operator}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    for node in subject.of_kind("condition") {
        for branch in judge::branches(subject, Some(node.ix)).0 {
            let open = branch.behind.can_hold && branch.behind.can_fail;
            let Some(here) = branch.here.filter(|_| open && !branch.is_told()) else { continue };
            if unknown(subject, branch.condition, subject.paths().at(node.ix)) {
                continue;
            }
            let (ru, en) = match (here.can_hold, here.can_fail) {
                (false, true) => ("никогда не выполняется", "never holds"),
                (true, false) => ("всегда выполняется", "always holds"),
                _ => continue,
            };
            found
                .add(
                    spot(branch.condition.yaml),
                    format!("на всех путях в «{}» это условие {ru}", node.id),
                    format!("on every path to `{}` this condition {en}", node.id),
                )
                .help(
                    "сравните его с условиями и уровнями, через которые сюда приходят",
                    "compare it with the conditions and levels that lead here",
                );
        }
    }
}

/// It asks for what no way here computes: that has a code of its own.
fn unknown(subject: &Subject<'_>, condition: &ConditionView<'_>, ways: &[Clause]) -> bool {
    condition.ast.names().iter().any(|(path, _)| {
        let base = subject.logic().base(path);
        !base.values.is_empty()
            && ways
                .iter()
                .all(|way| way.domain(path).is_some_and(|known| known.missing && known.values.is_empty()))
    })
}
