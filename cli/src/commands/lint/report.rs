//! Findings for people, for programs and for GitHub Actions.

use sufler_dsl::diagnostic::{Diagnostic, Lang, Severity};

use super::Linted;
use crate::output;

pub(super) fn human(files: &[Linted], lang: Lang) {
    let all = || files.iter().flat_map(|file| file.found.iter().map(move |found| (file, found)));
    for (file, found) in all() {
        output::line(&found.render(&file.source, lang));
    }
    let (checked, found) = (files.len(), all().count());
    let mendable = all().filter(|(_, found)| found.fix.is_some()).count();
    let allowed: usize = files.iter().map(|file| file.allowed.len()).sum();
    output::line(&match lang {
        Lang::Ru if found == 0 => format!(
            "Проверено сценариев: {checked}. Замечаний нет.{}",
            so_many(" Разрешено комментариями", allowed)
        ),
        Lang::Ru => format!(
            "Проверено сценариев: {checked}. Замечаний: {found}.{}{} Подробнее: sufler explain КОД.",
            so_many(" Исправит sufler lint --fix [--suggested]", mendable),
            so_many(" Разрешено комментариями", allowed),
        ),
        Lang::En if found == 0 => {
            format!("{checked} flows checked, no findings.{}", so_many(" Allowed by comments", allowed))
        }
        Lang::En => format!(
            "{checked} flows checked, {found} findings.{}{} More: sufler explain CODE.",
            so_many(" Mended by sufler lint --fix [--suggested]", mendable),
            so_many(" Allowed by comments", allowed),
        ),
    });
}

fn so_many(what: &str, count: usize) -> String {
    if count == 0 { String::new() } else { format!("{what}: {count}.") }
}

pub(super) fn json(files: &[Linted]) -> anyhow::Result<()> {
    let all = files.iter().flat_map(|file| file.found.iter().map(|found| found.view(&file.source)));
    output::line(&serde_json::to_string_pretty(&all.collect::<Vec<_>>())?);
    Ok(())
}

pub(super) fn github(files: &[Linted], lang: Lang) {
    for file in files {
        for found in &file.found {
            output::line(&annotation(file, found, lang));
        }
    }
}

/// A workflow command of GitHub Actions.
fn annotation(file: &Linted, found: &Diagnostic, lang: Lang) -> String {
    let (start, end) = (file.source.position(found.span.start), file.source.position(found.span.end));
    let level = match found.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "notice",
    };
    let mut message = found.message.get(lang).to_owned();
    if let Some(help) = &found.help {
        message = format!("{message}. {}", help.get(lang));
    }
    let property = |text: &str| data(text).replace(':', "%3A").replace(',', "%2C");
    format!(
        "::{level} file={},line={},col={},endLine={},endColumn={},title={}::{}",
        property(file.source.name()),
        start.line,
        start.column,
        end.line,
        end.column,
        property(&format!("{} {}", found.code.id(), found.code.name())),
        data(&message),
    )
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}
