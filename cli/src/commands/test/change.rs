//! Dialog files brought up to what happened.

use std::path::Path;

use anyhow::Context;
use sufler_dsl::{
    edit::{Options, edit},
    source::Source,
};
use sufler_tester::{Scenario, Suite, SuiteReport, accept, refresh};

use crate::commands::replace;

/// Writes fresh recordings (`live`) and accepted expectations (`update`); gives the names of the changed files.
pub(super) fn files(
    suite: &Suite,
    report: &SuiteReport,
    live: bool,
    update: bool,
) -> anyhow::Result<Vec<String>> {
    let mut changed: Vec<(String, String)> = Vec::new();
    for (scenario, dialog) in suite.scenarios.iter().zip(&report.dialogs) {
        let mut ops = if live { refresh(scenario, dialog) } else { Vec::new() };
        if update {
            ops.extend(accept(dialog));
        }
        if ops.is_empty() {
            continue;
        }
        let name = scenario.source.name();
        // An anchor shared by several turns stays shared: each of them says the same afterwards.
        let options = Options { confirm_alias: true, draft: true };
        let edited = edit(&scenario.source, &ops, options)
            .map_err(|error| anyhow::anyhow!("{name}: {error}"))
            .with_context(|| format!("{name} не изменён"))?;
        Scenario::read(Source::new(name, edited.text.as_str()), &suite.flow)
            .map_err(|_| anyhow::anyhow!("{name}: после правки файл не читался бы, он не тронут"))?;
        if edited.text != scenario.source.text() {
            changed.push((name.to_owned(), edited.text));
        }
    }
    let files: Vec<(&Path, &str)> =
        changed.iter().map(|(name, text)| (Path::new(name.as_str()), text.as_str())).collect();
    replace::all(&files)?;
    Ok(changed.into_iter().map(|(name, _)| name).collect())
}
