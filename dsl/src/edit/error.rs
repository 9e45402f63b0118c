//! Why an edit was refused. The file is as it was.

use std::{
    fmt,
    ops::{Deref, DerefMut},
};

use serde::Serialize;

use crate::{
    diagnostic::{Diagnostic, Lang, Words},
    source::{Source, Span},
};

/// Which reason, for programs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The operation itself makes no sense.
    BadOp,
    /// The file is no readable YAML.
    Unreadable,
    /// There is no such place or node.
    NotFound,
    /// The name is taken.
    Exists,
    /// The value is shared through an anchor: it changes in several places at once. Repeat with
    /// [`super::Options::confirm_alias`] if that is meant.
    ConfirmAlias,
    /// The file is written in a way that cannot be edited safely at this place.
    Unsupported,
    /// The flow was valid and would not be. Repeat with [`super::Options::draft`] if that is meant.
    BreaksFlow,
}

/// A refused edit; small, because nearly every function of this module may give one.
#[derive(Debug, Clone)]
pub struct EditError(Box<Refusal>);

/// Everything about a refused edit.
#[derive(Debug, Clone)]
pub struct Refusal {
    /// For programs.
    pub reason: Reason,
    /// Number of the operation in its transaction, from 0.
    pub op: Option<usize>,
    /// For people.
    pub message: Words,
    /// What to do.
    pub help: Option<Words>,
    /// The text in which places are told: the file as it stood before the refused operation, or,
    /// for [`Reason::BreaksFlow`], as it would be.
    pub source: Option<Source>,
    /// Where.
    pub span: Option<Span>,
    /// Problems of the file or of what it would become.
    pub diagnostics: Vec<Diagnostic>,
}

impl EditError {
    pub(crate) fn new(reason: Reason, message: Words) -> Self {
        Self(Box::new(Refusal {
            reason,
            op: None,
            message,
            help: None,
            source: None,
            span: None,
            diagnostics: Vec::new(),
        }))
    }

    pub(crate) fn bad_op(message: Words) -> Self {
        Self::new(Reason::BadOp, message)
    }

    pub(crate) fn not_found(ru: impl Into<String>, en: impl Into<String>) -> Self {
        Self::new(Reason::NotFound, Words::new(ru, en))
    }

    pub(crate) fn unsupported(ru: impl Into<String>, en: impl Into<String>) -> Self {
        Self::new(Reason::Unsupported, Words::new(ru, en))
    }

    pub(crate) fn with_help(mut self, help: Words) -> Self {
        self.help = Some(help);
        self
    }

    pub(crate) fn at(mut self, source: &Source, span: Span) -> Self {
        self.source = Some(source.clone());
        self.span = Some(span);
        self
    }

    pub(crate) fn in_op(mut self, index: usize) -> Self {
        self.op.get_or_insert(index);
        self
    }

    /// Several lines for people: what, where, what to do.
    pub fn render(&self, lang: Lang) -> String {
        let mut text = String::new();
        if let Some(op) = self.op {
            text += &match lang {
                Lang::Ru => format!("правка {}: ", op + 1),
                Lang::En => format!("edit {}: ", op + 1),
            };
        }
        text += self.message.get(lang);
        if let (Some(source), Some(span)) = (&self.source, self.span) {
            let place = source.position(span.start);
            text += &format!("\n  --> {}:{}:{}", source.name(), place.line, place.column);
        }
        if let Some(help) = &self.help {
            let label = if lang == Lang::Ru { "помощь" } else { "help" };
            text += &format!("\n  {label}: {}", help.get(lang));
        }
        if let Some(source) = &self.source {
            for diagnostic in &self.diagnostics {
                text += &format!("\n{}", diagnostic.render(source, lang));
            }
        }
        text
    }
}

impl Deref for EditError {
    type Target = Refusal;

    fn deref(&self) -> &Refusal {
        &self.0
    }
}

impl DerefMut for EditError {
    fn deref_mut(&mut self) -> &mut Refusal {
        &mut self.0
    }
}

impl fmt::Display for EditError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(Lang::En))
    }
}

impl std::error::Error for EditError {}
