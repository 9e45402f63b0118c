//! `sufler lint`: everything an experienced reviewer would find fault with.

pub(super) mod facts;
mod fix;
mod live;
mod report;
mod sarif;
mod select;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use clap::{Args, ValueEnum};
use sufler_dsl::{
    diagnostic::{Diagnostic, Lang, Severity},
    flow::Flow,
    lint::{Settings, lint_bytes},
    set,
    source::Source,
};
use sufler_tester::pool;

use self::select::{Selection, Topic};
use super::flow_files;
use crate::output;

#[derive(Args)]
pub(crate) struct Lint {
    /// Файлы сценариев или папки с ними.
    #[arg(default_value = "flows")]
    paths: Vec<PathBuf>,
    /// Вид вывода.
    #[arg(long, default_value = "human")]
    format: Format,
    /// Только эти семейства или коды: --only safety,F411.
    #[arg(long, value_delimiter = ',', value_parser = select::parse)]
    only: Vec<Topic>,
    /// Без этих семейств или кодов: --skip style.
    #[arg(long, value_delimiter = ',', value_parser = select::parse)]
    skip: Vec<Topic>,
    /// С какой тяжести находка считается неудачей (код выхода 1).
    #[arg(long, default_value = "warnings")]
    deny: Deny,
    /// Исправить то, что исправляется без изменения смысла; остальной текст не меняется ни на байт.
    #[arg(long)]
    fix: bool,
    /// Вместе с --fix: исправить и то, что меняет поведение сценария, вероятнее всего, как задумано.
    #[arg(long, requires = "fix")]
    suggested: bool,
    /// Вместе с --fix: показать разницу и ничего не менять.
    #[arg(long, requires = "fix")]
    diff: bool,
    /// База знаний, чтобы проверить категории; папки knowledge рядом может и не быть.
    #[arg(long)]
    knowledge: Option<PathBuf>,
    /// Соединитель из настроек сервера; назовите все, и узлы call с другими именами станут ошибкой.
    #[arg(long, value_name = "ИМЯ")]
    connector: Vec<String>,
    /// Файл со списком разрешённых моделей: модель в строке, после неё размер окна в токенах.
    #[arg(long, env = "SUFLER_LINT_MODELS")]
    models: Option<PathBuf>,
    /// Показать, что станет с открытыми разговорами, если сохранить эти файлы: сколько перейдёт, закончит
    /// на старой версии, начнёт заново или уйдёт операторам. Нужна база сервера.
    #[arg(long)]
    against_live: bool,
    /// Для --against-live: файл настроек, тот же, что у сервера.
    #[arg(long, short, requires = "against_live")]
    config: Option<PathBuf>,
}

/// Look of the output.
#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// Для людей.
    Human,
    /// JSON: список находок.
    Json,
    /// SARIF 2.1.0: для GitHub code scanning и редакторов.
    Sarif,
    /// Аннотации GitHub Actions.
    Github,
}

/// The lowest severity that fails.
#[derive(Clone, Copy, ValueEnum)]
enum Deny {
    /// Только ошибки.
    Errors,
    /// Ошибки и предупреждения.
    Warnings,
    /// Всё, и советы тоже.
    Advice,
}

/// What was found in one file.
struct Linted {
    source: Source,
    flow: Option<Arc<Flow>>,
    found: Vec<Diagnostic>,
    allowed: Vec<Diagnostic>,
}

impl Lint {
    pub(crate) fn run(self, lang: Lang) -> anyhow::Result<ExitCode> {
        let paths = flow_files::find(&self.paths)?;
        let usual = Path::new("knowledge");
        let knowledge = self.knowledge.as_deref().or_else(|| usual.is_dir().then_some(usual));
        let settings = facts::gather(knowledge, self.models.as_deref())?;
        let selection = Selection { only: self.only, skip: self.skip };
        if self.fix {
            fix::run(
                &paths,
                &settings,
                &selection,
                fix::How { suggested: self.suggested, diff: self.diff },
                lang,
            )?;
            if self.diff {
                return Ok(ExitCode::SUCCESS);
            }
        }
        let files = lint_all(&paths, &settings, &selection, &self.connector)?;
        match self.format {
            Format::Human => report::human(&files, lang),
            Format::Json => report::json(&files)?,
            Format::Sarif => sarif::print(&files, lang)?,
            Format::Github => report::github(&files, lang),
        }
        if self.against_live {
            let print = if matches!(self.format, Format::Human) { output::line } else { output::note };
            live::run(self.config.as_deref(), &self.paths, &files, print, lang)?;
        }
        let fails = |found: &Diagnostic| match self.deny {
            Deny::Errors => found.is_error(),
            Deny::Warnings => found.severity() != Severity::Advice,
            Deny::Advice => true,
        };
        let clean = !files.iter().flat_map(|file| &file.found).any(fails);
        Ok(if clean { ExitCode::SUCCESS } else { ExitCode::from(1) })
    }
}

fn lint_all(
    paths: &[PathBuf],
    settings: &Settings,
    selection: &Selection,
    connectors: &[String],
) -> anyhow::Result<Vec<Linted>> {
    let look = |path: &PathBuf| {
        let bytes = flow_files::read(path)?;
        let name = path.display().to_string();
        let (source, mut report) = lint_bytes(&name, &bytes, settings);
        if let Some(flow) = report.flow.clone() {
            report.diagnostics.extend(between(flow, path, connectors)?);
        }
        report.diagnostics.retain(|found| selection.wants(found));
        Ok(Linted { source, flow: report.flow, found: report.diagnostics, allowed: report.allowed })
    };
    let each = pool::map(paths, pool::cores(), look, Result::is_err);
    each.into_iter().collect()
}

/// What only the flows beside it and the settings can tell.
fn between(flow: Arc<Flow>, path: &Path, connectors: &[String]) -> anyhow::Result<Vec<Diagnostic>> {
    let mut found = Vec::new();
    if !connectors.is_empty() {
        found = set::unknown_connectors(&flow, connectors.iter().map(String::as_str));
    }
    if set::calls(&flow).next().is_some() {
        let all: Vec<Arc<Flow>> = std::iter::once(flow).chain(flow_files::siblings(path)?).collect();
        let linked = set::link(&all).into_iter().next();
        found.extend(linked.map(|linked| linked.diagnostics).unwrap_or_default());
    }
    Ok(found)
}
