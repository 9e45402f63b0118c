//! Who names a node, a variable or an intent.

use std::sync::LazyLock;

use regex::Regex;

use super::{path::Path, value::Value};
use crate::{
    expr::{Ast, BinaryOp, syntax},
    names::root_of,
    shape::{
        Shape,
        places::{Place, of_dialog, of_flow},
    },
    source::Span,
    template,
    yaml::Node,
};

/// What gets another name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    Node,
    Variable,
    Intent,
}

/// New values of every place of a flow that uses the old name.
pub(super) fn in_flow(root: &Node, named: Named, from: &str, to: &str) -> Vec<(Path, Value)> {
    let places = of_flow(root);
    let mut changes = Vec::new();
    for place in &places {
        let Some(text) = place.node.as_text() else { continue };
        let new = match (place.shape, named) {
            (Shape::Node, Named::Node) if text == from => to.to_owned(),
            (Shape::Condition, Named::Variable) => in_condition(text, from, to),
            (Shape::Condition, Named::Intent) => in_compared(text, from, to),
            (Shape::Template, Named::Variable) => in_template(text, from, to),
            (Shape::Template, Named::Intent) => in_template_compared(text, from, to),
            _ => continue,
        };
        if new != text {
            changes.push((place, Value::Text(new)));
        }
    }
    without_aliases(changes)
}

/// Every place of a flow that leads to this node.
pub(crate) fn leads_to(root: &Node, id: &str) -> Vec<Path> {
    let leads = |place: &Place<'_>| matches!(place.shape, Shape::Node) && place.node.as_text() == Some(id);
    of_flow(root).into_iter().filter(leads).map(|place| place.path).collect()
}

/// New values of every place of a recorded dialog that uses the old name, and the keys to rename.
pub(super) fn in_dialog(root: &Node, named: Named, from: &str, to: &str) -> (Vec<(Path, Value)>, Vec<Path>) {
    let places = of_dialog(root);
    let mut keys = Vec::new();
    let mut changes = Vec::new();
    for place in &places {
        let names = |ends: &[&str]| ends.iter().any(|end| place.path.to_string().ends_with(end));
        let wanted = match named {
            Named::Node => {
                if names(&["world.nodes"]) && place.node.get(from).is_some() {
                    keys.push(place.path.key(from));
                }
                matches!(place.shape, Shape::Node)
            }
            Named::Intent => names(&["expect.intent"]) || is_recorded_intent(&place.path),
            Named::Variable => {
                if names(&["expect.variables"]) && place.node.get(from).is_some() {
                    keys.push(place.path.key(from));
                }
                false
            }
        };
        if wanted && place.node.as_text() == Some(from) {
            changes.push((place, Value::from(to)));
        }
    }
    (without_aliases(changes), keys)
}

/// `world.intent.name`, also of a single node's recording.
fn is_recorded_intent(path: &Path) -> bool {
    let path = path.to_string();
    path.contains("world.") && path.ends_with("intent.name")
}

/// An alias follows its anchor by itself, if the anchor stands at one of the places, too.
fn without_aliases(changes: Vec<(&Place<'_>, Value)>) -> Vec<(Path, Value)> {
    let anchors: Vec<Span> =
        changes.iter().filter(|(it, _)| it.node.alias.is_none()).map(|(it, _)| it.node.written).collect();
    let follows = |node: &Node| node.alias.is_some() && anchors.contains(&node.written);
    changes
        .into_iter()
        .filter(|(it, _)| !follows(it.node))
        .map(|(it, value)| (it.path.clone(), value))
        .collect()
}

/// Replaces these places of a text.
fn splice(text: &str, mut spans: Vec<Span>, new: &str) -> String {
    spans.sort_by_key(|span| std::cmp::Reverse(span.start));
    spans.iter().fold(text.to_owned(), |mut text, span| {
        text.replace_range(span.start..span.end, new);
        text
    })
}

fn in_condition(text: &str, from: &str, to: &str) -> String {
    let Some(ast) = syntax(text) else { return text.to_owned() };
    let (old, new) = (format!("vars.{from}"), format!("vars.{to}"));
    let named = ast.names().into_iter().filter(|(path, _)| ***path == *old);
    // The place of `x?` includes the mark.
    splice(text, named.map(|(_, span)| Span::new(span.start, span.start + old.len())).collect(), &new)
}

/// `intent.name == "x"` and `intent.name in ["x", …]`.
fn in_compared(text: &str, from: &str, to: &str) -> String {
    let Some(ast) = syntax(text) else { return text.to_owned() };
    let mut spans = Vec::new();
    ast.walk(&mut |ast| {
        let Ast::Binary(BinaryOp::Eq | BinaryOp::Ne | BinaryOp::In, left, right, _) = ast else { return };
        if ![left, right]
            .into_iter()
            .any(|side| matches!(&**side, Ast::Name(path, _) if **path == *"intent.name"))
        {
            return;
        }
        for side in [left, right] {
            side.walk(&mut |word| {
                if let Ast::Text(word, span) = word
                    && **word == *from
                {
                    spans.push(Span::new(span.start + 1, span.end.saturating_sub(1)));
                }
            });
        }
    });
    splice(text, spans, to)
}

fn in_template(text: &str, from: &str, to: &str) -> String {
    splice(text, template::uses_of(text, &format!("vars.{from}")), &format!("vars.{to}"))
}

#[expect(clippy::expect_used, reason = "a constant pattern, compiled by every test")]
static COMPARED: LazyLock<Regex> = LazyLock::new(|| {
    let word = r#"(?:"(?P<D>[^"\\]*)"|'(?P<S>[^'\\]*)')"#;
    let named = |side: &str| word.replace("<D", &format!("<{side}d")).replace("<S", &format!("<{side}s"));
    Regex::new(&format!(r"intent\.name\s*[=!]=\s*{}|{}\s*[=!]=\s*intent\.name", named("r"), named("l")))
        .expect("a valid pattern")
});

/// `intent.name == "x"` within the code of a text.
fn in_template_compared(text: &str, from: &str, to: &str) -> String {
    let inside: Vec<usize> = template::uses_of(text, "intent.name").iter().map(|span| span.start).collect();
    let found = COMPARED.captures_iter(text).filter(|captures| {
        captures.get(0).is_some_and(|all| inside.iter().any(|at| all.range().contains(at)))
    });
    let words =
        found.filter_map(|captures| ["rd", "rs", "ld", "ls"].iter().find_map(|name| captures.name(name)));
    splice(
        text,
        words.filter(|word| word.as_str() == from).map(|word| Span::new(word.start(), word.end())).collect(),
        to,
    )
}

/// Whether `name` may be an exit's field: the root of a path that a description knows.
pub(super) fn first_key(path: &Path) -> String {
    root_of(&path.to_string()).split('[').next().unwrap_or_default().to_owned()
}
