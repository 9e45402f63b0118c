//! S105: a text that somebody meant to write.

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
static PLACEHOLDER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?-u:\b)(?:TODO|FIXME|XXX)(?-u:\b)|ТУДУ|ЗАПОЛНИТЬ|ДОПИСАТЬ|(?i:lorem ipsum)|(?i:<(?:вставьте|ваш|your|insert)[^>]*>)|(?i:\[(?:вставьте|ваш[аеи]?|your|insert)[^\]]*\])")
        .expect("a valid pattern")
});

rule! {
    "S105" "placeholder-text" Warning in Nodes {
        ru: "В тексте осталась пометка для себя: `TODO`, «заполнить», `[ваш адрес]`. Её увидит клиент или модель.",
        en: "A note to oneself is left in the text: `TODO`, `lorem ipsum`, `[your address]`. The customer or the model will see it.",
        wrong: "start: {type: start, next: hello}\nhello: {type: message, text: 'Наш адрес: [ваш адрес]', next: end}\n",
        right: "start: {type: start, next: hello}\nhello: {type: message, text: 'Наш адрес: Тверь, Советская, 1', next: end}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    for text in subject.texts.iter().filter(|text| matches!(text.purpose, Purpose::Reply | Purpose::Prompt)) {
        let Some(hit) = PLACEHOLDER.find(text.text) else { continue };
        found
            .add(
                text.yaml.place_of(subject.source, Span::new(hit.start(), hit.end())),
                format!("в тексте осталась пометка «{}»", hit.as_str()),
                format!("a note is left in the text: `{}`", hit.as_str()),
            )
            .help("допишите текст", "finish the text");
    }
}
