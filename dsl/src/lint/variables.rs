//! Who reads and who fills a variable.

use super::subject::{NodeView, Subject};
use crate::yaml::{Kind, Node};

/// Some condition or text asks for it.
pub(super) fn is_read(subject: &Subject<'_>, name: &str) -> bool {
    let path = format!("vars.{name}");
    let is = |read: &str| read == path || read.starts_with(&format!("{path}."));
    let expressions = subject.conditions.iter().chain(&subject.expressions);
    expressions.flat_map(|it| it.ast.names()).any(|(read, _)| is(read))
        || subject.texts.iter().flat_map(|it| &it.names).any(|read| is(read))
}

/// Some node may fill it.
pub(super) fn is_written(subject: &Subject<'_>, name: &str) -> bool {
    subject.nodes.iter().any(|node| writes(node, name))
}

/// The node names the variable and may fill it.
pub(super) fn writes(node: &NodeView<'_>, name: &str) -> bool {
    node.role.writes_variables && mentions(node.yaml, name)
}

fn mentions(node: &Node, name: &str) -> bool {
    match &node.kind {
        Kind::Scalar(scalar) => scalar.text == name || scalar.text.strip_prefix("vars.") == Some(name),
        Kind::Seq { items, .. } => items.iter().any(|item| mentions(item, name)),
        Kind::Map { pairs, .. } => {
            pairs.iter().any(|pair| mentions(&pair.key, name) || mentions(&pair.value, name))
        }
    }
}
