//! F221: a list that names one thing twice.

use std::collections::HashMap;

use crate::{
    edit::{Op, Segment},
    lint::{Findings, rule::rule, subject::Subject},
    shape::Shape,
};

rule! {
    "F221" "repeated-item" Warning in Nodes {
        ru: "Одно и то же записано в списке дважды. Второй раз ничего не меняет, а читается как опечатка: возможно, имелось в виду другое.",
        en: "A list names the same thing twice. The second time changes nothing and reads like a slip: perhaps something else was meant.",
        wrong: "start: {type: start, next: find}\nfind: {type: search, categories: [delivery, delivery], next: end}\n",
        right: "start: {type: start, next: find}\nfind: {type: search, categories: [delivery, payment], next: end}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    for place in &subject.places {
        let is_words =
            matches!(place.shape, Shape::List { of: Shape::Name(_) | Shape::Choice(_) | Shape::Text, .. });
        // Examples of intents have a rule of their own.
        let examples = matches!(place.path.segments().last(), Some(Segment::Key(key)) if key == "examples");
        let Some(items) = place.node.as_seq().filter(|_| is_words && !examples) else { continue };
        let mut seen = HashMap::new();
        for (index, item) in items.iter().enumerate() {
            let Some(word) = item.as_text() else { continue };
            if let Some(first) = seen.insert(word, item.span) {
                seen.insert(word, first);
                found
                    .add(item.span, format!("«{word}» здесь уже есть"), format!("`{word}` is here already"))
                    .help(
                        "уберите повтор или впишите то, что имелось в виду",
                        "remove it, or write what was meant",
                    )
                    .related(first, "первый раз", "the first time")
                    .fix(
                        "убрать повтор",
                        "remove the repetition",
                        vec![Op::Unset { path: place.path.index(index) }],
                    );
            }
        }
    }
}
