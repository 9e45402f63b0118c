use rstest::rstest;

use super::*;
use crate::expr::syntax;

fn logic() -> Logic {
    let mut bases = HashMap::new();
    for name in NAMES {
        if let Some(ty) = name.ty {
            let missing = !ALWAYS_KNOWN.contains(&name.path);
            bases.insert(Arc::from(name.path), Domain::new(missing, of_name(name.path, ty)));
        }
    }
    bases.insert("intent.name".into(), Domain::new(true, Values::Words(Words::only(["a", "b"]))));
    Logic::new(bases)
}

#[rstest]
#[case("item.price > 5 and item.price < 3")]
#[case("item.price == 5 and item.price != 5")]
#[case("not item.price? and item.price > 5")]
#[case("search.best > 1")]
#[case("now.hour > 9 and now.hour < 10")]
#[case("now.weekday in [8, 9]")]
#[case("intent.name == 'a' and intent.name == 'b'")]
#[case("intent.name? and intent.name != 'a' and intent.name != 'b'")]
#[case("message.text contains 'достав' and not (message.text contains 'СТАВ')")]
#[case("message.text contains 'доставка' and not (message.text contains 'достав')")]
#[case("message.kind == 'photo'")]
#[case("message.kind contains 'zz'")]
#[case("item.price * 2 + 1 < 11 and item.price >= 5")]
#[case("10 - item.price > 5 and item.price > 5")]
#[case("contact.tags contains 'vip' and not (contact.tags contains 'vip')")]
#[case("item.price < item.price * 0 and item.price * 0 > item.price and false")]
#[case("message.count < 0")]
#[case("not message.text?")]
#[case("(item.price < 1 or item.price > 9) and item.price in [3, 4]")]
fn these_never_hold(#[case] text: &str) {
    let ast = syntax(text).expect("an expression");
    assert!(!logic().can(&[Clause::default()], &ast, true), "{text}");
}

#[rstest]
#[case("message.count >= 0")]
#[case("item.price? or not item.price?")]
#[case("item.price != 5 or item.price == 5")]
#[case("now.hour >= 0 and now.hour <= 23")]
#[case("not (item.price < 3 and item.price > 5)")]
#[case("message.text == 'да' or message.text != 'да'")]
#[case("not intent.name? or intent.name in ['a', 'b']")]
#[case("now.hour < 9 or now.hour >= 9")]
#[case("now.hour < 9 or now.hour > 8")]
fn these_always_hold(#[case] text: &str) {
    let ast = syntax(text).expect("an expression");
    assert!(!logic().can(&[Clause::default()], &ast, false), "{text}");
}

#[rstest]
#[case("item.price > 5 or item.price < 3")]
#[case("item.price < 3 or item.price >= 3")]
#[case("intent.name in ['a', 'b']")]
#[case("message.text contains 'а' and not (message.text contains 'аб')")]
#[case("item.price < contact.name")]
#[case("item.price * item.price > 5 and item.price * item.price > 4")]
#[case("message.text matches 'a' and not (message.text matches 'b')")]
#[case("intent.confidence > 0.5")]
#[case("conversation.handed_back")]
fn these_may_hold_or_not(#[case] text: &str) {
    let ast = syntax(text).expect("an expression");
    assert!(logic().can(&[Clause::default()], &ast, true), "{text}");
    assert!(logic().can(&[Clause::default()], &ast, false), "{text}");
}
