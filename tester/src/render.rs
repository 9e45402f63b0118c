//! Failures for people.

use std::fmt::Write as _;

use similar::{ChangeTag, TextDiff};
use sufler_dsl::source::Source;

use crate::{DialogReport, Expected, Mismatch};

/// What failed in a dialog, with the lines of its file; empty when nothing did. Texts are Russian.
#[must_use]
pub fn render(report: &DialogReport, source: &Source) -> String {
    let mut out = String::new();
    if report.passed {
        return out;
    }
    line(&mut out, format_args!("✗ {} ({})", report.title, source.name()));
    for failure in &report.failures {
        place(&mut out, source, failure);
        difference(&mut out, failure);
        line(&mut out, format_args!(""));
    }
    out
}

fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a String can't fail.
    let _ = writeln!(out, "{text}");
}

fn place(out: &mut String, source: &Source, failure: &Mismatch) {
    let Mismatch { turn, about, line: number, column, .. } = failure;
    line(out, format_args!("  {}:{number}:{column}: ход {turn}, {}", source.name(), about.ru()));
    let text = source.line(number.saturating_sub(1)).trim_end();
    line(out, format_args!("  {number:>5} │ {text}"));
}

fn difference(out: &mut String, failure: &Mismatch) {
    let Mismatch { expected, got, about, .. } = failure;
    let lists = matches!(about, Expected::Path | Expected::Hits);
    if !lists && !expected.contains('\n') && !got.contains('\n') {
        line(out, format_args!("    ожидалось: {expected}"));
        line(out, format_args!("    получено:  {got}"));
        return;
    }
    line(out, format_args!("    − ожидалось, + получено"));
    for change in TextDiff::from_lines(expected.as_str(), got.as_str()).iter_all_changes() {
        let sign = match change.tag() {
            ChangeTag::Delete => '−',
            ChangeTag::Insert => '+',
            ChangeTag::Equal => ' ',
        };
        line(out, format_args!("    {sign} {}", change.value().trim_end()));
    }
}
