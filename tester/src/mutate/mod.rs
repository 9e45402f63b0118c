//! Mutation score: small changes of a flow that its dialogs should notice.
//!
//! Coverage tells what dialogs go through, not what they look at. A mutant is the flow with one thing changed; a
//! dialog notices it by failing. Mutants that nobody notices name what the dialogs do not check.

mod change;
mod conditions;
mod nodes;
mod tree;

use std::{num::NonZeroUsize, sync::Arc};

use serde::Serialize;
use sufler_dsl::{flow::Flow, source::Source};
use sufler_engine::Name;

use self::{change::Change, tree::Walk};
use crate::{DialogReport, Suite, SuiteReport, World, Worlds, pool};

/// The flow with one thing changed.
#[derive(Debug, Clone)]
pub struct Mutant {
    /// Line of the flow file, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What was changed, in Russian.
    pub what: String,
    /// The node it is in; `None` for what concerns the flow as a whole.
    pub node: Option<Name>,
    /// Answerers prepare themselves for intents, so a change of them needs a new one.
    pub changes_intents: bool,
    change: Change,
}

impl Mutant {
    /// The changed text; `None` when the file is written in a way that this change can't be made.
    #[must_use]
    pub fn apply(&self, source: &Source) -> Option<Source> {
        self.change.apply(source).map(|text| Source::new(source.name(), text))
    }
}

/// All mutants of a flow, in file order.
#[must_use]
pub fn mutants(suite: &Suite) -> Vec<Mutant> {
    let mut walk = Walk::new(suite);
    nodes::edges(&mut walk);
    nodes::fields(&mut walk);
    conditions::all(&mut walk);
    let mut mutants = walk.found;
    mutants.sort_by_key(|mutant| (mutant.line, mutant.column));
    mutants
}

/// How well dialogs notice changes of their flow.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MutationReport {
    /// Mutants that are valid flows.
    pub all: usize,
    /// Those that some dialog noticed.
    pub noticed: usize,
    /// Those that were no valid flow any more: the linter notices them, so they do not count.
    pub invalid: usize,
    /// Those that no dialog noticed, in file order.
    pub survivors: Vec<Survivor>,
}

/// A mutant that no dialog noticed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Survivor {
    /// Line of the flow file, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The node it is in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub node: Option<Name>,
    /// What was changed, in Russian.
    pub what: String,
}

impl MutationReport {
    /// Share of mutants that were noticed, 0..=100; 100 where there is nothing to change.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts of mutants are small")]
    pub fn percent(&self) -> f64 {
        if self.all == 0 { 100.0 } else { 100.0 * self.noticed as f64 / self.all as f64 }
    }

    /// `93/98 (94.9 %)`.
    #[must_use]
    pub fn summary(&self) -> String {
        format!("{}/{} ({:.1} %)", self.noticed, self.all, self.percent())
    }
}

/// Gives the built-in answerer for a flow whose intents differ from the suite's.
pub type Prepare<'p> = dyn Fn(&Arc<Flow>) -> Box<dyn World> + Sync + 'p;

/// Tries every mutant with the dialogs that pass on the unchanged flow and go through the changed node, until one
/// fails.
#[must_use]
pub fn mutate(
    suite: &Suite,
    baseline: &SuiteReport,
    builtin: &dyn World,
    prepare: &Prepare<'_>,
    workers: NonZeroUsize,
) -> MutationReport {
    let mutants = mutants(suite);
    let lab = Lab { suite, baseline, builtin, prepare };
    let verdicts = pool::map(&mutants, workers, |mutant| lab.judge(mutant), |_| false);
    let count = |wanted| verdicts.iter().filter(|verdict| **verdict == wanted).count();
    let (noticed, survived) = (count(Verdict::Noticed), count(Verdict::Survived));
    let survivors = mutants.into_iter().zip(&verdicts).filter(|(_, verdict)| **verdict == Verdict::Survived);
    let survivors = survivors.map(|(mutant, _)| Survivor {
        line: mutant.line,
        column: mutant.column,
        node: mutant.node,
        what: mutant.what,
    });
    MutationReport {
        all: noticed + survived,
        noticed,
        invalid: count(Verdict::Invalid),
        survivors: survivors.collect(),
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Noticed,
    Survived,
    Invalid,
}

struct Lab<'a> {
    suite: &'a Suite,
    baseline: &'a SuiteReport,
    builtin: &'a dyn World,
    prepare: &'a Prepare<'a>,
}

impl Lab<'_> {
    fn judge(&self, mutant: &Mutant) -> Verdict {
        let changed = mutant.apply(&self.suite.source);
        let Some(flow) = changed.and_then(|source| self.suite.version(&source)) else {
            return Verdict::Invalid;
        };
        let own = mutant.changes_intents.then(|| (self.prepare)(&flow));
        let worlds = Worlds::builtin(own.as_deref().unwrap_or(self.builtin));
        let noticed = self.suite.scenarios.iter().zip(&self.baseline.dialogs).any(|(scenario, before)| {
            can_notice(before, mutant)
                && !crate::run(&flow, &scenario.source, &scenario.dialog, worlds).passed
        });
        if noticed { Verdict::Noticed } else { Verdict::Survived }
    }
}

/// A dialog that failed before tells nothing, nor does one that never comes by.
fn can_notice(before: &DialogReport, mutant: &Mutant) -> bool {
    let comes_by = |node| before.coverage.nodes.get(node).is_some_and(|visits| *visits > 0);
    before.passed && mutant.node.as_ref().is_none_or(comes_by)
}
