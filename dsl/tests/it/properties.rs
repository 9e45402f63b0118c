//! Whatever the bytes, a check ends with diagnostics inside the text, and never panics.

use proptest::prelude::*;
use sufler_dsl::{check, check_bytes, check_dialog, edit, source::Source, yaml};

use super::{
    edit::laws::{CASES, config},
    flow_with, torture,
};

const GOOD: &str = "\
start: {type: start, next: intent}
intent:
  type: intent
  intents: {delivery: {about: Доставка, examples: ['Доставка есть?']}}
  next: which
which:
  type: condition
  branches:
    - {when: 'intent.name == \"delivery\" and item.price > 5', next: say}
  else: operator
say:
  type: message
  text: |
    Здравствуйте, {{ contact.name }}!
  next: end
";

fn assert_inside(source: &Source) -> Result<(), TestCaseError> {
    let checked = check(source);
    prop_assert!(checked.flow.is_some() || checked.has_errors());
    for it in &checked.diagnostics {
        prop_assert!(source.text().get(it.span.start..it.span.end).is_some(), "{it:?}");
        prop_assert!(!it.render(source, Default::default()).is_empty());
        prop_assert!(serde_json::to_string(&it.view(source)).is_ok());
    }
    prop_assert!(check_dialog(source, None).dialog.is_none() || checked.flow.is_none());
    Ok(())
}

/// Texts made of what YAML and flows are made of.
pub(crate) fn soup() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "flow",
        ": ",
        ":",
        "\n",
        "\n  ",
        "\n    ",
        "- ",
        "{",
        "}",
        "[",
        "]",
        ",",
        "'",
        "\"",
        "|",
        ">",
        "&a ",
        "*a",
        "!t ",
        "#",
        "\t",
        "---",
        "...",
        "nodes",
        "start",
        "type",
        "ai_response",
        "next",
        "null",
        "5",
        "ё",
        "\u{feff}",
        "\r\n",
        "{{ x }}",
        "<<",
        "?",
        "%",
    ]);
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(config(CASES))]

    #[test]
    fn any_bytes_are_checked(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let (source, checked) = check_bytes("f", &bytes);
        prop_assert!(checked.flow.is_none());
        prop_assert!(checked.diagnostics.iter().all(|it| it.span.start <= source.text().len()));
    }

    #[test]
    fn any_soup_is_checked(text in soup()) {
        assert_inside(&Source::new("f", text))?;
    }

    #[test]
    fn a_damaged_flow_is_checked(at in 0_usize..700, cut in 0_usize..20, insert in soup()) {
        let text = flow_with(GOOD);
        let floor = |mut at: usize| { while !text.is_char_boundary(at) { at -= 1; } at };
        let (start, end) = (floor(at.min(text.len())), floor((at + cut).min(text.len())));
        let damaged = format!("{}{}{}", &text[..start], &insert[..floor_of(&insert, 12)], &text[end..]);
        assert_inside(&Source::new("f", damaged))?;
    }

    #[test]
    fn scalars_stand_where_the_tree_says(text in soup()) {
        let source = Source::new("f", text);
        let (tree, _) = yaml::parse(&source);
        if let Some(root) = &tree.root {
            assert_places(&source, root)?;
        }
    }
}

/// Operations as somebody might send them.
fn operations() -> impl Strategy<Value = String> {
    let path =
        prop::sample::select(vec!["flow", "nodes.start", "nodes.start.next", "a", "a[0]", "x.y[1].z", ""]);
    let value = prop::sample::select(vec![
        "1",
        "null",
        "[]",
        "{}",
        r#""да""#,
        r#""a\nb\n""#,
        r#"{"a":[1,{"b":"c"}]}"#,
    ]);
    let name = prop::sample::select(vec!["start", "b", "новый", "", "a b"]);
    (path, value, name, 0..9_usize).prop_map(|(path, value, name, kind)| {
        let path = serde_json::Value::from(path);
        let name = serde_json::Value::from(name);
        match kind {
            0 | 1 => format!(r#"{{"op":"set","path":{path},"value":{value}}}"#),
            2 => format!(r#"{{"op":"unset","path":{path}}}"#),
            3 => format!(r#"{{"op":"insert","path":{path},"value":{value}}}"#),
            4 => format!(r#"{{"op":"move","path":{path},"to":0}}"#),
            5 => format!(r#"{{"op":"comment","path":{path},"text":"да"}}"#),
            6 => format!(r#"{{"op":"rename_node","from":"start","to":{name}}}"#),
            7 => format!(r#"{{"op":"duplicate_node","id":"start","as":{name}}}"#),
            _ => format!(r#"{{"op":"add_node","id":{name},"node":{value}}}"#),
        }
    })
}

proptest! {
    #![proptest_config(config(CASES))]

    #[test]
    fn bytes_of_any_kind(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        torture::check(&bytes);
    }

    #[test]
    fn expressions_of_any_kind(text in "[a-z.()\\[\\]\"'!?=<>+*/ 0-9ё-]{0,80}", any in any::<String>()) {
        torture::expression(&text);
        torture::expression(&any);
    }

    #[test]
    fn texts_of_any_kind(text in "(\\{\\{|\\}\\}|\\{%|%\\}|\\{#|#\\}|[a-z.|() '\"0-9ё\n]|if |for |endif){0,60}", any in any::<String>()) {
        torture::template(&text);
        torture::template(&any);
    }

    #[test]
    fn edits_of_any_text(text in soup(), ops in prop::collection::vec(operations(), 0..4)) {
        let ops = edit::parse_ops(&format!("[{}]", ops.join(","))).unwrap_or_default();
        torture::edits(&text, &ops);
        torture::edits(&format!("flow: a\nnodes:\n  start: {{type: start, next: b}}\n  b: {text}"), &ops);
    }

    #[test]
    fn merges_of_any_texts(base in soup(), ours in soup(), theirs in soup(), cut in any::<prop::sample::Index>()) {
        torture::merges(&base, &ours, &theirs);
        // Versions that have something in common.
        let at = floor_of(&base, cut.index(base.len() + 1));
        let (head, tail) = base.split_at(at);
        torture::merges(&base, &format!("{head}{ours}{tail}"), &format!("{theirs}{base}"));
    }

    #[test]
    fn editors_of_any_text(text in soup(), offset in 0_usize..400) {
        torture::editor(&text, offset);
    }
}

/// Nesting, alias bombs and megabytes end quickly, whoever reads them.
#[test]
fn hostile_texts_end_everywhere() {
    let bomb = {
        let levels =
            (1..30).map(|n| format!("l{n}: &l{n} [{}]\n", vec![format!("*l{}", n - 1); 9].join(", ")));
        format!("l0: &l0 [x, x]\n{}", levels.collect::<String>())
    };
    let large = "# заметка\nключ: \"значение\"\n".repeat(10 << 20 >> 5);
    let texts = [
        bomb,
        "[".repeat(50_000),
        "{a: ".repeat(50_000),
        "- ".repeat(50_000),
        "a:\n ".repeat(20_000),
        (0..3_000).map(|n| format!("{}a:\n", " ".repeat(n))).collect(),
        "\"".repeat(200_000),
        "a: |\n".to_owned() + &" \n".repeat(200_000),
        "{{".repeat(100_000),
        "*a ".repeat(100_000),
        "x: &a\n".repeat(50_000),
        large,
    ];
    let set = edit::parse_ops(r#"{"op":"set","path":"a","value":1}"#).unwrap();
    for text in &texts {
        torture::check(text.as_bytes());
        torture::edits(text, &set);
        torture::editor(text, text.len() / 2);
        torture::expression(text);
        torture::template(text);
        torture::merges(text, &format!("{text}b: 1\n"), &format!("c: 1\n{text}"));
    }
}

fn floor_of(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default()
}

fn assert_places(source: &Source, node: &yaml::Node) -> Result<(), TestCaseError> {
    prop_assert!(source.text().get(node.span.start..node.span.end).is_some(), "{node:?}");
    match &node.kind {
        yaml::Kind::Scalar(scalar) => {
            if node.alias.is_none() {
                prop_assert!(source.text().get(scalar.content.start..scalar.content.end).is_some());
            }
        }
        yaml::Kind::Seq { items, .. } => {
            for item in items {
                assert_places(source, item)?;
            }
        }
        yaml::Kind::Map { pairs, .. } => {
            for pair in pairs {
                assert_places(source, &pair.key)?;
                assert_places(source, &pair.value)?;
            }
        }
    }
    Ok(())
}

/// Files built to exhaust time, memory or stack.
#[test]
fn hostile_files_end_with_diagnostics() {
    let template = |text: &str| {
        format!("start: {{type: start, next: say}}\nsay: {{type: message, text: '{text}', next: end}}\n")
    };
    let files = [
        flow_with(&template(&format!("{{{{ {}1{} }}}}", "(".repeat(20_000), ")".repeat(20_000)))),
        flow_with(&template(&format!("{{{{ a {} }}}}", "| b ".repeat(10_000)))),
        flow_with(&template(&"{% if x %}".repeat(5_000))),
        format!("a: {}x{}", "&a [".repeat(60), ", x".repeat(20_000)),
        format!(
            "a: {}[{}x]{}",
            (0..50).map(|n| format!("[&a{n} ")).collect::<String>(),
            "x, ".repeat(30_000),
            "]".repeat(50)
        ),
        format!("flow: a\nnodes: {{{}}}", "x y: {type: q}, ".repeat(5_000)),
        format!(
            "flow: {}\nnodes:\n  start: {{type: start, next: {}}}\n",
            "я".repeat(20_000),
            "z".repeat(60_000)
        ),
        "\tx: y\n".repeat(20_000),
        "- ".repeat(100_000),
        format!("flow: a\nnodes:\n{}", (0..5_000).map(|n| format!("  n{n}: 5\n")).collect::<String>()),
    ];
    for text in files {
        let shown: String = text.chars().take(40).collect();
        let source = Source::new("f", text);
        let checked = check(&source);
        assert!(checked.has_errors(), "{shown}");
        assert!(checked.diagnostics.len() <= 1001, "{shown}");
        for it in checked.diagnostics.iter().take(20) {
            assert!(it.render(&source, Default::default()).len() < 4000, "{shown}");
        }
    }
}

#[test]
fn nesting_is_bounded() {
    for open in ["[", "{a: ", "- ", "a:\n "] {
        let text = format!("flow: a\nnodes: {}", open.repeat(20_000));
        let checked = check(&Source::new("f", text));
        assert!(checked.has_errors());
    }
}
