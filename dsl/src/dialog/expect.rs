//! `expect:`: what must be true after a turn.

use super::{
    model::{Band, Expect, OwnerExpected, ReplyExpect, Similar, Spanned},
    read::{bool, number, spanned, text, texts},
};
use crate::{flow::Name, shape::read::to_json, yaml::Node};

/// Likeness where `similar` names none.
const DEFAULT_LIKENESS: f64 = 0.6;

pub(super) fn read_expect(node: &Node) -> Expect {
    let names = |it: &Node| texts(it).into_iter().map(|text| Name::from(text.value)).collect();
    let owner = |it: &Node| match it.as_text() {
        Some("operator") => OwnerExpected::Operator,
        _ => OwnerExpected::Bot,
    };
    let variables = node.get("variables").and_then(Node::as_map).unwrap_or_default();
    Expect {
        path: spanned(node, "path", |it| Some(names(it))),
        intent: spanned(node, "intent", |it| it.as_text().map(Name::from)),
        confidence: spanned(node, "confidence", |it| Some(band(it, 1.0))),
        hits: spanned(node, "hits", |it| Some(texts(it).into_iter().map(|text| text.value).collect())),
        reply: spanned(node, "reply", |it| Some(read_reply(it))),
        variables: variables
            .iter()
            .filter_map(|pair| {
                let value = Spanned { value: to_json(&pair.value), span: pair.value.span };
                Some((Name::from(pair.key.key_text()?), value))
            })
            .collect(),
        owner: spanned(node, "owner", |it| Some(owner(it))),
        handoff: spanned(node, "handoff", |it| it.as_text().map(Name::from)),
        closed: spanned(node, "closed", bool),
        cost: spanned(node, "cost", |it| Some(band(it, f64::INFINITY))),
    }
}

fn band(node: &Node, highest: f64) -> Band {
    Band { min: number(node, "min").unwrap_or(0.0), max: number(node, "max").unwrap_or(highest) }
}

fn read_reply(node: &Node) -> ReplyExpect {
    let many = |name: &str| node.get(name).map(texts).unwrap_or_default();
    let patterns = many("matches").into_iter();
    ReplyExpect {
        equals: many("equals").into_iter().next(),
        contains: many("contains"),
        matches: patterns
            .filter_map(|text| Some(Spanned { value: regex::Regex::new(&text.value).ok()?, span: text.span }))
            .collect(),
        not_contains: many("not_contains"),
        similar: spanned(node, "similar", |it| {
            let at_least = number(it, "at_least").unwrap_or(DEFAULT_LIKENESS);
            Some(Similar { text: text(it, "text")?, at_least })
        }),
        silent: spanned(node, "silent", bool),
    }
}
