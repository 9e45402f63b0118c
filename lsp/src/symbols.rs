//! Outline and folding.

use lsp_types::{DocumentSymbol, DocumentSymbolResponse, FoldingRange, FoldingRangeKind};
use sufler_dsl::ide::{Document, Symbol, SymbolKind};

use crate::place::range;

pub(crate) fn outline(document: &Document) -> DocumentSymbolResponse {
    DocumentSymbolResponse::Nested(document.symbols().into_iter().map(|it| symbol(document, it)).collect())
}

#[expect(deprecated, reason = "a field of the protocol's type that must be filled")]
fn symbol(document: &Document, it: Symbol) -> DocumentSymbol {
    DocumentSymbol {
        name: it.name,
        detail: Some(it.detail).filter(|detail| !detail.is_empty()),
        kind: match it.kind {
            SymbolKind::Section => lsp_types::SymbolKind::NAMESPACE,
            SymbolKind::Node => lsp_types::SymbolKind::CLASS,
            SymbolKind::Variable => lsp_types::SymbolKind::VARIABLE,
            SymbolKind::Intent => lsp_types::SymbolKind::CONSTANT,
            SymbolKind::Turn => lsp_types::SymbolKind::EVENT,
            SymbolKind::Field => lsp_types::SymbolKind::FIELD,
        },
        tags: None,
        deprecated: None,
        range: range(document.source(), it.span),
        selection_range: range(document.source(), it.head),
        children: Some(it.children.into_iter().map(|it| symbol(document, it)).collect()),
    }
}

pub(crate) fn folds(document: &Document) -> Vec<FoldingRange> {
    let line = |line: usize| u32::try_from(line).unwrap_or(u32::MAX);
    let fold = |it: sufler_dsl::ide::Fold| FoldingRange {
        start_line: line(it.first),
        end_line: line(it.last),
        kind: it.is_comment.then_some(FoldingRangeKind::Comment),
        ..FoldingRange::default()
    };
    document.folds().into_iter().map(fold).collect()
}
