//! What is wrong, as editors show it.

use std::path::Path;

use lsp_types::{
    DiagnosticRelatedInformation, DiagnosticSeverity, Location, NumberOrString, PublishDiagnosticsParams,
};
use sufler_dsl::{
    check_dialog,
    diagnostic::{Diagnostic, Lang, Severity},
    ide::FileKind,
    lint::lint,
};

use crate::{
    files::{Files, Open},
    host::Host,
    place::range,
};

/// Diagnostics of every open text that belongs to a flow.
pub(crate) fn of_flow(
    host: &impl Host,
    files: &Files,
    flow: &Path,
    lang: Lang,
) -> Vec<PublishDiagnosticsParams> {
    let known = files.document(host, flow).filter(|document| document.kind() == FileKind::Flow);
    let settings = host.facts(flow).settings;
    let checked = known.map(|document| lint(document.source(), &settings));
    let all = files.of_flow(flow).map(|open| {
        let found = match (open.document.kind(), &checked) {
            (FileKind::Flow, Some(checked)) => checked.diagnostics.clone(),
            (FileKind::Flow, None) => lint(open.document.source(), &settings).diagnostics,
            (FileKind::Dialog, checked) => {
                let flow = checked.as_ref().and_then(|checked| checked.flow.as_deref());
                check_dialog(open.document.source(), flow).diagnostics
            }
        };
        PublishDiagnosticsParams {
            uri: open.uri.clone(),
            version: Some(open.version),
            diagnostics: found.iter().map(|it| convert(open, it, lang)).collect(),
        }
    });
    all.collect()
}

pub(crate) fn convert(open: &Open, found: &Diagnostic, lang: Lang) -> lsp_types::Diagnostic {
    let source = open.document.source();
    let help = found.help.as_ref().map(|help| format!("\n{}", help.get(lang))).unwrap_or_default();
    let related = found.related.iter().map(|related| DiagnosticRelatedInformation {
        location: Location::new(open.uri.clone(), range(source, related.span)),
        message: related.message.get(lang).to_owned(),
    });
    lsp_types::Diagnostic {
        range: range(source, found.span),
        severity: Some(match found.severity() {
            Severity::Error => DiagnosticSeverity::ERROR,
            Severity::Warning => DiagnosticSeverity::WARNING,
            Severity::Advice => DiagnosticSeverity::INFORMATION,
        }),
        code: Some(NumberOrString::String(found.code.id().to_owned())),
        source: Some("sufler".to_owned()),
        message: format!("{}{help}", found.message.get(lang)),
        related_information: Some(related.collect()),
        ..lsp_types::Diagnostic::default()
    }
}
