//! F222: a channel that this installation does not have.

use crate::{
    lint::{
        Findings,
        rule::rule,
        subject::{Subject, words},
    },
    names::nearest,
};

rule! {
    "F222" "unknown-channel" Warning in Flow {
        ru: "`serves.channels` называет канал, которого у программы нет, но есть похожий: скорее всего, это опечатка, и сценарий не ответит там никому. Проверяется, когда список каналов известен.",
        en: "`serves.channels` names a channel that the program does not have, but has one like it: most likely a slip, and the flow answers nobody there. Checked when the list of channels is known.",
        wrong: "flow: demo\nserves: {channels: [avto]}\nnodes:\n  start: {type: start, next: end}\n  end: {type: end}\n",
        right: "flow: demo\nserves: {channels: [avito]}\nnodes:\n  start: {type: start, next: end}\n  end: {type: end}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    let Some(channels) = &subject.settings.channels else { return };
    let all = || channels.iter().map(|channel| channel.name.as_str());
    for (word, node) in words(subject.root.get("serves").and_then(|it| it.get("channels"))) {
        if all().any(|name| name == word) {
            continue;
        }
        // A name like no other may be of a channel that comes with a later version.
        let Some(near) = nearest(word, all()) else { continue };
        found
            .add(node.span, format!("канала «{word}» нет"), format!("there is no channel `{word}`"))
            .help(format!("может быть, «{near}»?"), format!("did you mean `{near}`?"));
    }
}
