//! Recorded dialogs.

use sufler_dsl::{
    check_dialog,
    dialog::{Outcome, OwnerExpected, TurnKind, World},
    source::Source,
};

use super::rendered;

const TEXT: &str = r#"
dialog: Доставка по России
account: {channel: avito, tags: [shop]}
item: {title: Кондиционер, price: 25000}
start_at: 2026-03-02T12:00:00+03:00
turns:
  - customer: [Здравствуйте, Доставка по РФ есть?]
    world:
      intent: {name: delivery, confidence: 0.92}
      search:
        - {article: delivery/russia, title: Доставка, text: По России 500 рублей., score: 0.81}
      answer: {text: Доставка стоит 500 рублей., confidence: 0.9}
    expect:
      path: [start, intent, end]
      intent: delivery
      confidence: {min: 0.8}
      hits: [delivery/russia]
      reply: {contains: [500, рублей], matches: '\d+ рублей', not_contains: бесплатно}
      owner: bot
  - customer: Позовите человека
    signals: {asks_human: true}
    world: {intent: {fail: timeout}, search: {fail: down}}
    expect: {owner: operator, handoff: asked}
  - operator: Добрый день!
  - handback: true
  - customer: Спасибо
    world: builtin
"#;

#[test]
fn a_dialog_is_read_whole() {
    let text = TEXT.replace("[500, рублей]", "['500', рублей]");
    let checked = check_dialog(&Source::new("d", text.as_str()), None);
    assert!(checked.diagnostics.is_empty(), "{}", rendered("d", &text, &checked.diagnostics));
    let dialog = checked.dialog.expect("a dialog");
    assert_eq!(dialog.start_at_ms, Some(1_772_442_000_000));
    assert_eq!(dialog.item["price"], 25000);
    let TurnKind::Customer(first) = &dialog.turns[0].kind else { panic!("not a customer") };
    assert_eq!(first.texts.len(), 2);
    let World::Recorded(world) = &first.world else { panic!("not recorded") };
    let Some(Outcome::Done(hits)) = &world.search else { panic!("no hits") };
    assert_eq!(hits[0].article, "delivery/russia");
    let reply = first.expect.reply.as_ref().expect("a reply");
    assert_eq!(
        (reply.value.contains.len(), reply.value.matches.len(), reply.value.not_contains.len()),
        (2, 1, 1)
    );
    assert_eq!(
        text.get(reply.value.contains[1].span.start..reply.value.contains[1].span.end),
        Some("рублей")
    );

    let TurnKind::Customer(second) = &dialog.turns[1].kind else { panic!("not a customer") };
    assert_eq!(second.signals.asks_human, Some(true));
    assert_eq!(second.expect.owner.as_ref().map(|it| it.value), Some(OwnerExpected::Operator));
    let World::Recorded(world) = &second.world else { panic!("not recorded") };
    assert!(matches!(&world.intent, Some(Outcome::Failed(code)) if &**code == "timeout"));
    assert!(matches!(&world.search, Some(Outcome::Failed(_))));
    assert!(matches!(dialog.turns[3].kind, TurnKind::Handback));
    let TurnKind::Customer(last) = &dialog.turns[4].kind else { panic!("not a customer") };
    assert!(matches!(last.world, World::Builtin));
}

#[test]
fn all_mistakes_of_a_dialog_are_told() {
    let text = "\
dialog: ''
start_at: вчера
turns:
  - customer: [500]
    world: {intent: {name: a}, search: [{article: x}], answer: {text: a, confidence: 2, fail: b}}
    expect: {reply: {matches: '('}, owner: me, confidence: {min: -1}}
  - {operator: a, expect: {owner: bot}}
  - {handback: false}
  - {}
";
    let checked = check_dialog(&Source::new("d", text), None);
    assert!(checked.dialog.is_none());
    insta::assert_snapshot!(rendered("d.yaml", text, &checked.diagnostics));
}
