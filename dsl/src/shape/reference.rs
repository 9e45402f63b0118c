//! `docs/flow-language.md`, made from the descriptions.

use std::fmt::Write as _;

use super::{Field, Shape};
use crate::{
    build::FLOW_FIELDS,
    dialog::DIALOG_FIELDS,
    names::NAMES,
    nodes::{KINDS, Kind, MODEL_FIELDS, NODE_FIELDS},
};

/// The reference of the flow language in Markdown.
pub fn flow_language() -> String {
    let mut text = String::from(include_str!("intro.md"));
    text += "\n## Fields of a flow\n\n";
    table(&mut text, FLOW_FIELDS);
    for field in FLOW_FIELDS {
        nested(&mut text, field.name, &field.shape);
    }
    text += "\n## Fields of every node\n\n";
    table(&mut text, NODE_FIELDS);
    text += "\nNodes that call a model, and `defaults`, also take:\n\n";
    table(&mut text, MODEL_FIELDS);
    text += "\n## Node kinds\n";
    for kind in KINDS {
        node_kind(&mut text, kind);
    }
    text.push('\n');
    text += include_str!("expressions.md");
    text += "\n## Names\n\n`vars.<name>` is a declared variable. The rest is fixed:\n\n| Name | Type | Known | Meaning |\n| --- | --- | --- | --- |\n";
    for name in NAMES {
        let ty = name.ty.map_or("list of objects", |ty| ty.en());
        let known = name.computed.and_then(|it| KINDS.iter().find(|kind| kind.computes == Some(it)));
        let known = known.map_or_else(|| "always".to_owned(), |kind| format!("after `{}`", kind.name));
        let _ = writeln!(text, "| `{}` | {ty} | {known} | {}<br>{} |", name.path, name.ru, name.en);
    }
    text.push('\n');
    text += include_str!("dialogs.md");
    text += "\n";
    table(&mut text, DIALOG_FIELDS);
    for field in DIALOG_FIELDS {
        nested(&mut text, field.name, &field.shape);
    }
    text
}

fn node_kind(text: &mut String, kind: &Kind) {
    let _ =
        write!(text, "\n### `{}`: {}\n\n{}\n\n{}\n\n", kind.name, kind.title.ru, kind.doc.ru, kind.doc.en);
    if kind.calls_model {
        *text += "Takes the settings of a model call. ";
    }
    let exits = kind.exits().iter().map(|exit| format!("`{exit}`")).collect::<Vec<_>>().join(", ");
    let _ = write!(text, "Exits: {}.\n\n", if exits.is_empty() { "none" } else { &exits });
    table(text, kind.fields);
    for field in kind.fields {
        nested(text, field.name, &field.shape);
    }
    let _ = write!(text, "\n```yaml node\n{}\n```\n", kind.example);
}

/// Tables of the objects inside a field.
fn nested(text: &mut String, path: &str, shape: &Shape) {
    match shape {
        Shape::List { of, .. } | Shape::ListOr(of, _) => nested(text, &format!("{path}[]"), of),
        Shape::OneOrMany(of) => nested(text, path, of),
        Shape::WordOr(_, other) => nested(text, path, other),
        Shape::Map { of, .. } => nested(text, &format!("{path}.<name>"), of),
        Shape::Object(groups) => {
            // Model settings have a table of their own.
            let is_model =
                |group: &[Field]| group.iter().map(|it| it.name).eq(MODEL_FIELDS.iter().map(|it| it.name));
            let own = groups.iter().filter(|group| !is_model(group));
            for group in own {
                let _ = write!(text, "\nInside `{path}`:\n\n");
                table(text, group);
                for field in *group {
                    nested(text, &format!("{path}.{}", field.name), &field.shape);
                }
            }
        }
        _ => {}
    }
}

fn table(text: &mut String, fields: &[Field]) {
    *text += "| Field | Type | Meaning | Example |\n| --- | --- | --- | --- |\n";
    for field in fields {
        let note = match (field.required, field.default) {
            (true, _) => ", required".to_owned(),
            (false, Some(default)) => format!(", default `{default}`"),
            (false, None) => String::new(),
        };
        let Field { name, doc, example, .. } = field;
        let example = example.replace('|', "\\|");
        let _ = writeln!(
            text,
            "| `{name}` | {}{note} | {}<br>{} | `{example}` |",
            describe(&field.shape),
            doc.ru,
            doc.en
        );
    }
}

fn describe(shape: &Shape) -> String {
    match shape {
        Shape::Number { min, max } => format!("number, {min} to {max}"),
        Shape::Integer { min, max } => format!("whole number, {min} to {max}"),
        Shape::Choice(choices) => {
            choices.iter().map(|choice| format!("`{}`", choice.word)).collect::<Vec<_>>().join(" or ")
        }
        Shape::WordOr(word, other) => format!("`{word}` or {}", describe(other)),
        Shape::List { of, .. } => format!("list of: {}", describe(of)),
        Shape::OneOrMany(of) => format!("{} or a list of them", describe(of)),
        other => other.title().en.to_owned(),
    }
}
