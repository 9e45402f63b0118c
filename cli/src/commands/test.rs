//! `sufler test`: plays recorded dialogs on the pure engine, without network and without waiting.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use anyhow::Context;
use clap::Args;
use sufler_dsl::{dialog::Dialog, flow::Flow, source::Source};
use sufler_server::runtime::{LiveFlow, Rehearsal, offline_answerer};
use sufler_tester::{Coverage, DialogReport, render};

use super::flow_files;
use sufler_dsl::diagnostic::Lang;

use crate::{lang::Pick, output};

#[derive(Args)]
pub(crate) struct Test {
    /// Файлы сценариев или папки с ними.
    #[arg(default_value = "flows")]
    paths: Vec<PathBuf>,
    /// База знаний для диалогов с `world: builtin`.
    #[arg(long, default_value = "knowledge")]
    knowledge: PathBuf,
    /// Только диалоги, в названии или имени файла которых есть этот текст.
    #[arg(long)]
    filter: Option<String>,
}

/// Dialogs played, passed and failed.
#[derive(Default)]
struct Tally {
    passed: usize,
    failed: usize,
}

impl Test {
    pub(crate) fn run(self, lang: Lang) -> anyhow::Result<ExitCode> {
        let answerer = offline_answerer(&self.knowledge);
        let mut tally = Tally::default();
        for path in flow_files::find(&self.paths)? {
            let live = Arc::new(load_flow(&path, lang)?);
            let world = Rehearsal::new(Arc::clone(&answerer), Arc::clone(&live));
            let mut coverage = Coverage::new(&live.flow);
            for file in flow_files::dialogs(&path)? {
                let (source, dialog) = load_dialog(&file, &live.flow, lang)?;
                if !self.wants(&file, &dialog) {
                    continue;
                }
                let report = sufler_tester::run(&live.flow, &source, &dialog, Some(&world));
                coverage.merge(&report.coverage);
                tally.count(&file, &report, &source, lang);
            }
            show_coverage(&coverage, lang);
        }
        output::line(&format!("{} passed, {} failed", tally.passed, tally.failed));
        anyhow::ensure!(
            tally.passed + tally.failed > 0,
            "{}",
            lang.pick("нет ни одного записанного диалога", "there is no recorded dialog")
        );
        Ok(if tally.failed == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) })
    }

    fn wants(&self, file: &Path, dialog: &Dialog) -> bool {
        let Some(filter) = &self.filter else { return true };
        dialog.title.contains(filter.as_str()) || file.display().to_string().contains(filter.as_str())
    }
}

impl Tally {
    fn count(&mut self, file: &Path, report: &DialogReport, source: &Source, lang: Lang) {
        if report.passed {
            self.passed += 1;
            output::line(&format!("  ✓ {}", report.title));
        } else {
            self.failed += 1;
            output::line(&format!(
                "  ✗ {}  ({} {})",
                report.title,
                lang.pick("файл", "file"),
                file.display()
            ));
            output::line(&render(report, source));
        }
    }
}

fn load_flow(path: &Path, lang: Lang) -> anyhow::Result<LiveFlow> {
    let bytes = flow_files::read(path)?;
    let text = std::str::from_utf8(&bytes).with_context(|| format!("{}: не UTF-8", path.display()))?;
    let source = Source::new(path.display().to_string(), text);
    let (live, diagnostics) = LiveFlow::check(&source);
    live.with_context(|| {
        let errors = diagnostics.iter().filter(|found| found.is_error());
        let shown: Vec<String> = errors.map(|found| found.render(&source, lang)).collect();
        format!("{}\n{}", lang.pick("в сценарии есть ошибки", "the flow has errors"), shown.join("\n"))
    })
}

fn load_dialog(path: &Path, flow: &Flow, lang: Lang) -> anyhow::Result<(Source, Dialog)> {
    let bytes = flow_files::read(path)?;
    let text = std::str::from_utf8(&bytes).with_context(|| format!("{}: не UTF-8", path.display()))?;
    let source = Source::new(path.display().to_string(), text);
    let checked = sufler_dsl::dialog::check_dialog(&source, Some(flow));
    let dialog = checked.dialog.with_context(|| {
        let shown = checked.diagnostics.iter().map(|found| found.render(&source, lang));
        format!(
            "{}\n{}",
            lang.pick("в записанном диалоге есть ошибки", "the recorded dialog has errors"),
            shown.collect::<Vec<_>>().join("\n")
        )
    })?;
    Ok((source, dialog))
}

fn show_coverage(coverage: &Coverage, lang: Lang) {
    let (nodes, edges) = (coverage.nodes.len(), coverage.edges.len());
    let unvisited: Vec<&str> = coverage.unvisited().map(|name| &**name).collect();
    let untaken = coverage.untaken().count();
    output::line(&format!(
        "{} {}: {} {}/{nodes}, {} {}/{edges}",
        lang.pick("сценарий", "flow"),
        coverage.flow,
        lang.pick("узлы", "nodes"),
        nodes - unvisited.len(),
        lang.pick("переходы", "edges"),
        edges - untaken,
    ));
    if !unvisited.is_empty() {
        output::line(&format!("  {}: {}", lang.pick("не пройдены", "not visited"), unvisited.join(", ")));
    }
}
