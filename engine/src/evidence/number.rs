//! Figures written in digits.

use super::{
    figure::{Decimal, Figure},
    letters::{begins, same, word},
};

/// What stands at the beginning of a text, and how many bytes it takes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Read {
    pub(super) kind: Kind,
    pub(super) length: usize,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    Number { value: Decimal, percent: bool, grouped: bool },
    Date { day: u8, month: u8, year: Option<u16> },
    Time { hour: u8, minute: u8 },
    Phone(u64),
}

impl Read {
    /// The claims in it: a date with a year makes two.
    pub(super) fn figures(&self) -> impl Iterator<Item = Figure> {
        let (first, second) = match self.kind {
            Kind::Number { value, percent: true, .. } => (Figure::Percent(value), None),
            Kind::Number { value, .. } => (Figure::Number(value), None),
            Kind::Date { day, month, year } => {
                let year = year.map(|year| Figure::Number(Decimal::whole(u128::from(year))));
                (Figure::Date { day, month }, year)
            }
            Kind::Time { hour, minute } => (Figure::Time { hour, minute }, None),
            Kind::Phone(digits) => (Figure::Phone(digits), None),
        };
        std::iter::once(first).chain(second)
    }
}

/// Reads the figure at the beginning of `text`, which begins with a digit or `+`. `in_list`: it stands right after
/// another number and a comma or dot, so that a further mark does not begin a fraction.
pub(super) fn read(text: &str, in_list: bool) -> Option<Read> {
    phone(text)
        .or_else(|| iso_date(text))
        .or_else(|| date(text))
        .or_else(|| time(text))
        .or_else(|| amount(text, in_list))
}

/// Each run of digits by itself.
pub(super) fn parts(text: &str) -> impl Iterator<Item = Figure> {
    let runs = text.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty());
    runs.map(|run| Figure::Number(Decimal::whole(value(run))))
}

/// Leading digits.
fn digits(text: &str) -> &str {
    let end = text.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

/// Digits as a number; beyond 38 of them the largest one.
fn value(digits: &str) -> u128 {
    digits.parse().unwrap_or(u128::MAX)
}

fn small(text: &str, lengths: std::ops::RangeInclusive<usize>) -> Option<(u16, &str)> {
    let run = digits(text);
    let number = lengths.contains(&run.len()).then(|| run.parse().ok()).flatten()?;
    Some((number, text.get(run.len()..)?))
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}')
}

/// `+7 (999) 123-45-67`, `8 800 555 35 35`, `89991234567`.
fn phone(text: &str) -> Option<Read> {
    let plus = text.starts_with('+');
    let (mut number, mut count, mut groups, mut length) = (0u64, 0usize, 0usize, usize::from(plus));
    loop {
        let rest = text.get(length..)?;
        let run = digits(rest);
        // A price such as `8 500 000` has another shape: a code of three digits follows the lone 7 or 8.
        let fits = match groups {
            0 => plus || matches!(run, "7" | "8") || run.len() == 11 && run.starts_with(['7', '8']),
            1 if !plus => run.len() == 3,
            _ => !run.is_empty(),
        };
        if !fits || count + run.len() > 15 {
            return None;
        }
        for digit in run.bytes() {
            number = (number * 10 + u64::from(digit - b'0')) % 10_000_000_000;
        }
        (count, groups, length) = (count + run.len(), groups + 1, length + run.len());
        if if plus { count >= 11 } else { count == 11 } {
            break;
        }
        let gap: usize = text
            .get(length..)?
            .chars()
            .take(2)
            .take_while(|c| is_space(*c) || "()-".contains(*c))
            .map(char::len_utf8)
            .sum();
        if gap == 0 {
            return None;
        }
        length += gap;
    }
    text.get(length..)?
        .bytes()
        .next()
        .is_none_or(|next| !next.is_ascii_digit())
        .then_some(Read { kind: Kind::Phone(number), length })
}

/// `2026-05-31`.
fn iso_date(text: &str) -> Option<Read> {
    let (year, rest) = small(text, 4..=4)?;
    let (month, rest) = small(rest.strip_prefix('-')?, 2..=2)?;
    let (day, rest) = small(rest.strip_prefix('-')?, 2..=2)?;
    calendar(day, month, Some(year), text.len() - rest.len())
}

/// `31.05.2026`, `31/05/26`; without a year it can't be told from a decimal number.
fn date(text: &str) -> Option<Read> {
    let (day, rest) = small(text, 1..=2)?;
    let mark = rest.chars().next().filter(|c| matches!(c, '.' | '/'))?;
    let (month, rest) = small(rest.strip_prefix(mark)?, 1..=2)?;
    let (year, rest) = small(rest.strip_prefix(mark)?, 2..=4)?;
    let year = if year < 100 { year + 2000 } else { year };
    calendar(day, month, Some(year), text.len() - rest.len())
}

fn calendar(day: u16, month: u16, year: Option<u16>, length: usize) -> Option<Read> {
    let (day, month) = (u8::try_from(day).ok()?, u8::try_from(month).ok()?);
    ((1..=31).contains(&day) && (1..=12).contains(&month))
        .then_some(Read { kind: Kind::Date { day, month, year }, length })
}

/// `9:30`, `20:00`.
fn time(text: &str) -> Option<Read> {
    let (hour, rest) = small(text, 1..=2)?;
    let (minute, rest) = small(rest.strip_prefix(':')?, 2..=2)?;
    let (hour, minute) = (u8::try_from(hour).ok()?, u8::try_from(minute).ok()?);
    (hour <= 24 && minute < 60)
        .then_some(Read { kind: Kind::Time { hour, minute }, length: text.len() - rest.len() })
}

/// A number with what belongs to it: fraction, `тыс.`, `%`, a month.
fn amount(text: &str, in_list: bool) -> Option<Read> {
    let run = digits(text);
    if run.is_empty() {
        return None;
    }
    let grouped = thousands(text, run);
    let (number, mut length) = match grouped {
        Some((number, length)) => (number, length),
        None => (value(run), run.len()),
    };
    let mut amount = Decimal::whole(number);
    let rest = text.get(length..).filter(|_| !in_list).unwrap_or_default();
    if let Some((fraction, digits)) = fraction(rest) {
        amount = Decimal::with_fraction(number, fraction, digits);
        length += 1 + usize::from(digits);
    }
    let after = text.get(length..).unwrap_or_default();
    if let Some(read) = day_of_month(number, after, length) {
        return Some(read);
    }
    if let Some((power, more)) = multiplier(after) {
        (amount, length) = (amount.times_ten_to(power), length + more);
    }
    let percent = percent(text.get(length..).unwrap_or_default());
    let kind = Kind::Number { value: amount, percent: percent > 0, grouped: grouped.is_some() };
    Some(Read { kind, length: length + percent })
}

/// `25 000`: groups of exactly three digits.
fn thousands(text: &str, first: &str) -> Option<(u128, usize)> {
    if first.len() > 3 {
        return None;
    }
    let (mut number, mut length) = (value(first), first.len());
    while let Some(rest) = text.get(length..) {
        let Some(space) = rest.chars().next().filter(|c| is_space(*c)) else { break };
        let group = digits(rest.get(space.len_utf8()..).unwrap_or_default());
        if group.len() != 3 {
            break;
        }
        number = number.saturating_mul(1000).saturating_add(value(group));
        length += space.len_utf8() + 3;
    }
    (length > first.len()).then_some((number, length))
}

/// The digits after a decimal mark; several marks make a list such as `1,2,3`.
fn fraction(text: &str) -> Option<(u64, u8)> {
    let run = digits(text.strip_prefix([',', '.'])?);
    let mut after = text.get(1 + run.len()..)?.chars();
    let list = matches!(after.next(), Some(',' | '.')) && after.next().is_some_and(|c| c.is_ascii_digit());
    if list || run.is_empty() || run.len() > 9 {
        return None;
    }
    Some((run.parse().ok()?, u8::try_from(run.len()).ok()?))
}

/// A word after at most one space, and the bytes before it.
fn following_word(text: &str) -> (&str, usize) {
    let space = text.chars().next().filter(|c| is_space(*c)).map_or(0, char::len_utf8);
    (word(text.get(space..).unwrap_or_default()), space)
}

const POWERS: [(&str, u8); 6] =
    [("тыс", 3), ("млн", 6), ("млрд", 9), ("тысяч", 3), ("миллион", 6), ("миллиард", 9)];

fn multiplier(text: &str) -> Option<(u8, usize)> {
    let (word, space) = following_word(text);
    let length = space + word.len();
    if space == 0 && (same(word, "к") || same(word, "k")) {
        return Some((3, length));
    }
    let (short, long) = POWERS.split_at(3);
    let exact = short.iter().find(|(name, _)| same(word, name));
    let power = exact.or_else(|| long.iter().find(|(name, _)| begins(word, name)))?.1;
    Some((power, length))
}

fn percent(text: &str) -> usize {
    let space = text.chars().next().filter(|c| is_space(*c)).map_or(0, char::len_utf8);
    if text.get(space..).is_some_and(|rest| rest.starts_with('%')) {
        return space + 1;
    }
    let (word, space) = following_word(text);
    if begins(word, "процент") { space + word.len() } else { 0 }
}

const MONTHS: [&str; 12] = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
];

fn day_of_month(number: u128, after: &str, length: usize) -> Option<Read> {
    let (word, space) = following_word(after);
    let month = MONTHS.iter().position(|name| same(word, name))?;
    calendar(u16::try_from(number).ok()?, u16::try_from(month + 1).ok()?, None, length + space + word.len())
}
