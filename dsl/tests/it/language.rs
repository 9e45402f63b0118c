//! Examples of the language reference are flows that pass.

use sufler_dsl::{check_dialog, flow_language, nodes::KINDS, source::Source};

use super::{check_text, flow_with, rendered};

/// Fenced blocks whose info string is `yaml <kind>`.
fn blocks(kind: &str) -> Vec<String> {
    let text = flow_language();
    let fence = format!("```yaml {kind}\n");
    text.split(&fence).skip(1).map(|rest| rest.split("```").next().unwrap_or_default().to_owned()).collect()
}

#[test]
fn whole_flows_pass() {
    let flows = blocks("flow");
    assert!(!flows.is_empty());
    for text in flows {
        let checked = check_text(&text);
        assert!(
            checked.flow.is_some() && checked.diagnostics.is_empty(),
            "{}",
            rendered("f", &text, &checked.diagnostics)
        );
    }
}

#[test]
fn dialogs_pass() {
    let flow = check_text(&blocks("flow")[0]).flow.expect("a flow");
    let dialogs = blocks("dialog");
    assert!(!dialogs.is_empty());
    for text in dialogs {
        let checked = check_dialog(&Source::new("d", text.as_str()), Some(&flow));
        assert!(checked.diagnostics.is_empty(), "{}", rendered("d", &text, &checked.diagnostics));
    }
}

#[test]
fn parts_pass() {
    let parts = blocks("nodes");
    assert!(!parts.is_empty());
    for part in parts {
        let text = flow_with(&part);
        let checked = check_text(&text);
        assert!(checked.diagnostics.is_empty(), "{}", rendered("f", &text, &checked.diagnostics));
    }
}

#[test]
fn examples_of_kinds_and_fields_have_the_right_shape() {
    for kind in KINDS {
        // Other nodes of the example do not exist here: only references may be wrong.
        let text = flow_with(kind.example);
        let found: Vec<_> = check_text(&text)
            .diagnostics
            .into_iter()
            .filter(|it| !["F203", "F210", "F301", "F407", "F605"].contains(&it.code.id()))
            .collect();
        let expected_twice = matches!(kind.name, "handoff" | "end");
        let found: Vec<_> =
            found.into_iter().filter(|it| !(expected_twice && it.code.id() == "F103")).collect();
        assert!(found.is_empty(), "{}:\n{}", kind.name, rendered("f", &text, &found));
    }
}
