use indexmap::IndexMap;
use proptest::prelude::*;
use rstest::rstest;
use serde_json::json;

use super::*;
use crate::flow::{Name, VarType, Variable};

fn variables() -> IndexMap<Name, Variable> {
    let variable = |ty| Variable { ty, pii: false, default: None, choices: Vec::new(), note: None };
    [("city", VarType::Text), ("count", VarType::Number), ("gift", VarType::Bool)]
        .map(|(name, ty)| (Name::from(name), variable(ty)))
        .into()
}

fn compile(text: &str) -> Result<Expr, Vec<Problem>> {
    let variables = variables();
    let scope = Scope { variables: &variables, roots: &[] };
    let (expr, problems) = Expr::condition(text, Span::new(0, text.len()), scope);
    expr.ok_or(problems)
}

fn facts() -> serde_json::Value {
    json!({
        "message": {"text": "Сколько стоит ДОСТАВКА в Орёл?", "count": 2},
        "item": {"price": 1500, "title": "Кондиционер"},
        "account": {"tags": ["shop", "vip"]},
        "intent": {"name": "delivery", "confidence": 0.8, "asks_human": false},
        "vars": {"count": 0},
    })
}

fn holds(text: &str) -> Result<bool, EvalError> {
    compile(text).expect("compiles").holds(&facts())
}

#[rstest]
#[case("item.price == 1500", true)]
#[case("item.price + 2 * 3 == 1506", true)]
#[case("(item.price + 2) * 3 == 4506", true)]
#[case("-item.price < 0", true)]
#[case("not item.price == 1500", false)]
#[case("not intent.asks_human and item.price > 1", true)]
#[case("intent.asks_human and item.price > 1 or item.price == 1500", true)]
#[case("item.price >= 1500 and item.price <= 1500", true)]
#[case("account.tags contains \"shop\"", true)]
#[case("account.tags contains 'Shop'", false)]
#[case("'vip' in account.tags", true)]
#[case("intent.name in ['price', 'delivery',]", true)]
#[case("message.text contains 'доставка'", true)]
#[case("message.text contains 'в орел'", true)]
#[case("'кондиц' in item.title", true)]
#[case("item.title == 'кондиционер'", false)]
#[case(r#"message.text matches "\bорёл\b""#, true)]
#[case("message.text matches '^Сколько'", true)]
#[case("vars.city?", false)]
#[case("vars.count?", true)]
#[case("vars.city == 'Казань'", false)]
#[case("vars.city != 'Казань'", true)]
#[case("vars.city < 'Казань'", false)]
#[case("vars.city matches '.*'", false)]
#[case("vars.gift", false)]
#[case("not vars.gift", true)]
#[case(r#"'it\'s' == "it's""#, true)]
#[case("item.price\n  > 1\n", true)]
fn conditions(#[case] text: &str, #[case] expected: bool) {
    assert_eq!(holds(text), Ok(expected));
}

#[rstest]
#[case("1 / vars.count > 1", EvalError::DivisionByZero)]
#[case("contact.tags? or search.best + 1 > 1", EvalError::Missing("search.best".to_owned()))]
fn failures_are_data(#[case] text: &str, #[case] error: EvalError) {
    assert_eq!(holds(text), Err(error));
}

#[test]
fn facts_of_another_type_are_an_error() {
    let expr = compile("item.price > 5").expect("compiles");
    let error = expr.holds(&json!({"item": {"price": "дорого"}})).expect_err("text is no number");
    assert_eq!(error, EvalError::TypeMismatch { expected: Type::Text, got: Type::Number });
}

#[rstest]
#[case("item.prise > 5")]
#[case("vars.sity == 'x'")]
#[case("item.price = 5")]
#[case("item.price > 5 && vars.gift")]
#[case("!vars.gift")]
#[case("item.price >")]
#[case("")]
#[case("item.price > '5'")]
#[case("item.price")]
#[case("vars.gift + 1 > 2 and item.prise > 'x'")]
#[case("1 < 2 < 3")]
#[case("message.text matches item.title")]
#[case("message.text matches '['")]
#[case("(item.price > 1)?")]
#[case("item.title contains 'a")]
#[case("item.price in [1, 'a']")]
#[case("item.price / 0 > 1")]
#[case("search.hits?")]
fn problems_have_place_and_help(#[case] text: &str) {
    let problems = compile(text).expect_err("must not compile");
    let lines: Vec<String> = problems
        .iter()
        .map(|it| {
            let under = text.get(it.span.start..it.span.end).unwrap_or("<outside>");
            let help = it.help.as_ref().map(|help| format!(" | {}", help.ru)).unwrap_or_default();
            format!("{} [{under}] {}{help}", it.code.id(), it.message.ru)
        })
        .collect();
    insta::with_settings!({description => text, omit_expression => true}, {
        let name = text.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect::<String>();
        insta::assert_snapshot!(format!("problem-{name}"), lines.join("\n"));
    });
}

#[test]
fn size_is_bounded() {
    let deep = format!("{}true{}", "(".repeat(5000), ")".repeat(5000));
    let nots = format!("{}true", "not ".repeat(1000));
    let chain = vec!["vars.gift"; 300].join(" or ");
    let lists = format!("1 in {}1", "[".repeat(100));
    for text in [deep, "(".repeat(65), nots, chain, lists] {
        let problems = compile(&text).expect_err("too large");
        assert!(problems.iter().all(|it| it.code == codes::EXPRESSION_TOO_LARGE), "{problems:?}");
    }
    assert!(compile(&format!("{}vars.gift{}", "(".repeat(64), ")".repeat(64))).is_ok());
    assert!(compile(&vec!["vars.gift"; 200].join(" or ")).is_ok());
}

/// Texts made of the language's own pieces reach deeper than random characters.
fn soup() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "vars.gift",
        "vars.count",
        "item.price",
        "account.tags",
        "message.text",
        "not",
        "and",
        "or",
        "==",
        "<",
        "in",
        "contains",
        "matches",
        "+",
        "-",
        "*",
        "/",
        "(",
        ")",
        "[",
        "]",
        ",",
        "?",
        "1",
        "0",
        "'а'",
        "\"[\"",
        "true",
        "«",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.join(" "))
}

/// As many cases as the laws of editing have; `PROPTEST_CASES` asks for more.
fn config() -> ProptestConfig {
    let usual = ProptestConfig::default();
    ProptestConfig { cases: usual.cases.max(2_000), failure_persistence: None, ..usual }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_text_parses_or_fails_within_its_bounds(text in prop_oneof![".{0,80}", soup()]) {
        match compile(&text) {
            Ok(expr) => { let _ = expr.eval(&facts()); }
            Err(problems) => {
                prop_assert!(!problems.is_empty());
                for problem in problems {
                    prop_assert!(text.get(problem.span.start..problem.span.end).is_some());
                }
            }
        }
    }
}
