//! Chat completions on the wire, leniently read: servers add fields and leave out others.
//!
//! Source of the shapes: OpenRouter's published OpenAPI 3.1 description.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Body of `POST /chat/completions`.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct ChatRequest {
    pub(super) model: String,
    /// OpenRouter: tried in order when `model` is down.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) models: Vec<String>,
    pub(super) messages: Vec<ChatMessage>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) temperature: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) max_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) max_completion_tokens: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) response_format: Option<Value>,
    /// OpenRouter's way to set the effort of reasoning.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reasoning: Option<Value>,
    /// OpenAI's way.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reasoning_effort: Option<&'static str>,
    /// OpenRouter's choice of upstream servers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) provider: Option<Value>,
}

/// One message of a request.
#[derive(Debug, Clone, Serialize)]
pub(super) struct ChatMessage {
    pub(super) role: &'static str,
    pub(super) content: String,
}

impl ChatMessage {
    pub(super) fn system(content: String) -> Self {
        Self { role: "system", content }
    }

    pub(super) fn user(content: String) -> Self {
        Self { role: "user", content }
    }

    pub(super) fn assistant(content: String) -> Self {
        Self { role: "assistant", content }
    }
}

/// Body of an answer, good or bad: a 200 may carry `error` too.
#[derive(Debug, Default, Deserialize)]
pub(super) struct ChatResponse {
    #[serde(default)]
    pub(super) id: Option<String>,
    #[serde(default)]
    pub(super) model: Option<String>,
    #[serde(default)]
    pub(super) choices: Vec<Choice>,
    #[serde(default)]
    pub(super) usage: Option<WireUsage>,
    #[serde(default)]
    pub(super) error: Option<WireError>,
}

/// One candidate.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Choice {
    #[serde(default)]
    pub(super) finish_reason: Option<String>,
    #[serde(default)]
    pub(super) message: Option<ReplyMessage>,
    #[serde(default)]
    pub(super) error: Option<WireError>,
}

/// The reply; `content` is null when the model refused or thought its budget away.
#[derive(Debug, Default, Deserialize)]
pub(super) struct ReplyMessage {
    #[serde(default)]
    pub(super) content: Option<String>,
    #[serde(default)]
    pub(super) refusal: Option<String>,
}

/// Tokens and money.
#[derive(Debug, Default, Clone, Copy, Deserialize)]
pub(super) struct WireUsage {
    #[serde(default)]
    pub(super) prompt_tokens: u64,
    #[serde(default)]
    pub(super) completion_tokens: u64,
    /// US dollars.
    #[serde(default)]
    pub(super) cost: Option<f64>,
}

/// `{"code": 502, "message": "…", "metadata": {"error_type": "…"}}`; the code may be a word.
#[derive(Debug, Default, Deserialize)]
pub(super) struct WireError {
    #[serde(default)]
    pub(super) code: Option<Value>,
    #[serde(default)]
    pub(super) message: Option<String>,
    #[serde(default)]
    pub(super) metadata: Option<ErrorMetadata>,
}

/// The stable part of an error's details.
#[derive(Debug, Default, Deserialize)]
pub(super) struct ErrorMetadata {
    #[serde(default)]
    pub(super) error_type: Option<String>,
}
