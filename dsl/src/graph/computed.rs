//! What has certainly been computed when a node runs.
//!
//! A forward analysis over the graph: a value is certain at a node if it is certain on every
//! edge that leads there. Turns begin with nothing computed.

use super::{Graph, Use, reach::Set};
use crate::{
    diagnostic::{Diagnostic, Words, codes},
    flow::NodeIx,
    names::Computed,
    nodes::Kind,
};

/// A set of [`Computed`] as bits.
type Facts = u8;
const ALL: Facts = 0b111;

fn bit(computed: Computed) -> Facts {
    match computed {
        Computed::Intent => 0b001,
        Computed::Search => 0b010,
        Computed::Answer => 0b100,
    }
}

/// Reports uses of values that some path does not compute.
pub(super) fn check(graph: &Graph, reachable: &Set, uses: &[Use], found: &mut Vec<Diagnostic>) {
    if uses.is_empty() {
        return;
    }
    let certain = certain(graph, reachable);
    for it in uses.iter().filter(|it| reachable.has(it.node)) {
        let facts = certain.get(usize::from(it.node.0)).copied().unwrap_or(ALL);
        if facts & bit(it.computed) == 0 {
            found.push(describe(it));
        }
    }
}

fn describe(it: &Use) -> Diagnostic {
    let (name, node) = (&it.name, computing_kind(it.computed));
    let message = Words::new(
        format!("«{name}» может быть ещё не вычислено: не на каждом пути сюда есть узел {node}"),
        format!("`{name}` may not be computed yet: not every path to here has a node of kind {node}"),
    );
    let (ru, en) = if it.code == codes::MAYBE_MISSING {
        (format!(" или проверьте «{name}?»"), format!(", or test `{name}?`"))
    } else if it.code == codes::TEMPLATE_MAYBE_MISSING {
        let filter = format!("{{{{ {name} | default(\"…\") }}}}");
        (format!(" или напишите {filter}"), format!(", or write {filter}"))
    } else {
        (String::new(), String::new())
    };
    let help = Words::new(
        format!("поставьте узел {node} раньше{ru}"),
        format!("put a node of kind {node} before it{en}"),
    );
    Diagnostic::new(it.code, it.span, message).with_help(help)
}

fn computing_kind(computed: Computed) -> &'static str {
    crate::nodes::KINDS.iter().find(|kind| kind.computes == Some(computed)).map_or("", |kind| kind.name)
}

/// Facts certain before each node runs.
fn certain(graph: &Graph, reachable: &Set) -> Vec<Facts> {
    let mut before = vec![ALL; graph.nodes.len()];
    for NodeIx(entrance) in graph.entrances() {
        if let Some(facts) = before.get_mut(usize::from(entrance)) {
            *facts = 0;
        }
    }
    // Facts only ever shrink, so this ends after at most three rounds per node.
    let mut changed = true;
    while changed {
        changed = false;
        for edge in &graph.edges {
            let Some(from) = edge.from.filter(|from| reachable.has(*from)) else { continue };
            let facts = after(graph, from, edge.kind, &before);
            if let Some(target) = before.get_mut(usize::from(edge.to.0)) {
                changed |= *target & facts != *target;
                *target &= facts;
            }
        }
    }
    before
}

/// Facts certain behind one edge of a node.
fn after(graph: &Graph, from: NodeIx, kind: super::EdgeKind, before: &[Facts]) -> Facts {
    let entering = before.get(usize::from(from.0)).copied().unwrap_or(ALL);
    match kind {
        // Days may pass with an operator; the bot starts afresh.
        super::EdgeKind::Resume => 0,
        super::EdgeKind::Error => entering,
        _ => {
            let computes = graph.node(from).and_then(|node| Kind::find(node.kind?)?.computes);
            entering | computes.map_or(0, bit)
        }
    }
}
