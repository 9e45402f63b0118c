//! Dates as customers say them: «завтра», «в пятницу», «через неделю», «15 марта», «15.03».

use std::ops::Range;

use super::{
    number,
    words::{Word, same_stem},
};
use crate::clock::{date_of, day_number};

/// The day on which a customer writes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Today {
    /// Days since 1970-01-01.
    pub(crate) day: i64,
    /// 1 is Monday.
    pub(crate) weekday: i64,
}

/// Dates in the text, left to right, as `2026-03-15`.
pub(crate) fn find(text: &str, words: &[Word], today: Today) -> Vec<(Range<usize>, String)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(first) = words.get(at) {
        let rest = words.get(at..).unwrap_or_default();
        let read = numeric(text, rest, today)
            .or_else(|| of_month(rest, today))
            .or_else(|| weekday(words, at, today))
            .or_else(|| from_now(rest, today))
            .or_else(|| near(&first.folded, today).map(|day| (day, 1)));
        let Some((day, count)) = read else {
            at += 1;
            continue;
        };
        let end = words.get(at + count - 1).map_or(first.range.end, |last| last.range.end);
        found.push((first.range.start..end, written(day)));
        at += count;
    }
    found
}

/// A date as programs write it: `2026-03-15`, with or without a time behind it, or `15.03.2026`.
pub(crate) fn iso(text: &str) -> Option<String> {
    let text = text.trim();
    let mut parts = text.get(..10)?.split(['-', '.']).map(str::parse::<i64>);
    let (first, second, third) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    let tail = text.get(10..)?;
    let time = tail.is_empty() || tail.starts_with(['T', ' ']);
    let (year, month, day) =
        if text.get(4..5) == Some("-") { (first, second, third) } else { (third, second, first) };
    time.then(|| valid(year, month, day)).flatten().map(written)
}

fn written(day: i64) -> String {
    let (year, month, day) = date_of(day);
    format!("{year:04}-{month:02}-{day:02}")
}

/// The day of a date that the calendar has.
fn valid(year: i64, month: i64, day: i64) -> Option<i64> {
    if !((1900..=2200).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day)) {
        return None;
    }
    let number = day_number(year, month, day);
    (date_of(number) == (year, month, day)).then_some(number)
}

/// A date without a year: the next such day, today included.
fn coming(month: i64, day: i64, today: Today) -> Option<i64> {
    let (year, ..) = date_of(today.day);
    // 29 February may be years away.
    (year..year + 9).filter_map(|year| valid(year, month, day)).find(|number| *number >= today.day)
}

/// `15.03`, `15.03.26`, `15/03/2026`, `2026-03-15`.
fn numeric(text: &str, words: &[Word], today: Today) -> Option<(i64, usize)> {
    let sign = |index: usize| {
        let (left, right) = (words.get(index)?, words.get(index + 1)?);
        text.get(left.range.end..right.range.start).filter(|it| matches!(*it, "." | "/" | "-"))
    };
    let value = |index: usize| {
        let word = &words.get(index)?.folded;
        (word.len() <= 4 && word.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| word.parse::<i64>().ok())?
    };
    let width = |index: usize| words.get(index).map_or(0, |word| word.folded.len());
    let first_sign = sign(0)?;
    let (first, second) = (value(0)?, value(1)?);
    if width(0) == 4 && first_sign == "-" && sign(1) == Some("-") {
        return Some((valid(first, second, value(2)?)?, 3));
    }
    if first_sign == "-" || width(0) > 2 || width(1) > 2 {
        return None;
    }
    if sign(1) == Some(first_sign)
        && let Some(year) = value(2)
        && matches!(width(2), 2 | 4)
    {
        let year = if year < 100 { year + 2000 } else { year };
        return Some((valid(year, second, first)?, 3));
    }
    // `2.5` is a number: without a year the month has two digits.
    (width(1) == 2).then(|| coming(second, first, today)).flatten().map(|day| (day, 2))
}

const MONTHS: [&str; 12] = [
    "январ",
    "феврал",
    "март",
    "апрел",
    "мая",
    "июн",
    "июл",
    "август",
    "сентябр",
    "октябр",
    "ноябр",
    "декабр",
];

fn month(word: &str) -> Option<i64> {
    let found = MONTHS.iter().position(|stem| word.starts_with(stem) || (*stem == "мая" && word == "май"))?;
    // «мартини» is no month.
    (word.chars().count() <= 8).then(|| i64::try_from(found + 1).ok())?
}

/// «15 марта», «пятнадцатого марта 2026», «15 числа», «15-го».
fn of_month(words: &[Word], today: Today) -> Option<(i64, usize)> {
    let (day, used) = day_of_month(words)?;
    let next = words.get(used)?;
    if let Some(month) = month(&next.folded) {
        let year = words.get(used + 1).filter(|word| word.folded.len() == 4);
        return match year.and_then(|word| word.folded.parse::<i64>().ok()) {
            Some(year) => Some((valid(year, month, day)?, used + 2)),
            None => Some((coming(month, day, today)?, used + 1)),
        };
    }
    next.folded.starts_with("числ").then(|| this_month(day, today)).flatten().map(|day| (day, used + 1))
}

/// The next day with this number.
fn this_month(day: i64, today: Today) -> Option<i64> {
    let (year, month, _) = date_of(today.day);
    let months = (0..14).map(|ahead| (year + (month - 1 + ahead) / 12, (month - 1 + ahead) % 12 + 1));
    months.filter_map(|(year, month)| valid(year, month, day)).find(|number| *number >= today.day)
}

fn day_of_month(words: &[Word]) -> Option<(i64, usize)> {
    let first = &words.first()?.folded;
    let digits = first.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 {
        let (number, ending) = first.split_at(digits);
        let day = number.parse().ok().filter(|day| (1..=31).contains(day))?;
        return matches!(ending, "" | "-го" | "го" | "-ое" | "ое" | "-е").then_some((day, 1));
    }
    if let (Some(tens), Some(ones)) = (tens(first), words.get(1).and_then(|word| ordinal(&word.folded)))
        && ones < 10
    {
        return Some((tens + ones, 2)).filter(|(day, _)| *day <= 31);
    }
    ordinal(first).map(|day| (day, 1))
}

fn tens(word: &str) -> Option<i64> {
    match word {
        "двадцать" => Some(20),
        "тридцать" => Some(30),
        _ => None,
    }
}

/// Stems of ordinals, 1 to 31; endings: «-го», «-е», «-му».
const ORDINALS: [(&str, i64); 21] = [
    ("перв", 1),
    ("втор", 2),
    ("трет", 3),
    ("четверт", 4),
    ("пят", 5),
    ("шест", 6),
    ("седьм", 7),
    ("восьм", 8),
    ("девят", 9),
    ("десят", 10),
    ("одиннадцат", 11),
    ("двенадцат", 12),
    ("тринадцат", 13),
    ("четырнадцат", 14),
    ("пятнадцат", 15),
    ("шестнадцат", 16),
    ("семнадцат", 17),
    ("восемнадцат", 18),
    ("девятнадцат", 19),
    ("двадцат", 20),
    ("тридцат", 30),
];

fn ordinal(word: &str) -> Option<i64> {
    let endings = ["ого", "его", "ье", "ьего", "ое", "ому", "ьему"];
    let (_, day) = ORDINALS
        .iter()
        .find(|(stem, _)| word.strip_prefix(stem).is_some_and(|rest| endings.contains(&rest)))?;
    Some(*day)
}

const WEEKDAYS: [(&str, i64); 14] = [
    ("понедельник", 1),
    ("вторник", 2),
    ("среда", 3),
    ("четверг", 4),
    ("пятница", 5),
    ("суббота", 6),
    ("воскресенье", 7),
    ("пн", 1),
    ("вт", 2),
    ("ср", 3),
    ("чт", 4),
    ("пт", 5),
    ("сб", 6),
    ("вс", 7),
];

/// «в пятницу», «в следующую среду», «в эту субботу».
fn weekday(words: &[Word], at: usize, today: Today) -> Option<(i64, usize)> {
    let word = &words.get(at)?.folded;
    let exact = word.chars().count() <= 2;
    let same =
        |name: &str| if exact { word == name } else { name.chars().count() > 2 && same_stem(word, name) };
    let (_, weekday) = WEEKDAYS.iter().find(|(name, _)| same(name))?;
    let before = at.checked_sub(1).and_then(|before| words.get(before)).map(|word| word.folded.as_str());
    let week = 7 - (today.weekday - 1);
    let day = match before {
        // The week after this one.
        Some(before) if before.starts_with("следующ") => today.day + week + weekday - 1,
        Some(before) if before.starts_with("прошл") => return None,
        _ => today.day + (weekday - today.weekday).rem_euclid(7),
    };
    Some((day, 1))
}

/// «через 3 дня», «через неделю», «через полторы недели» counts full days.
fn from_now(words: &[Word], today: Today) -> Option<(i64, usize)> {
    if words.first()?.folded != "через" {
        return None;
    }
    let (count, used) = match number::find_first(words.get(1..)?) {
        Some((count, used)) => (count, used + 1),
        None => (1.0, 1),
    };
    let unit = &words.get(used)?.folded;
    let whole =
        |days: f64| Some(days).filter(|days| (0.0..=3_660.0).contains(days)).map(|days| days.round() as i64);
    let day = match () {
        () if matches!(unit.as_str(), "день" | "дня" | "дней" | "денек" | "сутки" | "суток") => {
            today.day + whole(count)?
        }
        () if unit.starts_with("недел") => today.day + whole(count * 7.0)?,
        () if unit.starts_with("месяц") => months_ahead(today, whole(count)?)?,
        () if matches!(unit.as_str(), "год" | "года" | "лет") => {
            months_ahead(today, whole(count * 12.0)?)?
        }
        () => return None,
    };
    Some((day, used + 1))
}

/// The same day of a later month, or its last one.
fn months_ahead(today: Today, months: i64) -> Option<i64> {
    let (year, month, day) = date_of(today.day);
    let total = year * 12 + month - 1 + months;
    (0..4).find_map(|less| valid(total.div_euclid(12), total.rem_euclid(12) + 1, day - less))
}

fn near(word: &str, today: Today) -> Option<i64> {
    match word {
        "сегодня" | "сейчас" => Some(today.day),
        "завтра" | "завтро" => Some(today.day + 1),
        "послезавтра" | "после-завтра" => Some(today.day + 2),
        "вчера" => Some(today.day - 1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::{super::words::words, *};

    /// Monday, 2 March 2026.
    fn dates(text: &str) -> Vec<String> {
        let today = Today { day: day_number(2026, 3, 2), weekday: 1 };
        find(text, &words(text), today).into_iter().map(|(_, date)| date).collect()
    }

    #[rstest]
    #[case("завтра", "2026-03-03")]
    #[case("Давайте послезавтра вечером", "2026-03-04")]
    #[case("сегодня", "2026-03-02")]
    #[case("в пятницу", "2026-03-06")]
    #[case("в понедельник", "2026-03-02")]
    #[case("в следующий понедельник", "2026-03-09")]
    #[case("в следующую среду", "2026-03-11")]
    #[case("на субботу", "2026-03-07")]
    #[case("к воскресенью", "2026-03-08")]
    #[case("в сб", "2026-03-07")]
    #[case("через неделю", "2026-03-09")]
    #[case("через две недели", "2026-03-16")]
    #[case("через 3 дня", "2026-03-05")]
    #[case("через пару дней", "2026-03-04")]
    #[case("через месяц", "2026-04-02")]
    #[case("15 марта", "2026-03-15")]
    #[case("1 марта", "2027-03-01")]
    #[case("пятнадцатого марта", "2026-03-15")]
    #[case("двадцать первого мая", "2026-05-21")]
    #[case("первого мая", "2026-05-01")]
    #[case("15 числа", "2026-03-15")]
    #[case("1-го числа", "2026-04-01")]
    #[case("31 декабря 2027", "2027-12-31")]
    #[case("15.03", "2026-03-15")]
    #[case("15.03.2027", "2027-03-15")]
    #[case("15.03.27", "2027-03-15")]
    #[case("15/03/2026", "2026-03-15")]
    #[case("2026-03-15", "2026-03-15")]
    #[case("29 февраля", "2028-02-29")]
    fn one_date(#[case] text: &str, #[case] date: &str) {
        assert_eq!(dates(text), [date], "{text}");
    }

    #[rstest]
    #[case("2.5 метра")]
    #[case("31.02.2026")]
    #[case("30 февраля")]
    #[case("в 10:30")]
    #[case("пятёрка")]
    #[case("мартини")]
    #[case("когда будет?")]
    fn no_date(#[case] text: &str) {
        assert_eq!(dates(text), [""; 0], "{text}");
    }

    #[test]
    fn several_dates_and_programs_dates() {
        assert_eq!(dates("не завтра, а в пятницу"), ["2026-03-03", "2026-03-06"]);
        assert_eq!(iso("2026-03-15T10:00:00Z"), Some("2026-03-15".to_owned()));
        assert_eq!(iso("15.03.2026"), Some("2026-03-15".to_owned()));
        assert_eq!(iso("2026-02-30"), None);
        assert_eq!(iso("завтра"), None);
    }
}
