//! Who names a node, a variable or an intent.

use super::{path::Path, value::Value};
use crate::{
    expr::{Ast, BinaryOp, syntax},
    names::root_of,
    shape::{
        NameRule, Shape,
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
            (Shape::Name(NameRule::Variable), Named::Variable) if text == from => to.to_owned(),
            (Shape::Condition | Shape::Expression, Named::Variable) => in_condition(text, from, to),
            (Shape::Condition | Shape::Expression, Named::Intent) => in_compared(text, from, to),
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

/// Keys of a flow that name a variable.
pub(super) fn keys_of_variable(root: &Node, name: &str) -> Vec<Path> {
    let places = of_flow(root).into_iter();
    let named = places.filter(|place| {
        matches!(place.shape, Shape::Map { keys: NameRule::Variable, .. }) && place.node.get(name).is_some()
    });
    named.map(|place| place.path.key(name)).collect()
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
                if names(&["expect.variables", "world.extract.values"]) && place.node.get(from).is_some() {
                    keys.push(place.path.key(from));
                }
                false
            }
        };
        let Some(text) = place.node.as_text().filter(|_| wanted) else { continue };
        // Nodes of called flows are written behind the calling node.
        let inner = text.strip_prefix(from).filter(|rest| named == Named::Node && rest.starts_with('/'));
        if text == from {
            changes.push((place, Value::from(to)));
        } else if let Some(rest) = inner {
            changes.push((place, Value::Text(format!("{to}{rest}"))));
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

/// What `intent.name` is compared with within the code of a text.
fn in_template_compared(text: &str, from: &str, to: &str) -> String {
    let words = intent_words(text, &template::uses_of(text, "intent.name"));
    splice(text, words.into_iter().filter(|word| text.get(word.start..word.end) == Some(from)).collect(), to)
}

/// Insides of the quotes that `intent.name`, standing at `places`, is compared with: by `==`, `!=`
/// on either side, `in […]` and `not in […]`.
pub(crate) fn intent_words(text: &str, places: &[Span]) -> Vec<Span> {
    let mut words = Vec::new();
    for place in places {
        let after = text.get(place.end..).unwrap_or_default();
        let rest = after.trim_start();
        let at = place.end + after.len() - rest.len();
        if rest.starts_with("==") || rest.starts_with("!=") {
            words.extend(quoted(text, at + 2).map(|(word, _)| word));
        } else if let Some(list) = in_list(rest) {
            words.extend(listed(text, at + list));
        }
        let before = text.get(..place.start).unwrap_or_default().trim_end();
        if let Some(before) = before.strip_suffix("==").or_else(|| before.strip_suffix("!=")) {
            words.extend(quoted_before(before.trim_end()));
        }
    }
    words
}

/// Behind `in [` or `not in (`.
fn in_list(text: &str) -> Option<usize> {
    let not = text.strip_prefix("not").map_or(text, str::trim_start);
    let list = not.strip_prefix("in")?.trim_start().strip_prefix(['[', '('])?;
    Some(text.len() - list.len())
}

/// Quoted words up to the end of a list.
fn listed(text: &str, mut at: usize) -> Vec<Span> {
    let mut words = Vec::new();
    while let Some((word, end)) = quoted(text, at) {
        words.push(word);
        let rest = text.get(end..).unwrap_or_default().trim_start();
        match rest.strip_prefix(',') {
            Some(rest) => at = text.len() - rest.len(),
            None => break,
        }
    }
    words
}

/// A quoted word without escapes at or behind `at`: its inside, and where it ends.
fn quoted(text: &str, at: usize) -> Option<(Span, usize)> {
    let rest = text.get(at..)?.trim_start();
    let start = text.len() - rest.len() + 1;
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let inside = rest.get(1..)?;
    let length = inside.find(quote)?;
    let word = inside.get(..length).filter(|word| !word.contains('\\'))?;
    Some((Span::new(start, start + word.len()), start + length + 1))
}

/// The quoted word that ends a text.
fn quoted_before(text: &str) -> Option<Span> {
    let quote = text.chars().next_back().filter(|c| matches!(c, '"' | '\''))?;
    let inside = text.get(..text.len() - 1)?;
    let start = inside.rfind(quote)? + 1;
    (!inside.get(start..)?.contains('\\')).then_some(Span::new(start, inside.len()))
}

/// Whether `name` may be an exit's field: the root of a path that a description knows.
pub(super) fn first_key(path: &Path) -> String {
    root_of(&path.to_string()).split('[').next().unwrap_or_default().to_owned()
}
