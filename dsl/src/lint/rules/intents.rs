//! Where a recognised intent leads, for the rules about intents.

use std::collections::VecDeque;

use crate::{
    flow::NodeIx,
    graph::EdgeKind,
    lint::{
        logic::{Clause, Domain, Values, Words},
        subject::{NodeView, Subject},
    },
};

/// Some condition or text names the intent.
pub(super) fn asked_anywhere(subject: &Subject<'_>, intent: &str) -> bool {
    let quoted = [format!("\"{intent}\""), format!("'{intent}'")];
    let named = |text: &str| quoted.iter().any(|word| text.contains(word.as_str()));
    subject.conditions.iter().any(|it| named(it.text)) || subject.texts.iter().any(|it| named(it.text))
}

/// Nodes that one turn can come to once `node` has recognised `intent`.
pub(super) fn targets_of(subject: &Subject<'_>, node: &NodeView<'_>, intent: &str) -> Vec<NodeIx> {
    let mut given = Clause::default();
    given.put("intent.name", Domain::new(false, Values::Words(Words::only([intent]))));
    let given = vec![given];
    let mut seen = vec![false; subject.nodes.len()];
    let next = |ix: NodeIx| subject.exits(ix).filter(|edge| edge.kind == EdgeKind::Next);
    let mut queue: VecDeque<NodeIx> = next(node.ix).map(|edge| edge.to).collect();
    let mut found = Vec::new();
    while let Some(ix) = queue.pop_front() {
        match seen.get_mut(usize::from(ix.0)) {
            Some(seen) if !*seen => *seen = true,
            _ => continue,
        }
        found.push(ix);
        let is_choice = subject.node(ix).is_some_and(|it| it.is("condition"));
        let open: Vec<bool> = if is_choice { open_branches(subject, ix, &given) } else { Vec::new() };
        queue.extend(
            next(ix)
                .enumerate()
                .filter(|(at, _)| open.get(*at).copied().unwrap_or(true))
                .map(|(_, edge)| edge.to),
        );
    }
    found
}

/// Which branches can be taken, in order; the last says so of `else`.
fn open_branches(subject: &Subject<'_>, ix: NodeIx, given: &[Clause]) -> Vec<bool> {
    let logic = subject.logic();
    let mut left = given.to_vec();
    let mut open = Vec::new();
    for branch in subject.branches(Some(ix)) {
        open.push(logic.can(&left, &branch.ast, true));
        left = logic.assume(left, &branch.ast, false);
    }
    open.push(!left.is_empty());
    open
}
