//! The state between messages.

use std::{collections::BTreeSet, path::PathBuf};

use lsp_server::{Message, Notification, Request, Response};
use lsp_types::{
    CodeActionProviderCapability, CompletionOptions, FoldingRangeProviderCapability, HoverProviderCapability,
    InitializeResult, OneOf, RenameOptions, SemanticTokensFullOptions, SemanticTokensOptions,
    ServerCapabilities, ServerInfo, TextDocumentSyncCapability, TextDocumentSyncKind,
    notification::{
        DidChangeTextDocument, DidCloseTextDocument, DidOpenTextDocument, Exit, Notification as _,
        PublishDiagnostics,
    },
    request::{Initialize, Request as _, Shutdown},
};
use serde::de::DeserializeOwned;
use sufler_dsl::diagnostic::Lang;

use crate::{diagnostics, files::Files, host::Host, requests, tokens};

/// Code of a request that cannot be read (JSON-RPC).
const INVALID_PARAMS: i32 = -32602;
/// Code of a request before `initialize` (LSP).
const NOT_INITIALIZED: i32 = -32002;
/// Code of a request after `shutdown` (JSON-RPC).
const INVALID_REQUEST: i32 = -32600;

/// How far a connection has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Fresh,
    Running,
    ShutDown,
    /// The editor has gone; whether it said so first.
    Over {
        properly: bool,
    },
}

/// One connection with an editor.
#[derive(Debug)]
pub struct Server<H> {
    pub(crate) host: H,
    pub(crate) lang: Lang,
    pub(crate) files: Files,
    /// Flows whose texts changed since they were last checked.
    dirty: BTreeSet<PathBuf>,
    stage: Stage,
}

impl<H: Host> Server<H> {
    /// A server that waits for `initialize`; explanations are given in `lang`.
    pub fn new(host: H, lang: Lang) -> Self {
        Self { host, lang, files: Files::default(), dirty: BTreeSet::new(), stage: Stage::Fresh }
    }

    /// Once the editor has said `exit`: whether it asked for `shutdown` first, as it should.
    pub fn exited(&self) -> Option<bool> {
        match self.stage {
            Stage::Over { properly } => Some(properly),
            _ => None,
        }
    }

    /// Takes one message; gives what is to be sent.
    pub fn handle(&mut self, message: Message) -> Vec<Message> {
        match message {
            Message::Request(request) => vec![Message::Response(self.request(request))],
            Message::Notification(notification) => self.notification(notification),
            Message::Response(_) => Vec::new(),
        }
    }

    /// What is worth doing when nothing else waits: checks texts that changed and gives their
    /// diagnostics.
    pub fn idle(&mut self) -> Vec<Message> {
        let mut messages = Vec::new();
        for flow in std::mem::take(&mut self.dirty) {
            for params in diagnostics::of_flow(&self.host, &self.files, &flow, self.lang) {
                messages.push(notify::<PublishDiagnostics>(params));
            }
        }
        messages
    }

    fn request(&mut self, request: Request) -> Response {
        match (self.stage, request.method.as_str()) {
            (Stage::Fresh, Initialize::METHOD) => {
                self.stage = Stage::Running;
                Response::new_ok(request.id, initialized())
            }
            (Stage::Fresh, _) => {
                Response::new_err(request.id, NOT_INITIALIZED, "`initialize` comes first".to_owned())
            }
            (Stage::Running, Shutdown::METHOD) => {
                self.stage = Stage::ShutDown;
                Response::new_ok(request.id, ())
            }
            (Stage::Running, _) => requests::answer(self, request),
            _ => Response::new_err(request.id, INVALID_REQUEST, "the server is shut down".to_owned()),
        }
    }

    fn notification(&mut self, notification: Notification) -> Vec<Message> {
        match notification.method.as_str() {
            DidOpenTextDocument::METHOD => {
                if let Some(params) = read::<DidOpenTextDocument>(notification) {
                    let item = params.text_document;
                    let path = self.files.open(item.uri, item.version, item.text);
                    self.touch(Some(path));
                }
            }
            DidChangeTextDocument::METHOD => {
                if let Some(params) = read::<DidChangeTextDocument>(notification) {
                    let item = params.text_document;
                    let path = self.files.change(&item.uri, item.version, params.content_changes);
                    self.touch(path);
                }
            }
            DidCloseTextDocument::METHOD => {
                if let Some(params) = read::<DidCloseTextDocument>(notification) {
                    let uri = params.text_document.uri;
                    self.files.close(&uri);
                    // A closed file has no problems to show.
                    return vec![notify::<PublishDiagnostics>(lsp_types::PublishDiagnosticsParams {
                        uri,
                        diagnostics: Vec::new(),
                        version: None,
                    })];
                }
            }
            Exit::METHOD => self.stage = Stage::Over { properly: self.stage == Stage::ShutDown },
            _ => {}
        }
        Vec::new()
    }

    fn touch(&mut self, path: Option<PathBuf>) {
        let open = path.and_then(|path| self.files.at(&path).map(crate::files::flow_of));
        self.dirty.extend(open);
    }
}

fn read<N: lsp_types::notification::Notification>(notification: Notification) -> Option<N::Params> {
    serde_json::from_value(notification.params).ok()
}

fn notify<N: lsp_types::notification::Notification>(params: N::Params) -> Message
where
    N::Params: serde::Serialize,
{
    Message::Notification(Notification::new(N::METHOD.to_owned(), params))
}

/// Parameters of a request, or the refusal.
pub(crate) fn params<P: DeserializeOwned>(request: Request) -> Result<P, Response> {
    serde_json::from_value(request.params)
        .map_err(|error| Response::new_err(request.id, INVALID_PARAMS, error.to_string()))
}

fn initialized() -> InitializeResult {
    let trigger = [":", " ", ".", "\"", "'", "{", "[", "|", "-", "/"].map(str::to_owned);
    InitializeResult {
        capabilities: ServerCapabilities {
            text_document_sync: Some(TextDocumentSyncCapability::Kind(TextDocumentSyncKind::INCREMENTAL)),
            completion_provider: Some(CompletionOptions {
                trigger_characters: Some(trigger.into()),
                ..CompletionOptions::default()
            }),
            hover_provider: Some(HoverProviderCapability::Simple(true)),
            definition_provider: Some(OneOf::Left(true)),
            references_provider: Some(OneOf::Left(true)),
            document_highlight_provider: Some(OneOf::Left(true)),
            rename_provider: Some(OneOf::Right(RenameOptions {
                prepare_provider: Some(true),
                work_done_progress_options: Default::default(),
            })),
            document_symbol_provider: Some(OneOf::Left(true)),
            document_formatting_provider: Some(OneOf::Left(true)),
            code_action_provider: Some(CodeActionProviderCapability::Simple(true)),
            folding_range_provider: Some(FoldingRangeProviderCapability::Simple(true)),
            semantic_tokens_provider: Some(
                SemanticTokensOptions {
                    legend: tokens::legend(),
                    full: Some(SemanticTokensFullOptions::Bool(true)),
                    ..SemanticTokensOptions::default()
                }
                .into(),
            ),
            ..ServerCapabilities::default()
        },
        server_info: Some(ServerInfo {
            name: "sufler".to_owned(),
            version: Some(env!("CARGO_PKG_VERSION").to_owned()),
        }),
    }
}
