//! Sentences, and which of them ask.

use std::ops::Range;

use super::words::{Word, words};

/// Places of the sentences of a text; a sentence keeps its mark.
pub(super) fn split(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut start = 0;
    let mut ends: Vec<usize> = Vec::new();
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        let followed = text.get(end..).and_then(|rest| rest.chars().next());
        // The dot of «8.900» or «mail.ru» ends nothing.
        let dot = c == '.' && followed.is_none_or(char::is_whitespace);
        if dot || matches!(c, '!' | '?' | '\n') {
            ends.push(end);
        }
    }
    ends.push(text.len());
    let places: Vec<Range<usize>> = ends
        .into_iter()
        .map(|end| {
            let place = start..end;
            start = end;
            place
        })
        .filter(|place| text.get(place.clone()).is_some_and(|part| part.chars().any(char::is_alphanumeric)))
        .collect();
    places.into_iter()
}

const ASKING: [&str; 26] = [
    "сколько",
    "когда",
    "как",
    "где",
    "куда",
    "откуда",
    "почему",
    "зачем",
    "какой",
    "какая",
    "какое",
    "какие",
    "каким",
    "какую",
    "кто",
    "что",
    "чем",
    "можно",
    "можете",
    "есть",
    "почем",
    "расскажите",
    "подскажите",
    "скажите",
    "чего",
    "каков",
];
/// Words that may stand before a question.
const LEADING: [&str; 6] = ["а", "и", "но", "ну", "здравствуйте", "вы"];

/// The sentence asks something.
pub(super) fn is_question(text: &str, place: &Range<usize>) -> bool {
    let sentence = text.get(place.clone()).unwrap_or_default();
    let words = words(sentence);
    let first = words.iter().find(|word| !LEADING.contains(&word.folded.as_str()));
    let asks = |word: &Word| ASKING.contains(&word.folded.as_str());
    let marked = sentence.trim_end().ends_with('?');
    // «Тверь?» is an unsure answer.
    first.is_some_and(asks) || (marked && words.len() > 2) || words.iter().any(|word| word.folded == "ли")
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Тверь. А сколько идёт?", &[false, true])]
    #[case("8.900.123.45.67", &[false])]
    #[case("Тверь?", &[false])]
    #[case("А доставка вообще платная?", &[true])]
    #[case("сколько стоит", &[true])]
    #[case("Да\nкогда привезёте", &[false, true])]
    #[case("есть ли скидка", &[true])]
    #[case("!!!", &[])]
    fn questions(#[case] text: &str, #[case] wanted: &[bool]) {
        let found: Vec<bool> = split(text).map(|place| is_question(text, &place)).collect();
        assert_eq!(found, wanted);
    }
}
