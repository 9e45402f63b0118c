//! `variables:`.

use super::Variables;
use crate::{
    diagnostic::{Diagnostic, Words, codes},
    flow::{Name, VarType, Variable},
    shape::read::{Fields, to_json},
    yaml::{Node, Pair},
};

/// Reads what can be read: a variable with a wrong detail is still declared, so that its uses
/// are not reported as well.
pub(super) fn read(fields: Fields<'_>, found: &mut Vec<Diagnostic>) -> Variables {
    let pairs = fields.get("variables").and_then(Node::as_map).unwrap_or_default();
    pairs.iter().filter_map(|pair| Some((Name::from(pair.key.key_text()?), variable(pair, found)))).collect()
}

fn variable(pair: &Pair, found: &mut Vec<Diagnostic>) -> Variable {
    let node = &pair.value;
    let text = |name: &str| node.get(name).and_then(Node::as_text);
    let ty = var_type(text("type").unwrap_or_default());
    let choices: Vec<Name> = node
        .get("choices")
        .and_then(Node::as_seq)
        .unwrap_or_default()
        .iter()
        .filter_map(Node::as_text)
        .map(Name::from)
        .collect();
    check_choices(pair, ty, found);
    let default = node.get("default").filter(|value| !value.is_null());
    if let Some(value) = default.filter(|value| !fits(&to_json(value), ty, &choices)) {
        let message = Words::new(
            "начальное значение не подходит к типу переменной",
            "the default does not fit the type of the variable",
        );
        found.push(Diagnostic::new(codes::BAD_DEFAULT, value.span, message));
    }
    let pii = node.get("pii").and_then(Node::key_text) == Some("true");
    Variable { ty, pii, default: default.map(to_json), choices, note: text("note").map(str::to_owned) }
}

fn var_type(word: &str) -> VarType {
    match word {
        "number" => VarType::Number,
        "bool" => VarType::Bool,
        "date" => VarType::Date,
        "phone" => VarType::Phone,
        "email" => VarType::Email,
        "choice" => VarType::Choice,
        "list" => VarType::List,
        _ => VarType::Text,
    }
}

fn check_choices(pair: &Pair, ty: VarType, found: &mut Vec<Diagnostic>) {
    let choices = pair.value.get("choices");
    let (span, ru, en) = match (ty, choices) {
        (VarType::Choice, None) => {
            (pair.key.span, "переменной type: choice нужны choices", "type: choice needs choices")
        }
        (VarType::Choice, Some(_)) | (_, None) => return,
        (_, Some(choices)) => {
            (choices.span, "choices нужны только при type: choice", "choices belong to type: choice")
        }
    };
    found.push(Diagnostic::new(codes::FIELD_COMBINATION, span, Words::new(ru, en)));
}

fn fits(value: &serde_json::Value, ty: VarType, choices: &[Name]) -> bool {
    match ty {
        VarType::Number => value.is_number(),
        VarType::Bool => value.is_boolean(),
        VarType::List => value
            .as_array()
            .is_some_and(|items| items.iter().all(|item| !item.is_object() && !item.is_array())),
        VarType::Choice => value.as_str().is_some_and(|word| choices.iter().any(|choice| **choice == *word)),
        VarType::Text | VarType::Date | VarType::Phone | VarType::Email => value.is_string(),
    }
}
