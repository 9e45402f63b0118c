//! Edits that change only what they mean.
//!
//! A file is never written anew: an operation becomes the smallest replacement of bytes, the
//! result is parsed again and compared with what the operation should give, and if they differ
//! the file is left alone. Comments, blank lines, quotes, key order, anchors, line breaks and a
//! byte order mark elsewhere stay as they are.

mod block;
mod brackets;
mod comment;
mod doc;
mod error;
mod extent;
mod files;
mod fresh;
mod introducer;
mod nodes;
mod op;
mod patch;
mod path;
mod references;
mod replace;
mod session;
mod set;
mod text;
mod twins;
mod value;

use serde::Serialize;

pub(crate) use self::{
    doc::{Doc, end_of, entries, entry, start_of},
    fresh::Fresh,
    references::{intent_words, leads_to},
    session::Session,
};
pub use self::{
    error::{EditError, Reason, Refusal},
    files::{EditedFiles, Files, edit_files},
    op::{Op, Place, parse_ops},
    patch::{Patch, apply, line_patches},
    path::{BadPath, Path, Segment},
    value::Value,
};
use crate::{check, diagnostic::Words, source::Source};

/// What the one who edits agrees to.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// Change a shared value (a YAML anchor) in all its places.
    pub confirm_alias: bool,
    /// Keep a result that is no valid flow, though the file was one: a draft.
    pub draft: bool,
}

/// An edited file.
#[derive(Debug, Clone, Serialize)]
pub struct Edited {
    /// The new text.
    pub text: String,
    /// What to replace in the old text to get the new one: in order, not overlapping.
    pub patches: Vec<Patch>,
    /// What to replace in the new text to get the old one back.
    pub inverse: Vec<Patch>,
}

/// Carries out operations in order, all or none.
///
/// # Errors
/// [`EditError`]; nothing is changed then.
pub fn edit(source: &Source, ops: &[Op], options: Options) -> Result<Edited, EditError> {
    let mut session = Session::new(source, options)?;
    for (index, op) in ops.iter().enumerate() {
        session.run(op).map_err(|error| error.in_op(index))?;
    }
    finish(source, session)
}

/// The comment of a field, as it would be written by [`Op::Comment`].
pub fn comment_of(source: &Source, path: &Path) -> Option<String> {
    let doc = Doc::read(source.clone()).ok()?;
    let (at, last) = path.split_last()?;
    let chain = doc.find(&at).ok()?;
    let container = chain.node()?;
    doc.comment_text(container, doc.position(container, last)?)
}

/// A new file that means `value`: blocks, with short entries in brackets.
pub fn write(value: &Value) -> String {
    let layout = crate::write::Layout { step: 2, list_step: 2, width: 110 };
    crate::write::block_lines(value, 0, layout).join("\n") + "\n"
}

fn finish(source: &Source, session: Session) -> Result<Edited, EditError> {
    let patches = session.pieces.patches(source.text());
    if !session.options.draft && !patches.is_empty() {
        keep_valid(source, &session.doc.source)?;
    }
    let inverse = patch::inverse(source.text(), &patches);
    Ok(Edited { text: session.doc.source.text().to_owned(), patches, inverse })
}

/// A valid flow stays one.
fn keep_valid(before: &Source, after: &Source) -> Result<(), EditError> {
    if check(before).has_errors() {
        return Ok(());
    }
    let checked = check(after);
    if !checked.has_errors() {
        return Ok(());
    }
    let message = Words::new(
        "после правки в сценарии была бы ошибка, файл не тронут",
        "the edit would leave an error in the flow, the file is left alone",
    );
    let help = Words::new(
        "дополните правку или сохраните черновик (--draft)",
        "complete the edit, or save a draft (--draft)",
    );
    let mut error = EditError::new(Reason::BreaksFlow, message).with_help(help);
    error.source = Some(after.clone());
    error.diagnostics =
        checked.diagnostics.into_iter().filter(crate::diagnostic::Diagnostic::is_error).collect();
    Err(error)
}
