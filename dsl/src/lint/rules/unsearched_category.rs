//! F803: articles that no search looks into.

use crate::lint::{
    Findings,
    rule::rule,
    subject::{Subject, words},
};

rule! {
    "F803" "unsearched-category" Advice in Nodes {
        ru: "В базе знаний есть категория со статьями, в которую не заглядывает ни один поиск этого сценария: бот не знает того, что в ней написано. Проверяется, когда база знаний известна.",
        en: "The knowledge base has a category with articles that no search of this flow looks into: the bot does not know what is written there. Checked when the knowledge base is known.",
        wrong: "start: {type: start, next: find}\nfind: {type: search, categories: [delivery], next: answer}\nanswer: {type: ai_response, grounded: true, next: end}\n",
        right: "start: {type: start, next: find}\nfind: {type: search, categories: [delivery, payment], next: answer}\nanswer: {type: ai_response, grounded: true, next: end}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    let Some(categories) = &subject.settings.categories else { return };
    let searched: Vec<Vec<&str>> = subject
        .of_kind("search")
        .map(|node| words(node.field("categories")).map(|(word, _)| word).collect())
        .collect();
    // A search without categories looks everywhere.
    if searched.is_empty() || searched.iter().any(Vec::is_empty) {
        return;
    }
    let idle = |name: &str| !searched.iter().flatten().any(|word| *word == name);
    let left: Vec<&str> = categories
        .iter()
        .filter(|category| category.articles > 0 && idle(&category.name))
        .map(|category| category.name.as_str())
        .collect();
    let Some(node) = subject.of_kind("search").next().filter(|_| !left.is_empty()) else { return };
    let list = left.join(", ");
    found
        .add(
            node.key_span("categories"),
            format!("ни один поиск не заглядывает в категории: {list}"),
            format!("no search looks into the categories: {list}"),
        )
        .help(
            "добавьте их в categories или разрешите с причиной",
            "add them to categories, or allow it with a reason",
        );
}
