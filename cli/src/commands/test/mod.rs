//! `sufler test`: plays recorded dialogs on the pure engine, without network and without waiting.

mod change;
mod find;
mod reports;
mod show;
mod worlds;

use std::{num::NonZeroUsize, path::PathBuf, process::ExitCode, sync::Arc};

use clap::Args;
use sufler_dsl::diagnostic::Lang;
use sufler_tester::{
    Suite, SuiteReport, gaps, lcov,
    mutate::mutate,
    pool,
    reports::{FlowReport, RunReport},
};

use self::{find::Found, reports::Reports, show::Screen, worlds::Stage};
use crate::lang::Pick;

#[derive(Args)]
pub(crate) struct Test {
    /// Файлы сценариев, записанных диалогов или папки с ними.
    #[arg(default_value = "flows")]
    paths: Vec<PathBuf>,
    /// База знаний для диалогов с `world: builtin`.
    #[arg(long, default_value = "knowledge")]
    knowledge: PathBuf,
    /// Только диалоги, в названии или имени файла которых есть этот текст.
    #[arg(long)]
    filter: Option<String>,
    /// Показать диалоги, не прогоняя их.
    #[arg(long)]
    list: bool,
    /// Остановиться на первом диалоге, который не прошёл.
    #[arg(long)]
    fail_fast: bool,
    /// Сколько диалогов прогонять одновременно; обычно по числу ядер.
    #[arg(long, value_name = "ЧИСЛО")]
    jobs: Option<NonZeroUsize>,
    /// Принять то, что произошло: записать это в ожидания, не трогая остального в файлах.
    #[arg(long, conflicts_with_all = ["list", "fail_fast"])]
    update: bool,
    /// Спросить настоящую модель и базу знаний из настроек и обновить записи мира.
    #[arg(long, conflicts_with_all = ["list", "mutate", "min_mutation"])]
    live: bool,
    /// Файл настроек для --live.
    #[arg(long, short)]
    config: Option<PathBuf>,
    /// Наименьшее покрытие в процентах: узлов, переходов, веток и уровней каждого сценария.
    #[arg(long, value_name = "ПРОЦЕНТ")]
    min_coverage: Option<f64>,
    /// Проверить сами диалоги: замечают ли они мелкие поломки сценария.
    #[arg(long)]
    mutate: bool,
    /// Наименьшая доля замеченных поломок в процентах.
    #[arg(long, value_name = "ПРОЦЕНТ")]
    min_mutation: Option<f64>,
    #[command(flatten)]
    reports: Reports,
}

impl Test {
    pub(crate) fn run(self, lang: Lang) -> anyhow::Result<ExitCode> {
        let screen = Screen::new(lang, self.reports.use_stdout());
        let thresholds = self.min_coverage.is_some() || self.min_mutation.is_some();
        let found = find::suites(&self.paths, self.filter.as_deref(), thresholds, lang)?;
        if self.list {
            found.iter().for_each(|found| screen.list(&found.suite));
            return Ok(ExitCode::SUCCESS);
        }
        let stage = Stage::new(&self)?;
        let mut fine = true;
        let mut flows = Vec::new();
        let mut traces = String::new();
        for found in found {
            let partial = found.partial;
            let (suite, report) = self.play(found, &stage, &screen)?;
            traces += &lcov(&suite, &report.coverage);
            let flow = self.sum_up(&suite, report, &stage);
            fine &= self.judge(&flow, partial, &screen);
            let stop = self.fail_fast && flow.suite.dialogs.iter().any(|dialog| !dialog.passed);
            flows.push(flow);
            if stop {
                break;
            }
        }
        let report = RunReport::new(flows);
        screen.total(&report);
        self.reports.write(&report, &traces)?;
        Ok(if fine && report.failed == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
    }

    fn jobs(&self) -> NonZeroUsize {
        self.jobs.unwrap_or_else(pool::cores)
    }

    /// Plays a flow's dialogs; what was accepted or recorded anew is played again from the new files.
    fn play(&self, found: Found, stage: &Stage, screen: &Screen) -> anyhow::Result<(Suite, SuiteReport)> {
        let worlds = stage.of(&found.suite);
        let report = found.suite.run(worlds.ask(), self.jobs(), self.fail_fast);
        let changed = change::files(&found.suite, &report, self.live, self.update)?;
        if changed.is_empty() {
            screen.dialogs(&found.suite, &report);
            return Ok((found.suite, report));
        }
        screen.changed(&changed);
        let suite = found.suite_again()?;
        let report = suite.run(worlds.recorded(), self.jobs(), false);
        screen.dialogs(&suite, &report);
        Ok((suite, report))
    }

    fn sum_up(&self, suite: &Suite, report: SuiteReport, stage: &Stage) -> FlowReport {
        let wanted = self.mutate || self.min_mutation.is_some();
        let mutation = wanted.then(|| {
            let worlds = stage.of(suite);
            let prepare = |flow: &Arc<sufler_dsl::flow::Flow>| stage.builtin(flow, suite.source.text());
            mutate(suite, &report, worlds.builtin(), &prepare, self.jobs())
        });
        let (shares, gaps) = (report.coverage.shares(), gaps(suite, &report.coverage));
        FlowReport { suite: report, shares, gaps, mutation }
    }

    /// Shows coverage and score; says whether they are high enough.
    fn judge(&self, flow: &FlowReport, partial: bool, screen: &Screen) -> bool {
        screen.coverage(flow, !partial);
        let covered = flow.suite.coverage.percent();
        let mut fine = true;
        if let Some(least) = self.min_coverage.filter(|least| covered < *least) {
            let (ru, en) = ("покрытие ниже порога", "coverage is below the threshold");
            screen.line(&format!("  ✗ {}: {covered:.1} % < {least} %", screen.lang.pick(ru, en)));
            fine = false;
        }
        let Some(mutation) = &flow.mutation else { return fine };
        screen.mutation(&flow.suite.file, mutation);
        if let Some(least) = self.min_mutation.filter(|least| mutation.percent() < *least) {
            let (ru, en) = ("замечено поломок меньше порога", "the mutation score is below the threshold");
            screen.line(&format!(
                "  ✗ {}: {:.1} % < {least} %",
                screen.lang.pick(ru, en),
                mutation.percent()
            ));
            fine = false;
        }
        fine
    }
}
