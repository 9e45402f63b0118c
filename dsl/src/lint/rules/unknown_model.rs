//! F901: a model that may not be called.

use crate::{
    lint::{
        Findings,
        rule::rule,
        subject::{Subject, words},
    },
    names::nearest,
    yaml::Node,
};

rule! {
    "F901" "unknown-model" Warning in Nodes {
        ru: "Модели нет в списке разрешённых: вызов не состоится или обойдётся дороже задуманного. Проверяется, когда список моделей задан.",
        en: "The model is not on the list of those allowed: the call fails, or costs more than meant. Checked when a list of models is given.",
        wrong: "start: {type: start, next: find}\nfind: {type: search, next: answer}\nanswer: {type: ai_response, grounded: true, model: openai/gpt-5-mimi, next: end}\n",
        right: "start: {type: start, next: find}\nfind: {type: search, next: answer}\nanswer: {type: ai_response, grounded: true, model: openai/gpt-5-mini, next: end}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    let Some(models) = &subject.settings.models else { return };
    let all = || models.iter().map(|model| model.id.as_str());
    let holders = subject.nodes.iter().map(|node| node.yaml).chain(subject.root.get("defaults"));
    for holder in holders {
        let single = holder.get("model").and_then(|node| Some((node.as_text()?, node)));
        let named: Vec<(&str, &Node)> =
            single.into_iter().chain(words(holder.get("fallback_models"))).collect();
        for (model, place) in named.into_iter().filter(|(model, _)| !all().any(|id| id == *model)) {
            let list = all().collect::<Vec<_>>().join(", ");
            let (ru, en) = match nearest(model, all()) {
                Some(near) => (format!("может быть, {near}?"), format!("did you mean {near}?")),
                None => (format!("можно: {list}"), format!("allowed: {list}")),
            };
            found
                .add(
                    place.span,
                    format!("модели «{model}» нет в списке"),
                    format!("the model `{model}` is not on the list"),
                )
                .help(ru, en);
        }
    }
}
