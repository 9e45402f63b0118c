//! Names over all the files of a flow: definition, references, rename.

use std::collections::HashMap;

use lsp_types::{
    DocumentHighlight, GotoDefinitionResponse, Location, PrepareRenameResponse, TextEdit, Uri, WorkspaceEdit,
};
use sufler_dsl::{
    edit::{Edited, Files, Op, Options, edit_files},
    ide::{Document, NameKind, Named},
    source::Source,
};

use crate::{
    Host, Server,
    files::{Family, Open},
    place::{range, text_edits},
    requests::Failed,
};

pub(crate) fn definition<H: Host>(server: &Server<H>, open: &Open, offset: usize) -> GotoDefinitionResponse {
    let found = open.document.name_at(offset).and_then(|named| {
        let family = server.files.family(&server.host, open)?;
        let (uri, flow) = &family.flow;
        let spans = Document::definitions(&named, flow);
        Some(spans.into_iter().map(|span| Location::new(uri.clone(), range(flow.source(), span))).collect())
    });
    GotoDefinitionResponse::Array(found.unwrap_or_default())
}

pub(crate) fn references<H: Host>(
    server: &Server<H>,
    open: &Open,
    offset: usize,
    declared: bool,
) -> Vec<Location> {
    let Some(named) = open.document.name_at(offset) else { return Vec::new() };
    let Some(family) = server.files.family(&server.host, open) else { return Vec::new() };
    let given = Document::definitions(&named, &family.flow.1);
    let mut found = Vec::new();
    for (index, (uri, document)) in std::iter::once(&family.flow).chain(&family.dialogs).enumerate() {
        let uses = document.uses(named.kind, &named.name).into_iter();
        let uses = uses.filter(|span| declared || index > 0 || !given.contains(span));
        found.extend(uses.map(|span| Location::new(uri.clone(), range(document.source(), span))));
    }
    found
}

pub(crate) fn highlights<H: Host>(_: &Server<H>, open: &Open, offset: usize) -> Vec<DocumentHighlight> {
    let Some(named) = open.document.name_at(offset) else { return Vec::new() };
    let uses = open.document.uses(named.kind, &named.name).into_iter();
    uses.map(|span| DocumentHighlight { range: range(open.document.source(), span), kind: None }).collect()
}

pub(crate) fn prepare_rename<H: Host>(
    server: &Server<H>,
    open: &Open,
    offset: usize,
) -> Option<PrepareRenameResponse> {
    let named = open.document.name_at(offset)?;
    let family = server.files.family(&server.host, open)?;
    if Document::definitions(&named, &family.flow.1).is_empty() {
        return None;
    }
    let range = range(open.document.source(), named.span);
    Some(PrepareRenameResponse::RangeWithPlaceholder { range, placeholder: named.name })
}

pub(crate) fn rename<H: Host>(
    server: &Server<H>,
    open: &Open,
    offset: usize,
    to: &str,
) -> Result<WorkspaceEdit, Failed> {
    let nothing = || "здесь нет имени, которое можно изменить (there is no name here)".to_owned();
    let named = open.document.name_at(offset).ok_or_else(nothing)?;
    let family = server.files.family(&server.host, open).ok_or_else(nothing)?;
    changes(server, &family, &[operation(named, to.to_owned())])
}

fn operation(named: Named, to: String) -> Op {
    let from = named.name;
    match named.kind {
        NameKind::Node => Op::RenameNode { from, to },
        NameKind::Variable => Op::RenameVariable { from, to },
        NameKind::Intent => Op::RenameIntent { from, to },
    }
}

/// Operations as edits of every file they touch.
#[expect(clippy::mutable_key_type, reason = "the protocol's type for addresses; they do not change")]
pub(crate) fn changes<H: Host>(
    server: &Server<H>,
    family: &Family,
    ops: &[Op],
) -> Result<WorkspaceEdit, Failed> {
    let sources: Vec<Source> = family.dialogs.iter().map(|(_, it)| it.source().clone()).collect();
    let files = Files {
        flow: family.flow.1.source(),
        dialogs: &sources,
        layout: family.layout.as_ref().map(|(_, it)| it.source()),
    };
    let options = Options { confirm_alias: true, draft: true };
    let edited = edit_files(files, ops, options).map_err(|error| error.render(server.lang))?;
    let mut changes: HashMap<Uri, Vec<TextEdit>> = HashMap::new();
    let mut add = |(uri, document): &(Uri, Document), edited: &Edited| {
        if edited.is_changed() {
            changes.insert(uri.clone(), text_edits(document.source(), &edited.patches));
        }
    };
    add(&family.flow, &edited.flow);
    family.dialogs.iter().zip(&edited.dialogs).for_each(|(file, edited)| add(file, edited));
    family.layout.iter().zip(&edited.layout).for_each(|(file, edited)| add(file, edited));
    Ok(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() })
}
