//! F220: a flow is called as its folder is.

use crate::lint::{Findings, rule::rule, subject::Subject};

rule! {
    "F220" "folder-name" Warning in Flow {
        ru: "Имя сценария (`flow:`) не совпадает с именем его папки. По имени сценарий находят в журналах и в списке, по папке на диске: когда они разные, правят не тот файл. Проверяется у файлов `<папка>/flow.yaml`.",
        en: "The flow's name (`flow:`) differs from its folder's. People find a flow by its name in logs and lists, and by its folder on disk: when they differ, the wrong file gets edited. Checked for files `<folder>/flow.yaml`.",
        wrong: "flow: sales\nnodes:\n  start: {type: start, next: end}\n  end: {type: end}\n",
        right: "flow: demo\nnodes:\n  start: {type: start, next: end}\n  end: {type: end}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    let mut parts = subject.source.name().rsplit(['/', '\\']);
    let (Some("flow.yaml"), Some(folder)) = (parts.next(), parts.next()) else { return };
    let Some(node) = subject.root.get("flow") else { return };
    let Some(name) = node.as_text().filter(|name| *name != folder && !matches!(folder, "" | "." | ".."))
    else {
        return;
    };
    found
        .add(
            node.span,
            format!("сценарий называется «{name}», а его папка «{folder}»"),
            format!("the flow is called `{name}`, its folder `{folder}`"),
        )
        .help("назовите их одинаково", "give both the same name");
}
