//! Committed files that are made from descriptions. `SUFLER_UPDATE=1` rewrites them.

use std::path::{Path, PathBuf};

use sufler_dsl::{
    diagnostic::{pages, pages_index},
    dialog_schema, flow_language, schema,
};

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the crate is in the workspace").to_owned()
}

fn assert_current(path: &str, wanted: &str) {
    let path = repository().join(path);
    if std::env::var_os("SUFLER_UPDATE").is_some() {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("folder");
        std::fs::write(&path, wanted).expect("written");
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == wanted, "{} is stale: run the tests of sufler-dsl with SUFLER_UPDATE=1", path.display());
}

fn pretty(schema: &serde_json::Value) -> String {
    serde_json::to_string_pretty(schema).expect("json") + "\n"
}

#[test]
fn schemas_are_current() {
    assert_current("schemas/flow.schema.json", &pretty(&schema()));
    assert_current("schemas/dialog.schema.json", &pretty(&dialog_schema()));
}

#[test]
fn language_reference_is_current() {
    assert_current("docs/flow-language.md", &flow_language());
}

#[test]
fn pages_of_codes_are_current_and_none_is_left_over() {
    let mut expected = vec!["README.md".to_owned()];
    assert_current("docs/errors/README.md", &pages_index());
    for (code, page) in pages() {
        assert_current(&format!("docs/errors/{}.md", code.id()), page);
        expected.push(format!("{}.md", code.id()));
    }
    let found = std::fs::read_dir(repository().join("docs/errors")).expect("folder");
    for entry in found {
        let name = entry.expect("entry").file_name().into_string().expect("utf-8");
        assert!(expected.contains(&name), "docs/errors/{name} belongs to no code");
    }
}
