//! `sufler merge`: three-way merge by structure, also as git's merge driver.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context;
use clap::{Args, ValueEnum};
use sufler_dsl::{
    diagnostic::Lang,
    merge::{Markers, Merged, merge},
    source::Source,
};

use super::{edit::read, replace};
use crate::output;

/// Git takes codes up to 128 for «there are conflicts», more for «could not merge».
const FAILED: u8 = 129;

#[derive(Args)]
pub(crate) struct Merge {
    /// Общий предок (%O).
    base: PathBuf,
    /// Наша версия (%A).
    ours: PathBuf,
    /// Их версия (%B).
    theirs: PathBuf,
    /// Куда записать результат; без этого он печатается.
    #[arg(short, long, value_name = "ФАЙЛ", conflicts_with = "in_place")]
    output: Option<PathBuf>,
    /// Записать результат вместо нашей версии, как ждёт git.
    #[arg(long)]
    in_place: bool,
    /// Длина меток конфликта (%L).
    #[arg(long, default_value_t = 7)]
    marker_size: usize,
    /// Как назвать нашу версию в метках (%X).
    #[arg(long, default_value = "ours")]
    ours_name: String,
    /// Как назвать их версию в метках (%Y).
    #[arg(long, default_value = "theirs")]
    theirs_name: String,
    /// Имя файла для сообщений (%P).
    #[arg(long, value_name = "ИМЯ")]
    path: Option<String>,
    /// Вид вывода.
    #[arg(long, default_value = "text")]
    format: Format,
}

/// Look of the output.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Текст, у конфликтов обе версии между метками.
    Text,
    /// JSON: текст без меток и список конфликтов.
    Json,
}

impl Merge {
    pub(crate) fn run(self, lang: Lang) -> ExitCode {
        match self.merge(lang) {
            Ok(true) => ExitCode::SUCCESS,
            Ok(false) => ExitCode::from(1),
            Err(error) => {
                output::fail(&format!("{error:#}"));
                ExitCode::from(FAILED)
            }
        }
    }

    /// Whether nothing is left to decide.
    fn merge(&self, lang: Lang) -> anyhow::Result<bool> {
        let [base, ours, theirs] = [&self.base, &self.ours, &self.theirs].map(|path| side(path));
        let merged = merge(&base?, &ours?, &theirs?);
        let markers = Markers {
            size: self.marker_size.clamp(1, 100),
            ours: self.ours_name.clone(),
            theirs: self.theirs_name.clone(),
        };
        let text = match self.format {
            Format::Text => merged.marked(&markers),
            Format::Json => report(&merged)?,
        };
        match self.output.as_deref().or(self.in_place.then_some(self.ours.as_path())) {
            Some(path) if path.exists() => replace::all(&[(path, &text)])?,
            Some(path) => {
                fs::write(path, &text).with_context(|| format!("не удалось записать {}", path.display()))?;
            }
            None => output::text(&text),
        }
        if self.format == Format::Text {
            self.tell(&merged, lang);
        }
        Ok(merged.is_clean())
    }

    fn tell(&self, merged: &Merged, lang: Lang) {
        let name = self.path.clone().unwrap_or_else(|| self.ours.display().to_string());
        for conflict in &merged.conflicts {
            output::note(&format!("{name}: {}", conflict.words().get(lang)));
        }
        let text = Source::new(name, merged.text.as_str());
        for diagnostic in &merged.diagnostics {
            output::note(&diagnostic.render(&text, lang));
        }
    }
}

fn report(merged: &Merged) -> anyhow::Result<String> {
    let text = Source::new("merged", merged.text.as_str());
    let mut conflicts = Vec::new();
    for conflict in &merged.conflicts {
        let mut view = serde_json::to_value(conflict)?;
        if let Some(view) = view.as_object_mut() {
            view.insert("message".to_owned(), serde_json::to_value(conflict.words())?);
        }
        conflicts.push(view);
    }
    let diagnostics: Vec<_> = merged.diagnostics.iter().map(|it| it.view(&text)).collect();
    let report = serde_json::json!({
        "clean": merged.is_clean(),
        "text": merged.text,
        "conflicts": conflicts,
        "diagnostics": diagnostics,
    });
    Ok(format!("{report:#}\n"))
}

fn side(path: &Path) -> anyhow::Result<Source> {
    // What version control gives for a file that is not there.
    if path == Path::new("/dev/null") {
        return Ok(Source::new("/dev/null", ""));
    }
    read(path)
}
