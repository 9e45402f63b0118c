//! Figures written in Russian words.

use super::{
    figure::Decimal,
    letters::{begins, fold, same, word},
    number::{Kind, Read},
};

/// Reads the numeral at the beginning of `text`: «пять», «двадцать пять», «две тысячи».
pub(super) fn read(text: &str) -> Option<Read> {
    let first = word(text);
    if is_one_and_a_half(first) {
        return Some(number(Decimal::with_fraction(1, 5, 1), first.len()));
    }
    let mut total = u128::from(numeral(first)?);
    let (mut least, mut length) = (rank(total), first.len());
    while let Some(next) = text.get(length..).and_then(|rest| rest.strip_prefix(' ')).map(word) {
        if begins(next, "тысяч") {
            return Some(number(Decimal::whole(total.saturating_mul(1000)), length + 1 + next.len()));
        }
        let Some(part) = numeral(next).map(u128::from).filter(|part| rank(*part) < least) else { break };
        (total, least, length) = (total + part, rank(part), length + 1 + next.len());
    }
    Some(number(Decimal::whole(total), length))
}

fn number(value: Decimal, length: usize) -> Read {
    Read { kind: Kind::Number { value, percent: false, grouped: false }, length }
}

/// Numerals join only in falling order: hundreds, tens, ones.
fn rank(value: u128) -> u8 {
    match value {
        0..20 => 0,
        20..100 => 1,
        _ => 2,
    }
}

/// A word that is counted stands next, maybe after the other end of a range.
pub(super) fn unit_follows(text: &str) -> bool {
    let mut rest = text;
    for _ in 0..4 {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || "-–—".contains(c));
        let next = word(rest);
        if UNITS.iter().any(|unit| begins(next, unit)) {
            return true;
        }
        if numeral(next).is_none() && !same(next, "или") && !same(next, "до") {
            return false;
        }
        rest = rest.get(next.len()..).unwrap_or_default();
    }
    false
}

/// Beginnings of words for time, money, measure and count.
const UNITS: [&str; 22] = [
    "день",
    "дня",
    "дней",
    "дням",
    "сут",
    "час",
    "минут",
    "недел",
    "месяц",
    "год",
    "лет",
    "рабоч",
    "календарн",
    "руб",
    "тысяч",
    "процент",
    "километр",
    "метр",
    "килограмм",
    "кг",
    "штук",
    "квадратн",
];

fn is_one_and_a_half(word: &str) -> bool {
    begins(word, "пол") && ["полтора", "полторы", "полутора"].iter().any(|form| same(word, form))
}

/// The value of one numeral word in any case form: 2 to 19, tens and hundreds.
pub(crate) fn numeral(word: &str) -> Option<u16> {
    let mut letters = word.chars().map(fold);
    let (first, second, _third) = (letters.next()?, letters.next()?, letters.next()?);
    // Most words are told apart by two letters, which all forms of a numeral share.
    if !matches!(first, 'в' | 'д' | 'о' | 'п' | 'с' | 'т' | 'ч' | 'ш') {
        return None;
    }
    let begins = |form: &&str| form.strip_prefix(first).is_some_and(|rest| rest.starts_with(second));
    let mut rows = FORMS.iter().filter(|(_, forms)| forms.first().is_some_and(begins));
    rows.find(|(_, forms)| forms.iter().any(|form| same(word, form))).map(|(value, _)| *value)
}

/// Cases of the numerals. «Один» is left out (often no number), «семью» too (also a family).
const FORMS: [(u16, &[&str]); 35] = [
    (2, &["два", "две", "двух", "двум", "двумя"]),
    (3, &["три", "трех", "трем", "тремя"]),
    (4, &["четыре", "четырех", "четырем", "четырьмя"]),
    (5, &["пять", "пяти", "пятью"]),
    (6, &["шесть", "шести", "шестью"]),
    (7, &["семь", "семи"]),
    (8, &["восемь", "восьми", "восемью"]),
    (9, &["девять", "девяти", "девятью"]),
    (10, &["десять", "десяти", "десятью"]),
    (11, &["одиннадцать", "одиннадцати"]),
    (12, &["двенадцать", "двенадцати"]),
    (13, &["тринадцать", "тринадцати"]),
    (14, &["четырнадцать", "четырнадцати"]),
    (15, &["пятнадцать", "пятнадцати"]),
    (16, &["шестнадцать", "шестнадцати"]),
    (17, &["семнадцать", "семнадцати"]),
    (18, &["восемнадцать", "восемнадцати"]),
    (19, &["девятнадцать", "девятнадцати"]),
    (20, &["двадцать", "двадцати"]),
    (30, &["тридцать", "тридцати"]),
    (40, &["сорок", "сорока"]),
    (50, &["пятьдесят", "пятидесяти"]),
    (60, &["шестьдесят", "шестидесяти"]),
    (70, &["семьдесят", "семидесяти"]),
    (80, &["восемьдесят", "восьмидесяти"]),
    (90, &["девяносто", "девяноста"]),
    (100, &["сто", "ста"]),
    (200, &["двести", "двухсот"]),
    (300, &["триста", "трехсот"]),
    (400, &["четыреста", "четырехсот"]),
    (500, &["пятьсот", "пятисот"]),
    (600, &["шестьсот", "шестисот"]),
    (700, &["семьсот", "семисот"]),
    (800, &["восемьсот", "восьмисот"]),
    (900, &["девятьсот", "девятисот"]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_found() {
        for (value, forms) in &FORMS {
            for form in *forms {
                assert_eq!(numeral(form), Some(*value), "{form}");
                assert_eq!(numeral(&form.to_uppercase().replace('Е', "Ё")), Some(*value), "{form}");
            }
        }
        for word in ["", "да", "семью", "стол", "пятница", "two"] {
            assert_eq!(numeral(word), None, "{word}");
        }
    }
}
