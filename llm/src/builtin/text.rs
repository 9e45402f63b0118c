//! Russian text made comparable. `sufler-retrieval` has its own such module: leaves share no code,
//! and this one keeps the question words that tell intents apart.

use rust_stemmers::{Algorithm, Stemmer};
use unicode_normalization::UnicodeNormalization;

/// Lower case, composed (NFC), `ё` written as `е`.
pub(crate) fn normalise(text: &str) -> String {
    text.nfc().flat_map(char::to_lowercase).map(|c| if c == 'ё' { 'е' } else { c }).collect()
}

/// Runs of letters and digits, in order.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// The stem of a normalised word: Russian for Cyrillic, English for Latin, digits as they are.
pub(crate) fn stem(word: &str) -> String {
    let algorithm = match word.chars().next() {
        Some('а'..='я') => Algorithm::Russian,
        Some('a'..='z') => Algorithm::English,
        _ => return word.to_owned(),
    };
    Stemmer::create(algorithm).stem(word).into_owned()
}

/// Words that join others and tell nothing by themselves. Sorted.
const JOINING_WORDS: &[&str] = &[
    "а",
    "бы",
    "в",
    "вам",
    "вас",
    "во",
    "вот",
    "вы",
    "добрый",
    "же",
    "за",
    "здравствуйте",
    "и",
    "из",
    "или",
    "к",
    "ли",
    "меня",
    "мне",
    "мы",
    "на",
    "нас",
    "не",
    "ну",
    "о",
    "об",
    "от",
    "по",
    "под",
    "подскажите",
    "пожалуйста",
    "при",
    "привет",
    "про",
    "с",
    "скажите",
    "со",
    "так",
    "там",
    "то",
    "тут",
    "ты",
    "у",
    "что",
    "это",
    "этот",
    "я",
];

/// Whether a normalised word only joins others.
pub(crate) fn is_joining(word: &str) -> bool {
    JOINING_WORDS.binary_search(&word).is_ok()
}

/// The text as it was meant, when it was typed in the Latin layout: chunks without a Cyrillic
/// letter are retyped if that makes a word `known` and it was none before.
pub(crate) fn in_right_layout(text: &str, known: impl Fn(&str) -> bool) -> String {
    let knows_any = |chunk: &str| words(chunk).any(&known);
    let retype = |chunk: &str| {
        let meant = if !chunk.is_ascii() || knows_any(chunk) { None } else { other_layout(chunk) };
        meant.filter(|meant| knows_any(meant)).unwrap_or_else(|| chunk.to_owned())
    };
    text.split(' ').map(retype).collect::<Vec<_>>().join(" ")
}

fn other_layout(chunk: &str) -> Option<String> {
    const LATIN: &str = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`/?&!-";
    const RUSSIAN: &str = "йцукенгшщзхъфывапролджэячсмитьбюе.,?!-";
    chunk
        .chars()
        .map(|c| LATIN.chars().position(|key| key == c).and_then(|at| RUSSIAN.chars().nth(at)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_and_forms_are_made_one() {
        assert_eq!(normalise("ЁЛКИ"), "елки");
        assert_eq!(stem("менеджеру"), stem("менеджера"));
        assert!(JOINING_WORDS.is_sorted() && is_joining("пожалуйста") && !is_joining("сколько"));
    }

    #[test]
    fn the_layout_is_mended_only_towards_known_words() {
        let known = |word: &str| ["цена", "ballu"].contains(&word);
        assert_eq!(in_right_layout("wtyf ballu?", known), "цена ballu?");
        assert_eq!(in_right_layout("wtyt ballu", known), "wtyt ballu");
    }
}
