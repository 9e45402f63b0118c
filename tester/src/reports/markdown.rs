//! Markdown: for a pull request's comment or a job's summary.

use super::{FlowReport, RunReport, told};
use crate::{Measure, Share};

/// A table of flows, then what failed and what no dialog went through.
#[must_use]
pub fn markdown(report: &RunReport) -> String {
    let mark = if report.failed == 0 { "✅" } else { "❌" };
    let mut out = format!("## {mark} Диалоги: прошли {}, не прошли {}\n\n", report.passed, report.failed);
    out += "| Сценарий | Диалоги | Узлы | Переходы | Ветки | Уровни | Мутанты |\n";
    out += "|---|---|---|---|---|---|---|\n";
    for flow in &report.flows {
        let passed = flow.suite.dialogs.iter().filter(|dialog| dialog.passed).count();
        let shares: Vec<String> = flow.shares.iter().map(|share| cell(*share)).collect();
        let mutants = flow.mutation.as_ref().map_or_else(|| "—".to_owned(), |it| it.summary());
        let dialogs = flow.suite.dialogs.len();
        out += &format!(
            "| `{}` | {passed}/{dialogs} | {} | {mutants} |\n",
            escape(&flow.suite.flow),
            shares.join(" | ")
        );
    }
    for flow in &report.flows {
        out += &failures(flow);
        out += &holes(flow);
    }
    out
}

fn cell(share: Share) -> String {
    format!("{}/{}", share.seen, share.all)
}

fn failures(flow: &FlowReport) -> String {
    let mut out = String::new();
    for dialog in flow.suite.dialogs.iter().filter(|dialog| !dialog.passed) {
        out += &format!("\n### ❌ {}\n\n`{}`\n", escape(&dialog.title), dialog.file);
        for failure in told(dialog, &flow.suite.file) {
            let fence = fence(&failure.text);
            out += &format!("\nСтрока {}:\n\n{fence}text\n{}\n{fence}\n", failure.line, failure.text);
        }
    }
    out
}

fn holes(flow: &FlowReport) -> String {
    let mut out = String::new();
    if !flow.gaps.is_empty() {
        out += &format!("\n<details><summary>Не пройдено в {}</summary>\n\n", escape(&flow.suite.flow));
        for gap in &flow.gaps {
            out += &format!("- `{}:{}` {}\n", flow.suite.file, gap.line, escape(&gap.text));
        }
        out += "\n</details>\n";
    }
    let Some(mutation) = &flow.mutation else { return out };
    if !mutation.survivors.is_empty() {
        out += &format!(
            "\n<details><summary>Мутанты, которых никто не заметил, в {}</summary>\n\n",
            escape(&flow.suite.flow)
        );
        for mutant in &mutation.survivors {
            out += &format!("- `{}:{}` {}\n", flow.suite.file, mutant.line, escape(&mutant.what));
        }
        out += "\n</details>\n";
    }
    out
}

/// More backticks than the text has in a row.
fn fence(text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or_default();
    "`".repeat((longest + 1).max(3))
}

/// Characters that would make something else of a line.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push(' '),
            '<' => out.push_str("&lt;"),
            '|' | '*' | '_' | '`' | '[' | ']' | '\\' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

impl Measure {
    /// For people, in Russian.
    #[must_use]
    pub fn ru(self) -> &'static str {
        match self {
            Self::Nodes => "узлы",
            Self::Edges => "переходы",
            Self::Branches => "ветки",
            Self::Levels => "уровни",
        }
    }
}
