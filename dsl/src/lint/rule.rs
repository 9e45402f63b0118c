//! What a rule is, and what it reports with.

use crate::{
    diagnostic::{Code, Diagnostic, Fix, Safety, Words},
    edit::Op,
    source::Span,
};

use super::subject::Subject;

/// One rule: its code, with name, severity, page and examples, and how it looks.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Its code; the page of the code holds a failing and a passing example.
    pub code: Code,
    pub(super) check: fn(&Subject<'_>, &mut Findings<'_>),
}

/// Where a rule puts what it finds.
pub(crate) struct Findings<'f> {
    code: Code,
    list: &'f mut Vec<Diagnostic>,
}

impl<'f> Findings<'f> {
    pub(super) fn new(code: Code, list: &'f mut Vec<Diagnostic>) -> Self {
        Self { code, list }
    }

    /// Reports a problem; the rest is added to what comes back.
    pub(super) fn add(&mut self, span: Span, ru: impl Into<String>, en: impl Into<String>) -> Found<'_> {
        self.list.push(Diagnostic::new(self.code, span, Words::new(ru, en)));
        Found { list: self.list }
    }
}

/// A problem just reported.
pub(crate) struct Found<'f> {
    list: &'f mut Vec<Diagnostic>,
}

impl Found<'_> {
    /// What to do about it.
    pub(super) fn help(self, ru: impl Into<String>, en: impl Into<String>) -> Self {
        if let Some(last) = self.list.last_mut() {
            last.help = Some(Words::new(ru, en));
        }
        self
    }

    /// Another place of the problem.
    pub(super) fn related(self, span: Span, ru: impl Into<String>, en: impl Into<String>) -> Self {
        if let Some(last) = self.list.last_mut() {
            last.related.push(crate::diagnostic::Related { span, message: Words::new(ru, en) });
        }
        self
    }

    /// Edits that mend it and change nothing else of what the flow does.
    pub(super) fn fix(self, ru: impl Into<String>, en: impl Into<String>, ops: Vec<Op>) -> Self {
        self.mend(Safety::Safe, Words::new(ru, en), ops)
    }

    /// Edits that most likely are what the author wants, but change what the flow does.
    pub(super) fn suggest(self, ru: impl Into<String>, en: impl Into<String>, ops: Vec<Op>) -> Self {
        self.mend(Safety::Suggested, Words::new(ru, en), ops)
    }

    fn mend(self, safety: Safety, title: Words, ops: Vec<Op>) -> Self {
        if let Some(last) = self.list.last_mut() {
            last.fix = Some(Fix { title, ops, safety });
        }
        self
    }
}

/// Declares the rule of a file: its code with page and examples. The file's `check` does the work.
macro_rules! rule {
    ($id:literal $name:literal $severity:ident in $snippet:ident {
        ru: $ru:literal, en: $en:literal, wrong: $wrong:literal, right: $right:literal $(,)?
    }) => {
        pub(in crate::lint) const RULE: $crate::lint::Rule = $crate::lint::Rule {
            code: $crate::diagnostic::Code(&$crate::diagnostic::codes::CodeInfo {
                id: $id,
                name: $name,
                severity: $crate::diagnostic::Severity::$severity,
                about_ru: $ru,
                about_en: $en,
                snippet: $crate::diagnostic::codes::Snippet::$snippet,
                wrong: $wrong,
                right: $right,
            }),
            check,
        };
    };
}
pub(super) use rule;
