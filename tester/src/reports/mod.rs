//! Reports for programs and for people elsewhere: the same dialogs give the same bytes, so they hold no times.

mod junit;
mod markdown;
mod sarif;

use serde::Serialize;

use crate::{DialogReport, Gap, Share, SuiteReport, mutate::MutationReport};

pub use self::{junit::junit, markdown::markdown, sarif::sarif};

/// Everything a run found out.
#[derive(Debug, Clone, Serialize)]
pub struct RunReport {
    /// Version of this form.
    pub version: u32,
    /// Dialogs that passed.
    pub passed: usize,
    /// Dialogs that did not.
    pub failed: usize,
    /// Flows in the order they were played.
    pub flows: Vec<FlowReport>,
}

/// What was found out about one flow.
#[derive(Debug, Clone, Serialize)]
pub struct FlowReport {
    /// Its dialogs and their coverage.
    #[serde(flatten)]
    pub suite: SuiteReport,
    /// Coverage by measure.
    pub shares: [Share; 4],
    /// Things no dialog went through.
    pub gaps: Vec<Gap>,
    /// Mutation score, if it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mutation: Option<MutationReport>,
}

impl RunReport {
    /// Sums up.
    #[must_use]
    pub fn new(flows: Vec<FlowReport>) -> Self {
        let dialogs = || flows.iter().flat_map(|flow| &flow.suite.dialogs);
        let passed = dialogs().filter(|dialog| dialog.passed).count();
        Self { version: 1, passed, failed: dialogs().count() - passed, flows }
    }

    /// As JSON for programs.
    ///
    /// # Errors
    /// None in practice: every part of a report is JSON.
    pub fn json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string_pretty(self).map(|text| text + "\n")
    }
}

/// A failure in a few lines, as reports without room for the files' lines show it.
fn told(dialog: &DialogReport, flow_file: &str) -> Vec<Told> {
    let failures = dialog.failures.iter().map(|failure| {
        let mut text = format!("ход {}, {}", failure.turn, failure.about.ru());
        text += &format!("\nожидалось: {}\nполучено: {}", failure.expected, failure.got);
        if let (Some(node), Some(line)) = (&failure.node, failure.flow_line) {
            text += &format!("\nрешил узел {node} ({flow_file}:{line})");
        }
        if let Some(why) = &failure.why {
            text += &format!("\nон видел: {why}");
        }
        Told { line: failure.line, column: failure.column, about: failure.about, text }
    });
    failures.collect()
}

struct Told {
    line: usize,
    column: usize,
    about: crate::Expected,
    text: String,
}
