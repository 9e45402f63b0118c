//! The linter from outside.

mod fixes;
mod paths;
mod rules;
mod suppression;

use sufler_dsl::{
    lint::{Category, Channel, Model, Report, Settings, lint},
    source::Source,
};

/// An installation with a little of everything.
pub(super) fn settings() -> Settings {
    let category = |name: &str, articles| Category { name: name.to_owned(), articles };
    let model = |id: &str, context_tokens| Model { id: id.to_owned(), context_tokens };
    let avito = Channel { name: "avito".to_owned(), max_text: 60, counts_utf16: true, shows_markup: false };
    Settings {
        categories: Some(vec![category("delivery", 3), category("payment", 1), category("drafts", 0)]),
        models: Some(vec![model("openai/gpt-5-mini", Some(16_000)), model("openai/gpt-5-nano", None)]),
        channels: Some(vec![avito]),
    }
}

pub(super) fn lint_text(text: &str) -> Report {
    lint(&Source::new("flows/demo/flow.yaml", text), &settings())
}

pub(super) fn codes(report: &Report) -> Vec<&'static str> {
    super::ids(&report.diagnostics)
}
