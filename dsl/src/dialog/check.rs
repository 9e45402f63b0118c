//! Dialog text -> [`Dialog`].

use super::{
    expect::read_expect,
    fields::DIALOG_FIELDS,
    model::{CustomerTurn, Dialog, Facts, Signals, Turn, TurnKind, World},
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
    let kind = match (says, node.get("operator"), node.get("handback")) {
        (Some(_), None, None) => TurnKind::Customer(Box::new(read_customer(node, file_world, found))),
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
    let misplaced = ["media", "signals", "world", "expect"].iter().find_map(|name| node.get(name));
    if let (false, Some(extra)) = (matches!(kind, TurnKind::Customer(_)), misplaced) {
        found.push(combination(
            extra,
            "media, signals, world и expect бывают только у хода customer",
            "media, signals, world and expect belong to a customer turn",
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
        world: node.get("world").map_or_else(|| file_world.clone(), |world| read_world(world, found)),
        expect: node.get("expect").map(read_expect).unwrap_or_default(),
    }
}
