//! F702: a checked answer with nothing to check it against.

use crate::{
    lint::{Findings, rule::rule, subject::Subject},
    names::NAMES,
};

rule! {
    "F702" "answer-without-search" Warning in Nodes {
        ru: "Ответ проверяется по источникам, но не на каждом пути сюда был поиск: тогда источником остаётся только карточка товара, и модель отвечает по памяти или не отвечает вовсе.",
        en: "The answer is checked against sources, but not every path to it has a search: then the listing's card is the only source, and the model answers by heart or not at all.",
        wrong: "start: {type: start, next: answer}\nanswer: {type: ai_response, grounded: true, next: end}\n",
        right: "start: {type: start, next: find}\nfind: {type: search, next: answer}\nanswer: {type: ai_response, grounded: true, next: end}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    let best = NAMES.iter().find(|name| name.path == "search.best").map_or("", |name| name.path);
    for node in subject.of_kind("ai_response").filter(|node| !node.role.waits && node.flag("grounded")) {
        let base = subject.logic().base(best);
        let ways = subject.paths().at(node.ix);
        if !ways.iter().any(|way| way.domain(best).unwrap_or(base).missing) {
            continue;
        }
        found
            .add(
                node.id_span,
                format!("в «{}» можно прийти без поиска: отвечать не по чему", node.id),
                format!("`{}` can be reached without a search: there is nothing to answer from", node.id),
            )
            .help("поставьте узел search на каждый путь сюда", "put a search on every path to here");
    }
}
