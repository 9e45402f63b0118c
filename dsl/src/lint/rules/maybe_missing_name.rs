//! F507: a text with a value that may not be there.

use crate::{
    lint::{
        Findings,
        rule::rule,
        subject::{Subject, TextView},
    },
    names::NAMES,
    template::{guarded, uses_of},
};

rule! {
    "F507" "maybe-missing-name" Warning in Nodes {
        ru: "В текст вставляется то, чего может не быть: имя клиента, товар, переменная. Без значения текст не составится, и узел уйдёт по `on_error`. Добавьте `| default(\"…\")` или `{% if … is defined %}`.",
        en: "The text uses a value that may not be there: the customer's name, the listing, a variable. Without it the text fails and the node takes `on_error`. Add `| default(\"…\")` or `{% if … is defined %}`.",
        wrong: "start: {type: start, next: hello}\nhello: {type: message, text: 'Здравствуйте, {{ contact.name }}!', next: end}\n",
        right: "start: {type: start, next: hello}\nhello: {type: message, text: 'Здравствуйте, {{ contact.name | default(\"покупатель\") }}!', next: end}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    for text in &subject.texts {
        for name in
            text.names.iter().filter(|name| may_miss(subject, text, name) && !guarded(text.text, name))
        {
            let place = uses_of(text.text, name)
                .first()
                .map_or(text.yaml.span, |it| text.yaml.place_of(subject.source, *it));
            found
                .add(
                    place,
                    format!("«{name}» может не быть, тогда текст не составится"),
                    format!("`{name}` may be missing, and the text fails then"),
                )
                .help(
                    format!("напишите {{{{ {name} | default(\"…\") }}}}"),
                    format!("write {{{{ {name} | default(\"…\") }}}}"),
                );
        }
    }
}

fn may_miss(subject: &Subject<'_>, text: &TextView<'_>, name: &str) -> bool {
    let fixed = NAMES.iter().find(|it| it.path == name);
    // What nodes compute has codes of its own; objects are looked into by the text itself.
    if fixed.is_some_and(|it| it.computed.is_some()) || fixed.is_none() && !name.starts_with("vars.") {
        return false;
    }
    let base = subject.logic().base(name);
    let ways = subject.paths().at(text.owner);
    ways.iter().any(|way| way.domain(name).unwrap_or(base).missing)
}
