//! Collect: many ways to say the same, corrections, interruptions, giving up.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failing test is meant to panic"
)]

mod talk;

use proptest::prelude::*;
use rstest::rstest;
use serde_json::{Value, json};
use sufler_engine::Phase;
use talk::{Talk, flows};

const ORDER: &str = "
flow: order
variables:
  city: {type: text}
  phone: {type: phone, pii: true}
  count: {type: number}
  day: {type: date}
  way: {type: choice, choices: [pickup, courier]}
always:
  - {when: intent.asks_human, next: operator}
nodes:
  start: {type: start, next: order}
  order:
    type: collect
    variables:
      city: {ask: 'В какой город?', words: [город]}
      phone: {ask: 'Ваш телефон?', retry: 'Не похоже на телефон.'}
      count: {ask: 'Сколько штук?', words: [штука, количество]}
      day: {ask: 'Когда привезти?'}
      way:
        ask: 'Самовывоз или курьер?'
        synonyms: {pickup: [самовывоз, заберу сам], courier: [курьер, до двери]}
    attempts: 2
    next: done
    else: operator
    interrupted: aside
  aside: {type: message, text: 'Отвечаю на вопрос.', next: order}
  done: {type: message, text: 'Записал.', next: end}
  operator: {type: handoff, reason: asked}
  end: {type: end}
";

fn talk() -> Talk {
    Talk::new(flows(&[ORDER]))
}

fn answered(lines: &[&str]) -> Talk {
    let mut talk = talk();
    for line in lines {
        talk.says(line);
    }
    talk
}

#[test]
fn one_question_at_a_time() {
    let mut talk = talk();
    assert_eq!(talk.says("Здравствуйте, хочу заказать"), ["В какой город?"]);
    assert_eq!(talk.says("в Тверь"), ["Ваш телефон?"]);
    assert_eq!(talk.says("8 (900) 123-45-67"), ["Сколько штук?"]);
    assert_eq!(talk.says("две штуки"), ["Когда привезти?"]);
    assert_eq!(talk.says("завтра"), ["Самовывоз или курьер?"]);
    assert_eq!(talk.says("курьером"), ["Записал."]);
    assert_eq!(talk.state.phase, Phase::Idle);
    insta::assert_snapshot!(talk.protocol);
}

#[test]
fn several_values_from_one_message() {
    let mut talk = talk();
    talk.says("Хочу заказать");
    assert_eq!(
        talk.says("Тверь, телефон 89001234567, 2 штуки, в пятницу, заберу сам"),
        ["Записал."],
        "{}",
        talk.protocol
    );
    let vars = serde_json::to_value(&*talk.state.memory.vars).unwrap();
    assert_eq!(
        vars,
        json!({"city": "Тверь", "phone": "+79001234567", "count": 2, "day": "2026-03-06", "way": "pickup"})
    );
}

#[test]
fn values_in_the_first_message_are_not_asked_for() {
    let mut talk = talk();
    assert_eq!(talk.says("Нужно 3 штуки, мой телефон +7 900 123 45 67, город Тверь"), ["Когда привезти?"]);
    assert_eq!((talk.var("city"), talk.var("count")), (json!("Тверь"), json!(3)));
}

#[rstest]
#[case::negation("нет, не Москва, а Тверь", "city", json!("Тверь"))]
#[case::short("не Москва а Тверь", "city", json!("Тверь"))]
#[case::turned("Тверь, а не Москва", "city", json!("Тверь"))]
#[case::oops("ой, Тверь", "city", json!("Тверь"))]
#[case::rather("точнее, в Тверь", "city", json!("Тверь"))]
#[case::named("город другой: Тверь", "city", json!("Тверь"))]
#[case::phone("телефон другой: 8 901 765 43 21", "phone", json!("+79017654321"))]
#[case::bare_phone("ошибся, 8 901 765 43 21", "phone", json!("+79017654321"))]
#[case::negated_number("не две, а три штуки", "count", json!(3))]
#[case::named_number("количество: 5", "count", json!(5))]
fn corrections(#[case] said: &str, #[case] variable: &str, #[case] value: Value) {
    let mut talk = answered(&["Хочу заказать", "Москва", "89001234567", "две"]);
    assert_eq!(talk.state.memory.asking.as_deref(), Some("day"));
    let replies = talk.says(said);
    assert_eq!(talk.var(variable), value, "{}", talk.protocol);
    assert_eq!(replies, ["Когда привезти?"], "the open question stays\n{}", talk.protocol);
    let others = [("city", json!("Москва")), ("phone", json!("+79001234567")), ("count", json!(2))];
    for (name, kept) in others.into_iter().filter(|(name, _)| *name != variable) {
        assert_eq!(talk.var(name), kept, "{name} is untouched\n{}", talk.protocol);
    }
}

#[rstest]
#[case("Тверь", "Тверь")]
#[case("В Тверь", "Тверь")]
#[case("в Москву, пожалуйста", "Москва")]
#[case("город Нижний Новгород", "Нижний Новгород")]
#[case("Здравствуйте, Санкт-Петербург", "Санкт-Петербург")]
#[case("г. Тверь", "Тверь")]
#[case("мне в Казань", "мне в Казань")]
#[case("Ростов-на-Дону.", "Ростов-на-Дону")]
#[case("это Тверь", "Тверь")]
fn cities(#[case] said: &str, #[case] city: &str) {
    let talk = answered(&["Хочу заказать", said]);
    assert_eq!(talk.var("city"), json!(city), "{}", talk.protocol);
}

#[rstest]
#[case("не знаю")]
#[case("да")]
#[case("спасибо")]
#[case("...")]
fn what_is_no_city(#[case] said: &str) {
    let talk = answered(&["Хочу заказать", said]);
    assert_eq!(talk.var("city"), Value::Null, "{}", talk.protocol);
}

#[test]
fn an_answer_that_does_not_fit_is_asked_again_and_then_given_up() {
    let mut talk = answered(&["Хочу заказать", "Тверь"]);
    assert_eq!(talk.says("123"), ["Не похоже на телефон."]);
    assert!(talk.says("не скажу").is_empty());
    assert_eq!(talk.state.phase, Phase::Operator);
    insta::assert_snapshot!(talk.protocol);
}

#[test]
fn a_question_interrupts_and_the_flow_comes_back() {
    let mut talk = answered(&["Хочу заказать"]);
    for _ in 0..4 {
        // A customer who asks does not use up attempts.
        assert_eq!(talk.says("А сколько стоит доставка?"), ["Отвечаю на вопрос.", "В какой город?"]);
    }
    assert_eq!(talk.says("Тверь. А сколько это идёт?"), ["Отвечаю на вопрос.", "Ваш телефон?"]);
    assert_eq!(talk.var("city"), json!("Тверь"), "what was said before the question counts");
    insta::assert_snapshot!(talk.protocol);
}

#[test]
fn rules_of_always_go_before_an_answer() {
    let mut talk = answered(&["Хочу заказать"]);
    talk.says("Тверь, позовите оператора");
    assert_eq!(talk.state.phase, Phase::Operator);
}

#[test]
fn personal_data_stays_out_of_the_trace() {
    let talk = answered(&["Хочу заказать", "Тверь", "89001234567"]);
    let trace = serde_json::to_string(&talk.trace).unwrap();
    assert!(trace.contains("Тверь") && !trace.contains("9001234567"), "{trace}");
}

#[test]
fn yes_and_no_confirm_or_correct() {
    let confirm = "
flow: order
variables: {phone: {type: phone}, sure: {type: bool}}
nodes:
  start: {type: start, next: order}
  order:
    type: collect
    variables:
      phone: {ask: 'Телефон?'}
      sure: {ask: '{{ vars.phone }}, верно?'}
    next: which
    else: operator
  which: {type: condition, branches: [{when: vars.sure, next: end}], else: operator}
  operator: {type: handoff, reason: no}
  end: {type: end}
";
    let mut talk = Talk::new(flows(&[confirm]));
    talk.says("Здравствуйте");
    assert_eq!(talk.says("89001234567"), ["+79001234567, верно?"]);
    assert_eq!(talk.says("нет, телефон другой: 89017654321"), ["+79017654321, верно?"]);
    talk.says("да, всё верно");
    assert_eq!((talk.var("sure"), &talk.state.phase), (json!(true), &Phase::Idle));
    let mut talk = Talk::new(flows(&[confirm]));
    talk.says("89001234567");
    talk.says("нет");
    assert_eq!((talk.var("sure"), &talk.state.phase), (json!(false), &Phase::Operator));
}

proptest! {
    /// Whatever customers write: no panic, the state survives storage, and kept values have the variable's form.
    #[test]
    fn anything_may_be_said(lines in proptest::collection::vec(said(), 1..6)) {
        let mut talk = talk();
        for line in &lines {
            if talk.state.phase == Phase::Operator {
                break;
            }
            talk.says(line);
            let phone = talk.var("phone");
            prop_assert!(phone.is_null() || phone.as_str().is_some_and(|it| it.starts_with('+')), "{phone}");
            prop_assert!(talk.var("count").is_null() || talk.var("count").is_number());
            prop_assert!(talk.var("day").as_str().is_none_or(|it| it.len() == 10));
            prop_assert!(talk.var("way").as_str().is_none_or(|it| ["pickup", "courier"].contains(&it)));
        }
    }

    /// Any Russian mobile number in any usual writing comes out the same.
    #[test]
    fn phones_in_any_writing(digits in "9[0-9]{9}", prefix in 0_usize..4, signs in 0_usize..5, around in 0_usize..3) {
        let (code, a, b, c) = (&digits[..3], &digits[3..6], &digits[6..8], &digits[8..]);
        let prefix = ["+7", "8", "7", "+7 "][prefix];
        let number = match signs {
            0 => format!("{prefix}{digits}"),
            1 => format!("{prefix} ({code}) {a}-{b}-{c}"),
            2 => format!("{prefix}-{code}-{a}-{b}-{c}"),
            3 => format!("{prefix} {code} {a} {b} {c}"),
            _ => format!("{prefix}({code}){a}{b}{c}"),
        };
        let text = [number.clone(), format!("мой номер {number}, звоните"), format!("{number}!")][around].clone();
        let mut talk = answered(&["Хочу заказать", "Тверь"]);
        talk.says(&text);
        prop_assert_eq!(talk.var("phone"), json!(format!("+7{digits}")), "{}", text);
    }
}

/// Pieces of real talk in any order, and noise.
fn said() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("Тверь".to_owned()),
        Just("не Москва, а Тверь".to_owned()),
        Just("телефон другой: 8 900 123-45-67".to_owned()),
        Just("ivan@mail.ru".to_owned()),
        Just("завтра".to_owned()),
        Just("через две недели".to_owned()),
        Just("31.02".to_owned()),
        Just("две тысячи".to_owned()),
        Just("а сколько стоит?".to_owned()),
        Just("курьером".to_owned()),
        Just("не ".to_owned()),
        Just("‹телефон›".to_owned()),
        "\\PC{0,12}",
        "[0-9 +()\\-.,]{0,20}",
    ];
    proptest::collection::vec(piece, 0..5).prop_map(|pieces| pieces.join(" "))
}
