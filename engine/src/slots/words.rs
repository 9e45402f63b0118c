//! Words of a customer's text, folded for comparison.

use std::ops::Range;

/// A word with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    /// Lower case, `ё` as `е`.
    pub(crate) folded: String,
    /// Bytes of the text.
    pub(crate) range: Range<usize>,
}

/// Letters and digits in a row; a hyphen between letters belongs to the word.
pub(crate) fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut chars = text.char_indices().peekable();
    let mut open: Option<Word> = None;
    while let Some((at, c)) = chars.next() {
        let joins = c == '-' && open.is_some() && chars.peek().is_some_and(|(_, next)| next.is_alphabetic());
        if c.is_alphanumeric() || joins {
            let word = open.get_or_insert_with(|| Word { folded: String::new(), range: at..at });
            word.folded.extend(fold(c));
            word.range.end = at + c.len_utf8();
        } else {
            words.extend(open.take());
        }
    }
    words.extend(open);
    words
}

/// Lower case, `ё` as `е`.
pub(crate) fn fold(c: char) -> impl Iterator<Item = char> {
    c.to_lowercase().map(|lower| if lower == 'ё' { 'е' } else { lower })
}

/// Endings of Russian nouns and adjectives, the longest first.
const ENDINGS: [&str; 38] = [
    "иями", "ями", "ами", "ого", "его", "ому", "ему", "ыми", "ими", "иях", "ией", "ой", "ей", "ом", "ем",
    "ам", "ям", "ах", "ях", "ую", "юю", "ая", "яя", "ое", "ее", "ые", "ие", "ый", "ий", "ия", "ию", "ии",
    "ов", "ев", "а", "я", "о", "е",
];
const SHORT: [&str; 6] = ["ы", "и", "у", "ю", "ь", "й"];

/// The part of a folded word that its forms share; at least three letters are left.
pub(crate) fn stem(word: &str) -> &str {
    let long_enough = |rest: &&str| rest.chars().count() >= 3;
    let endings = ENDINGS.iter().chain(&SHORT);
    let mut stripped = endings.filter_map(|ending| word.strip_suffix(ending)).filter(long_enough);
    stripped.next().unwrap_or(word)
}

/// The words are forms of one: «самовывоз», «самовывозом».
pub(crate) fn same_stem(left: &str, right: &str) -> bool {
    left == right || stem(left) == stem(right)
}

/// Where a phrase stands among the words, form by form.
pub(crate) fn find_phrase(words: &[Word], phrase: &[Word]) -> Vec<Range<usize>> {
    if phrase.is_empty() {
        return Vec::new();
    }
    let same = |window: &[Word]| window.iter().zip(phrase).all(|(a, b)| same_stem(&a.folded, &b.folded));
    let found = words.windows(phrase.len()).filter(|window| same(window));
    found.filter_map(|window| Some(window.first()?.range.start..window.last()?.range.end)).collect()
}

/// The part of the text between marks that end a thought, around `at`.
pub(crate) fn clause(text: &str, at: &Range<usize>) -> Range<usize> {
    let ends = |c: char| matches!(c, ',' | ';' | '!' | '?' | '\n');
    let before = text.get(..at.start).unwrap_or_default();
    let start = before.rfind(ends).map_or(0, |mark| mark + 1);
    let after = text.get(at.end..).unwrap_or_default();
    let end = after.find(ends).map_or(text.len(), |mark| at.end + mark);
    start..end
}

/// The word right before `at` says no: «не завтра».
pub(crate) fn is_negated(words: &[Word], at: &Range<usize>) -> bool {
    let before: Vec<&Word> = words.iter().filter(|word| word.range.end <= at.start).collect();
    let said = |word: &&&Word| matches!(word.folded.as_str(), "не" | "ни");
    // One small word may stand between: «не в пятницу».
    let close = before.iter().rev().take(2);
    let small = |word: &str| word.chars().count() <= 3;
    match close.copied().collect::<Vec<_>>().as_slice() {
        [last, ..] if said(&last) => true,
        [last, second] => small(&last.folded) && said(&second),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("самовывоз", "самовывозом")]
    #[case("курьер", "курьером")]
    #[case("почта", "почтой")]
    #[case("доставка", "доставку")]
    #[case("кредит", "кредита")]
    fn forms_of_a_word_share_a_stem(#[case] left: &str, #[case] right: &str) {
        assert!(same_stem(left, right), "{} {}", stem(left), stem(right));
    }

    #[test]
    fn words_keep_hyphens_and_places() {
        let found = words("Санкт-Петербург, 2 шт. - ещё");
        let folded: Vec<_> = found.iter().map(|word| word.folded.as_str()).collect();
        assert_eq!(folded, ["санкт-петербург", "2", "шт", "еще"]);
        assert_eq!(found[1].range, 31..32);
    }

    #[rstest]
    #[case("не завтра, а в пятницу", "завтра", true)]
    #[case("не завтра, а в пятницу", "пятницу", false)]
    #[case("не в пятницу", "пятницу", true)]
    #[case("завтра", "завтра", false)]
    fn negation_stands_before(#[case] text: &str, #[case] part: &str, #[case] negated: bool) {
        let at = text.find(part).expect("a part");
        assert_eq!(is_negated(&words(text), &(at..at + part.len())), negated);
    }
}
