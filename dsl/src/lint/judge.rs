//! What can be said of each branch: alone, behind the branches before it, and on the ways here.

use std::collections::HashMap;

use super::{
    logic::Clause,
    subject::{ConditionView, Subject},
};
use crate::flow::NodeIx;

/// Whether a condition can hold and can fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Verdict {
    pub(super) can_hold: bool,
    pub(super) can_fail: bool,
}

/// Conditions of one node, or of `always`, with what is known of them.
pub(super) struct Judged<'a, 's> {
    pub(super) condition: &'a ConditionView<'s>,
    /// Whatever was before.
    pub(super) alone: Verdict,
    /// When no branch before it held.
    pub(super) behind: Verdict,
    /// When no branch before it held, on the ways that lead here; `None` when no way does.
    pub(super) here: Option<Verdict>,
}

/// Judges the branches of a node in order, and tells whether none of them may hold.
pub(super) fn branches<'a, 's>(
    subject: &'a Subject<'s>,
    owner: Option<NodeIx>,
) -> (Vec<Judged<'a, 's>>, bool) {
    let known = subject.verdicts().get(&owner);
    let list = subject.branches(owner).zip(known.into_iter().flat_map(|it| &it.branches));
    let judged = list.map(|(condition, [alone, behind, here])| Judged {
        condition,
        alone: alone.unwrap_or_default(),
        behind: behind.unwrap_or_default(),
        here: *here,
    });
    (judged.collect(), known.is_none_or(|it| it.open))
}

/// What was found out of one owner's branches.
#[derive(Debug, Default)]
pub(super) struct Verdicts {
    /// Alone, behind those before it, and here, by branch.
    branches: Vec<[Option<Verdict>; 3]>,
    /// None of them may hold.
    open: bool,
}

/// Judges the branches of every owner: several rules ask.
pub(super) fn all(subject: &Subject<'_>) -> HashMap<Option<NodeIx>, Verdicts> {
    owners(subject).into_iter().map(|owner| (owner, judge(subject, owner))).collect()
}

fn judge(subject: &Subject<'_>, owner: Option<NodeIx>) -> Verdicts {
    let logic = subject.logic();
    let free = vec![Clause::default()];
    let mut behind = free.clone();
    let mut here = owner.map_or_else(Vec::new, |ix| subject.paths().at(ix).to_vec());
    let reached = !here.is_empty();
    let mut list = Vec::new();
    for condition in subject.branches(owner) {
        // What is left where it fails is also what the next branch begins with.
        let judge = |given: &[Clause]| {
            let left = logic.assume(given.to_vec(), &condition.ast, false);
            let can_hold = logic.can(given, &condition.ast, true);
            (Verdict { can_hold, can_fail: !left.is_empty() }, left)
        };
        let alone = judge(&free).0;
        let (after, left_behind) = judge(&behind);
        let (on_the_way, left_here) = judge(&here);
        list.push([Some(alone), Some(after), reached.then_some(on_the_way)]);
        (behind, here) = (left_behind, left_here);
    }
    Verdicts { branches: list, open: !behind.is_empty() }
}

impl Judged<'_, '_> {
    /// Another code says it better: it depends on nothing, or a border is no probability.
    pub(super) fn is_told(&self) -> bool {
        self.condition.ast.names().is_empty()
            || super::rules::percent_threshold::finds(self.condition)
            || super::rules::self_comparison::finds(self.condition)
    }
}

/// Owners of branches: every `condition` node, then `always`.
pub(super) fn owners(subject: &Subject<'_>) -> Vec<Option<NodeIx>> {
    let nodes = subject.of_kind("condition").map(|node| Some(node.ix));
    nodes.chain([None]).collect()
}

/// Conditions that are no branch: `serves.when` and those of other kinds.
pub(super) fn others<'a, 's>(subject: &'a Subject<'s>) -> impl Iterator<Item = &'a ConditionView<'s>> {
    let branches: Vec<_> =
        owners(subject).into_iter().flat_map(|owner| subject.branches(owner)).map(|it| &it.path).collect();
    subject.conditions.iter().filter(move |it| !branches.contains(&&it.path))
}
