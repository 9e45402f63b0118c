//! S101: a flow without a title.

use crate::{
    lint::{
        Findings,
        rule::rule,
        subject::{Subject, spot},
    },
    yaml::Node,
};

rule! {
    "S101" "no-title" Advice in Flow {
        ru: "У сценария нет названия для людей (`title`): в списке сценариев и в отчётах будет его техническое имя.",
        en: "The flow has no title for people (`title`): lists and reports show its technical name.",
        wrong: "flow: demo\nnodes:\n  start: {type: start, next: end}\n  end: {type: end}\n",
        right: "flow: demo\ntitle: Пример\nnodes:\n  start: {type: start, next: end}\n  end: {type: end}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    let Some(flow) =
        subject.root.get("flow").filter(|_| subject.root.get("title").and_then(Node::as_text).is_none())
    else {
        return;
    };
    found
        .add(spot(flow), "у сценария нет title", "the flow has no title")
        .help("добавьте title: …", "add title: …");
}
