//! Mutants of conditions: of `condition` nodes and of `always` rules.

use sufler_dsl::{
    edit::Path,
    expr::{Ast, BinaryOp, Expr},
    flow::Name,
    nodes::NodeKind,
    source::Span,
    yaml::Node,
};

use super::{
    change::quoted,
    nodes::tidy,
    tree::{Walk, entries},
};

/// How far a probability is shifted: enough to matter, little enough to need a dialog near the border.
pub(super) const SHIFT: f64 = 0.05;

/// Conditions negated, their operators turned round, their thresholds shifted, their intents swapped, their entries
/// left out.
pub(super) fn all(walk: &mut Walk<'_>) {
    let Some(root) = walk.root.take() else { return };
    let flow = std::sync::Arc::clone(&walk.suite.flow);
    let rules = root.get("always").and_then(Node::as_seq).unwrap_or_default();
    for (index, (item, rule)) in rules.iter().zip(&flow.always).enumerate() {
        let name = format!("always[{index}]");
        condition(walk, None, &name, item, &rule.when);
        walk.remove(None, item.span, Path::of_keys(&["always"]).index(index), format!("нет правила {name}"));
    }
    for (id, entry) in entries(&root) {
        let Some((_, node)) = flow.find(id) else { continue };
        let NodeKind::Condition(kind) = &node.kind else { continue };
        let items = entry.get("branches").and_then(Node::as_seq).unwrap_or_default();
        for (index, (item, branch)) in items.iter().zip(&kind.branches).enumerate() {
            condition(walk, Some(id), &format!("{id}.branches[{index}]"), item, &branch.when);
            if items.len() > 1 {
                let path = Path::of_keys(&["nodes", id, "branches"]).index(index);
                walk.remove(
                    Some(id),
                    item.span,
                    path,
                    format!("у узла {id} нет ветки `{}`", branch.when.text()),
                );
            }
        }
    }
    walk.root = Some(root);
}

fn condition(walk: &mut Walk<'_>, node: Option<&str>, name: &str, item: &Node, when: &Expr) {
    let Some(written) = item.get("when") else { return };
    let mut texts = Vec::new();
    let intents = intents(walk);
    variants(when.root(), when.text(), &intents, &mut texts);
    for text in texts {
        let what = format!("{name}: `{text}` вместо `{}`", when.text());
        walk.replace(node, written.span, quoted(&text), what);
    }
}

/// Names of all intents of the flow.
fn intents(walk: &Walk<'_>) -> Vec<Name> {
    let specs = walk.suite.flow.nodes.iter().filter_map(|node| match &node.kind {
        NodeKind::Intent(intent) => Some(&intent.spec.intents),
        _ => None,
    });
    specs.flat_map(|intents| intents.keys().cloned()).collect()
}

/// Texts with one thing changed.
fn variants(ast: &Ast, text: &str, intents: &[Name], found: &mut Vec<String>) {
    match ast {
        Ast::Binary(op @ (BinaryOp::And | BinaryOp::Or), left, right, _) => {
            let other = if *op == BinaryOp::And { "or" } else { "and" };
            found.extend(operator(text, *op, left, right, other));
            variants(left, text, intents, found);
            variants(right, text, intents, found);
        }
        Ast::Not(inner, span) => {
            let inside = text.get(inner.span().start..inner.span().end).unwrap_or_default();
            found.extend(splice(text, *span, &format!("({inside})")));
        }
        Ast::Binary(op, left, right, span) => {
            found.extend(match turned(*op) {
                Some(other) => operator(text, *op, left, right, other),
                None => negated(text, *span),
            });
            for side in [left, right] {
                thresholds(side, text, found);
            }
            if [left, right]
                .iter()
                .any(|side| matches!(&***side, Ast::Name(path, _) if **path == *"intent.name"))
            {
                for side in [left, right] {
                    found.extend(swapped(side, text, intents));
                }
            }
        }
        other => found.extend(negated(text, other.span())),
    }
}

/// The opposite comparison.
fn turned(op: BinaryOp) -> Option<&'static str> {
    Some(match op {
        BinaryOp::Eq => "!=",
        BinaryOp::Ne => "==",
        BinaryOp::Lt => ">=",
        BinaryOp::Le => ">",
        BinaryOp::Gt => "<=",
        BinaryOp::Ge => "<",
        _ => return None,
    })
}

fn operator(text: &str, op: BinaryOp, left: &Ast, right: &Ast, other: &str) -> Option<String> {
    let between = Span::new(left.span().end, right.span().start);
    let written = text.get(between.start..between.end)?;
    splice(text, between, &written.replacen(op.sign(), other, 1))
}

fn negated(text: &str, span: Span) -> Option<String> {
    let inside = text.get(span.start..span.end)?;
    splice(text, span, &format!("not ({inside})"))
}

fn splice(text: &str, span: Span, new: &str) -> Option<String> {
    Some(format!("{}{new}{}", text.get(..span.start)?, text.get(span.end..)?))
}

/// Numbers shifted both ways: probabilities by [`SHIFT`], larger ones by a tenth.
fn thresholds(side: &Ast, text: &str, found: &mut Vec<String>) {
    let Ast::Number(value, span) = side else { return };
    let probability = (0.0..=1.0).contains(value);
    let step = match value.abs() {
        _ if probability => SHIFT,
        value if value < 10.0 => 1.0,
        value => (value / 10.0).round(),
    };
    for shifted in [value + step, value - step] {
        if !probability || (0.0..=1.0).contains(&shifted) {
            found.extend(splice(text, *span, &tidy(shifted).to_string()));
        }
    }
}

/// Another intent of the flow in place of the one named.
fn swapped(side: &Ast, text: &str, intents: &[Name]) -> Option<String> {
    let Ast::Text(name, span) = side else { return None };
    let at = intents.iter().position(|intent| intent == name)?;
    let other = intents.get((at + 1) % intents.len()).filter(|other| *other != name)?;
    splice(text, *span, &format!("\"{other}\""))
}
