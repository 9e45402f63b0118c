//! Mends findings with the operations of the editor: only what they mean changes.

use serde::Serialize;

use super::{Report, Settings, lint};
use crate::{
    diagnostic::{Diagnostic, Safety, Words},
    edit::{EditError, EditedFiles, Files, Op, Options, edit_files},
    source::Source,
};

/// Rounds of mending; a flow with more findings is mended by the next run.
const MAX_ROUNDS: usize = 500;

/// A finding that was mended.
#[derive(Debug, Clone, Serialize)]
pub struct Applied {
    /// Code of the finding.
    pub code: &'static str,
    /// What was wrong.
    pub message: Words,
}

/// Files after mending.
#[derive(Debug)]
pub struct Fixed {
    /// The flow, its dialogs and its layout, with all operations carried out.
    pub files: EditedFiles,
    /// What was mended, in order.
    pub applied: Vec<Applied>,
    /// What is left.
    pub report: Report,
}

/// Mends every finding that has a fix: the safe ones, or with `suggested` the others, too.
///
/// A fix is kept only if its finding is gone and nothing new is wrong; all other bytes stay.
///
/// # Errors
/// [`EditError`] when the file cannot be edited at all.
pub fn fix(
    files: Files<'_>,
    settings: &Settings,
    suggested: bool,
    wanted: &dyn Fn(&Diagnostic) -> bool,
) -> Result<Fixed, EditError> {
    let mut ops: Vec<Op> = Vec::new();
    let mut applied = Vec::new();
    let mut source = files.flow.clone();
    let mut report = lint(&source, settings);
    let mut refused: Vec<String> = Vec::new();
    for _ in 0..MAX_ROUNDS {
        let allowed = |safety: Safety| suggested || safety == Safety::Safe;
        let next = report.diagnostics.iter().filter(|it| wanted(it)).find_map(|it| {
            let fix = it.fix.as_ref().filter(|fix| allowed(fix.safety))?;
            (!refused.contains(&it.message.ru)).then(|| (it.clone(), fix.clone()))
        });
        let Some((finding, fix)) = next else { break };
        let Some((text, better)) = mended(&source, &fix.ops, &finding, &report, settings) else {
            refused.push(finding.message.ru);
            continue;
        };
        applied.push(Applied { code: finding.code.id(), message: finding.message });
        ops.extend(fix.ops);
        source = Source::new(source.name(), text);
        report = better;
    }
    let files = edit_files(files, &ops, Options::default())?;
    Ok(Fixed { files, applied, report })
}

/// The text with one finding mended, if it is mended and nothing else broke.
fn mended(
    source: &Source,
    ops: &[Op],
    finding: &Diagnostic,
    before: &Report,
    settings: &Settings,
) -> Option<(String, Report)> {
    let text = crate::edit::edit(source, ops, Options::default()).ok()?.text;
    let after = lint(&Source::new(source.name(), text.as_str()), settings);
    let count = |report: &Report| report.diagnostics.iter().filter(|it| it.code == finding.code).count();
    let gone = count(&after) < count(before);
    let no_worse = after.diagnostics.len() < before.diagnostics.len();
    (gone && no_worse).then_some((text, after))
}
