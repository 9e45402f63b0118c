//! F508: a place of a text that is always the same.

use crate::{
    lint::{Findings, rule::rule, subject::Subject},
    template::constant_blocks,
};

rule! {
    "F508" "constant-place" Warning in Nodes {
        ru: "Вставка или условие текста ни от чего не зависит: всегда получается одно и то же. Впишите результат прямо в текст; если имелось в виду имя, уберите кавычки.",
        en: "A place or condition of the text depends on nothing: the outcome is always the same. Write it out; if a name was meant, take the quotes off.",
        wrong: "start: {type: start, next: hello}\nhello: {type: message, text: 'Ваш товар: {{ \"item.title\" }}', next: end}\n",
        right: "start: {type: start, next: hello}\nhello: {type: message, text: 'Ваш товар: {{ item.title | default(\"товар\") }}', next: end}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    for text in &subject.texts {
        for place in constant_blocks(text.text) {
            let code = text.text.get(place.start..place.end).unwrap_or_default().trim();
            found
                .add(
                    text.yaml.place_of(subject.source, place),
                    format!("«{code}» всегда одно и то же"),
                    format!("`{code}` is always the same"),
                )
                .help("впишите результат прямо в текст", "write the outcome out");
        }
    }
}
