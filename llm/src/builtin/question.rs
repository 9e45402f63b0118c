//! A burst taken apart into its questions.

use crate::builtin::text::{in_right_layout, is_joining, normalise, stem, words};

/// One question of a burst.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Question {
    /// Stems of what it asks about, without price words.
    pub(super) topic: Vec<String>,
    /// It asks for a price.
    pub(super) asks_price: bool,
}

impl Question {
    /// It asks for a price and names nothing: «Сколько стоит?»
    pub(super) fn is_bare_price(&self) -> bool {
        self.asks_price && self.topic.is_empty()
    }
}

/// Words of a price question, by beginning.
const PRICE: &[&str] = &["цен", "стоит", "стоимост", "почем", "прайс"];
/// Words that name nothing to look for, beside the joining ones.
const EMPTY: &[&str] = &[
    "сколько",
    "какая",
    "какой",
    "какие",
    "каков",
    "есть",
    "можно",
    "он",
    "она",
    "они",
    "оно",
    "его",
    "ее",
    "их",
    "сейчас",
    "актуальная",
    "актуальна",
    "актуально",
    "окончательная",
    "окончательна",
    "точная",
    "итоговая",
    "будет",
    "у",
    "день",
    "вечер",
    "утро",
    "доброе",
    "еще",
    "уже",
    "как",
    "ваш",
    "ваша",
    "товар",
    "да",
    "нет",
    "если",
    "для",
    "чего",
    "где",
    "когда",
    "все",
    "руб",
    "рублей",
];

/// The questions of a burst in order; greetings and thanks alone are none. Words in the wrong
/// keyboard layout are mended towards question words and those that are `known`.
pub(super) fn split(burst: &str, known: impl Fn(&str) -> bool) -> Vec<Question> {
    let text = in_right_layout(&normalise(burst), |word| is_question_word(word) || known(word));
    // A dot inside a number ends nothing.
    let sentences = text.split(['?', '!', '\n', ';']).flat_map(|part| part.split(". "));
    sentences.map(read).filter(|question| question.asks_price || !question.topic.is_empty()).collect()
}

fn is_question_word(word: &str) -> bool {
    is_price(word) || is_joining(word) || EMPTY.contains(&word)
}

fn is_price(word: &str) -> bool {
    PRICE.iter().any(|beginning| word.starts_with(beginning))
}

fn read(sentence: &str) -> Question {
    let mut question = Question { topic: Vec::new(), asks_price: false };
    for word in words(sentence) {
        if is_price(word) {
            question.asks_price = true;
        } else if !is_joining(word) && !EMPTY.contains(&word) {
            let stem = stem(word);
            if !question.topic.contains(&stem) {
                question.topic.push(stem);
            }
        }
    }
    question
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn greetings_are_no_questions_and_prices_are_marked() {
        let found = split("Добрый день! Доставка по РФ есть? Сколько стоит?", |_| false);
        let shown: Vec<(Vec<&str>, bool)> =
            found.iter().map(|q| (q.topic.iter().map(String::as_str).collect(), q.asks_price)).collect();
        assert_eq!(shown, [(vec!["доставк", "рф"], false), (vec![], true)]);
        assert!(found.last().is_some_and(Question::is_bare_price));
        let typed_in_latin = split("crjkmrj cnjbn ljcnfdrf", |word| word == "доставка");
        assert!(
            typed_in_latin.first().is_some_and(|q| q.asks_price && q.topic == ["доставк"]),
            "{typed_in_latin:?}"
        );
        assert_eq!(split("Здравствуйте!", |_| false), []);
    }
}
