//! Values as the types of variables want them.

use serde_json::Value;
use sufler_dsl::{
    expr,
    flow::{Name, VarType, Variable},
};

use crate::{Failure, codes, slots};

/// Longest text a variable keeps, characters.
const MAX_TEXT: usize = 2_000;

/// Why a value does not fit; never repeats the value, which may be personal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Misfit(&'static str);

impl Misfit {
    /// As the failure of a node.
    pub(crate) fn of(self, variable: &Name) -> Failure {
        Failure::new(codes::VALUE, format!("переменная «{variable}»: {}", self.0))
    }
}

/// The value in the form of the variable's type; `None` where there is nothing to keep.
pub(crate) fn coerce(variable: &Variable, value: &Value) -> Result<Option<Value>, Misfit> {
    let text = match value {
        Value::Null => return Ok(None),
        Value::String(text) if text.trim().is_empty() => return Ok(None),
        Value::String(text) => Some(text.trim()),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => None,
    };
    let fitted = match variable.ty {
        VarType::Text => text.map(clip).or_else(|| scalar(value)).ok_or("нужен текст"),
        VarType::Number => number(value, text).ok_or("нужно число"),
        VarType::Bool => truth(value, text).ok_or("нужно true или false"),
        VarType::Date => text.and_then(slots::date::iso).map(Value::from).ok_or("нужна дата"),
        VarType::Phone => phone(value, text).map(Value::from).ok_or("нужен телефон с кодом"),
        VarType::Email => text.and_then(slots::email::whole).map(Value::from).ok_or("нужна почта"),
        VarType::Choice => {
            let known = text.filter(|text| variable.choices.iter().any(|choice| **choice == **text));
            known.map(Value::from).ok_or("нужен один из вариантов переменной")
        }
        VarType::List => list(value, text).ok_or("нужен список"),
    };
    fitted.map(Some).map_err(Misfit)
}

fn clip(text: &str) -> Value {
    text.chars().take(MAX_TEXT).collect::<String>().into()
}

fn scalar(value: &Value) -> Option<Value> {
    matches!(value, Value::Bool(_) | Value::Number(_)).then(|| value.to_string().into())
}

fn number(value: &Value, text: Option<&str>) -> Option<Value> {
    match text {
        Some(text) => slots::number::whole(text).map(number_value),
        None => value.as_f64().filter(|it| it.is_finite()).map(number_value),
    }
}

/// Whole numbers without a fraction, as people write them.
pub(crate) fn number_value(number: f64) -> Value {
    const MAX_EXACT: f64 = 9_007_199_254_740_992.0;
    if number.fract() == 0.0 && number.abs() < MAX_EXACT {
        return (number as i64).into();
    }
    number.into()
}

fn truth(value: &Value, text: Option<&str>) -> Option<Value> {
    match text {
        Some("true") => Some(true.into()),
        Some("false") => Some(false.into()),
        Some(_) => None,
        None => value.as_bool().map(Value::from),
    }
}

/// Services often give a phone as a number.
fn phone(value: &Value, text: Option<&str>) -> Option<String> {
    match text {
        Some(text) => slots::phone::whole(text),
        None => slots::phone::whole(&value.as_u64()?.to_string()),
    }
}

fn list(value: &Value, text: Option<&str>) -> Option<Value> {
    if let Some(text) = text {
        return Some(text.split(',').map(str::trim).filter(|part| !part.is_empty()).collect());
    }
    let items = value.as_array()?;
    items.iter().all(|item| !item.is_array() && !item.is_object()).then(|| value.clone())
}

/// A value of an expression as JSON.
pub(crate) fn to_json(value: &expr::Value<'_>) -> Value {
    match value {
        expr::Value::Bool(value) => (*value).into(),
        expr::Value::Number(number) => number_value(*number),
        expr::Value::Text(text) => text.as_ref().into(),
        expr::Value::List(items) => items.iter().map(to_json).collect(),
    }
}
