//! Words without tables of Unicode: figures stand among Russian and Latin letters, and this code sees every
//! character of every source.

/// A letter.
pub(super) fn is_letter(c: char) -> bool {
    match c {
        'а'..='я' | 'А'..='Я' | 'ё' | 'Ё' | 'a'..='z' | 'A'..='Z' => true,
        // Digits and marks before the end of Cyrillic, and the blocks of punctuation, currency and arrows.
        c if c < '\u{530}' || ('\u{2000}'..'\u{2c00}').contains(&c) => false,
        c => c.is_alphabetic(),
    }
}

/// The leading word: letters only.
pub(super) fn word(text: &str) -> &str {
    let end = text.find(|c: char| !is_letter(c)).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

/// Lower case, `ё` as `е`; letters beyond Russian and Latin stay as they are.
pub(super) fn fold(c: char) -> char {
    match c {
        'ё' | 'Ё' => 'е',
        'А'..='Я' => char::from_u32(u32::from(c) + 32).unwrap_or(c),
        c => c.to_ascii_lowercase(),
    }
}

/// `word` is `folded`, whatever its case.
pub(super) fn same(word: &str, folded: &str) -> bool {
    word.chars().map(fold).eq(folded.chars())
}

/// `word` begins with `folded`, whatever its case.
pub(super) fn begins(word: &str, folded: &str) -> bool {
    let mut letters = word.chars().map(fold);
    folded.chars().all(|wanted| letters.next() == Some(wanted))
}
