//! Which request is answered by what.

use lsp_server::{Request, Response};
use lsp_types::{
    TextDocumentPositionParams, Uri,
    request::{
        CodeActionRequest, Completion, DocumentHighlightRequest, DocumentSymbolRequest, FoldingRangeRequest,
        Formatting, GotoDefinition, HoverRequest, PrepareRenameRequest, References, Rename, Request as _,
        SemanticTokensFullRequest,
    },
};
use serde::{Serialize, de::DeserializeOwned};

use crate::{Host, Server, actions, completion, files::Open, names, place, server::params, symbols, tokens};

/// Code of a request that fails for a reason people should read (LSP).
const REQUEST_FAILED: i32 = -32803;
/// Code of an unknown method (JSON-RPC).
const METHOD_NOT_FOUND: i32 = -32601;

/// Why a request fails, for people.
pub(crate) type Failed = String;

/// Answers a request about an open text.
pub(crate) fn answer<H: Host>(server: &Server<H>, request: Request) -> Response {
    match request.method.as_str() {
        Completion::METHOD => run(request, |p: lsp_types::CompletionParams| {
            Ok(at(server, p.text_document_position, completion::complete))
        }),
        HoverRequest::METHOD => run(request, |p: lsp_types::HoverParams| {
            Ok(at(server, p.text_document_position_params, completion::hover).flatten())
        }),
        GotoDefinition::METHOD => run(request, |p: lsp_types::GotoDefinitionParams| {
            Ok(at(server, p.text_document_position_params, names::definition))
        }),
        References::METHOD => run(request, |p: lsp_types::ReferenceParams| {
            let declared = p.context.include_declaration;
            Ok(at(server, p.text_document_position, |server, open, offset| {
                names::references(server, open, offset, declared)
            }))
        }),
        DocumentHighlightRequest::METHOD => run(request, |p: lsp_types::DocumentHighlightParams| {
            Ok(at(server, p.text_document_position_params, names::highlights))
        }),
        PrepareRenameRequest::METHOD => {
            run(request, |p: TextDocumentPositionParams| Ok(at(server, p, names::prepare_rename).flatten()))
        }
        Rename::METHOD => run(request, |p: lsp_types::RenameParams| {
            let new_name = p.new_name;
            at(server, p.text_document_position, |server, open, offset| {
                names::rename(server, open, offset, &new_name)
            })
            .transpose()
        }),
        DocumentSymbolRequest::METHOD => run(request, |p: lsp_types::DocumentSymbolParams| {
            Ok(whole(server, &p.text_document.uri, |_, open| symbols::outline(&open.document)))
        }),
        FoldingRangeRequest::METHOD => run(request, |p: lsp_types::FoldingRangeParams| {
            Ok(whole(server, &p.text_document.uri, |_, open| symbols::folds(&open.document)))
        }),
        SemanticTokensFullRequest::METHOD => run(request, |p: lsp_types::SemanticTokensParams| {
            Ok(whole(server, &p.text_document.uri, |_, open| tokens::full(&open.document)))
        }),
        Formatting::METHOD => run(request, |p: lsp_types::DocumentFormattingParams| {
            whole(server, &p.text_document.uri, actions::format).transpose()
        }),
        CodeActionRequest::METHOD => run(request, |p: lsp_types::CodeActionParams| {
            let range = p.range;
            Ok(whole(server, &p.text_document.uri, |server, open| actions::of(server, open, range)))
        }),
        method => Response::new_err(request.id, METHOD_NOT_FOUND, format!("unknown method {method}")),
    }
}

fn run<P: DeserializeOwned, R: Serialize>(
    request: Request,
    answer: impl FnOnce(P) -> Result<R, Failed>,
) -> Response {
    let id = request.id.clone();
    match params(request) {
        Ok(params) => match answer(params) {
            Ok(result) => Response::new_ok(id, result),
            Err(message) => Response::new_err(id, REQUEST_FAILED, message),
        },
        Err(refusal) => refusal,
    }
}

/// Answers for a place of an open text; `None` for a text that is not open.
fn at<H: Host, R>(
    server: &Server<H>,
    place: TextDocumentPositionParams,
    answer: impl FnOnce(&Server<H>, &Open, usize) -> R,
) -> Option<R> {
    let open = server.files.get(&place.text_document.uri)?;
    let offset = place::offset(open.document.source(), place.position);
    Some(answer(server, open, offset))
}

/// Answers for an open text as a whole.
fn whole<H: Host, R>(
    server: &Server<H>,
    uri: &Uri,
    answer: impl FnOnce(&Server<H>, &Open) -> R,
) -> Option<R> {
    server.files.get(uri).map(|open| answer(server, open))
}
