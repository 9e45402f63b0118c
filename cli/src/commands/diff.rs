//! `sufler diff`: what changed between two versions of a flow, in words.

use std::{
    io::Read,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context;
use clap::{Args, ValueEnum};
use sufler_dsl::{
    diagnostic::Lang,
    diff::{Difference, diff, render},
    format::format,
    source::Source,
};

use super::edit::read;
use crate::output;

#[derive(Args)]
pub(crate) struct Diff {
    /// Прежний и новый файл; «-» читает стандартный ввод. С --git: аргументы, которые даёт git.
    #[arg(required = true, num_args = 1..=9)]
    files: Vec<PathBuf>,
    /// Вид вывода.
    #[arg(long, default_value = "human")]
    format: Format,
    /// Работать внешней программой сравнения git: `git config diff.sufler.command "sufler diff --git"`.
    #[arg(long, conflicts_with = "textconv")]
    git: bool,
    /// Напечатать один файл в едином виде, для `git config diff.sufler.textconv`.
    #[arg(long)]
    textconv: bool,
}

/// Look of the output.
#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// Для людей.
    Human,
    /// JSON: список изменений.
    Json,
}

impl Diff {
    pub(crate) fn run(self, lang: Lang) -> anyhow::Result<ExitCode> {
        match self.files.as_slice() {
            [file] if self.textconv => {
                let source = read(file)?;
                // What cannot be formatted is shown as it is.
                output::text(&format(&source).unwrap_or_else(|_| source.text().to_owned()));
                Ok(ExitCode::SUCCESS)
            }
            // path old-file old-hex old-mode new-file new-hex new-mode [new-path similarity]
            [path, old, _, _, new, ..] if self.git => from_git(path, old, new, lang),
            [old, new] if !self.git && !self.textconv => {
                let difference = compare(&side(old)?, &side(new)?, lang)?;
                self.show(&difference, lang)?;
                Ok(if difference.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
            }
            _ => anyhow::bail!("нужны два файла: sufler diff БЫЛО СТАЛО"),
        }
    }

    fn show(&self, difference: &Difference, lang: Lang) -> anyhow::Result<()> {
        match self.format {
            Format::Human => output::text(&render(difference, lang)),
            Format::Json => output::line(&serde_json::to_string_pretty(difference)?),
        }
        Ok(())
    }
}

/// Git takes any exit code but 0 for a crash.
fn from_git(path: &Path, old: &Path, new: &Path, lang: Lang) -> anyhow::Result<ExitCode> {
    let (old, new) = (side(old)?, side(new)?);
    output::line(&format!("sufler diff {}", path.display()));
    match diff(&old, &new) {
        Ok(difference) => output::text(&render(&difference, lang)),
        // A version that is no YAML yet is still worth seeing.
        Err(_) => output::text(&super::edit::diff(&path.display().to_string(), old.text(), new.text())),
    }
    Ok(ExitCode::SUCCESS)
}

fn compare(old: &Source, new: &Source, lang: Lang) -> anyhow::Result<Difference> {
    diff(old, new).map_err(|error| anyhow::anyhow!(error.render(lang)))
}

fn side(path: &Path) -> anyhow::Result<Source> {
    if path == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).context("стандартный ввод не читается")?;
        return Ok(Source::new("-", text));
    }
    // What git calls a file that is not there.
    if path == Path::new("/dev/null") {
        return Ok(Source::new("/dev/null", ""));
    }
    read(path)
}
