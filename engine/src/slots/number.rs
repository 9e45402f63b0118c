//! Numbers in digits and in Russian words: «2,5», «1 500», «две тысячи пятьсот», «полтора», «пара».

use std::ops::Range;

use super::words::Word;
use crate::evidence::numeral;

/// Numbers in the text outside of `used`, left to right.
pub(crate) fn find(text: &str, words: &[Word], used: &[Range<usize>]) -> Vec<(Range<usize>, f64)> {
    let free = |range: &Range<usize>| !used.iter().any(|it| it.start < range.end && range.start < it.end);
    let mut found: Vec<(Range<usize>, f64)> = Vec::new();
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let read = if word.folded.starts_with(|c: char| c.is_ascii_digit()) {
            in_digits(text, words.get(at..).unwrap_or_default())
        } else {
            in_words(words.get(at..).unwrap_or_default())
        };
        let Some((value, count)) = read else {
            at += 1;
            continue;
        };
        let end = words.get(at + count - 1).map_or(word.range.end, |last| last.range.end);
        let minus = text
            .get(..word.range.start)
            .is_some_and(|before| before.ends_with('-') && !before.ends_with("--"));
        let glued = text
            .get(..word.range.start.saturating_sub(1))
            .is_some_and(|before| before.ends_with(char::is_alphanumeric));
        let value = if minus && !glued && word.folded.starts_with(|c: char| c.is_ascii_digit()) {
            -value
        } else {
            value
        };
        if free(&(word.range.start..end)) {
            found.push((word.range.start..end, value));
        }
        at += count;
    }
    found
}

/// A whole number at the beginning, in digits or words, and how many words it takes.
pub(crate) fn find_first(words: &[Word]) -> Option<(f64, usize)> {
    let first = words.first()?;
    match first.folded.parse::<u32>() {
        Ok(value) => Some((f64::from(value), 1)),
        Err(_) => in_words(words),
    }
}

/// The whole text is a number, maybe with a currency sign.
pub(crate) fn whole(text: &str) -> Option<f64> {
    let bare = text.trim().trim_end_matches(['₽', '%']).trim();
    let words = super::words::words(bare);
    let [(range, value)] = find(bare, &words, &[]).try_into().ok()?;
    (range.end == bare.len() && range.start <= 1).then_some(value)
}

/// A number in digits and how many words it takes: groups of three, a fraction, «тыс».
fn in_digits(text: &str, words: &[Word]) -> Option<(f64, usize)> {
    let first = words.first()?;
    let digits = first.folded.bytes().take_while(u8::is_ascii_digit).count();
    let (head, suffix) = first.folded.split_at(digits);
    let mut number = head.to_owned();
    let mut count = 1;
    if suffix.is_empty() && head.len() <= 3 && !head.starts_with('0') {
        while let Some(group) = words.get(count).filter(|word| is_group(text, words, count, word)) {
            number += &group.folded;
            count += 1;
        }
    }
    if suffix.is_empty()
        && let Some(fraction) = words.get(count).filter(|word| is_fraction(text, words, count, word))
    {
        number = format!("{number}.{}", fraction.folded);
        count += 1;
    }
    let value: f64 = number.parse().ok()?;
    if !suffix.is_empty() {
        // «5к», «2тыс», «3шт»; «2х» is no number of its own.
        return Some((value * power(suffix).unwrap_or(1.0), 1))
            .filter(|_| suffix.chars().all(char::is_alphabetic));
    }
    match words.get(count).and_then(|next| power(&next.folded)) {
        Some(power) => Some((value * power, count + 1)),
        None => Some((value, count)),
    }
}

fn between<'t>(text: &'t str, words: &[Word], index: usize) -> &'t str {
    let start = index.checked_sub(1).and_then(|before| words.get(before)).map_or(0, |word| word.range.end);
    words.get(index).and_then(|word| text.get(start..word.range.start)).unwrap_or_default()
}

fn is_group(text: &str, words: &[Word], index: usize, word: &Word) -> bool {
    let spaced = matches!(between(text, words, index), " " | "\u{a0}" | "\u{2009}" | "\u{202f}");
    spaced && word.folded.len() == 3 && word.folded.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_fraction(text: &str, words: &[Word], index: usize, word: &Word) -> bool {
    let marked = matches!(between(text, words, index), "," | ".");
    // «1.2.3» is a version or a date.
    let more = matches!(text.get(word.range.end..).and_then(|rest| rest.chars().next()), Some('.' | ','))
        && text.get(word.range.end + 1..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    marked && !more && word.folded.bytes().all(|byte| byte.is_ascii_digit()) && word.folded.len() <= 6
}

fn power(word: &str) -> Option<f64> {
    match word {
        "к" | "k" | "тыс" | "т" | "тр" => Some(1e3),
        "млн" => Some(1e6),
        _ if word.starts_with("тысяч") => Some(1e3),
        _ if word.starts_with("миллион") => Some(1e6),
        _ => None,
    }
}

/// A numeral in words and how many of them it takes.
fn in_words(words: &[Word]) -> Option<(f64, usize)> {
    let first = words.first()?;
    if let Some(value) = special(&first.folded) {
        return match words.get(1).and_then(|next| power(&next.folded)) {
            Some(power) => Some((value * power, 2)),
            None => Some((value, 1)),
        };
    }
    let (mut total, mut count) = below_thousand(words)?;
    if let Some(power) = words.get(count).and_then(|next| power(&next.folded)) {
        total *= power;
        count += 1;
        if let Some((rest, more)) =
            below_thousand(words.get(count..).unwrap_or_default()).filter(|_| power >= 1e3)
        {
            total += rest;
            count += more;
        }
    } else if let Some("тысяча" | "тысячу") = words.first().map(|word| word.folded.as_str()) {
        count = 1;
    }
    Some((total, count))
}

fn special(word: &str) -> Option<f64> {
    Some(match word {
        "полтора" | "полторы" | "полутора" => 1.5,
        "пара" | "пару" | "парочка" | "парочку" => 2.0,
        "десяток" | "десятка" => 10.0,
        "дюжина" | "дюжину" => 12.0,
        "сотня" | "сотню" => 100.0,
        "тысяча" | "тысячу" => 1000.0,
        "миллион" => 1e6,
        "ноль" | "нуль" | "ноля" | "нисколько" => 0.0,
        "двое" => 2.0,
        "трое" => 3.0,
        "четверо" => 4.0,
        "пятеро" => 5.0,
        _ => return None,
    })
}

/// One numeral word: 1 to 900.
fn simple(word: &str) -> Option<u16> {
    match word {
        "один" | "одна" | "одно" | "одну" | "одного" | "одной" | "одним" | "одном" => {
            Some(1)
        }
        word => numeral(word),
    }
}

/// Numerals in falling order, joined: «двести сорок пять».
fn below_thousand(words: &[Word]) -> Option<(f64, usize)> {
    let mut total = simple(&words.first()?.folded)?;
    let (mut rank, mut count) = (rank_of(total), 1);
    while let Some(part) = words.get(count).and_then(|word| simple(&word.folded)) {
        // «двадцать двенадцать» is two numbers.
        let joins = match rank {
            2 => part < 100,
            1 => part < 10,
            _ => false,
        };
        if !joins {
            break;
        }
        total += part;
        rank = rank_of(part);
        count += 1;
    }
    Some((f64::from(total), count))
}

fn rank_of(value: u16) -> u8 {
    match value {
        0..20 => 0,
        20..100 => 1,
        _ => 2,
    }
}

/// Digits of numerals dictated one after another, as phones are, and how many words they take.
pub(crate) fn digits_of_words(words: &[Word]) -> (String, usize) {
    let (mut digits, mut used) = (String::new(), 0);
    while let Some(word) = words.get(used) {
        let rest = words.get(used..).unwrap_or_default();
        if matches!(word.folded.as_str(), "ноль" | "нуль") {
            digits.push('0');
            used += 1;
        } else if let Some((value, count)) = below_thousand(rest) {
            digits += &format!("{value}");
            used += count;
        } else if word.folded.bytes().all(|byte| byte.is_ascii_digit()) && !word.folded.is_empty() {
            digits += &word.folded;
            used += 1;
        } else if word.folded == "плюс" && digits.is_empty() {
            used += 1;
        } else {
            break;
        }
    }
    if digits.is_empty() { (digits, 0) } else { (digits, used) }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::{super::words::words, *};

    #[rstest]
    #[case("2", &[2.0])]
    #[case("две штуки", &[2.0])]
    #[case("2шт", &[2.0])]
    #[case("мне 2,5 метра", &[2.5])]
    #[case("1 500", &[1500.0])]
    #[case("1500 рублей", &[1500.0])]
    #[case("5к", &[5000.0])]
    #[case("2 тыс. рублей", &[2000.0])]
    #[case("1,5 млн", &[1_500_000.0])]
    #[case("двадцать пять", &[25.0])]
    #[case("сто двадцать три", &[123.0])]
    #[case("две тысячи пятьсот", &[2500.0])]
    #[case("тысяча", &[1000.0])]
    #[case("полторы тысячи", &[1500.0])]
    #[case("пару штук", &[2.0])]
    #[case("одну", &[1.0])]
    #[case("десяток", &[10.0])]
    #[case("ноль", &[0.0])]
    #[case("-5", &[-5.0])]
    #[case("3 или 4", &[3.0, 4.0])]
    #[case("5-10", &[5.0, 10.0])]
    #[case("сколько", &[])]
    fn numbers(#[case] text: &str, #[case] wanted: &[f64]) {
        let found: Vec<f64> = find(text, &words(text), &[]).into_iter().map(|(_, value)| value).collect();
        assert_eq!(found, wanted, "{text}");
    }

    #[test]
    fn whole_texts() {
        assert_eq!(whole("25 000 ₽"), Some(25_000.0));
        assert_eq!(whole("12.5"), Some(12.5));
        assert_eq!(whole("-3"), Some(-3.0));
        assert_eq!(whole("12 штук"), None);
    }
}
