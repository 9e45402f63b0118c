//! `--fix`: findings mended with the editor's operations.

use std::path::{Path, PathBuf};

use sufler_dsl::{
    diagnostic::Lang,
    edit::{Edited, Files},
    lint::{Settings, fix},
    source::Source,
};

use super::select::Selection;
use crate::{
    commands::{
        edit::{diff, read},
        flow_files, replace,
    },
    lang::Pick,
    output,
};

/// How far to go.
pub(super) struct How {
    /// Also what changes the behaviour.
    pub(super) suggested: bool,
    /// Show, do not write.
    pub(super) diff: bool,
}

/// Mends every flow; names that change are followed into its dialogs and layout.
pub(super) fn run(
    paths: &[PathBuf],
    settings: &Settings,
    selection: &Selection,
    how: How,
    lang: Lang,
) -> anyhow::Result<()> {
    let mut mended = 0;
    for path in paths {
        mended += one(path, settings, selection, &how, lang)?;
    }
    let what = match (how.diff, lang) {
        (true, Lang::Ru) => "исправилось бы",
        (false, Lang::Ru) => "исправлено",
        (true, Lang::En) => "would be mended",
        (false, Lang::En) => "mended",
    };
    output::note(&format!("{what}: {mended}"));
    Ok(())
}

fn one(
    path: &Path,
    settings: &Settings,
    selection: &Selection,
    how: &How,
    lang: Lang,
) -> anyhow::Result<usize> {
    let flow = read(path)?;
    let dialogs = flow_files::dialogs(path)?;
    let dialogs = dialogs.iter().map(|path| read(path)).collect::<anyhow::Result<Vec<_>>>()?;
    let layout = path.with_file_name("layout.yaml");
    let layout = layout.is_file().then(|| read(&layout)).transpose()?;
    let files = Files { flow: &flow, dialogs: &dialogs, layout: layout.as_ref() };
    let fixed = match fix(files, settings, how.suggested, &|found| selection.wants(found)) {
        Ok(fixed) => fixed,
        Err(error) => {
            output::fail(&error.render(lang));
            return Ok(0);
        }
    };
    let all = std::iter::once((&flow, &fixed.files.flow))
        .chain(dialogs.iter().zip(&fixed.files.dialogs))
        .chain(layout.iter().zip(&fixed.files.layout));
    let changed: Vec<(&Source, &Edited)> = all.filter(|(_, edited)| edited.is_changed()).collect();
    if how.diff {
        for (source, edited) in &changed {
            output::text(&diff(source.name(), source.text(), &edited.text));
        }
    } else {
        let texts: Vec<(&Path, &str)> =
            changed.iter().map(|(source, edited)| (Path::new(source.name()), edited.text.as_str())).collect();
        replace::all(&texts)?;
        let name = lang.pick("исправлено", "mended");
        for applied in &fixed.applied {
            output::note(&format!("{}: {name} {}: {}", flow.name(), applied.code, applied.message.get(lang)));
        }
    }
    Ok(fixed.applied.len())
}
