//! The page of a code: what `sufler explain` prints and `docs/errors/` holds.

use std::{collections::BTreeMap, sync::LazyLock};

use super::{
    Code, Severity,
    codes::{self, Snippet},
};

static PAGES: LazyLock<BTreeMap<&'static str, String>> =
    LazyLock::new(|| codes::all().map(|code| (code.id(), page(code))).collect());

/// The page of a code such as `F203`, in Markdown; letters in any case.
pub fn explain(id: &str) -> Option<&'static str> {
    PAGES.get(Code::find(id)?.id()).map(String::as_str)
}

/// Every page by code.
pub fn pages() -> impl Iterator<Item = (Code, &'static str)> {
    codes::all().filter_map(|code| Some((code, PAGES.get(code.id())?.as_str())))
}

/// `docs/errors/README.md`: the list of all codes.
pub fn pages_index() -> String {
    let mut text = String::from(
        "# Diagnostic codes\n\nGenerated from the code table in `dsl`. A code never changes its meaning; how findings are allowed,\nmended and filtered is told in [linting](../linting.md).\n\n| Code | Name | Severity | Meaning |\n| --- | --- | --- | --- |\n",
    );
    for code in codes::all() {
        let info = code.info();
        let severity = severity(info.severity);
        text += &format!(
            "| [{0}]({0}.md) | `{1}` | {severity} | {2} |\n",
            info.id,
            info.name,
            info.about_en.replace('|', "\\|")
        );
    }
    text
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "advice",
    }
}

fn page(code: Code) -> String {
    let info = code.info();
    let mut text = format!(
        "# {} {}\n\nSeverity: {}.\n\n{}\n\n{}\n",
        info.id,
        info.name,
        severity(info.severity),
        info.about_ru,
        info.about_en
    );
    if info.wrong.is_empty() {
        return text;
    }
    let part = match info.snippet {
        Snippet::Flow => "flow.yaml",
        Snippet::Nodes => "flow.yaml, `nodes:`",
        Snippet::Dialog => "dialogs/*.yaml",
    };
    text += &format!("\nНеверно / wrong ({part}):\n\n```yaml\n{}```\n", info.wrong);
    text += &format!("\nВерно / right:\n\n```yaml\n{}```\n", info.right);
    text
}
