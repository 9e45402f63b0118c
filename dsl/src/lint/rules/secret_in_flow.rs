//! F708: a key or a password in the file.

use std::sync::LazyLock;

use regex::Regex;

use crate::{
    lint::{Findings, rule::rule, subject::Subject},
    yaml::{Kind, Node},
};

#[expect(clippy::expect_used, reason = "a constant pattern, compiled by every test")]
static SECRET: LazyLock<Regex> = LazyLock::new(|| {
    // Borders of ASCII words: those of Unicode are slow on Russian texts.
    Regex::new(r"(?-u:\b)(?:sk|pk|rk)-[A-Za-z0-9_-]{16,}|(?-u:\b)gh[pousr]_[A-Za-z0-9]{20,}|(?-u:\b)xox[abprs]-[A-Za-z0-9-]{10,}|(?-u:\b)AKIA[0-9A-Z]{16}(?-u:\b)|(?-u:\b)eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.|(?i-u:bearer +[a-z0-9._-]{16,})|-----BEGIN [A-Z ]*PRIVATE KEY|(?-u:\b)[0-9]{8,10}:[A-Za-z0-9_-]{35}(?-u:\b)|://[A-Za-z0-9._-]+:[!-.0-9;-?A-~]{4,}@")
        .expect("a valid pattern")
});

rule! {
    "F708" "secret-in-flow" Warning in Nodes {
        ru: "В файле стоит что-то похожее на ключ, токен или пароль. Сценарий видят все, кто его правит, он лежит в git и показывается в журнале: секретам здесь не место. Смените ключ и задайте его настройкой сервера.",
        en: "The file holds what looks like a key, a token or a password. Everyone who edits a flow sees it, it is kept in git and shown in logs: secrets do not belong here. Change the key and put it into the server's settings.",
        wrong: "start: {type: start, next: hello}\nhello: {type: message, text: 'Наш ключ sk-AbCdEfGhIjKlMnOpQrSt', next: end}\n",
        right: "start: {type: start, next: hello}\nhello: {type: message, text: Здравствуйте!, next: end}\n",
    }
}

fn check(subject: &Subject<'_>, found: &mut Findings<'_>) {
    look(subject.root, &mut |node, text| {
        if SECRET.is_match(text) {
            found
                .add(
                    crate::lint::subject::spot(node),
                    "здесь что-то похожее на ключ или пароль",
                    "this looks like a key or a password",
                )
                .help(
                    "смените его и задайте настройкой сервера",
                    "change it, and put it into the server's settings",
                );
        }
    });
}

fn look(node: &Node, visit: &mut dyn FnMut(&Node, &str)) {
    if node.alias.is_some() {
        return;
    }
    match &node.kind {
        Kind::Scalar(scalar) => visit(node, &scalar.text),
        Kind::Seq { items, .. } => items.iter().for_each(|item| look(item, visit)),
        Kind::Map { pairs, .. } => pairs.iter().for_each(|pair| look(&pair.value, visit)),
    }
}
