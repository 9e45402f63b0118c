//! Findings as SARIF 2.1.0, for code scanning and editors.

use serde_json::{Map, Value, json};
use sufler_dsl::{
    diagnostic::{Code, Diagnostic, Lang, Severity, codes, explain},
    edit::{Options, edit},
    lint::Family,
    source::{Source, Span},
};

use super::Linted;
use crate::output;

/// Where the format is defined.
const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

pub(super) fn print(files: &[Linted], lang: Lang) -> anyhow::Result<()> {
    output::line(&serde_json::to_string_pretty(&log(files, lang))?);
    Ok(())
}

fn log(files: &[Linted], lang: Lang) -> Value {
    let rules: Vec<Code> = codes::all().filter(|code| Family::of(*code) != Family::Dialogs).collect();
    let results = files.iter().flat_map(|file| {
        let found = file.found.iter().map(|it| (it, false));
        let allowed = file.allowed.iter().map(|it| (it, true));
        found.chain(allowed).map(|(it, allowed)| result(&file.source, it, allowed, &rules, lang))
    });
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "sufler",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "language": if lang == Lang::Ru { "ru" } else { "en" },
                "rules": rules.iter().map(|code| rule(*code, lang)).collect::<Vec<_>>(),
            }},
            "columnKind": "unicodeCodePoints",
            "results": results.collect::<Vec<_>>(),
        }],
    })
}

fn rule(code: Code, lang: Lang) -> Value {
    let info = code.info();
    let about = if lang == Lang::Ru { info.about_ru } else { info.about_en };
    json!({
        "id": info.id,
        "name": info.name,
        "shortDescription": { "text": about.split_inclusive(". ").next().unwrap_or(about).trim() },
        "fullDescription": { "text": about },
        "help": { "text": about, "markdown": explain(info.id).unwrap_or(about) },
        "defaultConfiguration": { "level": level(info.severity) },
        "properties": { "tags": [Family::of(code).name()] },
    })
}

fn result(source: &Source, found: &Diagnostic, allowed: bool, rules: &[Code], lang: Lang) -> Value {
    let mut text = found.message.get(lang).to_owned();
    if let Some(help) = &found.help {
        text = format!("{text}. {}", help.get(lang));
    }
    let related = found.related.iter().enumerate().map(|(id, it)| {
        let text = json!({ "text": it.message.get(lang) });
        json!({ "id": id, "physicalLocation": place(source, it.span), "message": text })
    });
    let mut result = Map::new();
    let mut put = |name: &str, value: Value| result.insert(name.to_owned(), value);
    put("ruleId", json!(found.code.id()));
    put("ruleIndex", json!(rules.iter().position(|code| *code == found.code)));
    put("level", json!(level(found.severity())));
    put("message", json!({ "text": text }));
    put("locations", json!([{ "physicalLocation": place(source, found.span) }]));
    if !found.related.is_empty() {
        put("relatedLocations", related.collect());
    }
    if let Some(fix) = fix(source, found, lang) {
        put("fixes", json!([fix]));
    }
    if allowed {
        put("suppressions", json!([{ "kind": "inSource" }]));
    }
    Value::Object(result)
}

fn place(source: &Source, span: Span) -> Value {
    let (start, end) = (source.position(span.start), source.position(span.end));
    json!({
        "artifactLocation": artifact(source),
        "region": {
            "startLine": start.line,
            "startColumn": start.column,
            "endLine": end.line,
            "endColumn": end.column,
            "byteOffset": span.start,
            "byteLength": span.end - span.start,
        },
    })
}

/// The edits of a finding as replacements of bytes.
fn fix(source: &Source, found: &Diagnostic, lang: Lang) -> Option<Value> {
    let fix = found.fix.as_ref()?;
    let patches = edit(source, &fix.ops, Options::default()).ok()?.patches;
    let replacements = patches.iter().map(|patch| {
        json!({
            "deletedRegion": {
                "byteOffset": patch.span.start,
                "byteLength": patch.span.end - patch.span.start,
            },
            "insertedContent": { "text": patch.text },
        })
    });
    Some(json!({
        "description": { "text": fix.title.get(lang) },
        "artifactChanges": [{
            "artifactLocation": artifact(source),
            "replacements": replacements.collect::<Vec<_>>(),
        }],
    }))
}

/// A file as a relative reference.
fn artifact(source: &Source) -> Value {
    let mut uri = String::new();
    for byte in source.name().replace('\\', "/").bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => {
                uri.push(char::from(byte))
            }
            other => uri += &format!("%{other:02X}"),
        }
    }
    json!({ "uri": uri })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "note",
    }
}
