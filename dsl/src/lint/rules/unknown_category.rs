//! F801: a category that the knowledge base does not have.

use crate::{
    lint::{
        Findings,
        rule::rule,
        subject::{Subject, words},
    },
    names::nearest,
};

rule! {
    "F801" "unknown-category" Warning in Nodes {
        ru: "`search.categories` называет категорию, которой в базе знаний нет: поиск в ней всегда пуст. Проверяется, когда база знаний известна.",
        en: "`search.categories` names a category that the knowledge base does not have: a search in it is always empty. Checked when the knowledge base is known.",
        wrong: "start: {type: start, next: find}\nfind: {type: search, categories: [dilivery], next: answer}\nanswer: {type: ai_response, grounded: true, next: end}\n",
        right: "start: {type: start, next: find}\nfind: {type: search, categories: [delivery], next: answer}\nanswer: {type: ai_response, grounded: true, next: end}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    let Some(categories) = &subject.settings.categories else { return };
    let all = || categories.iter().map(|category| category.name.as_str());
    for node in subject.of_kind("search") {
        for (word, place) in
            words(node.field("categories")).filter(|(word, _)| !all().any(|name| name == *word))
        {
            let list = all().collect::<Vec<_>>().join(", ");
            let (ru, en) = match nearest(word, all()) {
                Some(near) => (format!("может быть, «{near}»?"), format!("did you mean `{near}`?")),
                None => (format!("есть категории: {list}"), format!("categories: {list}")),
            };
            found
                .add(place.span, format!("категории «{word}» нет"), format!("there is no category `{word}`"))
                .help(ru, en);
        }
    }
}
