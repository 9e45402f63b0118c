//! Language of what the command says: Russian first, English second.

use sufler_dsl::diagnostic::Lang as Language;

/// Reads `--lang`.
pub(crate) fn parse(text: &str) -> Result<Language, String> {
    match text {
        "ru" => Ok(Language::Ru),
        "en" => Ok(Language::En),
        other => Err(format!("нет языка «{other}»: есть ru и en")),
    }
}

/// One of two texts.
pub(crate) trait Pick {
    /// The text of this language.
    fn pick<'a>(self, ru: &'a str, en: &'a str) -> &'a str;
}

impl Pick for Language {
    fn pick<'a>(self, ru: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Ru => ru,
            Self::En => en,
        }
    }
}
