//! F509: what looks like a place and is none.

use std::sync::LazyLock;

use regex::Regex;

use crate::{
    lint::{Findings, rule::rule, subject::Subject},
    names::NAMES,
    source::Span,
};

#[expect(clippy::expect_used, reason = "a constant pattern, compiled by every test")]
static LOOKS_LIKE: LazyLock<Regex> = LazyLock::new(|| {
    let roots = "message|contact|item|account|conversation|intent|search|answer|vars|now";
    Regex::new(&format!(
        r"\$?\{{\s*((?:{roots})\.[a-z_]+)\s*\}}|%((?:{roots})\.[a-z_]+)%|\[((?:{roots})\.[a-z_]+)\]"
    ))
    .expect("a valid pattern")
});

rule! {
    "F509" "single-brace" Warning in Nodes {
        ru: "В тексте стоит имя в одинарных скобках, процентах или квадратных скобках, например `{contact.name}`. Клиент увидит его буквально: вставка пишется `{{ contact.name }}`.",
        en: "The text has a name in single braces, percent signs or square brackets, such as `{contact.name}`. The customer sees it literally: a place is written `{{ contact.name }}`.",
        wrong: "start: {type: start, next: hello}\nhello: {type: message, text: 'Здравствуйте, {contact.name}!', next: end}\n",
        right: "start: {type: start, next: hello}\nhello: {type: message, text: 'Здравствуйте, {{ contact.name | default(\"покупатель\") }}!', next: end}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    for text in &subject.texts {
        for hit in LOOKS_LIKE.captures_iter(text.text) {
            let Some(whole) = hit.get(0) else { continue };
            let doubled = text.text.get(..whole.start()).is_some_and(|before| before.ends_with('{'));
            let Some(name) = (1..=3).find_map(|at| hit.get(at)).filter(|_| !doubled) else { continue };
            let name = name.as_str();
            if !name.starts_with("vars.") && !NAMES.iter().any(|known| known.path == name) {
                continue;
            }
            let place = text.yaml.place_of(subject.source, Span::new(whole.start(), whole.end()));
            found
                .add(
                    place,
                    format!("клиент увидит «{}» буквально", whole.as_str()),
                    format!("the customer sees `{}` literally", whole.as_str()),
                )
                .help(
                    format!("вставка пишется {{{{ {name} }}}}"),
                    format!("a place is written {{{{ {name} }}}}"),
                );
        }
    }
}
