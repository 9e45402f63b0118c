//! `sufler fmt`: one canonical style for flows, recorded dialogs and layouts.

use std::{
    io::Read,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context;
use clap::Args;
use sufler_dsl::{diagnostic::Lang, format::format, source::Source};
use sufler_tester::pool;

use super::{
    edit::{diff, read},
    flow_files, replace,
};
use crate::{lang::Pick, output};

#[derive(Args)]
pub(crate) struct Fmt {
    /// Файлы или папки со сценариями; «-» читает стандартный ввод и печатает результат.
    #[arg(default_value = "flows")]
    paths: Vec<PathBuf>,
    /// Ничего не менять, только сказать, какие файлы переоформились бы.
    #[arg(long)]
    check: bool,
    /// Показать разницу и ничего не менять.
    #[arg(long)]
    diff: bool,
}

impl Fmt {
    pub(crate) fn run(self, lang: Lang) -> anyhow::Result<ExitCode> {
        if matches!(self.paths.as_slice(), [only] if only == Path::new("-")) {
            return from_stdin(lang);
        }
        let mut refused = 0;
        let mut changed = Vec::new();
        let files = files(&self.paths)?;
        let each = pool::map(
            &files,
            pool::cores(),
            |path| {
                let source = read(path)?;
                let formatted = format(&source);
                anyhow::Ok((source, formatted))
            },
            |_| false,
        );
        for one in each {
            let (source, formatted) = one?;
            match formatted {
                Ok(text) if text == source.text() => {}
                Ok(text) => changed.push((source, text)),
                Err(error) => {
                    refused += 1;
                    output::fail(&error.render(lang));
                }
            }
        }
        let only_look = self.check || self.diff;
        if !only_look {
            let texts: Vec<(&Path, &str)> =
                changed.iter().map(|(source, text)| (Path::new(source.name()), text.as_str())).collect();
            replace::all(&texts)?;
        }
        for (source, text) in &changed {
            if self.diff {
                output::text(&diff(source.name(), source.text(), text));
            } else {
                output::line(source.name());
            }
        }
        if !self.diff {
            let (all, changed) = (files.len(), changed.len());
            output::note(&match lang {
                Lang::Ru if self.check => format!("файлов: {all}, переоформить нужно: {changed}"),
                Lang::Ru => format!("файлов: {all}, переоформлено: {changed}"),
                Lang::En if self.check => format!("{all} files, {changed} to format"),
                Lang::En => format!("{all} files, {changed} formatted"),
            });
        }
        let clean = refused == 0 && (changed.is_empty() || !self.check);
        Ok(if clean { ExitCode::SUCCESS } else { ExitCode::from(1) })
    }
}

fn from_stdin(lang: Lang) -> anyhow::Result<ExitCode> {
    let mut text = String::new();
    std::io::stdin()
        .read_to_string(&mut text)
        .context(lang.pick("стандартный ввод не читается", "standard input cannot be read"))?;
    match format(&Source::new("-", text)) {
        Ok(text) => {
            output::text(&text);
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => {
            output::fail(&error.render(lang));
            Ok(ExitCode::from(1))
        }
    }
}

/// Files as named; of folders every flow with its dialogs and layout.
fn files(paths: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        for flow in flow_files::find(std::slice::from_ref(path))? {
            files.extend(flow_files::dialogs(&flow)?);
            files.extend(Some(flow.with_file_name("layout.yaml")).filter(|layout| layout.is_file()));
            files.push(flow);
        }
    }
    files.sort();
    files.dedup();
    Ok(files)
}
