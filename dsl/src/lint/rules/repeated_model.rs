//! F908: a fallback to the model that has just failed.

use crate::{
    edit::{Op, Path},
    lint::{
        Findings,
        rule::rule,
        subject::{Subject, words},
    },
    yaml::Node,
};

rule! {
    "F908" "repeated-model" Warning in Nodes {
        ru: "Запасной названа та же модель, что и основная: когда она недоступна, недоступна и запасная. Повторы задаёт `retries`.",
        en: "The fallback is the main model itself: when one is down, so is the other. More attempts are the job of `retries`.",
        wrong: "start: {type: start, next: find}\nfind: {type: search, next: answer}\nanswer: {type: ai_response, grounded: true, model: openai/gpt-5-mini, max_tokens: 400, fallback_models: [openai/gpt-5-mini, openai/gpt-5-nano], next: end}\n",
        right: "start: {type: start, next: find}\nfind: {type: search, next: answer}\nanswer: {type: ai_response, grounded: true, model: openai/gpt-5-mini, max_tokens: 400, fallback_models: [openai/gpt-5-nano], next: end}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    let nodes = subject.nodes.iter().map(|node| (node.path(), node.yaml));
    let defaults = subject.root.get("defaults").map(|node| (Path::of_keys(&["defaults"]), node));
    for (path, holder) in nodes.chain(defaults) {
        let Some(model) = holder.get("model").or_else(|| subject.default("model")).and_then(Node::as_text)
        else {
            continue;
        };
        for (index, (word, place)) in words(holder.get("fallback_models")).enumerate() {
            if word != model {
                continue;
            }
            let op = Op::Unset { path: path.key("fallback_models").index(index) };
            found
                .add(
                    place.span,
                    format!("запасная модель та же, что основная: {model}"),
                    format!("the fallback is the main model: {model}"),
                )
                .help("назовите другую модель", "name another model")
                .fix("убрать её", "remove it", vec![op]);
        }
    }
}
