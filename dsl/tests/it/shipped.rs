//! Flows and dialogs of the repository pass the linter and the published schemas.

use std::path::{Path, PathBuf};

use sufler_dsl::{
    check_bytes, check_dialog_bytes, dialog_schema,
    lint::{Settings, lint_bytes},
    schema,
    source::Source,
    yaml,
};

use super::rendered;

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut found: Vec<PathBuf> = entries.filter(|path| path.to_string_lossy().ends_with(ending)).collect();
    found.sort();
    found
}

fn flows() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../flows");
    files(&root, "").into_iter().filter(|folder| folder.join("flow.yaml").is_file()).collect()
}

/// The value of a YAML text, as a validator sees it.
fn json(text: &str) -> serde_json::Value {
    fn value(node: &yaml::Node) -> serde_json::Value {
        match &node.kind {
            yaml::Kind::Seq { items, .. } => items.iter().map(value).collect(),
            yaml::Kind::Map { pairs, .. } => {
                let entries = pairs
                    .iter()
                    .map(|it| (it.key.key_text().unwrap_or_default().to_owned(), value(&it.value)));
                serde_json::Value::Object(entries.collect())
            }
            yaml::Kind::Scalar(scalar) => match scalar.resolved() {
                yaml::Resolved::Null => serde_json::Value::Null,
                yaml::Resolved::Bool(it) => it.into(),
                yaml::Resolved::Int(it) => it.into(),
                yaml::Resolved::Float(it) => it.into(),
                yaml::Resolved::Text(it) => it.into(),
            },
        }
    }
    value(&yaml::parse(&Source::new("f", text)).0.root.expect("a document"))
}

fn assert_valid(schema: &serde_json::Value, path: &Path) {
    let text = std::fs::read_to_string(path).expect("readable");
    let validator = jsonschema::validator_for(schema).expect("a valid schema");
    let errors: Vec<String> = validator
        .iter_errors(&json(&text))
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{}:\n{}", path.display(), errors.join("\n"));
}

#[test]
fn shipped_flows_are_clean_and_valid() {
    for folder in flows() {
        let path = folder.join("flow.yaml");
        let bytes = std::fs::read(&path).expect("readable");
        let (source, report) = lint_bytes(&path.to_string_lossy(), &bytes, &Settings::default());
        assert!(
            report.diagnostics.is_empty(),
            "{}",
            rendered(source.name(), source.text(), &report.diagnostics)
        );
        assert_valid(&schema(), &path);
    }
}

#[test]
fn shipped_dialogs_are_clean_and_valid() {
    for folder in flows() {
        let flow =
            check_bytes("flow.yaml", &std::fs::read(folder.join("flow.yaml")).expect("readable")).1.flow;
        for path in files(&folder.join("dialogs"), ".yaml") {
            let bytes = std::fs::read(&path).expect("readable");
            let (source, checked) = check_dialog_bytes(&path.to_string_lossy(), &bytes, flow.as_deref());
            assert!(
                checked.diagnostics.is_empty(),
                "{}",
                rendered(source.name(), source.text(), &checked.diagnostics)
            );
            assert_valid(&dialog_schema(), &path);
        }
    }
}

#[test]
fn the_schema_refuses_what_the_linter_refuses() {
    let validator = jsonschema::validator_for(&schema()).expect("a valid schema");
    let good = "flow: a\nnodes:\n  start: {type: start, next: end}\n  end: {type: end}\n";
    assert!(validator.is_valid(&json(good)));
    for (from, to) in [
        ("next: end", "nxt: end"),
        ("next: end", "next: 5"),
        ("type: end", "type: ende"),
        ("flow: a", "flow: a b"),
        ("flow: a\n", ""),
        ("{type: end}", "{type: end, close: maybe}"),
        ("flow: a", "flow: a\ndefaults: {temperature: 3}"),
        ("flow: a", "flow: a\ndefaults: {timeout: 20}"),
        ("flow: a", "flow: a\nvariables: {го́род: {type: text}}"),
    ] {
        let text = good.replacen(from, to, 1);
        assert!(!validator.is_valid(&json(&text)), "the schema takes {text}");
        assert!(super::check_text(&text).flow.is_none(), "the linter takes {text}");
    }
}
