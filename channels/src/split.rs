//! Cuts a text that is too long for one message into parts that read well.

use serde::Serialize;
use unicode_segmentation::UnicodeSegmentation;

/// Longest text of one message, as the channel counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct TextLimit {
    /// Number of units.
    pub max: usize,
    /// What is counted.
    pub unit: TextUnit,
}

/// What a channel counts as one character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum TextUnit {
    /// Unicode scalar values.
    Scalar,
    /// UTF-16 code units: most emoji count as two. The stricter choice where a channel does not say.
    Utf16,
}

impl TextLimit {
    /// Length of a text in this limit's units.
    #[must_use]
    pub fn measure(&self, text: &str) -> usize {
        match self.unit {
            TextUnit::Scalar => text.chars().count(),
            TextUnit::Utf16 => text.encode_utf16().count(),
        }
    }
}

/// Cuts `text` into parts of at most `limit`, preferring the end of a paragraph, then of a line, of a
/// sentence, of a word. Words (so also URLs), prices («25 000 ₽») and graphemes are cut only when they alone
/// exceed the limit. Only white space around a cut is dropped; no part is blank; a blank text has no parts.
///
/// A limit too small for a single character yields that character as a part of its own.
#[must_use]
pub fn split(text: &str, limit: TextLimit) -> Vec<String> {
    let mut parts = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let (part, tail) = rest.split_at(cut_at(rest, limit));
        parts.push(part.trim_end().to_owned());
        rest = tail.trim_start();
    }
    parts
}

/// Best byte offset to cut at, always above 0; the whole text when it fits.
fn cut_at(text: &str, limit: TextLimit) -> usize {
    let mut breaks = Breaks::default();
    let mut used = 0;
    let mut seen = Seen::default();
    for (offset, grapheme) in text.grapheme_indices(true) {
        let following = text.get(offset + grapheme.len()..).unwrap_or_default();
        if let Some(level) = seen.step(grapheme, following) {
            breaks.note(level, offset, used);
        }
        used += limit.measure(grapheme);
        if used > limit.max {
            return breaks.best(limit.max).unwrap_or_else(|| hard_cut(text, offset, limit));
        }
    }
    text.len()
}

/// No break at all: cut between graphemes, or between characters when one grapheme exceeds the limit.
fn hard_cut(text: &str, fitting: usize, limit: TextLimit) -> usize {
    if fitting > 0 {
        return fitting;
    }
    let mut used = 0;
    for (offset, character) in text.char_indices() {
        used += limit.measure(character.encode_utf8(&mut [0; 4]));
        if used > limit.max && offset > 0 {
            return offset;
        }
    }
    text.len()
}

/// How good a place to cut is, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    Paragraph,
    Line,
    Sentence,
    Word,
    /// White space that belongs together with its sides: no-break spaces, «25 000», «500 ₽».
    Glued,
}

/// The last place of each level that still fits, with the length used up to it.
#[derive(Debug, Default)]
struct Breaks([Option<(usize, usize)>; 5]);

impl Breaks {
    /// Every better place is the end of a word too.
    fn note(&mut self, level: Level, offset: usize, used: usize) {
        let also = if level == Level::Glued { Level::Glued } else { Level::Word };
        for level in [level, also] {
            if let Some(slot) = self.0.get_mut(level as usize) {
                *slot = Some((offset, used));
            }
        }
    }

    /// The better a level, the emptier a part it may leave; a word's end is taken wherever it is.
    fn best(&self, max: usize) -> Option<usize> {
        let least = [max / 3, max / 2, max / 2, 0, 0];
        self.0
            .iter()
            .zip(least)
            .find_map(|(slot, least)| slot.filter(|(_, used)| *used > 0 && *used >= least))
            .map(|(offset, _)| offset)
    }
}

/// What came right before the place looked at.
#[derive(Debug, Default)]
struct Seen {
    /// Line ends in the current run of white space.
    newlines: usize,
    /// Whether the last visible character ended a sentence (closing quotes and brackets do not count).
    sentence: bool,
    /// Letters in the word so far: «г.», «руб.» are abbreviations, not sentences.
    letters: usize,
    last: Option<char>,
}

impl Seen {
    /// Takes one grapheme; the level of a cut right before it when it is white space.
    fn step(&mut self, grapheme: &str, following: &str) -> Option<Level> {
        if !grapheme.chars().all(char::is_whitespace) {
            self.visible(grapheme);
            return None;
        }
        if grapheme.contains('\n') {
            self.newlines += 1;
        }
        let level = if self.newlines > 1 {
            Level::Paragraph
        } else if self.newlines == 1 {
            Level::Line
        } else if self.is_glued(grapheme, following) {
            Level::Glued
        } else if self.sentence {
            Level::Sentence
        } else {
            Level::Word
        };
        self.letters = 0;
        Some(level)
    }

    fn visible(&mut self, grapheme: &str) {
        self.newlines = 0;
        let Some(first) = grapheme.chars().next() else { return };
        match first {
            '!' | '?' | '…' => self.sentence = true,
            '.' => self.sentence = self.letters > 3 || matches!(self.last, Some('.')),
            '»' | '"' | '”' | ')' | ']' => {}
            _ => {
                self.sentence = false;
                self.letters = if first.is_alphabetic() { self.letters + 1 } else { 0 };
            }
        }
        self.last = Some(first);
    }

    fn is_glued(&self, space: &str, following: &str) -> bool {
        if space.contains(['\u{a0}', '\u{202f}', '\u{2007}']) {
            return true;
        }
        let next = following.chars().next();
        self.last.is_some_and(|last| last.is_ascii_digit())
            && next.is_some_and(|next| next.is_ascii_digit() || matches!(next, '₽' | '%' | '°'))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    fn scalars(max: usize) -> TextLimit {
        TextLimit { max, unit: TextUnit::Scalar }
    }

    #[rstest]
    #[case::fits("Добрый день!", 20, &["Добрый день!"])]
    #[case::blank(" \n\t ", 5, &[])]
    #[case::paragraph("Доставка по России.\n\nОплата при получении.", 30, &["Доставка по России.", "Оплата при получении."])]
    #[case::line("Первая строка\nВторая строка", 20, &["Первая строка", "Вторая строка"])]
    #[case::sentence("Есть в наличии. Можно забрать сегодня вечером", 25, &["Есть в наличии.", "Можно забрать сегодня", "вечером"])]
    #[case::quoted_sentence("Модель «Бриз!» Есть на складе", 20, &["Модель «Бриз!»", "Есть на складе"])]
    #[case::abbreviation("Самовывоз: г. Москва", 17, &["Самовывоз: г.", "Москва"])]
    #[case::price_stays_whole("Цена ровно 25 000 ₽ с доставкой", 16, &["Цена ровно", "25 000 ₽ с", "доставкой"])]
    #[case::no_break_space("Всего за 25\u{a0}000\u{a0}₽", 12, &["Всего за", "25\u{a0}000\u{a0}₽"])]
    #[case::early_sentence("Ой!.. Кондиционеры", 12, &["Ой!..", "Кондиционеры"])]
    #[case::url("Смотрите https://example.org/very/long", 30, &["Смотрите", "https://example.org/very/long"])]
    #[case::long_word("абвгдежз", 3, &["абв", "где", "жз"])]
    #[case::family_emoji("👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 10, &["👩‍👩‍👧‍👦", "👩‍👩‍👧‍👦"])]
    #[case::tiny_grapheme("e\u{301}\u{302}", 2, &["e\u{301}", "\u{302}"])]
    fn cuts_where_it_reads_well(#[case] text: &str, #[case] max: usize, #[case] parts: &[&str]) {
        assert_eq!(split(text, scalars(max)), parts);
    }

    #[test]
    fn counts_as_the_channel_counts() {
        let text = "😀".repeat(6);
        assert_eq!(split(&text, TextLimit { max: 6, unit: TextUnit::Scalar }).len(), 1);
        assert_eq!(split(&text, TextLimit { max: 6, unit: TextUnit::Utf16 }).len(), 2);
    }

    /// Text with everything that could go wrong at a cut.
    fn any_text() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            "[а-яё]{1,12}",
            "[A-Za-z0-9]{1,30}",
            Just(". ".to_owned()),
            Just("! ".to_owned()),
            Just("\n\n".to_owned()),
            Just("\r\n".to_owned()),
            Just(" ".to_owned()),
            Just("25\u{a0}000 ₽".to_owned()),
            Just("👩‍👩‍👧‍👦".to_owned()),
            Just("e\u{301}".to_owned()),
            Just(" \u{308}".to_owned()),
            Just("https://example.org/a?b=c&d=1".to_owned()),
            any::<char>().prop_map(String::from),
        ];
        prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn loses_nothing_and_keeps_the_limit(text in any_text(), max in 2usize..80, utf16: bool) {
            let unit = if utf16 { TextUnit::Utf16 } else { TextUnit::Scalar };
            let limit = TextLimit { max, unit };
            let parts = split(&text, limit);
            let mut rest = text.as_str();
            for part in &parts {
                prop_assert!(!part.trim().is_empty());
                prop_assert!(limit.measure(part) <= max, "{part:?} is longer than {max}");
                let at = rest.find(part.as_str()).expect("each part stands in the text, in order");
                prop_assert!(rest[..at].trim().is_empty(), "only white space is dropped");
                rest = &rest[at + part.len()..];
            }
            prop_assert!(rest.trim().is_empty());
        }

        #[test]
        fn words_that_fit_stay_whole(words in prop::collection::vec("[а-яa-z0-9:/.]{1,12}", 1..40), max in 12usize..60) {
            let text = words.join(" ");
            let parts = split(&text, scalars(max));
            let again: Vec<&str> = parts.iter().flat_map(|part| part.split(' ')).collect();
            prop_assert_eq!(again, words);
        }
    }
}
