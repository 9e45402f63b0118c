//! The table of diagnostic codes: one entry a code, from which its page is made.
//!
//! Codes of what `check` finds stand here, those of the linter with their rules in `lint::rules`.
//!
//! Families: `F0xx` suppressions, `F1xx` text and YAML, `F2xx` fields and references, `F3xx` graph,
//! `F4xx` expressions, `F5xx` templates, `F6xx` confidence levels, `F7xx` safety, `F8xx` knowledge
//! and intents, `F9xx` cost, `Sxxx` style; `Dxxx` recorded dialogs, where a number means the same
//! as in its `F` twin. A code never changes its meaning; a retired number is not reused.

mod confidence;
mod dialogs;
mod expressions;
mod fields;
mod graph;
mod suppression;
mod syntax;
mod templates;

use std::{fmt, sync::LazyLock};

use serde::{Serialize, Serializer};

pub use self::{
    confidence::*, dialogs::*, expressions::*, fields::*, graph::*, suppression::*, syntax::*, templates::*,
};

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The text cannot be used.
    Error,
    /// Usable, but most likely not what was meant.
    Warning,
    /// Works as meant; could be better.
    Advice,
}

/// What a page's examples are a part of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Snippet {
    /// A whole flow file.
    Flow,
    /// Entries of `nodes:`; `operator` and `end` exist beside them.
    Nodes,
    /// A whole dialog file.
    Dialog,
}

/// What is known of a code.
#[derive(Debug)]
pub struct CodeInfo {
    /// Such as `F203`.
    pub id: &'static str,
    /// Such as `unknown-node`.
    pub name: &'static str,
    /// How bad.
    pub severity: Severity,
    /// The page in Russian.
    pub about_ru: &'static str,
    /// The page in English.
    pub about_en: &'static str,
    /// What the examples are a part of.
    pub snippet: Snippet,
    /// A text that has the problem; empty where none can be printed.
    pub wrong: &'static str,
    /// The same without it.
    pub right: &'static str,
}

/// A diagnostic code: a reference to its entry in the table.
#[derive(Clone, Copy)]
pub struct Code(pub(crate) &'static CodeInfo);

impl Code {
    /// The code called `id`, in any case.
    pub fn find(id: &str) -> Option<Self> {
        all().find(|code| code.id().eq_ignore_ascii_case(id))
    }

    /// Such as `F203`.
    pub fn id(self) -> &'static str {
        self.0.id
    }

    /// Such as `unknown-node`.
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// How bad.
    pub fn severity(self) -> Severity {
        self.0.severity
    }

    /// Everything known of it.
    pub fn info(self) -> &'static CodeInfo {
        self.0
    }
}

/// Every code, in order; those of recorded dialogs first.
pub fn all() -> impl Iterator<Item = Code> {
    static ALL: LazyLock<Vec<Code>> = LazyLock::new(|| {
        let checked = [
            suppression::CODES,
            syntax::CODES,
            fields::CODES,
            graph::CODES,
            expressions::CODES,
            templates::CODES,
            confidence::CODES,
            dialogs::CODES,
        ];
        let linted = crate::lint::RULES.iter().map(|rule| rule.code);
        let mut all: Vec<Code> = checked.into_iter().flatten().copied().chain(linted).collect();
        all.sort_by_key(|code| code.id());
        all
    });
    ALL.iter().copied()
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.id() == other.id()
    }
}

impl Eq for Code {}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.id(), self.name())
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id())
    }
}

/// Declares the codes of one family and their list.
macro_rules! codes {
    ($($const:ident = $id:literal $name:literal $severity:ident in $snippet:ident {
        ru: $ru:literal, en: $en:literal, wrong: $wrong:literal, right: $right:literal $(,)?
    })*) => {
        $(
            #[doc = concat!("`", $id, " ", $name, "`: ", $en)]
            pub const $const: $crate::diagnostic::Code = $crate::diagnostic::Code(&$crate::diagnostic::codes::CodeInfo {
                id: $id,
                name: $name,
                severity: $crate::diagnostic::Severity::$severity,
                about_ru: $ru,
                about_en: $en,
                snippet: $crate::diagnostic::codes::Snippet::$snippet,
                wrong: $wrong,
                right: $right,
            });
        )*
        pub(super) const CODES: &[$crate::diagnostic::Code] = &[$($const),*];
    };
}
use codes;

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn ids_and_names_are_unique_within_their_family() {
        let mut seen = HashSet::new();
        for code in all() {
            assert!(seen.insert(code.id()), "{} twice", code.id());
            let family = code.id().chars().next();
            assert!(
                seen.insert(Box::leak(format!("{family:?}{}", code.name()).into_boxed_str())),
                "{code:?}"
            );
            assert_eq!(Code::find(&code.id().to_lowercase()), Some(code));
        }
    }
}
