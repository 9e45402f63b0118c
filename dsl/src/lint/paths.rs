//! What is certain when the turn arrives at a node, whichever way it came.
//!
//! A forward analysis: facts flow along edges, a condition's branch adds that its condition holds
//! and those before it do not, a level adds its range, a node that computes makes what it computes
//! fresh. Where ways meet, each keeps its own clause.

use std::{collections::VecDeque, sync::Arc};

use super::{
    logic::{Clause, Domain, Logic, Numbers, Values, Words, bounded},
    subject::{NodeView, Subject, keys},
    variables,
};
use crate::{
    flow::NodeIx,
    graph::{Edge, EdgeKind},
    names::Computed,
    yaml::{Node, Resolved},
};

/// Clauses kept for a node; ways beyond that share one.
const MAX_WAYS: usize = 12;
/// Times a node is looked at before its facts are given up: a bound, reached by no flow of people.
const MAX_VISITS: usize = 40;
/// What a new message of the customer changes.
const PER_MESSAGE: [&str; 6] = ["message", "contact", "item", "account", "conversation", "now"];

/// Facts by node.
pub(crate) struct Paths {
    /// Empty where the turn never comes.
    before: Vec<Vec<Clause>>,
    /// Facts where a turn begins and where the customer has answered: no rule of `always` held.
    begin: Vec<Clause>,
}

impl Paths {
    pub(super) fn of(subject: &Subject<'_>) -> Self {
        let logic = subject.logic();
        let calm = |clauses: Vec<Clause>| {
            subject.branches(None).fold(clauses, |clauses, rule| logic.assume(clauses, &rule.ast, false))
        };
        let mut walk = Walk {
            subject,
            logic,
            before: vec![Vec::new(); subject.nodes.len()],
            fresh: vec![Vec::new(); subject.nodes.len()],
            visits: vec![0; subject.nodes.len()],
            queue: VecDeque::new(),
        };
        let begin = calm(vec![nothing_computed()]);
        if let Some(start) = subject.graph.start {
            walk.arrive(start, begin.clone());
        }
        walk.enter_by_rules();
        while let Some(ix) = walk.queue.pop_front() {
            walk.leave(ix, &calm);
        }
        Self { before: walk.before, begin }
    }

    /// One clause a way; none when no way leads here.
    pub(crate) fn at(&self, ix: NodeIx) -> &[Clause] {
        self.before.get(usize::from(ix.0)).map_or(&[], Vec::as_slice)
    }

    /// At the beginning of a turn.
    pub(crate) fn begin(&self) -> &[Clause] {
        &self.begin
    }
}

/// Turns begin with nothing computed.
pub(crate) fn nothing_computed() -> Clause {
    let mut clause = Clause::default();
    for name in crate::names::NAMES.iter().filter(|name| name.computed.is_some()) {
        clause.put(name.path, Domain::missing());
    }
    clause
}

struct Walk<'w, 's> {
    subject: &'w Subject<'s>,
    logic: &'w Logic,
    before: Vec<Vec<Clause>>,
    /// Of these, what has not been led on yet.
    fresh: Vec<Vec<Clause>>,
    visits: Vec<usize>,
    queue: VecDeque<NodeIx>,
}

impl Walk<'_, '_> {
    /// Rules of `always` and `defaults.on_error` are entered from anywhere.
    fn enter_by_rules(&mut self) {
        for edge in self.subject.graph.edges.iter().filter(|edge| edge.from.is_none()) {
            let rule = self.subject.branches(None).find(|it| it.path.to_string() == rule_of(&edge.exit));
            let clauses = match rule {
                Some(rule) => self.logic.assume(vec![Clause::default()], &rule.ast, true),
                None => vec![Clause::default()],
            };
            self.arrive(edge.to, clauses);
        }
    }

    fn arrive(&mut self, to: NodeIx, clauses: Vec<Clause>) {
        let at = usize::from(to.0);
        let (Some(known), Some(ahead), Some(visits)) =
            (self.before.get_mut(at), self.fresh.get_mut(at), self.visits.get_mut(at))
        else {
            return;
        };
        // What is a part of a way known already brings nothing new.
        let mut fresh = false;
        for clause in clauses {
            if !known.iter().any(|known| clause.implies(known)) {
                known.push(clause.clone());
                ahead.push(clause);
                fresh = true;
            }
        }
        if !fresh {
            return;
        }
        *visits += 1;
        if known.len() > MAX_WAYS || *visits > MAX_VISITS {
            let first = known.first().cloned().unwrap_or_default();
            let joined = known.iter().skip(1).fold(first, |all, clause| all.join(clause));
            *known = vec![if *visits > MAX_VISITS { Clause::default() } else { joined }];
            ahead.clone_from(known);
        }
        if !self.queue.contains(&to) {
            self.queue.push_back(to);
        }
    }

    fn leave(&mut self, ix: NodeIx, calm: &dyn Fn(Vec<Clause>) -> Vec<Clause>) {
        let subject = self.subject;
        let Some(node) = subject.node(ix) else { return };
        let here = self.fresh.get_mut(usize::from(ix.0)).map(std::mem::take).unwrap_or_default();
        let branches = if node.is("condition") { self.branches(node, &here) } else { Vec::new() };
        for edge in subject.exits(ix) {
            let clauses = match edge.kind {
                // Days may pass with an operator.
                EdgeKind::Resume => vec![Clause::default()],
                EdgeKind::Error | EdgeKind::Always => {
                    self.filled(node, false, forget(here.clone(), &written(node)))
                }
                EdgeKind::Wait => {
                    let after = self.filled(node, false, self.after(node, here.clone()));
                    calm(forget(after, &PER_MESSAGE_AND_SIGNAL))
                }
                EdgeKind::Next if node.is("condition") => taken(&branches, &edge.exit),
                EdgeKind::Next => self.through(node, edge, &here),
            };
            self.arrive(edge.to, clauses);
        }
    }

    /// Facts behind an exit taken in the same turn.
    fn through(&self, node: &NodeView<'_>, edge: &Edge, here: &[Clause]) -> Vec<Clause> {
        match node.kind.map_or("", |kind| kind.name) {
            "confidence" => self.level(node, &edge.exit, here.to_vec()),
            _ => self.filled(node, true, self.after(node, here.to_vec())),
        }
    }

    /// Facts where each branch is taken, in order, and last those where none is.
    fn branches(&self, node: &NodeView<'_>, here: &[Clause]) -> Vec<Vec<Clause>> {
        let mut left = here.to_vec();
        let mut all = Vec::new();
        for branch in self.subject.branches(Some(node.ix)) {
            all.push(self.logic.assume(left.clone(), &branch.ast, true));
            left = self.logic.assume(left, &branch.ast, false);
        }
        all.push(left);
        all
    }

    fn level(&self, node: &NodeView<'_>, exit: &str, clauses: Vec<Clause>) -> Vec<Clause> {
        let range = level_range(node, exit);
        let path: Arc<str> = confidence_of(node).into();
        let base = self.logic.base(&path);
        let with = |clause: Clause| clause.with(&path, &range, base);
        clauses.into_iter().filter_map(with).collect()
    }

    /// Variables that a node may change; the others keep what they have, also while the customer is waited for.
    fn filled(&self, node: &NodeView<'_>, went_on: bool, mut clauses: Vec<Clause>) -> Vec<Clause> {
        let declared = self.subject.root.get("variables").into_iter().flat_map(keys);
        for (name, ..) in declared.filter(|(name, ..)| variables::writes(node, name)) {
            let path = format!("vars.{name}");
            let base = self.logic.base(&path);
            let missing = base.missing && !(went_on && surely_fills(node, name));
            for clause in &mut clauses {
                clause.put(&path, Domain { missing, ..base.clone() });
            }
        }
        bounded(clauses)
    }

    /// What a node changes by having run.
    fn after(&self, node: &NodeView<'_>, clauses: Vec<Clause>) -> Vec<Clause> {
        let mut clauses = forget(clauses, &written(node));
        let probability = || Domain::new(false, Values::Numbers(Numbers::between(0.0, 1.0)));
        for clause in &mut clauses {
            match node.kind.and_then(|kind| kind.computes) {
                Some(Computed::Intent) => {
                    let names = node.field("intents").into_iter().flat_map(keys).map(|(name, ..)| name);
                    clause.put("intent.name", Domain::new(true, Values::Words(Words::only(names))));
                    clause.put("intent.confidence", probability());
                }
                Some(Computed::Search) => {
                    clause.put("search.best", probability());
                    let count = Values::Whole(Numbers::between(0.0, f64::INFINITY));
                    clause.put("search.count", Domain::new(false, count));
                    clause.put("search.articles", Domain::new(false, Values::Some(true)));
                }
                Some(Computed::Answer) if !node.role.waits => {
                    clause.put("answer.text", Domain::new(false, Values::Words(Words::all())));
                    clause.put("answer.confidence", probability());
                }
                _ => {}
            }
        }
        clauses
    }
}

/// Facts behind an exit of a condition: `branches[1].next` or `else`.
fn taken(branches: &[Vec<Clause>], exit: &str) -> Vec<Clause> {
    let clauses = match index_of(exit, "branches[") {
        Some(index) => branches.get(index),
        None => branches.last(),
    };
    clauses.cloned().unwrap_or_default()
}

/// The number in `levels[1].next`.
fn index_of(exit: &str, list: &str) -> Option<usize> {
    exit.strip_prefix(list)?.split(']').next()?.parse().ok()
}

/// The node gives the variable a value whenever it goes on by `next`.
fn surely_fills(node: &NodeView<'_>, name: &str) -> bool {
    match node.kind.map_or("", |kind| kind.name) {
        "collect" => node.field("variables").is_some_and(|slots| slots.get(name).is_some()),
        "set" => node.field("values").and_then(|it| it.get(name)).is_some_and(|value| !value.is_null()),
        // A service's answer or another flow may lack it.
        _ => false,
    }
}

const PER_MESSAGE_AND_SIGNAL: [&str; 7] =
    ["message", "contact", "item", "account", "conversation", "now", "intent"];

/// Roots that a node writes, whether it succeeds or not.
fn written(node: &NodeView<'_>) -> Vec<&'static str> {
    if node.role.opaque {
        return PER_MESSAGE.iter().copied().chain(Computed::ALL.map(Computed::root)).collect();
    }
    let computed = node.kind.and_then(|kind| kind.computes).map(Computed::root);
    computed.into_iter().collect()
}

fn forget(mut clauses: Vec<Clause>, roots: &[&str]) -> Vec<Clause> {
    if !roots.is_empty() {
        clauses.iter_mut().for_each(|clause| clause.forget(roots));
    }
    bounded(clauses)
}

/// `branches[1].when`, from `branches[1].next`.
fn rule_of(exit: &str) -> String {
    exit.strip_suffix(".next").map_or_else(|| exit.to_owned(), |list| format!("{list}.when"))
}

/// The name that a `confidence` node looks at.
pub(crate) fn confidence_of(node: &NodeView<'_>) -> &'static str {
    match node.text("of") {
        Some("search") => "search.best",
        Some("answer") => "answer.confidence",
        _ => "intent.confidence",
    }
}

/// Borders of levels in file order.
pub(crate) fn borders<'n>(node: &'n NodeView<'_>) -> Vec<(f64, &'n Node)> {
    let levels = node.field("levels").and_then(Node::as_seq).unwrap_or_default();
    levels
        .iter()
        .filter_map(|level| {
            let border = level.get("at_least")?;
            Some((border.resolved().and_then(Resolved::as_number)?, border))
        })
        .collect()
}

/// What the confidence is on an exit: `levels[0].next` or `else`.
pub(crate) fn level_range(node: &NodeView<'_>, exit: &str) -> Domain {
    let borders = borders(node);
    let own = index_of(exit, "levels[").and_then(|index| borders.get(index)).map(|(border, _)| *border);
    match own {
        Some(low) => {
            let higher = borders.iter().map(|(border, _)| *border).filter(|border| *border > low);
            let from = Numbers::below(low, false).complement();
            let numbers = higher.fold(from, |numbers, border| numbers.and(&Numbers::below(border, false)));
            Domain::new(false, Values::Numbers(numbers))
        }
        None => {
            let all = borders.iter().map(|(border, _)| Numbers::below(*border, false));
            let below = all.fold(Numbers::all(), |numbers, border| numbers.and(&border));
            Domain::new(true, Values::Numbers(below))
        }
    }
}
