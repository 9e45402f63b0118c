//! `sufler lint`: everything the flow language can find fault with.

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, ValueEnum};
use sufler_dsl::{
    diagnostic::{Diagnostic, Severity},
    source::Source,
};

use super::flow_files;
use sufler_dsl::diagnostic::Lang;

use crate::output;

#[derive(Args)]
pub(crate) struct Lint {
    /// Файлы сценариев или папки с ними.
    #[arg(default_value = "flows")]
    paths: Vec<PathBuf>,
    /// Вид вывода.
    #[arg(long, default_value = "human")]
    format: Format,
}

/// Look of the output.
#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// Для людей.
    Human,
    /// JSON: список находок.
    Json,
    /// Аннотации GitHub Actions.
    Github,
}

/// Diagnostics of one file.
struct Checked {
    source: Source,
    diagnostics: Vec<Diagnostic>,
}

impl Lint {
    pub(crate) fn run(self, lang: Lang) -> anyhow::Result<ExitCode> {
        let mut files = Vec::new();
        for path in flow_files::find(&self.paths)? {
            let bytes = flow_files::read(&path)?;
            let (source, checked) = sufler_dsl::check_bytes(&path.display().to_string(), &bytes);
            files.push(Checked { source, diagnostics: checked.diagnostics });
        }
        match self.format {
            Format::Human => human(&files, lang),
            Format::Json => json_list(&files)?,
            Format::Github => github(&files, lang),
        }
        let clean = files.iter().all(|file| file.diagnostics.is_empty());
        Ok(if clean { ExitCode::SUCCESS } else { ExitCode::from(1) })
    }
}

fn human(files: &[Checked], lang: Lang) {
    let mut found = 0;
    for file in files {
        for diagnostic in &file.diagnostics {
            found += 1;
            output::line(&diagnostic.render(&file.source, lang));
        }
    }
    let checked = files.len();
    output::line(&match lang {
        Lang::Ru if found == 0 => format!("Проверено сценариев: {checked}. Замечаний нет."),
        Lang::Ru => {
            format!("Проверено сценариев: {checked}. Замечаний: {found}. Подробнее: sufler explain КОД.")
        }
        Lang::En if found == 0 => format!("{checked} flows checked, no findings."),
        Lang::En => format!("{checked} flows checked, {found} findings. More: sufler explain CODE."),
    });
}

fn json_list(files: &[Checked]) -> anyhow::Result<()> {
    let mut list = Vec::new();
    for Checked { source, diagnostics } in files {
        for found in diagnostics {
            let mut view = serde_json::to_value(found.view(source))?;
            if let Some(view) = view.as_object_mut() {
                view.insert("file".to_owned(), source.name().into());
            }
            list.push(view);
        }
    }
    output::line(&serde_json::to_string_pretty(&list)?);
    Ok(())
}

fn github(files: &[Checked], lang: Lang) {
    for Checked { source, diagnostics } in files {
        for found in diagnostics {
            let place = source.position(found.span.start);
            let level = match found.severity() {
                Severity::Error => "error",
                Severity::Warning => "warning",
            };
            let message = found.message.get(lang).replace('%', "%25").replace('\n', "%0A");
            output::line(&format!(
                "::{level} file={},line={},col={},title={}::{message}",
                source.name(),
                place.line,
                place.column,
                found.code.id(),
            ));
        }
    }
}
