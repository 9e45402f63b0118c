//! Formatting and fixes.

use lsp_types::{CodeActionOrCommand, Range, TextEdit};
use sufler_dsl::edit::line_patches;

use crate::{Host, Server, files::Open, place::text_edits, requests::Failed};

/// The text in one style, as changes of single lines: cursors and marks elsewhere stay.
pub(crate) fn format<H: Host>(server: &Server<H>, open: &Open) -> Result<Vec<TextEdit>, Failed> {
    let source = open.document.source();
    let text = sufler_dsl::format::format(source).map_err(|error| error.render(server.lang))?;
    Ok(text_edits(source, &line_patches(source.text(), &text)))
}

/// Fixes of what is wrong within a range.
pub(crate) fn of<H: Host>(_: &Server<H>, _: &Open, _: Range) -> Vec<CodeActionOrCommand> {
    Vec::new()
}
