//! Dialog text -> [`Dialog`].

use super::{
    fields::DIALOG_FIELDS,
    model::{
        Band, ClarifyAnswer, CustomerTurn, Dialog, Expect, Facts, Outcome, OwnerExpected, RecordedAnswer,
        RecordedHit, RecordedIntent, RecordedWorld, ReplyExpect, Signals, Spanned, Turn, TurnKind, World,
    },
    references,
};
use crate::{
    build::{cap, decode, parse},
    diagnostic::{Diagnostic, Words, codes},
    flow::{Flow, Name},
    shape::{
        check::{Checker, head},
        family::DIALOG,
        read::{Fields, to_json},
    },
    source::Source,
    yaml::{Node, Resolved},
};

/// What checking a dialog gives.
#[derive(Debug, Default)]
pub struct CheckedDialog {
    /// The dialog; `None` when there is an error.
    pub dialog: Option<Dialog>,
    /// Every problem, by place.
    pub diagnostics: Vec<Diagnostic>,
}

/// Checks a dialog file. With a flow, names of nodes, intents and variables are checked too.
pub fn check_dialog(source: &Source, flow: Option<&Flow>) -> CheckedDialog {
    let (root, mut diagnostics) = match parse(source) {
        Ok(parsed) => parsed,
        Err(mut diagnostics) => {
            cap(&mut diagnostics);
            return CheckedDialog { dialog: None, diagnostics };
        }
    };
    let mut checker = Checker::new(&DIALOG, flow.map(|flow| &flow.index));
    checker.object(&root, &[DIALOG_FIELDS]);
    diagnostics.append(&mut checker.found);
    let dialog = read(&root, &mut diagnostics);
    if let Some(flow) = flow {
        references::check(&root, flow, &mut diagnostics);
    }
    diagnostics.sort_by_key(|it| (it.span.start, it.span.end, it.code.id()));
    diagnostics.dedup();
    let usable = !diagnostics.iter().any(Diagnostic::is_error);
    cap(&mut diagnostics);
    CheckedDialog { dialog: dialog.filter(|_| usable), diagnostics }
}

/// Checks a dialog file that may not even be text. The source returned is what places refer to.
pub fn check_dialog_bytes(name: &str, bytes: &[u8], flow: Option<&Flow>) -> (Source, CheckedDialog) {
    match decode(name, bytes) {
        Ok(source) => {
            let checked = check_dialog(&source, flow);
            (source, checked)
        }
        Err((source, found)) => (source, CheckedDialog { dialog: None, diagnostics: vec![*found] }),
    }
}

fn read(root: &Node, found: &mut Vec<Diagnostic>) -> Option<Dialog> {
    let fields = Fields::new(root, &[DIALOG_FIELDS]);
    let world = fields
        .get("world")
        .map_or_else(|| World::Recorded(RecordedWorld::default()), |node| read_world(node, found));
    let turns: Vec<Option<Turn>> =
        fields.items("turns").iter().map(|node| read_turn(node, &world, found)).collect();
    Some(Dialog {
        title: fields.text("dialog")?.to_owned(),
        account: facts(fields, "account"),
        contact: facts(fields, "contact"),
        item: facts(fields, "item"),
        start_at_ms: fields.time_ms("start_at"),
        turns: turns.into_iter().collect::<Option<_>>()?,
    })
}

fn facts(fields: Fields<'_>, name: &str) -> Facts {
    match fields.get(name).map(to_json) {
        Some(serde_json::Value::Object(facts)) => facts,
        _ => Facts::default(),
    }
}

fn read_turn(node: &Node, file_world: &World, found: &mut Vec<Diagnostic>) -> Option<Turn> {
    let kind = match (node.get("customer"), node.get("operator"), node.get("handback")) {
        (Some(customer), None, None) => {
            let world =
                node.get("world").map_or_else(|| file_world.clone(), |world| read_world(world, found));
            TurnKind::Customer(Box::new(CustomerTurn {
                texts: texts(customer).into_iter().map(|text| text.value).collect(),
                signals: Signals { asks_human: node.get("signals").and_then(|it| flag(it, "asks_human")) },
                world,
                expect: node.get("expect").map(read_expect).unwrap_or_default(),
            }))
        }
        (None, Some(operator), None) => TurnKind::Operator(operator.as_text()?.to_owned()),
        (None, None, Some(handback)) if matches!(handback.resolved(), Some(Resolved::Bool(true))) => {
            TurnKind::Handback
        }
        _ => {
            found.push(combination(
                node,
                "ход это либо customer, либо operator, либо handback: true",
                "a turn is customer, operator or handback: true",
            ));
            return None;
        }
    };
    let misplaced = ["signals", "world", "expect"].iter().find_map(|name| node.get(name));
    if let (false, Some(extra)) = (matches!(kind, TurnKind::Customer(_)), misplaced) {
        found.push(combination(
            extra,
            "signals, world и expect бывают только у хода customer",
            "signals, world and expect belong to a customer turn",
        ));
    }
    Some(Turn { kind, span: node.span })
}

fn combination(node: &Node, ru: &str, en: &str) -> Diagnostic {
    Diagnostic::new(codes::DIALOG_FIELD_COMBINATION, head(node), Words::new(ru, en))
}

fn read_world(node: &Node, found: &mut Vec<Diagnostic>) -> World {
    if node.as_text() == Some("builtin") {
        return World::Builtin;
    }
    World::Recorded(RecordedWorld {
        intent: outcome(node.get("intent"), found, intent),
        search: node.get("search").and_then(|it| match it.as_seq() {
            Some(items) => Some(Outcome::Done(items.iter().filter_map(hit).collect())),
            None => outcome(Some(it), found, |_| None),
        }),
        answer: outcome(node.get("answer"), found, |it| {
            Some(RecordedAnswer { text: text(it, "text")?, confidence: number(it, "confidence")? })
        }),
        clarify: outcome(node.get("clarify"), found, |it| Some(ClarifyAnswer { text: text(it, "text")? })),
    })
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
    })
}

fn hit(node: &Node) -> Option<RecordedHit> {
    Some(RecordedHit {
        article: text(node, "article")?,
        title: text(node, "title")?,
        text: text(node, "text")?,
        score: number(node, "score")?,
    })
}

fn read_expect(node: &Node) -> Expect {
    let names = |it: &Node| texts(it).into_iter().map(|text| Name::from(text.value)).collect();
    let owner = |it: &Node| match it.as_text() {
        Some("operator") => OwnerExpected::Operator,
        _ => OwnerExpected::Bot,
    };
    let variables = node.get("variables").and_then(Node::as_map).unwrap_or_default();
    Expect {
        path: spanned(node, "path", |it| Some(names(it))),
        intent: spanned(node, "intent", |it| it.as_text().map(Name::from)),
        confidence: spanned(node, "confidence", |it| {
            Some(Band { min: number(it, "min").unwrap_or(0.0), max: number(it, "max").unwrap_or(1.0) })
        }),
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
    }
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
    }
}

/// One text or a list of them.
fn texts(node: &Node) -> Vec<Spanned<String>> {
    let items = node.as_seq().unwrap_or(std::slice::from_ref(node)).iter();
    items.filter_map(|item| Some(Spanned { value: item.as_text()?.to_owned(), span: item.span })).collect()
}

fn spanned<T>(node: &Node, name: &str, read: impl Fn(&Node) -> Option<T>) -> Option<Spanned<T>> {
    let field = node.get(name).filter(|field| !field.is_null())?;
    Some(Spanned { value: read(field)?, span: field.span })
}

fn text(node: &Node, name: &str) -> Option<String> {
    node.get(name)?.as_text().map(str::to_owned)
}

fn number(node: &Node, name: &str) -> Option<f64> {
    node.get(name)?.resolved()?.as_number()
}

fn flag(node: &Node, name: &str) -> Option<bool> {
    match node.get(name)?.resolved()? {
        Resolved::Bool(value) => Some(value),
        _ => None,
    }
}
