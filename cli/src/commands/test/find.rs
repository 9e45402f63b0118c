//! Flows and their dialogs from disk.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use anyhow::Context;
use sufler_dsl::{diagnostic::Lang, source::Source};
use sufler_tester::{BadFile, Scenario, Suite, pool};

use crate::{commands::flow_files, lang::Pick};

/// A flow with the dialogs that were asked for.
pub(super) struct Found {
    pub(super) suite: Suite,
    /// Some of the flow's dialogs were left out, so what nobody went through tells nothing.
    pub(super) partial: bool,
    path: PathBuf,
    lang: Lang,
}

impl Found {
    /// The same files read once more: they may have been edited.
    pub(super) fn suite_again(&self) -> anyhow::Result<Suite> {
        let dialogs = self.suite.scenarios.iter().map(|scenario| PathBuf::from(scenario.source.name()));
        read_suite(&self.path, dialogs, self.lang)
    }
}

/// Every flow named by `paths`, with its dialogs or with those named. Flows without any are left out, unless there
/// are thresholds, which they miss.
pub(super) fn suites(
    paths: &[PathBuf],
    filter: Option<&str>,
    thresholds: bool,
    lang: Lang,
) -> anyhow::Result<Vec<Found>> {
    let mut found = Vec::new();
    for (path, dialogs) in wanted(paths)? {
        let all = flow_files::dialogs(&path)?.len();
        let mut suite = read_suite(&path, dialogs, lang)?;
        if let Some(filter) = filter {
            suite.scenarios.retain(|scenario| {
                scenario.dialog.title.contains(filter) || scenario.source.name().contains(filter)
            });
        }
        if !suite.scenarios.is_empty() || (thresholds && all == 0) {
            let partial = suite.scenarios.len() < all;
            found.push(Found { suite, partial, path, lang });
        }
    }
    anyhow::ensure!(
        found.iter().any(|found| !found.suite.scenarios.is_empty()),
        "{}",
        lang.pick("нет ни одного записанного диалога", "there is no recorded dialog")
    );
    Ok(found)
}

/// Flow files and the dialogs to play on them.
fn wanted(paths: &[PathBuf]) -> anyhow::Result<BTreeMap<PathBuf, Vec<PathBuf>>> {
    let mut wanted: BTreeMap<PathBuf, Vec<PathBuf>> = BTreeMap::new();
    for path in paths {
        if let Some(flow) = flow_of(path) {
            wanted.entry(flow).or_default().push(path.clone());
            continue;
        }
        for flow in flow_files::find(std::slice::from_ref(path))? {
            let dialogs = flow_files::dialogs(&flow)?;
            wanted.entry(flow).or_default().extend(dialogs);
        }
    }
    for dialogs in wanted.values_mut() {
        dialogs.sort();
        dialogs.dedup();
    }
    Ok(wanted)
}

/// The flow beside whose `dialogs/` this file lies.
fn flow_of(dialog: &Path) -> Option<PathBuf> {
    let folder = dialog.parent().filter(|folder| folder.file_name().is_some_and(|name| name == "dialogs"))?;
    let flow = folder.with_file_name("flow.yaml");
    (dialog.is_file() && flow.is_file()).then_some(flow)
}

fn read_suite(path: &Path, dialogs: impl IntoIterator<Item = PathBuf>, lang: Lang) -> anyhow::Result<Suite> {
    let bad = |what: &str, bad: &BadFile| {
        let errors = bad.diagnostics.iter().filter(|found| found.is_error());
        let shown: Vec<String> = errors.map(|found| found.render(&bad.source, lang)).collect();
        anyhow::anyhow!("{what}\n{}", shown.join("\n"))
    };
    let mut suite = Suite::among(read(path)?, flow_files::siblings(path)?)
        .map_err(|file| bad(lang.pick("в сценарии есть ошибки", "the flow has errors"), &file))?;
    let (ru, en) = ("в записанном диалоге есть ошибки", "the recorded dialog has errors");
    let one = |path: &PathBuf| {
        let source = read(path)?;
        Scenario::read(source, &suite.flow).map_err(|file| bad(lang.pick(ru, en), &file))
    };
    let dialogs: Vec<PathBuf> = dialogs.into_iter().collect();
    let scenarios = pool::map(&dialogs, pool::cores(), one, Result::is_err);
    suite.scenarios = scenarios.into_iter().collect::<anyhow::Result<_>>()?;
    Ok(suite)
}

fn read(path: &Path) -> anyhow::Result<Source> {
    let bytes = flow_files::read(path)?;
    let text = std::str::from_utf8(&bytes).with_context(|| format!("{}: не UTF-8", path.display()))?;
    Ok(Source::new(path.display().to_string(), text))
}
