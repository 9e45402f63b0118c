//! A flow with all its recorded dialogs.

use std::{num::NonZeroUsize, sync::Arc};

use serde::Serialize;
use sufler_dsl::{
    diagnostic::Diagnostic,
    dialog::{Dialog, check_dialog},
    flow::Flow,
    graph::Graph,
    set::{self, Linked},
    source::Source,
};

use crate::{Coverage, DialogReport, Worlds, pool, run};

/// A flow and what it is tested with.
#[derive(Debug)]
pub struct Suite {
    /// The flow.
    pub flow: Arc<Flow>,
    /// Flows that it may call.
    pub siblings: Vec<Arc<Flow>>,
    /// Its text.
    pub source: Source,
    /// Its picture: tells on which line an edge stands.
    pub graph: Graph,
    /// Its dialogs, in the order of the report.
    pub scenarios: Vec<Scenario>,
}

/// A dialog and its text.
#[derive(Debug)]
pub struct Scenario {
    /// Its text.
    pub source: Source,
    /// What it says.
    pub dialog: Dialog,
}

/// A file of a suite that can't be used.
#[derive(Debug)]
pub struct BadFile {
    /// The file.
    pub source: Source,
    /// Everything wrong with it.
    pub diagnostics: Vec<Diagnostic>,
}

/// What came of a suite.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SuiteReport {
    /// Id of the flow.
    pub flow: String,
    /// Name of its file as it was given.
    pub file: String,
    /// Reports in the order of the suite.
    pub dialogs: Vec<DialogReport>,
    /// What all dialogs together went through.
    pub coverage: Coverage,
}

impl Suite {
    /// A suite without dialogs, of a flow that calls no other.
    ///
    /// # Errors
    /// The flow has errors.
    pub fn new(source: Source) -> Result<Self, BadFile> {
        Self::among(source, Vec::new())
    }

    /// A suite without dialogs; `siblings` are the flows that its flow may call.
    ///
    /// # Errors
    /// The flow has errors, or calls a flow that is not there.
    pub fn among(source: Source, siblings: Vec<Arc<Flow>>) -> Result<Self, BadFile> {
        let checked = sufler_dsl::check(&source);
        let Some(flow) = checked.flow else {
            return Err(BadFile { source, diagnostics: checked.diagnostics });
        };
        match joined(flow, &siblings) {
            Ok(flow) => Ok(Self { flow, siblings, source, graph: checked.graph, scenarios: Vec::new() }),
            Err(diagnostics) => Err(BadFile { source, diagnostics }),
        }
    }

    /// Another version of the flow, as it would run here; `None` when it can't.
    pub(crate) fn version(&self, source: &Source) -> Option<Arc<Flow>> {
        joined(sufler_dsl::check(source).flow?, &self.siblings).ok()
    }

    /// Plays all dialogs on so many threads. The report does not depend on their number; with `fail_fast` it ends
    /// with the first dialog that fails.
    #[must_use]
    pub fn run(&self, worlds: Worlds<'_>, workers: NonZeroUsize, fail_fast: bool) -> SuiteReport {
        let play = |scenario: &Scenario| self.play(scenario, worlds);
        let dialogs = pool::map(&self.scenarios, workers, play, |report| fail_fast && !report.passed);
        let mut coverage = Coverage::new(&self.flow);
        for report in &dialogs {
            coverage.merge(&report.coverage);
        }
        SuiteReport { flow: self.flow.id.to_string(), file: self.source.name().to_owned(), dialogs, coverage }
    }

    /// Plays one dialog; its failures know the flow's lines.
    #[must_use]
    pub fn play(&self, scenario: &Scenario, worlds: Worlds<'_>) -> DialogReport {
        let mut report = run(&self.flow, &scenario.source, &scenario.dialog, worlds);
        for failure in &mut report.failures {
            let node = failure.node.as_deref().and_then(|id| self.flow.find(id));
            failure.flow_line = node.map(|(_, node)| self.source.position(node.span.start).line);
        }
        report
    }
}

/// The flow with those it calls.
fn joined(flow: Arc<Flow>, siblings: &[Arc<Flow>]) -> Result<Arc<Flow>, Vec<Diagnostic>> {
    let all: Vec<Arc<Flow>> = std::iter::once(flow).chain(siblings.iter().cloned()).collect();
    match set::link(&all).into_iter().next() {
        Some(Linked { flow: Some(flow), .. }) => Ok(flow),
        Some(Linked { diagnostics, .. }) => Err(diagnostics),
        None => Err(Vec::new()),
    }
}

impl Scenario {
    /// Reads a dialog of `flow`.
    ///
    /// # Errors
    /// The file has errors or does not fit the flow.
    pub fn read(source: Source, flow: &Flow) -> Result<Self, BadFile> {
        let checked = check_dialog(&source, Some(flow));
        match checked.dialog {
            Some(dialog) => Ok(Self { source, dialog }),
            None => Err(BadFile { source, diagnostics: checked.diagnostics }),
        }
    }
}
