//! The flow language from outside: one binary, so that it links once.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a failing test is meant to panic; tests read and write the repository's files"
)]

mod codes;
mod dialogs;
mod diff;
mod edit;
mod flow;
mod generated;
mod hundred;
mod ide;
mod kinds;
mod language;
mod lint;
mod merge;
mod properties;
mod shipped;
mod torture;
mod yaml;

use sufler_dsl::{Checked, check, diagnostic::Diagnostic, source::Source};

/// A whole flow around entries of `nodes:`.
fn flow_with(nodes: &str) -> String {
    let mut text = String::from(
        "flow: demo\ntitle: Пример\nvariables:\n  city: {type: text}\nalways:\n  - {when: intent.asks_human, next: operator}\nnodes:\n",
    );
    for line in nodes.lines() {
        text += &format!("  {line}\n");
    }
    text + "  operator: {type: handoff, reason: asked, say: Передаю менеджеру.}\n  end: {type: end}\n"
}

fn check_text(text: &str) -> Checked {
    check(&Source::new("flow.yaml", text))
}

fn ids(diagnostics: &[Diagnostic]) -> Vec<&'static str> {
    diagnostics.iter().map(|it| it.code.id()).collect()
}

/// Diagnostics as people see them.
fn rendered(name: &str, text: &str, diagnostics: &[Diagnostic]) -> String {
    let source = Source::new(name, text);
    diagnostics
        .iter()
        .map(|it| it.render(&source, sufler_dsl::diagnostic::Lang::Ru))
        .collect::<Vec<_>>()
        .join("\n")
}
