//! Russian text made comparable: one spelling, words, stems, keyboard slips.

use std::{collections::HashSet, sync::LazyLock};

use rust_stemmers::{Algorithm, Stemmer};
use unicode_normalization::UnicodeNormalization;

/// Lower case, composed (NFC), `ё` written as `е`.
pub fn normalise(text: &str) -> String {
    let mut normal = String::with_capacity(text.len());
    if text.chars().all(is_everyday) {
        normal.extend(text.chars().map(lower));
    } else {
        normal.extend(text.nfc().flat_map(char::to_lowercase).map(|c| if c == 'ё' { 'е' } else { c }));
    }
    normal
}

/// What most messages are made of, and nothing to compose: told without the tables of all scripts, which are slow.
fn is_everyday(c: char) -> bool {
    c.is_ascii() || matches!(c, 'А'..='я' | 'Ё' | 'ё' | '«' | '»' | '–' | '—' | '…' | '№' | '₽' | '\u{a0}')
}

/// Of what is everyday.
fn lower(c: char) -> char {
    match c {
        'А'..='Я' => char::from_u32(u32::from(c) + 0x20).unwrap_or(c),
        'Ё' | 'ё' => 'е',
        other => other.to_ascii_lowercase(),
    }
}

/// Runs of letters and digits, in order.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !is_word(c)).filter(|word| !word.is_empty())
}

/// Letters and digits. Those of Russian and English are told without the tables of all scripts, which are slow.
fn is_word(c: char) -> bool {
    matches!(c, 'а'..='я' | 'А'..='Я' | 'ё' | 'Ё' | 'a'..='z' | 'A'..='Z' | '0'..='9')
        || (!c.is_ascii() && c.is_alphanumeric())
}

/// The stem of a normalised word: Russian for Cyrillic, English for Latin, digits as they are.
pub fn stem(word: &str) -> String {
    let algorithm = match word.chars().next() {
        Some('а'..='я') => Algorithm::Russian,
        Some('a'..='z') => Algorithm::English,
        _ => return word.to_owned(),
    };
    Stemmer::create(algorithm).stem(word).into_owned()
}

/// Words that say nothing about the topic; a passage does not answer because it shares them.
pub fn is_function_word(word: &str) -> bool {
    FUNCTION_WORDS.contains(word)
}

/// What was meant when the keyboard stood in the other layout: `ghbdtn` -> `привет`.
/// `None` when a character has no counterpart, so the text was typed as meant.
pub fn other_layout(text: &str) -> Option<String> {
    text.chars().map(to_russian_key).collect()
}

fn to_russian_key(c: char) -> Option<char> {
    if c.is_ascii_digit() || matches!(c, ' ' | '-' | '!') {
        return Some(c);
    }
    let key = LATIN_KEYS.chars().position(|k| k == c)?;
    RUSSIAN_KEYS.chars().nth(key)
}

const LATIN_KEYS: &str = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`/?&";
const RUSSIAN_KEYS: &str = "йцукенгшщзхъфывапролджэячсмитьбюе.,?";

static FUNCTION_WORDS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("function_words.txt").split_whitespace().collect());

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Ёлка — ЖЁЛТАЯ", "елка — желтая")]
    #[case("и\u{306}од", "йод")]
    #[case("12 000 ₽", "12 000 ₽")]
    fn spelling_is_made_one(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(normalise(text), expected);
    }

    #[rstest]
    #[case("доставка", "доставки")]
    #[case("кондиционеров", "кондиционером")]
    #[case("warranty", "warranties")]
    fn forms_share_a_stem(#[case] one: &str, #[case] other: &str) {
        assert_eq!(stem(one), stem(other));
    }

    #[rstest]
    #[case("ghbdtn", Some("привет"))]
    #[case("rfrfz wtyf&", Some("какая цена?"))]
    #[case("cj,frf", Some("собака"))]
    #[case("привет", None)]
    fn layouts_are_swapped(#[case] typed: &str, #[case] meant: Option<&str>) {
        assert_eq!(other_layout(typed).as_deref(), meant);
    }

    #[test]
    fn the_short_way_leads_where_the_long_one_does() {
        let every: String = ('\0'..='\u{ffff}').filter(|c| is_everyday(*c)).collect();
        // A letter to be composed makes the whole text go the long way.
        assert_eq!(normalise(&every) + "й", normalise(&(every + "и\u{306}")));
    }

    #[test]
    fn function_words_are_listed_as_they_are_compared() {
        assert!(FUNCTION_WORDS.iter().all(|word| normalise(word) == **word));
        assert!(is_function_word("какая") && !is_function_word("цена"));
    }

    #[test]
    fn words_are_letters_and_digits() {
        assert_eq!(words("bsd-09hn1, 25 м²!").collect::<Vec<_>>(), ["bsd", "09hn1", "25", "м²"]);
    }
}
