//! Phones as people in Russia write them, in the form of E.164.

use std::ops::Range;

use super::{number, words::Word};

/// A phone found in a text.
pub(crate) type Found = (Range<usize>, String);

/// Digits in a row.
struct Group {
    range: Range<usize>,
    plus: bool,
}

/// Phones in the text, left to right. `asked`: the customer was asked for one, so that shorter forms count, too.
pub(crate) fn find(text: &str, words: &[Word], asked: bool) -> Vec<Found> {
    let mut found = Vec::new();
    for run in runs(text) {
        let mut rest = run.as_slice();
        while !rest.is_empty() {
            let (taken, phone) = longest(text, rest, asked);
            found.extend(phone);
            rest = rest.get(taken..).unwrap_or_default();
        }
    }
    if found.is_empty() {
        found.extend(spelled(words, asked));
    }
    found
}

/// The whole text is a phone.
pub(crate) fn whole(text: &str) -> Option<String> {
    let text = text.trim();
    let [(range, phone)] = find(text, &[], true).try_into().ok()?;
    (range == (0..text.len())).then_some(phone)
}

/// Groups of digits that only phone signs separate.
fn runs(text: &str) -> Vec<Vec<Group>> {
    let mut runs: Vec<Vec<Group>> = vec![Vec::new()];
    let (mut gap, mut plus, mut letter) = (0, None, false);
    for (at, c) in text.char_indices() {
        if c.is_ascii_digit() {
            let Some(run) = runs.last_mut() else { break };
            match run.last_mut() {
                Some(group) if group.range.end == at => group.range.end += 1,
                _ if letter => {}
                _ => run.push(Group { range: plus.unwrap_or(at)..at + 1, plus: plus.is_some() }),
            }
            (gap, plus) = (0, None);
            continue;
        }
        gap += 1;
        letter = c.is_alphabetic();
        plus = if c == '+' { Some(at) } else { plus.filter(|_| c == '(' || c == ' ') };
        if gap > 3 || !(c.is_whitespace() && c != '\n' || "+-–—‑().".contains(c)) {
            runs.push(Vec::new());
            gap = 0;
        }
    }
    runs
}

/// The longest phone that begins with the first group, and how many groups it takes (at least one is used up).
fn longest(text: &str, groups: &[Group], asked: bool) -> (usize, Option<Found>) {
    let Some(first) = groups.first() else { return (1, None) };
    for count in (1..=groups.len().min(9)).rev() {
        let taken = groups.get(..count).unwrap_or_default();
        // A second plus begins another phone.
        if taken.iter().skip(1).any(|group| group.plus) {
            continue;
        }
        let Some(last) = taken.last() else { continue };
        let range = first.range.start..last.range.end;
        let digits: String =
            text.get(range.clone()).unwrap_or_default().chars().filter(char::is_ascii_digit).collect();
        if let Some(phone) = normalise(&digits, first.plus, asked) {
            return (count, Some((range, phone)));
        }
    }
    (1, None)
}

/// Digits in the form of E.164, if they can be a phone.
fn normalise(digits: &str, plus: bool, asked: bool) -> Option<String> {
    let area = digits.get(1..2).and_then(|digit| digit.chars().next());
    let first = digits.chars().next()?;
    let russian = |rest: &str| Some(format!("+7{rest}"));
    match (digits.len(), first) {
        (11, '8') if matches!(area, Some('3' | '4' | '8' | '9')) => russian(digits.get(1..)?),
        (11, '7') if plus || matches!(area, Some('3' | '4' | '6' | '7' | '8' | '9')) => {
            russian(digits.get(1..)?)
        }
        (10, '9') if !plus => russian(digits),
        (10, '3' | '4' | '8') if asked && !plus => russian(digits),
        // Belarus and Ukraine are often written without a plus.
        (12, '3') if plus || digits.starts_with("375") || digits.starts_with("380") => {
            Some(format!("+{digits}"))
        }
        (10..=15, first) if plus && !matches!(first, '0' | '7' | '8') => Some(format!("+{digits}")),
        _ => None,
    }
}

/// «восемь девятьсот двенадцать триста сорок пять шестьдесят семь восемьдесят девять».
fn spelled(words: &[Word], asked: bool) -> Option<Found> {
    let mut start = 0;
    while start < words.len() {
        let rest = words.get(start..)?;
        let (digits, used) = number::digits_of_words(rest);
        if used == 0 {
            start += 1;
            continue;
        }
        if let Some(phone) = normalise(&digits, false, asked) {
            return Some((rest.first()?.range.start..rest.get(used - 1)?.range.end, phone));
        }
        start += used;
    }
    None
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::{super::words::words, *};

    fn phones(text: &str, asked: bool) -> Vec<String> {
        find(text, &words(text), asked).into_iter().map(|(_, phone)| phone).collect()
    }

    #[rstest]
    #[case("+7 900 123-45-67")]
    #[case("8 (900) 123-45-67")]
    #[case("89001234567")]
    #[case("9001234567")]
    #[case("8-900-123-45-67")]
    #[case("8.900.123.45.67")]
    #[case("+7(900)1234567")]
    #[case("7 900 123 45 67")]
    #[case("8 900 123 4567")]
    #[case("тел. 8 900 123 45 67, звоните после 6")]
    #[case("мой номер +79001234567.")]
    #[case("Иван 8(900)123 45 67 2 штуки")]
    #[case("+8 900 123 45 67")]
    #[case("8\u{a0}900\u{a0}123\u{2011}45\u{2011}67")]
    #[case("восемь девятьсот сто двадцать три сорок пять шестьдесят семь")]
    fn one_phone_in_many_writings(#[case] text: &str) {
        assert_eq!(phones(text, false), ["+79001234567"], "{text}");
    }

    #[rstest]
    #[case("заказ 12345678901")]
    #[case("ИНН 7701234567")]
    #[case("карта 4276 1234 5678 9012")]
    #[case("цена 8 500 000")]
    #[case("12.03.2026 10:30")]
    #[case("123-45-67")]
    #[case("артикул A89001234567")]
    #[case("без телефона")]
    fn what_is_no_phone(#[case] text: &str) {
        assert_eq!(phones(text, false), [""; 0], "{text}");
    }

    #[rstest]
    #[case("+375 29 123-45-67", "+375291234567")]
    #[case("375291234567", "+375291234567")]
    #[case("+998 90 123 45 67", "+998901234567")]
    #[case("+1 415 555 2671", "+14155552671")]
    #[case("8 (495) 123-45-67", "+74951234567")]
    #[case("+7 701 123 45 67", "+77011234567")]
    fn other_codes(#[case] text: &str, #[case] phone: &str) {
        assert_eq!(phones(text, false), [phone]);
    }

    #[test]
    fn a_city_number_counts_when_asked() {
        assert_eq!(phones("495 123-45-67", true), ["+74951234567"]);
        assert_eq!(phones("495 123-45-67", false), [""; 0]);
    }

    #[test]
    fn several_phones_are_told_apart() {
        assert_eq!(phones("89001234567, 8 901 765 43 21", false), ["+79001234567", "+79017654321"]);
        assert_eq!(phones("+79001234567 +79017654321", false), ["+79001234567", "+79017654321"]);
    }

    #[test]
    fn a_whole_text_is_a_phone_or_not() {
        assert_eq!(whole(" 8 900 123 45 67 "), Some("+79001234567".to_owned()));
        assert_eq!(whole("8 900 123 45 67 вечером"), None);
    }
}
