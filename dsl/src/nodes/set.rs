//! `set`: gives variables values.

use indexmap::IndexMap;

use super::{Kind, NodeKind};
use crate::{
    build::reader::NodeReader,
    diagnostic::{Diagnostic, Words, codes},
    expr::Expr,
    flow::{Name, NodeIx, Text, VarType, Variable},
    names::type_of_variable,
    shape::{Field, NameRule, Shape, doc},
    template::Escape,
    yaml::{Node, Pair},
};

/// Gives variables values, in file order: later ones see the earlier.
#[derive(Debug, Clone)]
pub struct Set {
    /// Never empty.
    pub values: IndexMap<Name, NewValue>,
    /// Where to go on.
    pub next: NodeIx,
}

/// What a variable becomes.
#[derive(Debug, Clone)]
pub enum NewValue {
    /// For `text`, `phone`, `email`, `date` and `choice`; an empty one forgets.
    Text(Text),
    /// For `number`, `bool` and `list`; of the variable's type.
    Expression(Expr),
    /// `null`: the variable has no value any more.
    Forget,
}

pub(super) const KIND: Kind = Kind {
    name: "set",
    title: doc("Запомнить", "Set"),
    icon: "pencil-line",
    doc: doc(
        "Даёт значения переменным, сверху вниз. Переменные видов `number`, `bool` и `list` получают значение выражения, остальные текст с вставками; телефон, почта и дата проверяются и приводятся к одному виду. `null` и пустой текст забывают значение.",
        "Gives variables values, from the top. Variables of type `number`, `bool` and `list` take an expression, the others a text with places; phones, e-mails and dates are checked and brought to one form. `null` and an empty text forget the value.",
    ),
    fields: &[
        Field::new(
            "values",
            Shape::Map { keys: NameRule::Variable, of: &Shape::Value, min: 1 },
            "{city: '{{ item.city }}'}",
            doc("переменные и их новые значения", "variables and their new values"),
        )
        .required(),
        Field::new("next", Shape::Node, "end", doc("куда идти дальше", "where to go on")).required(),
    ],
    calls_model: false,
    computes: None,
    ends: false,
    after_wait: &[],
    example: "remember: {type: set, values: {city: '{{ item.city | default(\"Москва\") }}'}, next: end}",
    read,
};

fn read(node: &mut NodeReader<'_, '_>) -> Option<NodeKind> {
    let pairs = node.fields().get("values").and_then(Node::as_map).unwrap_or_default();
    let values: Vec<Option<(Name, NewValue)>> = pairs.iter().map(|pair| entry(node, pair)).collect();
    let values = values.into_iter().collect::<Option<IndexMap<_, _>>>();
    Some(NodeKind::Set(Set { values: values?, next: node.exit("next")? }))
}

fn entry(node: &mut NodeReader<'_, '_>, pair: &Pair) -> Option<(Name, NewValue)> {
    let (name, variable) = node.variables().get_key_value(pair.key.key_text()?)?;
    Some((Name::clone(name), value(node, variable, &pair.value)?))
}

fn value(node: &mut NodeReader<'_, '_>, variable: &Variable, written: &Node) -> Option<NewValue> {
    if written.is_null() {
        return Some(NewValue::Forget);
    }
    if matches!(variable.ty, VarType::Number | VarType::Bool | VarType::List) {
        return node.expression(written, type_of_variable(variable.ty)).map(NewValue::Expression);
    }
    let Some(text) = written.as_text() else {
        let message = Words::new("нужен текст с вставками", "expected a text with places");
        let help = Words::new("возьмите значение в кавычки", "put the value in quotes");
        node.report(Diagnostic::new(codes::WRONG_TYPE, written.span, message).with_help(help));
        return None;
    };
    if text.trim().is_empty() {
        return Some(NewValue::Forget);
    }
    let text = node.text_at(written, Escape::None)?;
    check_choice(node, variable, &text, written);
    Some(NewValue::Text(text))
}

/// A fixed word must be one of the variable's choices.
fn check_choice(node: &mut NodeReader<'_, '_>, variable: &Variable, text: &Text, written: &Node) {
    let Some(word) = text.plain().filter(|_| variable.ty == VarType::Choice) else { return };
    if variable.choices.iter().any(|choice| **choice == *word) {
        return;
    }
    let all = variable.choices.join(", ");
    let message = Words::new(
        format!("«{word}» не подходит: нужно одно из {all}"),
        format!("`{word}` does not fit: expected one of {all}"),
    );
    node.report(Diagnostic::new(codes::UNKNOWN_VALUE, written.span, message));
}
