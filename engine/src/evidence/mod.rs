//! The evidence gate: every figure of a reply must stand in something that is known.
//!
//! Figures are numbers, prices, percentages, dates, times and phone numbers, also in words where a unit follows
//! («три дня»). What the bot itself said before is no evidence, or one invented price would prove the next.

mod figure;
mod letters;
mod number;
mod numerals;
mod scan;

use std::ops::ControlFlow;

use self::figure::Figure;
pub(crate) use self::numerals::numeral;
use crate::{HistoryMessage, Hit, Item, Speaker};

/// What a reply may take its figures from.
pub(crate) struct Evidence<'a> {
    /// Passages found.
    pub(crate) hits: &'a [Hit],
    /// The listing.
    pub(crate) item: Option<&'a Item>,
    /// The customer's words.
    pub(crate) burst: &'a str,
    /// Earlier words of customer and operators.
    pub(crate) history: &'a [HistoryMessage],
}

impl<'a> Evidence<'a> {
    fn texts(&self) -> impl Iterator<Item = &'a str> {
        let hits = self.hits.iter().flat_map(|hit| [&*hit.text, &*hit.title]);
        let item = self.item.into_iter().flat_map(|item| {
            [Some(&*item.title), item.price.as_deref(), item.city.as_deref()].into_iter().flatten()
        });
        let said = self.history.iter().filter(|m| m.author != Speaker::Bot).map(|m| &*m.text);
        hits.chain(item).chain([self.burst]).chain(said)
    }
}

/// Checks a reply.
///
/// # Errors
/// The first figure that stands nowhere, as the reply writes it.
pub(crate) fn check(reply: &str, evidence: &Evidence<'_>) -> Result<(), String> {
    let mut claims: Vec<(Figure, &str)> = Vec::new();
    scan::claimed(reply, &mut |claim, written| claims.push((claim, written)));
    for text in evidence.texts() {
        if claims.is_empty() {
            break;
        }
        let enough = scan::known(text, &mut |known| {
            claims.retain(|(claim, _)| !known.supports(claim));
            if claims.is_empty() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        if enough.is_break() {
            break;
        }
    }
    match claims.first() {
        None => Ok(()),
        Some((_, written)) => Err((*written).to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn gate(reply: &str, source: &str) -> Result<(), String> {
        check(reply, &Evidence { hits: &[], item: None, burst: source, history: &[] })
    }

    #[rstest]
    #[case::plain("Доставка 300 рублей", "доставка стоит 300 руб.")]
    #[case::grouped("25 000 ₽", "25000 руб")]
    #[case::no_break_space("25\u{a0}000 ₽", "25 000")]
    #[case::narrow_space("1\u{202f}250\u{202f}000", "1250000")]
    #[case::dotted_thousands("25.000 ₽", "25 000 ₽")]
    #[case::thousand_word("25 тыс. руб.", "25 000 ₽")]
    #[case::thousand_letter("за 25к", "25 000")]
    #[case::million("1,5 млн", "1 500 000")]
    #[case::decimal_comma("1,5 кг", "1.5 кг")]
    #[case::trailing_zero("1,50", "1.5")]
    #[case::percent("скидка 10 %", "скидка 10% на всё")]
    #[case::percent_word("10 процентов", "10%")]
    #[case::range("3-5 дней", "от 3 до 5 дней")]
    #[case::date_in_words("до 5 мая", "акция до 05.05.2026")]
    #[case::date_in_digits("до 05.05", "акция до 5 мая")]
    #[case::iso_date("2026-05-05", "5 мая 2026")]
    #[case::time("с 10:00 до 20:00", "с 10 до 20")]
    #[case::hour_of_time("с 10 до 20", "10:00–20:00")]
    #[case::phone("+7 (999) 123-45-67", "8 999 1234567")]
    #[case::words("два-три дня", "2–3 дня")]
    #[case::words_in_source("5 лет", "гарантия пять лет")]
    #[case::compound_words("двадцать пять дней", "25 дней")]
    #[case::idle_words("Есть два варианта, в двух словах", "СДЭК и Почта")]
    #[case::list_markers("1. СДЭК\n2) Почта", "СДЭК, Почта")]
    #[case::model_number("кондиционер BTU09 на 26 м²", "BTU09, до 26 м²")]
    #[case::part_of_a_joined_group("128 ГБ", "iPhone 15 128 ГБ")]
    #[case::comma_list("1,2,3", "1, 2 и 3")]
    #[case::nothing_claimed("Да, доставляем по всей России", "")]
    fn known_figures_pass(#[case] reply: &str, #[case] source: &str) {
        assert_eq!(gate(reply, source), Ok(()));
    }

    #[rstest]
    #[case::other_number("350 рублей", "300 рублей", "350")]
    #[case::digits_of_another("30 рублей", "300 рублей", "30")]
    #[case::parts_do_not_make_a_price("1 500 ₽", "1 день, 500 ₽", "1 500")]
    #[case::percent_is_not_money("10%", "10 рублей", "10%")]
    #[case::thousand_differs("25 тыс.", "25 рублей", "25 тыс")]
    #[case::other_day("до 6 мая", "до 5 мая", "6 мая")]
    #[case::other_month("до 5 июня", "до 5 мая", "5 июня")]
    #[case::other_time("до 21:00", "до 20:00", "21:00")]
    #[case::other_phone("8 800 555-35-35", "8 800 555-35-36", "8 800 555-35-35")]
    #[case::words("три дня", "5 дней", "три")]
    #[case::number_in_a_list("1. Доставка 400 ₽", "Доставка 300 ₽", "400")]
    #[case::nothing_known("от 900 ₽", "", "900")]
    fn invented_figures_do_not(#[case] reply: &str, #[case] source: &str, #[case] figure: &str) {
        assert_eq!(gate(reply, source), Err(figure.to_owned()));
    }

    #[test]
    fn what_the_bot_said_is_no_evidence() {
        let said = |author| [HistoryMessage { author, text: "Доставка 300 ₽".into(), at: 0 }];
        let check_with = |history: &[HistoryMessage]| {
            check("300 ₽", &Evidence { hits: &[], item: None, burst: "", history })
        };
        assert_eq!(check_with(&said(Speaker::Bot)), Err("300".to_owned()));
        assert_eq!(check_with(&said(Speaker::Operator)), Ok(()));
        assert_eq!(check_with(&said(Speaker::Contact)), Ok(()));
    }

    #[test]
    fn the_item_card_is_evidence() {
        let item = Item { price: Some("25 000 ₽".into()), ..Item::default() };
        let evidence = Evidence { hits: &[], item: Some(&item), burst: "", history: &[] };
        assert_eq!(check("Цена 25000 рублей", &evidence), Ok(()));
    }

    proptest::proptest! {
        #[test]
        fn a_quote_is_always_grounded(text in "[0-9 .,:%/+()тыскмая\u{a0}\n-]{0,60}") {
            proptest::prop_assert_eq!(gate(&text, &text), Ok(()));
        }

        #[test]
        fn any_text_is_survived(reply in "\\PC{0,60}", source in "\\PC{0,60}") {
            let _ = gate(&reply, &source);
        }
    }
}
