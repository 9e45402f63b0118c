//! Set, wait, call and subflow: golden protocols and laws.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failing test is meant to panic"
)]

mod talk;

use rstest::rstest;
use serde_json::json;
use sufler_engine::{Event, Failure, Migration, Outcome, Phase, State, TurnInput, migrate, step};
use talk::{Talk, flows};

const HOUR: i64 = 3_600_000;

fn around(variables: &str, nodes: &str) -> String {
    let nodes: String = nodes.lines().map(|line| format!("  {line}\n")).collect();
    format!(
        "flow: main\nvariables: {variables}\nalways: [{{when: intent.asks_human, next: operator}}]\nnodes:\n{nodes}  \
         operator: {{type: handoff, reason: asked}}\n  end: {{type: end}}\n"
    )
}

#[test]
fn set_computes_and_checks_values() {
    let flow = around(
        "{n: {type: number, default: 2}, ok: {type: bool}, who: {type: text}, tel: {type: phone}, at: {type: date}, tags: {type: list}}",
        "start: {type: start, next: note}
note:
  type: set
  values:
    n: vars.n * 2 + 1
    ok: vars.n > 4
    who: 'Клиент {{ message.text }}'
    tel: '8 (900) 123-45-67'
    at: 15.03.2026
    tags: '[\"a\", \"b\"]'
  next: say
say: {type: message, text: '{{ vars.n }} {{ vars.ok }} {{ vars.who }} {{ vars.tel }} {{ vars.at }} {{ vars.tags | join(\"+\") }}', next: forget}
forget: {type: set, values: {who: null, tel: ''}, next: end}",
    );
    let mut talk = Talk::new(flows(&[&flow]));
    assert_eq!(talk.says("Анна"), ["5 True Клиент Анна +79001234567 2026-03-15 a+b"]);
    assert_eq!((talk.var("who"), talk.var("tel"), talk.var("n")), (json!(null), json!(null), json!(5)));
    insta::assert_snapshot!(talk.protocol);
}

#[test]
fn set_keeps_all_or_nothing() {
    let flow = around(
        "{a: {type: text}, tel: {type: phone}}",
        "start: {type: start, next: note}
note: {type: set, values: {a: new, tel: '{{ message.text }}'}, next: end, on_error: operator}",
    );
    let mut talk = Talk::new(flows(&[&flow]));
    talk.says("не телефон");
    assert_eq!((talk.var("a"), &talk.state.phase), (json!(null), &Phase::Operator));
    assert!(talk.protocol.contains("failed --on_error-> operator"), "{}", talk.protocol);
}

fn nudge() -> Talk {
    let flow = around(
        "{}",
        "start: {type: start, next: ask}
ask: {type: message, text: 'Ещё думаете?', next: rest}
rest: {type: wait, for: 2h, next: remind, reply: thanks}
remind: {type: message, text: 'Напоминаю.', next: night}
night: {type: wait, until: '10:00', next: bye}
bye: {type: message, text: 'Закрываю.', next: close}
close: {type: end, close: true}
thanks: {type: message, text: 'Спасибо!', next: end}",
    );
    Talk::new(flows(&[&flow]))
}

#[test]
fn wait_goes_on_when_time_has_come_and_only_then() {
    let mut talk = nudge();
    talk.says("Здравствуйте");
    assert_eq!(talk.state.timer(), Some(talk::START + 2 * HOUR));
    assert!(talk.waits(HOUR).is_empty(), "too early");
    assert_eq!(talk.waits(HOUR), ["Напоминаю."]);
    assert_eq!(talk.state.timer(), Some(talk::START + 22 * HOUR), "10:00 the next day");
    assert_eq!(talk.waits(30 * HOUR), ["Закрываю."]);
    assert_eq!((talk.state.timer(), &talk.state.phase), (None, &Phase::Closed));
    assert!(talk.waits(HOUR).is_empty(), "a timer fires once");
    insta::assert_snapshot!(talk.protocol);
}

#[test]
fn the_customer_ends_the_waiting() {
    let mut talk = nudge();
    talk.says("Здравствуйте");
    assert_eq!(talk.says("беру"), ["Спасибо!"]);
    assert!(talk.waits(5 * HOUR).is_empty(), "the timer is gone");
    let mut talk = nudge();
    talk.says("Здравствуйте");
    talk.waits(2 * HOUR);
    assert_eq!(talk.says("я тут"), ["Ещё думаете?"], "without `reply` a turn begins at the start");
}

#[test]
fn people_end_the_waiting() {
    let mut talk = nudge();
    talk.says("Здравствуйте");
    talk.run(Event::TakenOver { by: "anna".into() });
    assert!(talk.waits(5 * HOUR).is_empty());
    assert_eq!(talk.state.phase, Phase::Operator);
}

fn order(method: &str) -> String {
    around(
        "{id: {type: text}, status: {type: text}, sum: {type: number}, tel: {type: phone, default: '+79001234567', pii: true}}",
        &format!(
            "start: {{type: start, next: note}}
note: {{type: set, values: {{id: '{{{{ message.text }}}}'}}, next: ask}}
ask:
  type: call
  connector: shop
  method: {method}
  path: '/orders/{{{{ vars.id }}}}'
  save: {{status: order.status, sum: 'order.items[0].sum'}}
  next: say
  on_error: sorry
say: {{type: message, text: 'Заказ {{{{ vars.status }}}}, {{{{ vars.sum | default(\"?\") }}}}', next: end}}
sorry: {{type: message, text: 'Не вышло.', next: end}}"
        ),
    )
}

#[test]
fn call_saves_typed_parts_of_the_answer() {
    let flow = flows(&[&order("GET")]);
    let mut talk = Talk::new(flow).with_service(|call| {
        assert_eq!(&*call.path, "/orders/%D0%90%2F1%3F");
        let answer = json!({"order": {"status": "в пути", "items": [{"sum": "1 500,50"}]}, "more": 1});
        Outcome::Called(call.result(200, &answer))
    });
    assert_eq!(talk.says("А/1?"), ["Заказ в пути, 1500.5"]);
    insta::assert_snapshot!(talk.protocol);
}

#[rstest]
#[case::missing(json!({"order": {"status": "есть"}}), "Заказ есть, ?")]
#[case::wrong_type(json!({"order": {"status": "есть", "items": [{"sum": "много"}]}}), "Не вышло.")]
#[case::object(json!({"order": {"status": {}}}), "Не вышло.")]
#[case::number_as_text(json!({"order": {"status": 7}}), "Заказ 7, ?")]
fn answers_of_services(#[case] answer: serde_json::Value, #[case] reply: &str) {
    let mut talk = Talk::new(flows(&[&order("GET")]))
        .with_service(move |call| Outcome::Called(call.result(200, &answer)));
    assert_eq!(talk.says("1"), [reply], "{}", talk.protocol);
}

#[test]
fn a_failed_call_takes_on_error() {
    let mut talk = Talk::new(flows(&[&order("GET")]))
        .with_service(|_| Outcome::Failed(Failure::new("http.404", "нет такого")));
    assert_eq!(talk.says("1"), ["Не вышло."]);
}

#[rstest]
#[case("..")]
#[case(".")]
fn a_value_cannot_leave_the_path(#[case] said: &str) {
    let mut talk = Talk::new(flows(&[&order("GET")])).with_service(|_| panic!("no call is made"));
    assert_eq!(talk.says(said), ["Не вышло."], "{}", talk.protocol);
}

#[test]
fn a_turn_that_changes_data_is_not_restarted() {
    for (method, restarts) in [("GET", true), ("DELETE", false)] {
        let flow = flows(&[&order(method)]);
        let first = step(&flow, State::default(), &turn("1"), talk::START);
        assert!(!first.state.is_settled());
        let second = step(&flow, first.state, &turn("2"), talk::START);
        assert_eq!(second.effects.len(), usize::from(restarts), "{method}");
    }
}

fn turn(text: &str) -> Event {
    let message = sufler_engine::InMessage { id: 1, text: text.into(), kind: "text".into(), at: talk::START };
    Event::Turn(TurnInput { messages: [message].into(), ..TurnInput::default() })
}

const ADDRESS: &str = "
flow: address
variables: {city: {type: text}, street: {type: text}, note: {type: text, default: нет}}
nodes:
  start: {type: start, next: ask}
  ask:
    type: collect
    variables: {city: {ask: 'Город?'}, street: {ask: 'Улица?'}}
    attempts: 1
    next: end
    else: fail
  fail: {type: set, values: {city: '{{ vars.city }}'}, next: end}
  end: {type: end}
";

fn main_flow() -> String {
    around(
        "{city: {type: text}, where: {type: text}, street: {type: text}, note: {type: text}}",
        "start: {type: start, next: address}
address:
  type: subflow
  flow: address
  with: {city: '{{ vars.city | default(\"\") }}'}
  save: {where: city, street: street, note: note}
  next: say
  on_error: sorry
say: {type: message, text: '{{ vars.where }}, {{ vars.street }} ({{ vars.note }})', next: end}
sorry: {type: message, text: 'Не узнал адрес.', next: end}",
    )
}

#[test]
fn a_subflow_waits_inside_and_comes_back() {
    let mut talk = Talk::new(flows(&[&main_flow(), ADDRESS]));
    assert_eq!(talk.says("Привет"), ["Город?"]);
    assert_eq!(talk.state.stack.len(), 1);
    assert_eq!(talk.says("Тверь"), ["Улица?"]);
    assert_eq!(talk.says("Советская 5"), ["Тверь, Советская 5 (нет)"]);
    assert!(talk.state.stack.is_empty());
    assert_eq!(
        (talk.var("where"), talk.var("city")),
        (json!("Тверь"), json!(null)),
        "only what `save` names"
    );
    insta::assert_snapshot!(talk.protocol);
}

#[test]
fn a_failure_inside_is_the_calling_nodes_failure() {
    let mut talk = Talk::new(flows(&[&main_flow(), ADDRESS]));
    talk.says("Привет");
    assert_eq!(talk.says("не скажу"), ["Не узнал адрес."], "{}", talk.protocol);
    assert!(talk.state.stack.is_empty());
}

#[test]
fn the_callers_rules_hold_inside() {
    let mut talk = Talk::new(flows(&[&main_flow(), ADDRESS]));
    talk.says("Привет");
    talk.says("позовите оператора");
    assert_eq!((&talk.state.phase, talk.state.stack.len()), (&Phase::Operator, 0), "{}", talk.protocol);
}

#[test]
fn people_who_take_over_inside_end_the_call() {
    let mut talk = Talk::new(flows(&[&main_flow(), ADDRESS]));
    talk.says("Привет");
    talk.run(Event::TakenOver { by: "anna".into() });
    talk.run(Event::HandedBack { by: "anna".into() });
    assert_eq!(talk.says("Привет"), ["Город?"], "the outermost flow begins anew");
    assert_eq!(talk.state.stack.len(), 1);
}

#[test]
fn a_newer_flow_goes_on_inside_if_the_place_is_still_there() {
    let first = flows(&[&main_flow(), ADDRESS]);
    let mut talk = Talk::new(first.clone());
    talk.says("Привет");
    let renamed = ADDRESS.replace("Улица?", "Какая улица?");
    let newer = flows(&[&main_flow(), &renamed]);
    assert_eq!(migrate(&talk.state, Some(&first), &newer), Migration::Continue);
    talk.flow = newer;
    assert_eq!(talk.says("Тверь"), ["Какая улица?"]);

    let gone = ADDRESS.replace("  ask:\n", "  other:\n").replace("next: ask", "next: other");
    let newest = flows(&[&main_flow(), &gone]);
    assert_eq!(migrate(&talk.state, None, &newest), Migration::Finish);
    talk.flow = newest;
    assert_eq!(talk.says("Советская"), ["Город?"], "it begins anew: {}", talk.protocol);
    assert_eq!(talk.state.stack.len(), 1);
}

#[test]
fn states_of_earlier_programs_are_read() {
    let waiting = r#"{"v":1,"flow":"h","turn":2,"phase":{"kind":"waiting","node":"ask"},"memory":{"asked":[["ask",1]]}}"#;
    let state = State::from_json(waiting).unwrap();
    assert_eq!(state.phase, Phase::Waiting { node: "ask".into(), until: None });
    assert_eq!(state.timer(), None);
    assert!(state.to_json().unwrap().len() <= waiting.len(), "nothing is written that is not there");
}

#[test]
fn an_outcome_of_another_kind_is_a_failure() {
    let mut talk =
        Talk::new(flows(&[&order("GET")])).with_service(|_| Outcome::Extracted(Default::default()));
    assert_eq!(talk.says("1"), ["Не вышло."]);
}
