//! Reports into files or to stdout.

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::Args;
use sufler_tester::reports::{RunReport, junit, markdown, sarif};

use crate::output;

/// Where to write what; `-` is stdout.
#[derive(Args)]
pub(super) struct Reports {
    /// Отчёт JUnit для CI; «-» означает стандартный вывод, как и у других отчётов.
    #[arg(long, value_name = "ФАЙЛ")]
    junit: Option<PathBuf>,
    /// Отчёт JSON со всеми ходами и трассами.
    #[arg(long, value_name = "ФАЙЛ")]
    json: Option<PathBuf>,
    /// Отчёт Markdown для комментария к изменению.
    #[arg(long, value_name = "ФАЙЛ")]
    markdown: Option<PathBuf>,
    /// Отчёт SARIF для площадок с проверкой кода.
    #[arg(long, value_name = "ФАЙЛ")]
    sarif: Option<PathBuf>,
    /// Покрытие строк сценариев в формате LCOV.
    #[arg(long, value_name = "ФАЙЛ")]
    lcov: Option<PathBuf>,
}

impl Reports {
    /// A report takes stdout, so people read stderr.
    pub(super) fn use_stdout(&self) -> bool {
        let all = [&self.junit, &self.json, &self.markdown, &self.sarif, &self.lcov];
        all.into_iter().flatten().any(|path| path.as_os_str() == "-")
    }

    pub(super) fn write(&self, report: &RunReport, lcov: &str) -> anyhow::Result<()> {
        put(self.junit.as_deref(), || Ok(junit(report)))?;
        put(self.json.as_deref(), || Ok(report.json()?))?;
        put(self.markdown.as_deref(), || Ok(markdown(report)))?;
        put(self.sarif.as_deref(), || Ok(sarif(report)?))?;
        put(self.lcov.as_deref(), || Ok(lcov.to_owned()))
    }
}

fn put(path: Option<&Path>, text: impl FnOnce() -> anyhow::Result<String>) -> anyhow::Result<()> {
    let Some(path) = path else { return Ok(()) };
    let text = text()?;
    if path.as_os_str() == "-" {
        output::text(&text);
        return Ok(());
    }
    std::fs::write(path, text).with_context(|| format!("не удалось записать {}", path.display()))
}
