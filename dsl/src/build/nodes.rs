//! `nodes:` -> [`Node`]s.

use super::{
    outline::{Entry, Outline},
    reader::{Context, NodeReader},
};
use crate::{
    flow::{Node, NodeIx},
    shape::read::Fields,
};

/// Reads every node, so that each one's problems are found; `None` if any cannot be built.
pub(super) fn read_nodes(outline: &Outline<'_>, context: &mut Context<'_>) -> Option<Vec<Node>> {
    let nodes: Vec<Option<Node>> = (0_u16..)
        .zip(&outline.entries)
        .map(|(index, entry)| read_node(NodeIx(index), entry, context))
        .collect();
    nodes.into_iter().collect()
}

fn read_node(ix: NodeIx, entry: &Entry<'_>, context: &mut Context<'_>) -> Option<Node> {
    let kind = entry.kind?;
    let groups = kind.groups();
    let fields = Fields::new(entry.node, &groups);
    let payload = (kind.read)(&mut NodeReader::new(context, fields, ix));
    let text = |name| fields.text(name).map(str::to_owned);
    let on_error = match fields.get("on_error") {
        Some(target) => Some(context.target(target)?),
        // A node that fails while handling failures must not come back to itself.
        None => context.on_error.filter(|target| *target != ix),
    };
    Some(Node {
        id: entry.id.clone(),
        title: text("title"),
        note: text("note"),
        on_error,
        kind: payload?,
        span: entry.span,
    })
}
