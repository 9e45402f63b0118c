//! Dialog text -> [`Dialog`].

use super::{
    expect::read_expect,
    fields::DIALOG_FIELDS,
    model::{CustomerTurn, Dialog, Expect, Facts, Signals, Turn, TurnKind, WaitTurn, World},
    read::{combination, flag, texts},
    references,
    world::read_world,
};
use crate::{
    build::{cap, decode, parse},
    diagnostic::Diagnostic,
    flow::{Flow, Name},
    shape::{
        check::Checker,
        duration_ms,
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
    let (root, _, mut diagnostics) = match parse(source) {
        Ok(parsed) => parsed,
        Err(mut diagnostics) => {
            cap(&mut diagnostics);
            return CheckedDialog { dialog: None, diagnostics };
        }
    };
    let mut checker = Checker::new(&DIALOG, flow.map(|flow| &flow.index));
    if let Some(flow) = flow {
        checker = checker.with_variables(flow.variables.keys().map(AsRef::as_ref));
    }
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
    let world =
        fields.get("world").map_or_else(|| World::Recorded(Box::default()), |node| read_world(node, found));
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
    let says = node.get("customer").or_else(|| node.get("media"));
    let kind = match (says, node.get("operator"), node.get("handback"), node.get("wait")) {
        (Some(_), None, None, None) => TurnKind::Customer(Box::new(read_customer(node, file_world, found))),
        (None, None, None, Some(wait)) => {
            let ms = duration_ms(wait.key_text()?)?;
            let (world, expect) = (read_answers(node, file_world, found), read_expected(node));
            TurnKind::Wait(Box::new(WaitTurn { ms, world, expect }))
        }
        (None, Some(operator), None, None) => TurnKind::Operator(operator.as_text()?.to_owned()),
        (None, None, Some(handback), None) if matches!(handback.resolved(), Some(Resolved::Bool(true))) => {
            TurnKind::Handback
        }
        _ => {
            found.push(combination(
                node,
                "ход это либо customer, либо operator, либо handback: true, либо wait",
                "a turn is customer, operator, handback: true or wait",
            ));
            return None;
        }
    };
    let misplaced: &[&str] = match kind {
        TurnKind::Customer(_) => &[],
        TurnKind::Wait(_) => &["media", "signals"],
        TurnKind::Operator(_) | TurnKind::Handback => &["media", "signals", "world", "expect"],
    };
    if let Some(extra) = misplaced.iter().find_map(|name| node.get(name)) {
        found.push(combination(
            extra,
            "media и signals бывают только у хода customer, world и expect ещё у wait",
            "media and signals belong to a customer turn, world and expect also to wait",
        ));
    }
    let after_ms = node.get("after").and_then(|it| duration_ms(it.key_text()?));
    Some(Turn { kind, after_ms, span: node.span })
}

fn read_customer(node: &Node, file_world: &World, found: &mut Vec<Diagnostic>) -> CustomerTurn {
    let words = |name| node.get(name).map(texts).unwrap_or_default().into_iter().map(|text| text.value);
    CustomerTurn {
        texts: words("customer").collect(),
        media: words("media").map(Name::from).collect(),
        signals: Signals { asks_human: node.get("signals").and_then(|it| flag(it, "asks_human")) },
        world: read_answers(node, file_world, found),
        expect: read_expected(node),
    }
}

fn read_answers(node: &Node, file_world: &World, found: &mut Vec<Diagnostic>) -> World {
    node.get("world").map_or_else(|| file_world.clone(), |world| read_world(world, found))
}

fn read_expected(node: &Node) -> Expect {
    node.get("expect").map(read_expect).unwrap_or_default()
}
