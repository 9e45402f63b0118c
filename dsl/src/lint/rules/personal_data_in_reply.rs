//! F706: personal data said aloud.

use crate::{
    lint::{
        Findings,
        rule::rule,
        subject::{Purpose, Subject, TextView},
    },
    source::Span,
    template::uses_of,
};

rule! {
    "F706" "personal-data-in-reply" Warning in Nodes {
        ru: "Ответ повторяет личные данные: телефон, почту или переменную с `pii: true`. Переписку видят площадка и все, у кого есть доступ к чату, а проверить, кто спрашивает, бот не может.",
        en: "The reply repeats personal data: a phone, an e-mail, or a variable with `pii: true`. The marketplace and everyone with access to the chat sees it, and the bot cannot tell who is asking.",
        wrong: "start: {type: start, next: hello}\nhello: {type: message, text: 'Позвоним на {{ contact.phone | default(\"ваш номер\") }}', next: end}\n",
        right: "start: {type: start, next: hello}\nhello: {type: message, text: Позвоним на ваш номер, next: end}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    for text in subject.texts.iter().filter(|text| text.purpose == Purpose::Reply) {
        for (name, place) in personal(subject, text) {
            found
                .add(
                    place,
                    format!("ответ повторяет личные данные («{name}»)"),
                    format!("the reply repeats personal data (`{name}`)"),
                )
                .help("обойдитесь без них или покажите часть", "do without them, or show a part");
        }
    }
}

/// Places of a text that hold personal data.
pub(super) fn personal<'t>(subject: &Subject<'_>, text: &'t TextView<'_>) -> Vec<(&'t str, Span)> {
    let is_personal = |name: &str| match name.strip_prefix("vars.") {
        Some(variable) => {
            let declared = subject.root.get("variables").and_then(|all| all.get(variable));
            declared.and_then(|it| it.get("pii")).and_then(|it| it.key_text()) == Some("true")
        }
        None => matches!(name, "contact.phone" | "contact.email"),
    };
    let names = text.names.iter().filter(|name| is_personal(name));
    names
        .map(|name| {
            let place = uses_of(text.text, name).first().copied();
            (name.as_str(), place.map_or(text.yaml.span, |it| text.yaml.place_of(subject.source, it)))
        })
        .collect()
}
