//! F802: a category without articles.

use crate::lint::{
    Findings,
    rule::rule,
    subject::{Subject, words},
};

rule! {
    "F802" "empty-category" Warning in Nodes {
        ru: "В категории, где ищет узел, нет ни одной статьи: поиск в ней ничего не найдёт. Проверяется, когда база знаний известна.",
        en: "The category that the node searches has no article: a search in it finds nothing. Checked when the knowledge base is known.",
        wrong: "start: {type: start, next: find}\nfind: {type: search, categories: [drafts], next: answer}\nanswer: {type: ai_response, grounded: true, next: end}\n",
        right: "start: {type: start, next: find}\nfind: {type: search, categories: [delivery], next: answer}\nanswer: {type: ai_response, grounded: true, next: end}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    let categories = subject.settings.categories.as_deref().unwrap_or_default();
    for node in subject.of_kind("search") {
        for (word, place) in words(node.field("categories")) {
            if categories.iter().any(|category| category.name == word && category.articles == 0) {
                found
                    .add(
                        place.span,
                        format!("в категории «{word}» нет статей"),
                        format!("the category `{word}` has no articles"),
                    )
                    .help("напишите статьи или уберите категорию", "write articles, or remove the category");
            }
        }
    }
}
