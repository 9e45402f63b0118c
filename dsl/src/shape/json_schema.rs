//! JSON Schemas (draft 2020-12) of flow and dialog files, for editors and other programs.

use serde_json::{Map, Value, json};

use super::{Doc, Field, NameRule, Shape};
use crate::{
    build::FLOW_FIELDS,
    dialog::DIALOG_FIELDS,
    nodes::{KINDS, Kind},
};

const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";

/// Schema of a flow file.
pub fn flow_schema() -> Value {
    let mut schema = object(&[FLOW_FIELDS], doc_text(super::doc("Сценарий Sufler", "A Sufler flow")));
    insert(&mut schema, "$schema", json!(DRAFT));
    insert(&mut schema, "title", json!("Sufler flow"));
    let kinds: Map<String, Value> =
        KINDS.iter().map(|kind| (kind.name.to_owned(), kind_schema(kind))).collect();
    insert(&mut schema, "$defs", json!({ "node": node_schema(), "kind": kinds }));
    schema
}

/// Schema of a recorded dialog.
pub fn dialog_schema() -> Value {
    let mut schema = object(
        &[DIALOG_FIELDS],
        doc_text(super::doc("Запись диалога Sufler", "A recorded dialog of Sufler")),
    );
    insert(&mut schema, "$schema", json!(DRAFT));
    insert(&mut schema, "title", json!("Sufler dialog"));
    schema
}

/// Any node: `type` decides the rest. `if` instead of `oneOf`, so that editors complain about
/// the kind that was meant and not about all of them.
fn node_schema() -> Value {
    let names: Vec<&str> = KINDS.iter().map(|kind| kind.name).collect();
    let rules: Vec<Value> = KINDS
        .iter()
        .map(|kind| {
            json!({
                "if": { "properties": { "type": { "const": kind.name } }, "required": ["type"] },
                "then": { "$ref": format!("#/$defs/kind/{}", kind.name) },
            })
        })
        .collect();
    json!({
        "type": "object",
        "required": ["type"],
        "properties": { "type": { "enum": names } },
        "allOf": rules,
    })
}

fn kind_schema(kind: &Kind) -> Value {
    let mut schema = object(&kind.groups(), doc_text(kind.doc));
    insert(&mut schema, "title", json!(format!("{}: {}", kind.name, kind.title.ru)));
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        properties.insert("type".to_owned(), json!({ "const": kind.name }));
    }
    schema
}

fn object(groups: &[&[Field]], description: String) -> Value {
    let fields = || groups.iter().copied().flatten();
    let properties: Map<String, Value> = fields().map(|it| (it.name.to_owned(), field(it))).collect();
    let required: Vec<&str> = fields().filter(|it| it.required).map(|it| it.name).collect();
    let mut schema = json!({
        "type": "object",
        "description": description,
        "additionalProperties": false,
        "properties": properties,
    });
    if !required.is_empty() {
        insert(&mut schema, "required", json!(required));
    }
    schema
}

fn field(field: &Field) -> Value {
    let mut schema = shape(&field.shape);
    insert(&mut schema, "description", json!(doc_text(field.doc)));
    if let Some(default) = field.default {
        insert(&mut schema, "default", default_value(default));
    }
    schema
}

fn default_value(written: &str) -> Value {
    serde_json::from_str(written).unwrap_or_else(|_| json!(written))
}

fn shape(shape_of: &Shape) -> Value {
    match *shape_of {
        Shape::Text | Shape::Template | Shape::Condition | Shape::Expression => {
            json!({ "type": "string", "pattern": "\\S" })
        }
        Shape::Pattern => json!({ "type": "string", "format": "regex", "minLength": 1 }),
        Shape::Name(rule) => json!({ "type": "string", "pattern": name_pattern(rule), "maxLength": 64 }),
        Shape::Node => json!({ "type": "string", "minLength": 1 }),
        Shape::Bool => json!({ "type": "boolean" }),
        Shape::Number { min, max } => json!({ "type": "number", "minimum": min, "maximum": max }),
        Shape::Integer { min, max } => json!({ "type": "integer", "minimum": min, "maximum": max }),
        Shape::Duration { .. } => json!({ "type": "string", "pattern": "^[0-9]+(ms|s|m|h|d)$" }),
        Shape::Time => json!({ "type": "string", "format": "date-time" }),
        Shape::TimeOfDay => json!({ "type": "string", "pattern": "^([01]?[0-9]|2[0-3]):[0-5][0-9]$" }),
        Shape::Value => json!({ "type": ["string", "number", "boolean", "null"] }),
        Shape::Choice(choices) => {
            let words: Vec<Value> = choices
                .iter()
                .map(|choice| json!({ "const": choice.word, "description": doc_text(choice.doc) }))
                .collect();
            json!({ "oneOf": words })
        }
        Shape::List { of, min } => json!({ "type": "array", "items": shape(of), "minItems": min }),
        Shape::ListOr(of, other) => {
            json!({ "anyOf": [{ "type": "array", "items": shape(of) }, shape(other)] })
        }
        Shape::OneOrMany(of) => {
            json!({ "anyOf": [shape(of), { "type": "array", "items": shape(of), "minItems": 1 }] })
        }
        Shape::Map { keys, of, min } => json!({
            "type": "object",
            "propertyNames": { "pattern": name_pattern(keys), "maxLength": 64 },
            "additionalProperties": shape(of),
            "minProperties": min,
        }),
        Shape::Object(groups) => object(groups, String::new()),
        Shape::WordOr(word, other) => json!({ "anyOf": [{ "const": word }, shape(other)] }),
        Shape::Json | Shape::Data => json!({}),
        Shape::Nodes => json!({
            "type": "object",
            "propertyNames": { "pattern": name_pattern(NameRule::Word), "maxLength": 64 },
            "additionalProperties": { "$ref": "#/$defs/node" },
            "minProperties": 1,
        }),
    }
}

fn name_pattern(rule: NameRule) -> &'static str {
    match rule {
        NameRule::Word => r"^[\p{L}_][\p{L}0-9_-]*$",
        NameRule::Step => r"^[\p{L}_][\p{L}0-9_-]*(/[\p{L}_][\p{L}0-9_-]*)*$",
        NameRule::Identifier | NameRule::Variable => "^[A-Za-z_][A-Za-z0-9_]*$",
    }
}

fn doc_text(doc: Doc) -> String {
    format!("{}\n\n{}", doc.ru, doc.en)
}

fn insert(schema: &mut Value, key: &str, value: Value) {
    if let Value::Object(object) = schema {
        object.insert(key.to_owned(), value);
    }
}
