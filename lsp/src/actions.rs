//! Formatting and fixes.

use lsp_types::{CodeAction, CodeActionKind, CodeActionOrCommand, Range, TextEdit};
use sufler_dsl::{
    diagnostic::{Diagnostic, Safety},
    edit::line_patches,
    ide::FileKind,
    lint::lint,
    source::Span,
};

use crate::{
    Host, Server,
    diagnostics::convert,
    files::{Open, flow_of},
    names::changes,
    place::{offset, text_edits},
    requests::Failed,
};

/// The text in one style, as changes of single lines: cursors and marks elsewhere stay.
pub(crate) fn format<H: Host>(server: &Server<H>, open: &Open) -> Result<Vec<TextEdit>, Failed> {
    let source = open.document.source();
    let text = sufler_dsl::format::format(source).map_err(|error| error.render(server.lang))?;
    Ok(text_edits(source, &line_patches(source.text(), &text)))
}

/// Fixes of what is wrong within a range.
pub(crate) fn of<H: Host>(server: &Server<H>, open: &Open, range: Range) -> Vec<CodeActionOrCommand> {
    let source = open.document.source();
    let wanted = Span::new(offset(source, range.start), offset(source, range.end));
    if open.document.kind() != FileKind::Flow {
        return Vec::new();
    }
    let Some(family) = server.files.family(&server.host, open) else { return Vec::new() };
    let report = lint(source, &server.host.facts(&flow_of(open)).settings);
    let touched = |found: &&Diagnostic| found.span.start <= wanted.end && wanted.start <= found.span.end;
    let fixes =
        report.diagnostics.iter().filter(touched).filter_map(|found| Some((found, found.fix.as_ref()?)));
    let actions = fixes.filter_map(|(found, fix)| {
        Some(CodeActionOrCommand::CodeAction(CodeAction {
            title: fix.title.get(server.lang).to_owned(),
            kind: Some(CodeActionKind::QUICKFIX),
            diagnostics: Some(vec![convert(open, found, server.lang)]),
            edit: Some(changes(server, &family, &fix.ops).ok()?),
            is_preferred: Some(fix.safety == Safety::Safe),
            ..CodeAction::default()
        }))
    });
    actions.collect()
}
