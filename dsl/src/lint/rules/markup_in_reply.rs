//! F511: formatting that the channel does not show.

use std::sync::LazyLock;

use regex::Regex;

use crate::{
    lint::{
        Findings,
        rule::rule,
        subject::{Purpose, Subject},
    },
    source::Span,
};

#[expect(clippy::expect_used, reason = "a constant pattern, compiled by every test")]
static MARKUP: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\*\*[^*\n]+\*\*|__[^_\n]+__|\[[^\]\n]+\]\(https?://[^)\n]+\)|(?m:^#{1,6} )|</?(?:b|i|a|br|strong|em|u)(?-u:\b)[^>\n]*>")
        .expect("a valid pattern")
});

rule! {
    "F511" "markup-in-reply" Warning in Nodes {
        ru: "В ответе стоят знаки разметки (`**`, `[…](…)`, `<b>`), а канал показывает простой текст: клиент увидит сами знаки. Проверяется для каналов сценария, о которых это известно.",
        en: "The reply has signs of markup (`**`, `[…](…)`, `<b>`) and the channel shows plain text: the customer sees the signs. Checked for channels of the flow of which this is known.",
        wrong: "start: {type: start, next: hello}\nhello: {type: message, text: 'Доставка **бесплатно**', next: end}\n",
        right: "start: {type: start, next: hello}\nhello: {type: message, text: Доставка бесплатно, next: end}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    let channels = subject.channels();
    let Some(plain) = channels.iter().find(|channel| !channel.shows_markup) else { return };
    for text in subject.texts.iter().filter(|text| text.purpose == Purpose::Reply) {
        let Some(hit) = MARKUP.find(text.text) else { continue };
        let name = &plain.name;
        found
            .add(
                text.yaml.place_of(subject.source, Span::new(hit.start(), hit.end())),
                format!("{name} не показывает разметку: клиент увидит «{}»", hit.as_str()),
                format!("{name} shows no markup: the customer sees `{}`", hit.as_str()),
            )
            .help("пишите простым текстом", "write plain text");
    }
}
