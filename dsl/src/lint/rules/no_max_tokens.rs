//! F905: a reply of any length.

use crate::lint::{Findings, rule::rule, subject::Subject};

rule! {
    "F905" "no-max-tokens" Advice in Nodes {
        ru: "Модель назначена, а длина ответа (`max_tokens`) нигде не ограничена: она может написать и оплатить целую страницу.",
        en: "A model is set, and nothing limits the length of its reply (`max_tokens`): it may write, and charge for, a whole page.",
        wrong: "start: {type: start, next: find}\nfind: {type: search, next: answer}\nanswer: {type: ai_response, grounded: true, model: openai/gpt-5-mini, next: end}\n",
        right: "start: {type: start, next: find}\nfind: {type: search, next: answer}\nanswer: {type: ai_response, grounded: true, model: openai/gpt-5-mini, max_tokens: 400, next: end}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    if subject.default("max_tokens").is_some() {
        return;
    }
    let has_model = subject.default("model").is_some();
    for node in subject.of_kind("ai_response") {
        let modelled = has_model || node.field("model").is_some();
        if !modelled || node.field("max_tokens").is_some() {
            continue;
        }
        found
            .add(
                node.id_span,
                format!("длина ответа узла «{}» не ограничена", node.id),
                format!("the reply of `{}` has no limit", node.id),
            )
            .help("добавьте max_tokens узлу или в defaults", "add max_tokens to the node or to defaults")
            .suggest("ограничить 400 токенами", "limit it to 400 tokens", vec![node.set("max_tokens", 400)]);
    }
}
