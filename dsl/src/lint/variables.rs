//! Who reads and who fills a variable.

use super::subject::{NodeView, Subject};

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

/// The node may fill the variable, or take its value away.
pub(super) fn writes(node: &NodeView<'_>, name: &str) -> bool {
    let field = match node.kind.map_or("", |kind| kind.name) {
        "collect" => "variables",
        "set" => "values",
        "call" | "subflow" => "save",
        _ => return false,
    };
    node.role.writes_variables && node.field(field).is_some_and(|named| named.get(name).is_some())
}
