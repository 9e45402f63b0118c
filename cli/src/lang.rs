//! Language of what the command says.

use sufler_dsl::diagnostic::Words;

/// Russian first, English second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Lang {
    /// Русский.
    Ru,
    /// English.
    En,
}

impl Lang {
    /// The words of this language.
    pub fn of(self, words: &Words) -> &str {
        match self {
            Self::Ru => &words.ru,
            Self::En => &words.en,
        }
    }

    /// One of two texts.
    pub fn pick<'a>(self, ru: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Ru => ru,
            Self::En => en,
        }
    }
}
