//! `sufler edit`: the operations of the visual editor, from the command line.

use std::{
    fs,
    io::Read,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context;
use clap::Args;
use sufler_dsl::{
    diagnostic::Lang,
    edit::{Edited, Files, Options, edit_files, parse_ops},
    source::Source,
};

use super::{flow_files, replace};
use crate::{lang::Pick, output};

#[derive(Args)]
pub(crate) struct Edit {
    /// Файл сценария.
    file: PathBuf,
    /// Правки: файл JSON, сам JSON или «-» для стандартного ввода.
    ops: String,
    /// Записать файл, а вместе с ним записанные диалоги и раскладку, если имена в них изменились.
    #[arg(long)]
    in_place: bool,
    /// Показать разницу вместо текста.
    #[arg(long)]
    diff: bool,
    /// Изменить общее значение (якорь YAML) сразу во всех местах.
    #[arg(long)]
    confirm_alias: bool,
    /// Разрешить правку, после которой в сценарии останется ошибка.
    #[arg(long)]
    draft: bool,
}

impl Edit {
    pub(crate) fn run(self, lang: Lang) -> anyhow::Result<ExitCode> {
        let ops = parse_ops(&self.read_ops()?).map_err(|error| anyhow::anyhow!(error.render(lang)))?;
        let flow = read(&self.file)?;
        let dialogs = flow_files::dialogs(&self.file)?;
        let dialogs = dialogs.iter().map(|path| read(path)).collect::<anyhow::Result<Vec<_>>>()?;
        let layout = self.file.with_file_name("layout.yaml");
        let layout = layout.is_file().then(|| read(&layout)).transpose()?;
        let options = Options { confirm_alias: self.confirm_alias, draft: self.draft };
        let files = Files { flow: &flow, dialogs: &dialogs, layout: layout.as_ref() };
        let edited = match edit_files(files, &ops, options) {
            Ok(edited) => edited,
            Err(error) => {
                output::fail(&error.render(lang));
                return Ok(ExitCode::from(1));
            }
        };
        let all = std::iter::once((&flow, &edited.flow))
            .chain(dialogs.iter().zip(&edited.dialogs))
            .chain(layout.iter().zip(&edited.layout));
        let changed: Vec<(&Source, &Edited)> = all.filter(|(_, edited)| edited.is_changed()).collect();
        self.show(&edited.flow, &changed, lang);
        if self.in_place {
            let files: Vec<(&Path, &str)> = changed
                .iter()
                .map(|(source, edited)| (Path::new(source.name()), edited.text.as_str()))
                .collect();
            replace::all(&files)?;
        }
        Ok(ExitCode::SUCCESS)
    }

    fn show(&self, flow: &Edited, changed: &[(&Source, &Edited)], lang: Lang) {
        if self.diff {
            for (source, edited) in changed {
                output::text(&diff(source.name(), source.text(), &edited.text));
            }
        } else if !self.in_place {
            output::text(&flow.text);
            for (source, _) in changed.iter().filter(|(source, _)| Path::new(source.name()) != self.file) {
                let also = lang.pick("имена изменятся и здесь", "names change here, too");
                output::note(&format!("{also}: {} (--in-place, --diff)", source.name()));
            }
        }
    }

    fn read_ops(&self) -> anyhow::Result<String> {
        if self.ops == "-" {
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text).context("стандартный ввод не читается")?;
            return Ok(text);
        }
        if self.ops.trim_start().starts_with(['{', '[']) {
            return Ok(self.ops.clone());
        }
        fs::read_to_string(&self.ops).with_context(|| format!("не удалось прочитать {}", self.ops))
    }
}

/// A file that must be UTF-8 to be edited.
pub(super) fn read(path: &Path) -> anyhow::Result<Source> {
    let bytes = flow_files::read(path)?;
    let text = String::from_utf8(bytes).with_context(|| format!("{} не в UTF-8", path.display()))?;
    Ok(Source::new(path.display().to_string(), text))
}

/// A unified diff, as `git apply` takes it.
pub(super) fn diff(name: &str, before: &str, after: &str) -> String {
    let lines = similar::TextDiff::from_lines(before, after);
    lines.unified_diff().context_radius(3).header(&format!("a/{name}"), &format!("b/{name}")).to_string()
}
