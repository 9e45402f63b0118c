//! Completion and hover.

use lsp_types::{
    CompletionItem, CompletionItemKind, CompletionItemLabelDetails, CompletionTextEdit, Documentation,
    HoverContents, MarkupContent, MarkupKind, TextEdit,
};
use sufler_dsl::ide::{CompletionKind, Document, FileKind, World};

use crate::{
    Host, Server,
    files::{Open, flow_of},
    host::Facts,
    place::range,
};

/// What is known beside an open text.
struct Beside {
    /// The flow of a dialog.
    flow: Option<Document>,
    facts: Facts,
}

impl Beside {
    fn of<H: Host>(server: &Server<H>, open: &Open) -> Self {
        let path = flow_of(open);
        let is_dialog = open.document.kind() == FileKind::Dialog;
        let flow = is_dialog.then(|| server.files.document(&server.host, &path)).flatten();
        Self { flow, facts: server.host.facts(&path) }
    }

    fn world(&self) -> World<'_> {
        World {
            flow: self.flow.as_ref().map(Document::names),
            categories: &self.facts.categories,
            models: &self.facts.models,
        }
    }
}

pub(crate) fn complete<H: Host>(server: &Server<H>, open: &Open, offset: usize) -> Vec<CompletionItem> {
    let beside = Beside::of(server, open);
    let source = open.document.source();
    let found = open.document.complete(offset, &beside.world());
    let items = found.into_iter().enumerate().map(|(index, item)| {
        let doc = item.doc.get(server.lang).to_owned();
        let edit = TextEdit::new(range(source, item.replace), item.insert);
        let detail = Some(item.detail).filter(|detail| !detail.is_empty());
        CompletionItem {
            kind: Some(kind(item.kind)),
            label_details: detail.clone().map(|description| CompletionItemLabelDetails {
                detail: None,
                description: Some(description),
            }),
            detail,
            documentation: (!doc.is_empty()).then_some(Documentation::String(doc)),
            // The order of the list is meant; editors sort by this text.
            sort_text: Some(format!("{index:04}")),
            filter_text: Some(item.label.clone()),
            text_edit: Some(CompletionTextEdit::Edit(edit)),
            label: item.label,
            ..CompletionItem::default()
        }
    });
    items.collect()
}

fn kind(kind: CompletionKind) -> CompletionItemKind {
    match kind {
        CompletionKind::Field => CompletionItemKind::FIELD,
        CompletionKind::NodeKind => CompletionItemKind::CLASS,
        CompletionKind::Word => CompletionItemKind::ENUM_MEMBER,
        CompletionKind::Node => CompletionItemKind::REFERENCE,
        CompletionKind::Variable => CompletionItemKind::VARIABLE,
        CompletionKind::Intent => CompletionItemKind::CONSTANT,
        CompletionKind::Name => CompletionItemKind::PROPERTY,
        CompletionKind::Operator => CompletionItemKind::KEYWORD,
        CompletionKind::Filter => CompletionItemKind::FUNCTION,
        CompletionKind::Category => CompletionItemKind::FOLDER,
        CompletionKind::Model => CompletionItemKind::VALUE,
    }
}

pub(crate) fn hover<H: Host>(server: &Server<H>, open: &Open, offset: usize) -> Option<lsp_types::Hover> {
    let beside = Beside::of(server, open);
    let found = open.document.hover(offset, &beside.world())?;
    let value = found.text.get(server.lang).to_owned();
    Some(lsp_types::Hover {
        contents: HoverContents::Markup(MarkupContent { kind: MarkupKind::Markdown, value }),
        range: Some(range(open.document.source(), found.span)),
    })
}
