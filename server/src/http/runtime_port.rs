//! What HTTP needs from the running product: workers, channels, flows.
//!
//! A port, so that routes are tested against a fake and know nothing of queues and channels.

use std::collections::HashMap;

use axum::http::HeaderMap;
use bytes::Bytes;
use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};
use sufler_store::model::{Account, Conversation, Id};

/// Result of a call into the runtime.
pub type RuntimeResult<T> = Result<T, RuntimeError>;

/// The part of the product behind the routes.
pub trait Runtime: Send + Sync + 'static {
    /// Takes one delivery of a channel: checks the secret in constant time, stores, and only then answers.
    fn ingest_webhook(&self, delivery: WebhookDelivery) -> BoxFuture<'_, WebhookReply>;

    /// State of the running set of flows, for `/health`.
    fn flows_health(&self) -> FlowsHealth;

    /// Every flow file, valid or not, for the list of flows.
    fn flows(&self) -> Vec<FlowSummary>;

    /// What would become of open conversations if these flow texts were saved.
    fn preview_flows(&self, request: FlowsPreviewRequest) -> BoxFuture<'_, RuntimeResult<FlowsPreview>>;

    /// Status of every account known to the runtime; one without an entry counts as idle and working.
    fn accounts_status(&self) -> HashMap<Id, AccountStatus>;

    /// Stores a new account with its keys and starts to serve it. The channel is asked in the background:
    /// a wrong key becomes the account's `problem`, not an error here.
    fn connect_account(&self, account: NewAccount) -> BoxFuture<'_, RuntimeResult<Account>>;

    /// Changes an account and restarts what depends on it.
    fn update_account(&self, id: Id, patch: AccountPatch) -> BoxFuture<'_, RuntimeResult<Account>>;

    /// Unsubscribes, stops and deletes an account.
    fn remove_account(&self, id: Id) -> BoxFuture<'_, RuntimeResult<()>>;

    /// Asks the channel now whether the keys, the webhook and the subscription work.
    fn check_account(&self, id: Id) -> BoxFuture<'_, RuntimeResult<Account>>;

    /// Address of the channel's consent page; `redirect_uri` is ours. The runtime keeps the `state`.
    fn oauth_start(&self, id: Id, redirect_uri: String) -> BoxFuture<'_, RuntimeResult<String>>;

    /// Takes what the channel's consent page sent back; `state` may be missing. Answers the account's id.
    fn oauth_finish(&self, callback: OauthCallback) -> BoxFuture<'_, RuntimeResult<Id>>;

    /// Uploads a picture to the channel; the answer is the `content` of the message to queue.
    fn upload_image(
        &self,
        account_id: Id,
        image: ImageUpload,
    ) -> BoxFuture<'_, RuntimeResult<serde_json::Value>>;

    /// Drafts a reply from knowledge and history for an operator; sends and stores nothing.
    fn draft(&self, conversation_id: Id) -> BoxFuture<'_, RuntimeResult<Draft>>;

    /// The key browsers subscribe to pushes with.
    fn push_key(&self) -> String;

    /// A page says whether its user looks at it; whoever does gets no pushes.
    fn looked_at(&self, user_id: Id, looking: bool);

    /// Sends a test message to the colleagues' chat in Telegram.
    fn test_telegram(&self) -> BoxFuture<'_, RuntimeResult<()>>;

    /// The bot was silenced or may speak again: to be heeded from the moment this answers.
    fn pauses_changed(&self) -> BoxFuture<'_, RuntimeResult<()>>;

    /// Engine state a conversation handed back to the bot resumes with (the handoff's `resume_at`);
    /// `None` keeps the stored one.
    fn resume_state(&self, conversation: &Conversation) -> BoxFuture<'_, RuntimeResult<Option<String>>>;
}

/// One delivery of a channel.
#[derive(Clone)]
pub struct WebhookDelivery {
    /// Account named in the path.
    pub account_id: Id,
    /// Secret from the path, not yet checked.
    pub secret: String,
    /// Headers as they came; the signature is kept for diagnosis only (contracts: Avito, section 6).
    pub headers: HeaderMap,
    /// Body of at most 1 MiB.
    pub body: Bytes,
}

/// What to tell the channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WebhookReply {
    /// Everything in it is committed (or was before): 200.
    Accepted,
    /// Nothing for us in it, such as the empty probe: 200.
    Ignored,
    /// Unknown account or wrong secret, deliberately indistinguishable: 404.
    UnknownAddress,
    /// Body we can't read; says why in words: 400.
    Malformed(String),
    /// Could not be committed; the channel should repeat: 503.
    Unavailable,
}

/// A failure of the runtime in words for people.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{code}: {message}")]
pub struct RuntimeError {
    /// What kind it is; decides the HTTP status.
    pub kind: RuntimeErrorKind,
    /// Stable code such as `account.payment_required`.
    pub code: String,
    /// Russian text: what is wrong and what to do.
    pub message: String,
}

impl RuntimeError {
    /// A failure of the given kind.
    pub fn new(kind: RuntimeErrorKind, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self { kind, code: code.into(), message: message.into() }
    }
}

/// Kinds of failure, as far as HTTP tells them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RuntimeErrorKind {
    /// No such account.
    NotFound,
    /// The request makes no sense: 422.
    Invalid,
    /// The present state forbids it: 409.
    Conflict,
    /// The channel refused or failed: 502.
    Channel,
    /// Our own part failed, repeating may help: 503.
    Unavailable,
}

/// State of the running set of flows.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FlowsHealth {
    /// How many flows answer customers now.
    pub active: usize,
    /// Problems of files that are not in use because of them.
    pub problems: Vec<FlowProblem>,
}

/// A diagnostic with its place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FlowProblem {
    /// Path inside the flows folder.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Stable code such as `F203`.
    pub code: String,
    /// `error`, `warning` or `advice`.
    pub severity: String,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

/// A flow in the list of flows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FlowSummary {
    /// Name of the flow.
    pub id: String,
    /// Title for people.
    pub title: String,
    /// Content hash of the version that runs; `None` when none does.
    pub hash: Option<String>,
    /// Whether the file on disk is the one that runs.
    pub status: FlowStatus,
    /// Problems found in the file on disk.
    pub diagnostics: Vec<FlowProblem>,
}

/// Flow files that might be saved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FlowsPreviewRequest {
    /// Whole texts; each takes the place of the flow whose name it bears.
    pub files: Vec<FlowText>,
    /// The files are the whole set: flows that are not among them would be gone.
    #[serde(default)]
    pub whole: bool,
}

/// A flow file that might be saved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FlowText {
    /// Name of the file in problems.
    #[serde(default = "FlowText::usual_name")]
    pub file: String,
    /// The text.
    pub text: String,
}

impl FlowText {
    fn usual_name() -> String {
        "flow.yaml".to_owned()
    }
}

/// What would become of open conversations.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FlowsPreview {
    /// Every file is valid; else nothing would change, and `flows` is empty.
    pub valid: bool,
    /// What the linter finds in the files.
    pub problems: Vec<FlowProblem>,
    /// One entry a flow: those of the files first, then those that would be gone.
    pub flows: Vec<FlowPreview>,
}

/// Open conversations of one flow, by what would become of them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FlowPreview {
    /// Name of the flow.
    pub id: String,
    /// Title for people; empty for a flow that would be gone.
    pub title: String,
    /// Content hash of the new version; `None` for a flow that would be gone.
    pub hash: Option<String>,
    /// Wait at a node of this very version.
    pub unchanged: u64,
    /// Wait at a node that the new version has, too: they go on with the new one.
    pub moves: u64,
    /// Wait at a node that is gone: they end on the old version (`on_change: finish`).
    pub finishes: u64,
    /// Wait at a node that is gone: they begin anew (`on_change: restart`, or the old version is not kept).
    pub restarts: u64,
    /// Are given to operators (`on_change: handoff`, or a state that does not read).
    pub handed_over: u64,
    /// Wait at a node of a flow that would be gone: another flow takes them, or an operator.
    pub gone: u64,
    /// In the middle of a turn: it ends on its version.
    pub in_turn: u64,
    /// Led by people: the bot is silent anyway.
    pub with_people: u64,
    /// Nothing waits: the next message begins on the new version.
    pub idle: u64,
}

/// Whether a flow file is usable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FlowStatus {
    /// The file is valid and runs.
    Ok,
    /// The file has errors; the last good version, if any, runs.
    Broken,
}

/// What the runtime knows of an account beyond its row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AccountStatus {
    /// Messages that wait for the account's budget.
    pub waiting: u64,
    /// Seconds until the last of them leaves, as far as can be told.
    pub eta_s: u64,
    /// Whether the channel delivers events to our webhook.
    pub webhook_active: bool,
}

/// Account to connect.
#[derive(Clone)]
pub struct NewAccount {
    /// `avito`, …
    pub channel: String,
    /// Name for people.
    pub title: String,
    /// Key given by the channel.
    pub client_id: String,
    /// Its secret.
    pub client_secret: String,
    /// Channel-specific settings.
    pub settings: serde_json::Value,
    /// Flow that answers; `None` = chosen by `serves`.
    pub flow_id: Option<String>,
}

/// Change of an account; absent fields stay.
#[derive(Clone, Default)]
pub struct AccountPatch {
    /// New name for people.
    pub title: Option<String>,
    /// New key; comes with the secret.
    pub client_id: Option<String>,
    /// New secret.
    pub client_secret: Option<String>,
    /// New settings, replacing the old ones whole.
    pub settings: Option<serde_json::Value>,
    /// `Some(None)` returns to the choice by `serves`.
    pub flow_id: Option<Option<String>>,
    /// Switches the account on or off.
    pub enabled: Option<bool>,
}

/// Query of the channel's redirect back to us.
#[derive(Clone, Default)]
pub struct OauthCallback {
    /// Code to exchange.
    pub code: Option<String>,
    /// Our `state`, if the channel returned it (unverified for Avito: contracts, section 3).
    pub state: Option<String>,
    /// OAuth2 error code of a refusal.
    pub error: Option<String>,
    /// The same redirect address the consent page was given.
    pub redirect_uri: String,
}

/// A reply the bot proposes to an operator.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Draft {
    /// The conversation's last message when it was written; of no use once there is a newer one.
    pub after: Id,
    /// What to say.
    pub text: String,
    /// Probability that it is right, 0 to 1.
    pub confidence: f64,
    /// What was found, best first.
    pub sources: Vec<DraftSource>,
    /// Model that wrote it; `builtin` for the built-in answerer.
    #[schema(required)]
    pub model: Option<String>,
}

/// A passage of knowledge behind a draft.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct DraftSource {
    /// Id of the article.
    pub article: String,
    /// Title of the article.
    pub title: String,
    /// The passage.
    pub text: String,
    /// Probability that it answers, 0 to 1.
    pub score: f64,
    /// Whether the draft stands on it.
    pub cited: bool,
}

/// A picture an operator sends.
#[derive(Clone)]
pub struct ImageUpload {
    /// Name of the file, for the channel.
    pub file_name: String,
    /// Type found by looking at the bytes.
    pub content_type: String,
    /// The picture.
    pub bytes: Bytes,
}
