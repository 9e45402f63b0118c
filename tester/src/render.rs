//! Failures for people.

use std::fmt::Write as _;

use similar::{ChangeTag, TextDiff};
use sufler_dsl::{flow::Flow, source::Source};

use crate::{DialogReport, Expected, Mismatch};

/// Lines of a node that are shown at most.
const MAX_EXCERPT: usize = 8;

/// What failed in a dialog, with the lines of its file and, given the flow and its text, of the node that decided;
/// empty when nothing failed. Texts are Russian.
#[must_use]
pub fn render(report: &DialogReport, source: &Source, flow: Option<(&Flow, &Source)>) -> String {
    let mut out = String::new();
    if report.passed {
        return out;
    }
    line(&mut out, format_args!("✗ {} ({})", report.title, source.name()));
    for failure in &report.failures {
        place(&mut out, source, failure);
        difference(&mut out, failure);
        if let Some((flow, text)) = flow {
            decision(&mut out, failure, flow, text);
        }
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

/// The node that decided: its lines in the flow and what it saw.
fn decision(out: &mut String, failure: &Mismatch, flow: &Flow, text: &Source) {
    let Some((_, node)) = failure.node.as_deref().and_then(|id| flow.find(id)) else { return };
    let (first, last) = (text.line_index(node.span.start), text.line_index(node.span.end.saturating_sub(1)));
    line(out, format_args!("    решил узел {} ({}:{})", node.id, text.name(), first + 1));
    for number in (first..=last).take(MAX_EXCERPT) {
        line(out, format_args!("    {:>5} │ {}", number + 1, text.line(number).trim_end()));
    }
    if last - first >= MAX_EXCERPT {
        line(out, format_args!("          │ …"));
    }
    if let Some(why) = &failure.why {
        line(out, format_args!("    он видел: {why}"));
    }
}
