//! Personal data replaced by stand-ins: the same data by the same stand-in, so that a conversation still makes sense.
//!
//! Phones, e-mails, bank cards, passports, addresses, full names with a patronymic, and the names of the contact.
//! Best effort: read a recorded dialog before you publish it.

use std::{collections::HashMap, sync::LazyLock};

use regex::{Captures, Regex};
use serde_json::Value;

/// Replaces personal data of one conversation.
#[derive(Debug, Default)]
pub struct Mask {
    /// Stand-ins by what they stand for: digits of a phone, a lower-case e-mail.
    known: HashMap<String, String>,
    phones: usize,
    emails: usize,
    /// Beginnings of the contact's names, lower case, with the length of the whole name.
    names: Vec<(String, usize)>,
}

/// What stands for a name of the contact.
const NAME: &str = "Клиент";
/// What stands for a full name.
const FULL_NAME: &str = "Иванов Иван Иванович";
/// What stands for an address.
const ADDRESS: &str = "ул. Примерная, 1";
/// Shorter parts of a name stay: they are in too many words.
const SHORTEST_NAME: usize = 3;

macro_rules! pattern {
    ($name:ident, $text:expr) => {
        static $name: LazyLock<Regex> = LazyLock::new(|| Regex::new($text).expect("a valid pattern"));
    };
}

pattern!(EMAIL, r"(?i)[a-z0-9._%+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+");
pattern!(CARD, r"\b\d(?:[ -]?\d){12,18}\b");
pattern!(PASSPORT, r"(?i)(паспорт\D{0,30}?)\d{2} ?\d{2}(?:\D{1,4}| ?)\d{6}\b");
pattern!(
    PHONE,
    r"(?:\+\d[ \u{a0}(-]*|\b[78][ \u{a0}(-]*)\d{3}[ \u{a0})-]*\d{3}(?:[ \u{a0}-]*\d{2}){2}\b|\b9\d{2}[ \u{a0}-]?\d{3}[ \u{a0}-]?\d{2}[ \u{a0}-]?\d{2}\b|\+\d{8,15}\b"
);
pattern!(
    STREET,
    r"(?x)
    (?i:\b(?:ул(?:\.|ица|ице|ицу|ицы)?|пр(?:-т|осп\.?|оспект[а-яё]*)|пер(?:\.|еул[а-яё]*)|б-р|бульвар[а-яё]*|ш\.|шоссе|наб(?:\.|ережн[а-яё]*)|мкр\.?|микрорайон[а-яё]*|проезд[а-яё]*))
    \s+[\p{Lu}\d][\p{L}\d.-]*(?:\s+\p{Lu}[\p{L}.-]*){0,2}
    (?:,?\s*(?i:д\.?|дом[а-яё]*)?\s*\d+[а-яА-ЯёЁ]?(?:/\d+)?)?
    (?:,?\s*(?i:к\.|корп\.?|корпус|стр\.?|строение)\s*\d+)?
    (?:,?\s*(?i:кв\.?|квартира|офис|оф\.?)\s*\d+)?"
);
pattern!(FLAT, r"(?i)\b(кв\.?|квартира|подъезд|этаж|домофон)\s*№?\s*\d+[а-яё]?");
pattern!(
    FULL,
    r"\p{Lu}\p{Ll}+(?:-\p{Lu}\p{Ll}+)?\s+\p{Lu}\p{Ll}+\s+\p{Lu}\p{Ll}+(?:вич|вича|вичу|вна|вны|вне|вну|чна|чны|чне|чну)\b|\p{Lu}\p{Ll}+\s+\p{Lu}\p{Ll}+(?:вич|вна)\s+\p{Lu}\p{Ll}+"
);
pattern!(WORD, r"\p{L}+");

impl Mask {
    /// Masks also these names, in whatever case and with whatever ending they stand.
    #[must_use]
    pub fn with_names<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        let words = names.into_iter().flat_map(|name| WORD.find_iter(name).map(|word| word.as_str()));
        let names = words.filter_map(|word| {
            let letters: Vec<char> = folded(word).chars().collect();
            // «Анна» bends to «Анне», «Пётр» to «Петра»: a vowel at the end is not of the stem.
            let bends = letters.last().is_some_and(|last| "аеийоуыьюя".contains(*last));
            let stem = letters.len().saturating_sub(usize::from(bends)).max(SHORTEST_NAME);
            (letters.len() >= SHORTEST_NAME).then(|| (letters.iter().take(stem).collect(), letters.len()))
        });
        Self { names: names.collect(), ..Self::default() }
    }

    /// The text with stand-ins.
    pub fn text(&mut self, text: &str) -> String {
        let text = EMAIL.replace_all(text, |found: &Captures<'_>| self.email(whole(found)));
        let text = PASSPORT.replace_all(&text, "${1}00 00 000000");
        let text = CARD.replace_all(&text, |found: &Captures<'_>| card(whole(found)));
        let text = PHONE.replace_all(&text, |found: &Captures<'_>| self.phone(whole(found)));
        let text = STREET.replace_all(&text, ADDRESS);
        let text = FLAT.replace_all(&text, "$1 1");
        let text = FULL.replace_all(&text, FULL_NAME);
        WORD.replace_all(&text, |found: &Captures<'_>| self.name(whole(found))).into_owned()
    }

    /// A value with stand-ins in all its texts, and in numbers that are phones or cards.
    pub fn json(&mut self, value: &mut Value) {
        match value {
            Value::String(text) => *text = self.text(text),
            Value::Number(number) => {
                let written = number.to_string();
                let masked = self.text(&written);
                if masked != written {
                    *value = Value::String(masked);
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.json(item)),
            Value::Object(entries) => entries.values_mut().for_each(|entry| self.json(entry)),
            Value::Null | Value::Bool(_) => {}
        }
    }

    fn email(&mut self, found: &str) -> String {
        let (known, emails) = (&mut self.known, &mut self.emails);
        let stand_in = known.entry(found.to_lowercase()).or_insert_with(|| {
            *emails += 1;
            format!("client{emails}@example.com")
        });
        stand_in.clone()
    }

    fn phone(&mut self, found: &str) -> String {
        let digits: String = found.chars().filter(char::is_ascii_digit).collect();
        // Of `8 900 …` and `+7 900 …` the last ten digits are the same.
        let tail = digits.len().checked_sub(10).and_then(|start| digits.get(start..)).unwrap_or(&digits);
        let (known, phones) = (&mut self.known, &mut self.phones);
        let stand_in = known.entry(tail.to_owned()).or_insert_with(|| {
            *phones += 1;
            format!("+7 900 000-{:02}-{:02}", *phones / 100 % 100, *phones % 100)
        });
        stand_in.clone()
    }

    fn name(&self, word: &str) -> String {
        let folded = folded(word);
        let length = folded.chars().count();
        let named = self.names.iter().any(|(stem, whole)| folded.starts_with(stem) && length <= whole + 2);
        if named { NAME.to_owned() } else { word.to_owned() }
    }
}

/// Case and ё/е do not matter.
fn folded(word: &str) -> String {
    word.to_lowercase().replace('ё', "е")
}

fn whole<'t>(found: &Captures<'t>) -> &'t str {
    found.get(0).map(|found| found.as_str()).unwrap_or_default()
}

/// A number that passes the check of bank cards; any other stays.
fn card(found: &str) -> String {
    let digits: Vec<u32> = found.chars().filter_map(|c| c.to_digit(10)).collect();
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(at, digit)| match (at % 2, digit * 2) {
            (0, _) => *digit,
            (_, doubled) => doubled / 10 + doubled % 10,
        })
        .sum();
    if sum.is_multiple_of(10) { "0000 0000 0000 0000".to_owned() } else { found.to_owned() }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(
        "Мой номер 8 912 345-67-89, он же +7(912)3456789",
        "Мой номер +7 900 000-00-01, он же +7 900 000-00-01"
    )]
    #[case("звоните 9123456789 или +375291234567", "звоните +7 900 000-00-01 или +7 900 000-00-02")]
    #[case(
        "Пишите Ivan.Petrov@mail.ru и IVAN.petrov@MAIL.ru",
        "Пишите client1@example.com и client1@example.com"
    )]
    #[case("карта 4111 1111 1111 1111, срок 12/28", "карта 0000 0000 0000 0000, срок 12/28")]
    #[case("паспорт серия 45 07 № 123456", "паспорт серия 00 00 000000")]
    #[case("Самара, ул. Ленина, д. 5, кв. 12", "Самара, ул. Примерная, 1")]
    #[case("проспект Мира 17к, подъезд 3", "ул. Примерная, 1, подъезд 1")]
    #[case("Петрова Анна Сергеевна", "Иванов Иван Иванович")]
    #[case("Это Пётр, Петра зовут, петрушка", "Это Клиент, Клиент зовут, петрушка")]
    #[case("Анне и Анной довольны, а банан нет", "Клиент и Клиент довольны, а банан нет")]
    fn personal_data_is_replaced(#[case] text: &str, #[case] masked: &str) {
        assert_eq!(Mask::with_names(["Анна", "Пётр"]).text(text), masked);
    }

    #[rstest]
    #[case("Цена 27 900 ₽, две за 55 800 ₽")]
    #[case("Объявление 3364551601, артикул 10109")]
    #[case("Доставка 3–5 дней, до терминала 500 рублей")]
    #[case("Модель AX-09 на 25 м², 2026-03-02 в 12:00")]
    #[case("Трек 12345678901234 не карта")]
    fn figures_of_the_trade_stay(#[case] text: &str) {
        assert_eq!(Mask::with_names(["Анна"]).text(text), text);
    }

    /// Ways in which customers write the number 9AB CCC-DD-EE.
    const WRITTEN: [&str; 9] = [
        "+7CODEABCDEFG",
        "8CODEABCDEFG",
        "8 CODE ABC-DE-FG",
        "8(CODE)ABC-DE-FG",
        "+7 (CODE) ABC DE FG",
        "7-CODE-ABC-DE-FG",
        "CODE ABC DE FG",
        "CODEABCDEFG",
        "+7\u{a0}CODE\u{a0}ABC\u{a0}DE\u{a0}FG",
    ];

    proptest::proptest! {
        #[test]
        fn no_phone_stays_whatever_stands_around_it(
            before in "[а-яё ,.:]{0,20}",
            code in 900u32..1000,
            rest in 0u32..10_000_000,
            way in 0..WRITTEN.len(),
            after in "([,.!?] ?[а-яё]{0,10})?",
        ) {
            let digits = format!("{rest:07}");
            let phone = WRITTEN[way]
                .replace("CODE", &code.to_string())
                .replace("ABC", &digits[..3])
                .replace("DE", &digits[3..5])
                .replace("FG", &digits[5..]);
            let masked = Mask::default().text(&format!("{before} {phone}{after}"));
            proptest::prop_assert!(masked.contains("+7 900 000-00-01"), "{masked}");
            proptest::prop_assert_eq!(masked.chars().filter(char::is_ascii_digit).count(), 11, "{}", masked);
        }

        #[test]
        fn any_text_can_be_masked(text in "\\PC{0,200}") {
            let twice = [Mask::default().text(&text), Mask::default().text(&text)];
            proptest::prop_assert_eq!(&twice[0], &twice[1]);
        }
    }
}
