//! A flow with its recorded dialogs and its layout: names change in all of them at once.

use serde::Serialize;

use super::{
    Edited, Options,
    error::EditError,
    finish,
    op::Op,
    patch,
    path::Path,
    references::{self, Named},
    session::Session,
};
use crate::{source::Source, yaml::Node};

/// Files that belong together.
#[derive(Debug, Clone, Copy)]
pub struct Files<'f> {
    /// `flow.yaml`.
    pub flow: &'f Source,
    /// `dialogs/*.yaml`.
    pub dialogs: &'f [Source],
    /// `layout.yaml`: positions under `nodes:`, by node id.
    pub layout: Option<&'f Source>,
}

/// The same files after an edit, in the same order.
#[derive(Debug, Clone, Serialize)]
pub struct EditedFiles {
    /// `flow.yaml`.
    pub flow: Edited,
    /// `dialogs/*.yaml`.
    pub dialogs: Vec<Edited>,
    /// `layout.yaml`.
    pub layout: Option<Edited>,
}

/// Carries out operations on a flow in order, all or none; names follow into dialogs and layout.
///
/// # Errors
/// [`EditError`]; nothing is changed then. A dialog or layout is read only when a name in it may
/// have to change.
pub fn edit_files(files: Files<'_>, ops: &[Op], options: Options) -> Result<EditedFiles, EditError> {
    let flow = super::edit(files.flow, ops, options)?;
    // What follows a name that the flow's edit was allowed to change is meant, too.
    let options = Options { confirm_alias: true, draft: true };
    let dialogs = files.dialogs.iter().map(|source| follow(source, ops, options, in_dialog));
    let dialogs = dialogs.collect::<Result<Vec<_>, _>>()?;
    let layout = files.layout.map(|source| follow(source, ops, options, in_layout)).transpose()?;
    Ok(EditedFiles { flow, dialogs, layout })
}

fn follow(
    source: &Source,
    ops: &[Op],
    options: Options,
    one: fn(&mut Session, &Op) -> Result<(), EditError>,
) -> Result<Edited, EditError> {
    let renames = ops.iter().any(|op| {
        matches!(
            op,
            Op::RenameNode { .. }
                | Op::RenameVariable { .. }
                | Op::RenameIntent { .. }
                | Op::RemoveNode { .. }
        )
    });
    if !renames || source.text().trim().is_empty() {
        return Ok(Edited { text: source.text().to_owned(), patches: Vec::new(), inverse: Vec::new() });
    }
    let mut session = Session::new(source, options)?;
    for (index, op) in ops.iter().enumerate() {
        one(&mut session, op).map_err(|error| error.in_op(index))?;
    }
    finish(source, session)
}

fn in_dialog(session: &mut Session, op: &Op) -> Result<(), EditError> {
    let (named, from, to) = match op {
        Op::RenameNode { from, to } => (Named::Node, from, to),
        Op::RenameVariable { from, to } => (Named::Variable, from, to),
        Op::RenameIntent { from, to } => (Named::Intent, from, to),
        _ => return Ok(()),
    };
    let (changes, keys) = references::in_dialog(&session.doc.root, named, from, to);
    session.replace_all(&changes)?;
    keys.iter().try_for_each(|path| session.rename_key(path, to))
}

fn in_layout(session: &mut Session, op: &Op) -> Result<(), EditError> {
    let (Op::RenameNode { from: id, .. } | Op::RemoveNode { id, .. }) = op else { return Ok(()) };
    if session.doc.root.get("nodes").and_then(|nodes: &Node| nodes.get(id)).is_none() {
        return Ok(());
    }
    let path = Path::of_keys(&["nodes", id]);
    match op {
        Op::RenameNode { to, .. } => session.rename_key(&path, to),
        _ => session.remove(&path),
    }
}

impl Edited {
    /// Whether anything changes.
    pub fn is_changed(&self) -> bool {
        !self.patches.is_empty()
    }

    /// The old text, from the new one.
    pub fn undone(&self) -> Option<String> {
        patch::apply(&self.text, &self.inverse)
    }
}
