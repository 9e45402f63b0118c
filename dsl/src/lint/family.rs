//! Families of codes: what a group of rules is about.

use std::fmt;

use serde::Serialize;

use crate::diagnostic::Code;

/// What a rule is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Family {
    /// `F0xx`: comments that allow findings.
    Suppression,
    /// `F1xx`: the text and its YAML.
    Syntax,
    /// `F2xx`: fields, their values, and names that point at something.
    Fields,
    /// `F3xx`: how nodes are joined.
    Graph,
    /// `F4xx`: conditions.
    Expressions,
    /// `F5xx`: texts with places, and what customers read.
    Templates,
    /// `F6xx`: levels of confidence.
    Confidence,
    /// `F7xx`: personal data, evidence, what customers could abuse.
    Safety,
    /// `F8xx`: articles, categories, intents and their examples.
    Knowledge,
    /// `F9xx`: models, money and time.
    Cost,
    /// `Sxxx`: how the file reads.
    Style,
    /// `Dxxx`: recorded dialogs.
    Dialogs,
}

impl Family {
    /// Every family.
    pub const ALL: [Self; 12] = [
        Self::Suppression,
        Self::Syntax,
        Self::Fields,
        Self::Graph,
        Self::Expressions,
        Self::Templates,
        Self::Confidence,
        Self::Safety,
        Self::Knowledge,
        Self::Cost,
        Self::Style,
        Self::Dialogs,
    ];

    /// The family of a code, by its number.
    pub fn of(code: Code) -> Self {
        let mut signs = code.id().chars();
        match (signs.next(), signs.next()) {
            (Some('D'), _) => Self::Dialogs,
            (Some('S'), _) => Self::Style,
            (_, Some('1')) => Self::Syntax,
            (_, Some('2')) => Self::Fields,
            (_, Some('3')) => Self::Graph,
            (_, Some('4')) => Self::Expressions,
            (_, Some('5')) => Self::Templates,
            (_, Some('6')) => Self::Confidence,
            (_, Some('7')) => Self::Safety,
            (_, Some('8')) => Self::Knowledge,
            (_, Some('9')) => Self::Cost,
            _ => Self::Suppression,
        }
    }

    /// As `--only` and `--skip` take it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Suppression => "suppression",
            Self::Syntax => "syntax",
            Self::Fields => "fields",
            Self::Graph => "graph",
            Self::Expressions => "expressions",
            Self::Templates => "templates",
            Self::Confidence => "confidence",
            Self::Safety => "safety",
            Self::Knowledge => "knowledge",
            Self::Cost => "cost",
            Self::Style => "style",
            Self::Dialogs => "dialogs",
        }
    }

    /// The family of this name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|family| family.name() == name)
    }
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
