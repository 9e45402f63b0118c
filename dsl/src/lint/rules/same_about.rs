//! F817: two intents described with the same words.

use std::collections::HashMap;

use super::examples::normal;
use crate::{
    lint::{
        Findings,
        rule::rule,
        subject::{Subject, keys},
    },
    yaml::Node,
};

rule! {
    "F817" "same-about" Warning in Nodes {
        ru: "Два интента описаны одинаково (`about`): модель выбирает по описанию и не может их различить.",
        en: "Two intents have the same description (`about`): a model chooses by it and cannot tell them apart.",
        wrong: "start: {type: start, next: intent}\nintent: {type: intent, intents: {a: {about: Доставка}, b: {about: доставка}}, next: answer}\nanswer: {type: ai_response, grounded: true, next: end}\n",
        right: "start: {type: start, next: intent}\nintent: {type: intent, intents: {a: {about: Доставка}, b: {about: Самовывоз}}, next: answer}\nanswer: {type: ai_response, grounded: true, next: end}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    for node in subject.of_kind("intent") {
        let mut seen = HashMap::new();
        for (name, _, class) in node.field("intents").into_iter().flat_map(keys) {
            let Some((about, text)) = class.get("about").and_then(|it| Some((it, it.as_text()?))) else {
                continue;
            };
            let (other, first): (&str, &Node) = *seen.entry(normal(text)).or_insert((name, about));
            if other == name {
                continue;
            }
            found
                .add(
                    about.span,
                    format!("интенты «{other}» и «{name}» описаны одинаково"),
                    format!("`{other}` and `{name}` have the same description"),
                )
                .help("скажите, чем они отличаются", "say how they differ")
                .related(first.span, format!("«{other}»"), format!("`{other}`"));
        }
    }
}
