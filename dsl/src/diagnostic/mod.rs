//! What is wrong with a text: code, place, words for people, help.

pub mod codes;
mod fix;
mod pages;
mod render;

use serde::Serialize;

pub use self::{
    codes::{Code, Severity},
    fix::{Fix, Safety},
    pages::{explain, pages, pages_index},
    render::{DiagnosticView, Lang, Place, RelatedView},
};
use crate::source::Span;

/// One sentence in both languages of the product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Words {
    /// Russian.
    pub ru: String,
    /// English.
    pub en: String,
}

impl Words {
    /// Both languages at once.
    pub fn new(ru: impl Into<String>, en: impl Into<String>) -> Self {
        Self { ru: ru.into(), en: en.into() }
    }
}

/// Another place that explains the problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// Where.
    pub span: Span,
    /// What is there.
    pub message: Words,
}

/// One problem of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable code; also knows name, severity and page.
    pub code: Code,
    /// Where, in the text that was checked.
    pub span: Span,
    /// What is wrong.
    pub message: Words,
    /// What to do about it.
    pub help: Option<Words>,
    /// Places that belong to the problem, such as the first of two duplicates.
    pub related: Vec<Related>,
    /// Edits that mend it.
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// A problem without help.
    pub fn new(code: Code, span: Span, message: Words) -> Self {
        Self { code, span, message, help: None, related: Vec::new(), fix: None }
    }

    /// Adds what to do.
    #[must_use]
    pub fn with_help(mut self, help: Words) -> Self {
        self.help = Some(help);
        self
    }

    /// Adds a place that explains.
    #[must_use]
    pub fn with_related(mut self, span: Span, message: Words) -> Self {
        self.related.push(Related { span, message });
        self
    }

    /// Severity of the code.
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }

    /// Whether the text cannot be used because of it.
    pub fn is_error(&self) -> bool {
        self.severity() == Severity::Error
    }
}
