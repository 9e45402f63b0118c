//! F708: a key or a password in the file.

use std::sync::LazyLock;

use regex::Regex;

use crate::{
    lint::{Findings, rule::rule, subject::Subject},
    yaml::{Kind, Node},
};

#[expect(clippy::expect_used, reason = "a constant pattern, compiled by every test")]
static SECRET: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:sk|pk|rk)-[A-Za-z0-9_-]{16,}|\bgh[pousr]_[A-Za-z0-9]{20,}|\bxox[abprs]-[A-Za-z0-9-]{10,}|\bAKIA[0-9A-Z]{16}\b|\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}\.|(?i:bearer\s+[a-z0-9._-]{16,})|-----BEGIN [A-Z ]*PRIVATE KEY|\b\d{8,10}:[A-Za-z0-9_-]{35}\b|://[^/\s:@]+:[^/\s:@]{4,}@")
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
