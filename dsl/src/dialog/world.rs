//! `world:`: what answers the engine.

use super::{
    model::{
        ClarifyAnswer, Outcome, RecordedAnswer, RecordedExtract, RecordedHit, RecordedIntent,
        RecordedResponse, RecordedWorld, World,
    },
    read::{combination, flag, number, text},
};
use crate::{
    diagnostic::{Diagnostic, Words},
    flow::Name,
    shape::read::to_json,
    yaml::Node,
};

pub(super) fn read_world(node: &Node, found: &mut Vec<Diagnostic>) -> World {
    if node.as_text() == Some("builtin") {
        return World::Builtin;
    }
    World::Recorded(Box::new(read_recorded(node, found)))
}

fn read_recorded(node: &Node, found: &mut Vec<Diagnostic>) -> RecordedWorld {
    let mut nodes = Vec::new();
    for pair in node.get("nodes").and_then(Node::as_map).unwrap_or_default() {
        let visits = pair.value.as_seq().unwrap_or(std::slice::from_ref(&pair.value));
        let visits = visits.iter().map(|visit| read_recorded(visit, found)).collect();
        nodes.extend(pair.key.key_text().map(|node| (Name::from(node), visits)));
    }
    RecordedWorld {
        intent: outcome(node.get("intent"), found, intent),
        search: node.get("search").and_then(|it| match it.as_seq() {
            Some(items) => Some(Outcome::Done(items.iter().filter_map(hit).collect())),
            None => outcome(Some(it), found, |_| None),
        }),
        answer: outcome(node.get("answer"), found, |it| {
            let confidence = number(it, "confidence")?;
            Some(RecordedAnswer { text: text(it, "text")?, confidence, cost_micros: cost(it) })
        }),
        clarify: outcome(node.get("clarify"), found, |it| {
            Some(ClarifyAnswer { text: text(it, "text")?, cost_micros: cost(it) })
        }),
        extract: outcome(node.get("extract"), found, extract),
        call: outcome(node.get("call"), found, response),
        builtin: flag(node, "builtin").unwrap_or(false),
        nodes: nodes.into_iter().collect(),
    }
}

/// `{fail: code}`, or what `done` reads.
fn outcome<T>(
    node: Option<&Node>,
    found: &mut Vec<Diagnostic>,
    done: fn(&Node) -> Option<T>,
) -> Option<Outcome<T>> {
    let node = node?;
    let fields = node.as_map()?;
    match text(node, "fail") {
        Some(code) if fields.len() == 1 => Some(Outcome::Failed(code.into())),
        None if node.get("fail").is_none() => {
            let value = done(node);
            if value.is_none() {
                let (ru, en) = ("исход записан не полностью", "the outcome is incomplete");
                found.push(combination(node, ru, en).with_help(Words::new(
                    "запишите все его поля или fail: код",
                    "write all of its fields, or fail: code",
                )));
            }
            value.map(Outcome::Done)
        }
        _ => {
            found.push(combination(node, "рядом с fail других полей не бывает", "`fail` stands alone"));
            None
        }
    }
}

fn intent(node: &Node) -> Option<RecordedIntent> {
    Some(RecordedIntent {
        name: text(node, "name").map(Name::from),
        confidence: number(node, "confidence")?,
        asks_human: flag(node, "asks_human").unwrap_or(false),
        cost_micros: cost(node),
    })
}

fn hit(node: &Node) -> Option<RecordedHit> {
    Some(RecordedHit {
        article: text(node, "article")?,
        title: text(node, "title")?,
        text: text(node, "text")?,
        score: number(node, "score")?,
        category: text(node, "category"),
    })
}

fn extract(node: &Node) -> Option<RecordedExtract> {
    let values = node.get("values").and_then(Node::as_map).unwrap_or_default();
    let values = values
        .iter()
        .filter_map(|pair| Some((Name::from(pair.key.key_text()?), pair.value.as_text()?.to_owned())));
    Some(RecordedExtract {
        values: values.collect(),
        off_topic: flag(node, "off_topic").unwrap_or(false),
        cost_micros: cost(node),
    })
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within 200..=299")]
fn response(node: &Node) -> Option<RecordedResponse> {
    let status = number(node, "status").map_or(200, |status| status as u16);
    Some(RecordedResponse { status, body: node.get("body").map(to_json).unwrap_or_default() })
}

/// Millionths of a US dollar.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within 0..=1000 dollars")]
fn cost(node: &Node) -> u64 {
    (number(node, "cost").unwrap_or(0.0) * 1e6).round() as u64
}
