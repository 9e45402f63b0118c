//! Diagnostics as text for people and as JSON for programs.

use std::fmt::Write as _;

use serde::Serialize;

use super::{Diagnostic, Fix, Severity, Words};
use crate::lint::Family;
use crate::source::{Position, Source, Span, Utf16Position};

/// Language of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(missing_docs, reason = "the names say it all")]
pub enum Lang {
    #[default]
    Ru,
    En,
}

impl Words {
    /// In one language.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ru => &self.ru,
            Lang::En => &self.en,
        }
    }
}

/// Longest line that is shown whole; of longer ones the part around the place is shown.
const MAX_LINE: usize = 160;

impl Diagnostic {
    /// Several lines: code and message, place, the line with the place underlined, help.
    pub fn render(&self, source: &Source, lang: Lang) -> String {
        let severity = match (self.severity(), lang) {
            (Severity::Error, Lang::Ru) => "ошибка",
            (Severity::Error, Lang::En) => "error",
            (Severity::Warning, Lang::Ru) => "предупреждение",
            (Severity::Warning, Lang::En) => "warning",
            (Severity::Advice, Lang::Ru) => "совет",
            (Severity::Advice, Lang::En) => "advice",
        };
        let mut text =
            format!("{severity} {} {}: {}\n", self.code.id(), self.code.name(), self.message.get(lang));
        excerpt(&mut text, source, self.span, "");
        for related in &self.related {
            excerpt(&mut text, source, related.span, related.message.get(lang));
        }
        if let Some(help) = &self.help {
            let label = if lang == Lang::Ru { "помощь" } else { "help" };
            let _ = writeln!(text, "  = {label}: {}", help.get(lang));
        }
        text
    }

    /// With lines and columns, ready for JSON.
    pub fn view<'a>(&'a self, source: &Source) -> DiagnosticView<'a> {
        let related = self.related.iter();
        DiagnosticView {
            code: self.code.id(),
            name: self.code.name(),
            severity: self.severity(),
            file: source.name().to_owned(),
            place: Place::of(source, self.span),
            message: &self.message,
            help: self.help.as_ref(),
            family: Family::of(self.code),
            fix: self.fix.as_ref(),
            related: related
                .map(|it| RelatedView { place: Place::of(source, it.span), message: &it.message })
                .collect(),
        }
    }
}

/// A diagnostic as programs read it.
#[derive(Debug, Clone, Serialize)]
pub struct DiagnosticView<'a> {
    /// Such as `F203`.
    pub code: &'static str,
    /// Such as `unknown-node`.
    pub name: &'static str,
    /// `error`, `warning` or `advice`.
    pub severity: Severity,
    /// What the code is about, such as `graph`.
    pub family: Family,
    /// Name of the source.
    pub file: String,
    /// Where.
    pub place: Place,
    /// What is wrong.
    pub message: &'a Words,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<&'a Words>,
    /// Edits that mend it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<&'a Fix>,
    /// Other places of the problem.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<RelatedView<'a>>,
}

/// Another place of a problem.
#[derive(Debug, Clone, Serialize)]
pub struct RelatedView<'a> {
    /// Where.
    pub place: Place,
    /// What is there.
    pub message: &'a Words,
}

/// A place in every way of counting that readers want.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Place {
    /// In bytes.
    pub bytes: Span,
    /// For people: first character.
    pub start: Position,
    /// For people: behind the last character.
    pub end: Position,
    /// For editors: first character.
    pub utf16_start: Utf16Position,
    /// For editors: behind the last character.
    pub utf16_end: Utf16Position,
}

impl Place {
    /// The place of a span.
    pub fn of(source: &Source, span: Span) -> Self {
        Self {
            bytes: span,
            start: source.position(span.start),
            end: source.position(span.end),
            utf16_start: source.utf16_position(span.start),
            utf16_end: source.utf16_position(span.end),
        }
    }
}

/// Place, line and underline.
fn excerpt(text: &mut String, source: &Source, span: Span, label: &str) {
    let start = source.position(span.start);
    let number = start.line.to_string();
    let gutter = " ".repeat(number.len());
    let _ = writeln!(text, "{gutter} --> {}:{}:{}", source.name(), start.line, start.column);
    let line: Vec<char> = source.line(start.line - 1).chars().collect();
    let column = (start.column - 1).min(line.len());
    let end = source.position(span.end);
    let last = if end.line == start.line { (end.column - 1).clamp(column, line.len()) } else { line.len() };
    // A file damaged into one endless line must not flood the terminal.
    let from = if line.len() > MAX_LINE { column.saturating_sub(MAX_LINE / 2) } else { 0 };
    let printable = |c: &char| if c.is_control() { ' ' } else { *c };
    let shown: String = line.iter().skip(from).take(MAX_LINE).map(printable).collect();
    let marks = (last - column).clamp(1, MAX_LINE - (column - from).min(MAX_LINE - 1));
    let _ = writeln!(text, "{gutter} |\n{number} | {shown}");
    let underline = format!("{gutter} | {}{} {label}", " ".repeat(column - from), "^".repeat(marks));
    let _ = writeln!(text, "{}", underline.trim_end());
}
