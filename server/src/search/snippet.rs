//! The part of a message that shows what was found.

use serde::{Deserialize, Serialize};
use sufler_retrieval::text::{normalise, stem, words};
use sufler_store::Term;
use utoipa::ToSchema;

/// Characters of a snippet.
const LENGTH: usize = 160;
/// Of them before what was found.
const BEFORE: usize = 40;

/// A part of a message with what was found in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Snippet {
    /// The part; `…` stands where it was cut.
    pub text: String,
    /// Found words as `[start, end)`, counted as JavaScript does, in UTF-16 units.
    pub found: Vec<[usize; 2]>,
}

/// Cuts the part around the first word that was looked for.
pub fn snippet(text: &str, question: &[Vec<Term>]) -> Snippet {
    let spans: Vec<(usize, usize)> = words(text)
        .filter(|word| is_wanted(word, question))
        .map(|word| {
            let start = word.as_ptr() as usize - text.as_ptr() as usize;
            (start, start + word.len())
        })
        .collect();
    let first = spans.first().map_or(0, |(start, _)| *start);
    let (from, to) = window(text, first);
    let mut shown = String::new();
    if from > 0 {
        shown.push('…');
    }
    let offset = shown.encode_utf16().count();
    let part = text.get(from..to).unwrap_or_default();
    shown.push_str(part);
    if to < text.len() {
        shown.push('…');
    }
    let units = |at: usize| offset + part.get(..at).unwrap_or_default().encode_utf16().count();
    let found = spans
        .into_iter()
        .filter(|(start, end)| *start >= from && *end <= to)
        .map(|(start, end)| [units(start - from), units(end - from)])
        .collect();
    Snippet { text: shown, found }
}

fn is_wanted(word: &str, question: &[Vec<Term>]) -> bool {
    let stem = stem(&normalise(word));
    question
        .iter()
        .flatten()
        .any(|term| if term.is_prefix { stem.starts_with(&term.stem) } else { stem == term.stem })
}

/// Bytes of the part around `first`, at borders of characters.
fn window(text: &str, first: usize) -> (usize, usize) {
    let from =
        text.get(..first).and_then(|before| before.char_indices().rev().nth(BEFORE)).map_or(0, |(at, _)| at);
    let to = text
        .get(from..)
        .and_then(|rest| rest.char_indices().nth(LENGTH))
        .map_or(text.len(), |(at, _)| from + at);
    (from, to)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(words: &[&str]) -> Vec<Vec<Term>> {
        words.iter().map(|word| vec![Term { stem: stem(word), is_prefix: false }]).collect()
    }

    fn marked(text: &str, words: &[&str]) -> (String, Vec<String>) {
        let cut = snippet(text, &question(words));
        let units: Vec<u16> = cut.text.encode_utf16().collect();
        let found = cut.found.iter().map(|[start, end]| String::from_utf16_lossy(&units[*start..*end]));
        (cut.text.clone(), found.collect())
    }

    #[test]
    fn every_form_is_marked_beside_emoji_too() {
        let (text, found) = marked("😀 Доставка? Да, доставки ждать ЁЛКУ.", &["доставкой", "елки"]);
        assert_eq!(text, "😀 Доставка? Да, доставки ждать ЁЛКУ.");
        assert_eq!(found, ["Доставка", "доставки", "ЁЛКУ"]);
    }

    #[test]
    fn a_long_text_is_cut_around_the_first_find() {
        let text = format!("{} доставка {}", "слово ".repeat(50), "ещё ".repeat(100));
        let (part, found) = marked(&text, &["доставку"]);
        assert!(part.starts_with('…') && part.ends_with('…') && part.chars().count() == LENGTH + 2, "{part}");
        assert_eq!(found, ["доставка"]);
    }

    #[test]
    fn nothing_found_shows_the_beginning() {
        assert_eq!(marked("Здравствуйте!", &["нет"]), ("Здравствуйте!".into(), vec![]));
    }
}
