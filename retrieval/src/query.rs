//! A question as the index sees it.

use crate::{
    bm25::Bm25,
    text::{is_function_word, normalise, other_layout, stem, words},
    typo::Typos,
};

/// Characters in a gram.
const GRAM: usize = 4;

/// A piece of a word with `_` at its ends; shorter words leave trailing zeros.
pub(crate) type Gram = [char; GRAM];

/// One question, in terms of the index.
#[derive(Debug, Default)]
pub(crate) struct Query {
    /// Stems of all words, misspelt ones replaced by the nearest known.
    pub(crate) stems: Vec<String>,
    /// Those of [`Query::stems`] that say what it is about, each once.
    pub(crate) topic: Vec<String>,
    /// Grams of all words as typed.
    pub(crate) grams: Vec<Gram>,
}

/// What a text is taken apart with.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Vocabulary<'a> {
    pub(crate) stems: &'a Bm25<String>,
    pub(crate) typos: &'a Typos,
}

impl Query {
    pub(crate) fn read(text: &str, known: Vocabulary<'_>) -> Self {
        let mut query = Self::default();
        let text = known.in_right_layout(&normalise(text));
        for word in words(&text) {
            let stem = known.nearest(stem(word));
            if !is_function_word(word) && !query.topic.contains(&stem) {
                query.topic.push(stem.clone());
            }
            query.grams.extend(grams(word));
            query.stems.push(stem);
        }
        query
    }
}

impl Vocabulary<'_> {
    /// Retypes the Latin chunks that make known words in the Russian layout and none as they are.
    fn in_right_layout(&self, text: &str) -> String {
        let chunks = text.split(' ').map(|chunk| {
            if !chunk.is_ascii() || self.knows_any(chunk) { None } else { other_layout(chunk) }
                .filter(|meant| self.knows_any(meant))
                .unwrap_or_else(|| chunk.to_owned())
        });
        chunks.collect::<Vec<_>>().join(" ")
    }

    fn knows_any(&self, chunk: &str) -> bool {
        words(chunk).any(|word| is_function_word(word) || self.stems.contains(&stem(word)))
    }

    fn nearest(&self, stem: String) -> String {
        if self.stems.contains(&stem) {
            return stem;
        }
        self.typos.nearest(&stem).map_or(stem, str::to_owned)
    }
}

/// The grams of a normalised word: `_цен`, `цена`, `ена_`.
pub(crate) fn grams(word: &str) -> Vec<Gram> {
    let letters: Vec<char> = std::iter::once('_').chain(word.chars()).chain(std::iter::once('_')).collect();
    if letters.len() <= GRAM {
        let mut gram = ['\0'; GRAM];
        gram.iter_mut().zip(&letters).for_each(|(to, from)| *to = *from);
        return vec![gram];
    }
    letters.windows(GRAM).filter_map(|window| window.try_into().ok()).collect()
}

/// The questions of a burst: `Это оригинал? В наличии?` asks two things, and one passage rarely
/// answers both. Parts without a topic of their own stay with the part before.
pub(crate) fn parts(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, mark) in text.match_indices(['?', '!', '.', '\n']) {
        let end = at + mark.len();
        // A dot inside a number or a name ends nothing.
        let ends = mark != "."
            || text.get(end..).is_none_or(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace));
        let part = text.get(start..end).unwrap_or_default();
        if ends && has_topic(part) {
            parts.push(part);
            start = end;
        }
    }
    let rest = text.get(start..).unwrap_or_default();
    if has_topic(rest) || parts.is_empty() {
        parts.push(rest);
    }
    parts
}

fn has_topic(part: &str) -> bool {
    words(&normalise(part)).any(|word| !is_function_word(word))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Это оригинал? В наличии? Какая цена?", &["Это оригинал?", " В наличии?", " Какая цена?"])]
    #[case("Здравствуйте! Доставка есть?", &["Здравствуйте! Доставка есть?"])]
    #[case("до 2.5 кВт хватит?", &["до 2.5 кВт хватит?"])]
    #[case("?!", &["?!"])]
    #[case("Цена\nи сроки", &["Цена\n", "и сроки"])]
    fn a_burst_is_cut_into_questions(#[case] text: &str, #[case] expected: &[&str]) {
        assert_eq!(parts(text), expected);
    }

    #[test]
    fn grams_mark_the_ends_of_words() {
        let shown = |word: &str| {
            grams(word).iter().map(|g| g.iter().filter(|c| **c != '\0').collect()).collect::<Vec<String>>()
        };
        assert_eq!(shown("цена"), ["_цен", "цена", "ена_"]);
        assert_eq!(shown("тк"), ["_тк_"]);
        assert_eq!(shown("в"), ["_в_"]);
    }

    #[test]
    fn slips_are_mended_by_what_the_index_knows() {
        let stems = Bm25::build([vec![stem("доставка"), stem("оплата"), stem("ballu")]]);
        let typos = Typos::build(stems.terms().map(String::as_str));
        let known = Vocabulary { stems: &stems, typos: &typos };
        let topic = |text: &str| Query::read(text, known).topic;
        assert_eq!(topic("ljcnfdrf tcnm&"), [stem("доставка")]);
        assert_eq!(topic("дотсавка Ballu"), [stem("доставка"), stem("ballu")]);
        assert_eq!(topic("hello"), ["hello"]);
    }
}
