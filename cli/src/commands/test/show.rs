//! What people see.

use sufler_dsl::diagnostic::Lang;
use sufler_tester::{
    Measure, Suite, SuiteReport,
    mutate::MutationReport,
    render,
    reports::{FlowReport, RunReport},
};

use crate::{lang::Pick, output};

/// Lines for people, on stderr when stdout carries a report.
pub(super) struct Screen {
    pub(super) lang: Lang,
    aside: bool,
}

impl Screen {
    pub(super) fn new(lang: Lang, aside: bool) -> Self {
        Self { lang, aside }
    }

    pub(super) fn line(&self, text: &str) {
        if self.aside { output::note(text) } else { output::line(text) }
    }

    pub(super) fn list(&self, suite: &Suite) {
        for scenario in &suite.scenarios {
            self.line(&format!("{}  {}", scenario.source.name(), scenario.dialog.title));
        }
    }

    pub(super) fn dialogs(&self, suite: &Suite, report: &SuiteReport) {
        for (scenario, dialog) in suite.scenarios.iter().zip(&report.dialogs) {
            if dialog.passed {
                self.line(&format!("  ✓ {}", dialog.title));
                continue;
            }
            let told = render(dialog, &scenario.source, Some((&suite.flow, &suite.source)));
            self.line(&format!("  {}", told.trim_end()));
        }
    }

    pub(super) fn changed(&self, files: &[String]) {
        for file in files {
            self.line(&format!("  ✎ {} {file}", self.lang.pick("изменён", "changed")));
        }
    }

    /// Coverage in numbers and, if `whole`, everything nobody went through.
    pub(super) fn coverage(&self, flow: &FlowReport, whole: bool) {
        let measures: Vec<String> = flow
            .shares
            .iter()
            .filter(|share| share.all > 0)
            .map(|share| format!("{} {}/{}", self.measure(share.of), share.seen, share.all))
            .collect();
        let name = self.lang.pick("сценарий", "flow");
        self.line(&format!("{name} {}: {}", flow.suite.flow, measures.join(", ")));
        for gap in flow.gaps.iter().filter(|_| whole) {
            self.line(&format!("  {}:{}: {}", flow.suite.file, gap.line, gap.text));
        }
    }

    fn measure(&self, measure: Measure) -> &'static str {
        let en = match measure {
            Measure::Nodes => "nodes",
            Measure::Edges => "edges",
            Measure::Branches => "branches",
            Measure::Levels => "levels",
        };
        self.lang.pick(measure.ru(), en)
    }

    pub(super) fn mutation(&self, file: &str, report: &MutationReport) {
        let head = self.lang.pick("замечено поломок", "mutants noticed");
        self.line(&format!("  {head}: {}", report.summary()));
        for mutant in &report.survivors {
            let nobody = self.lang.pick("никто не заметил", "nobody noticed");
            self.line(&format!("  {file}:{}:{}: {nobody}: {}", mutant.line, mutant.column, mutant.what));
        }
    }

    pub(super) fn total(&self, report: &RunReport) {
        self.line(&format!("{} passed, {} failed", report.passed, report.failed));
    }
}
