//! The webhook: bytes to an event.

use serde_json::Value;

use super::wire::{self, Context, Missing};
use crate::json;
use crate::message::InboundMessage;

/// Largest body read; a message of Avito has at most a few kilobytes.
pub const MAX_WEBHOOK_BYTES: usize = 1024 * 1024;

/// What a webhook call says. Every one of these is to be answered with 200.
#[derive(Debug, Clone, PartialEq)]
pub enum WebhookEvent {
    /// A message of a chat, ours included. Dedupe by its `external_id`.
    Message(Box<InboundMessage>),
    /// An empty object: Avito (or an admin) checks that the address answers.
    Probe,
    /// Another kind of event, by Avito's name.
    Ignored {
        /// `payload.type`.
        event: String,
    },
}

/// Why a webhook body can't be taken. Says nothing of the customer's text: safe to log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    /// Longer than [`MAX_WEBHOOK_BYTES`].
    #[error("webhook body has {bytes} bytes, at most {MAX_WEBHOOK_BYTES} are read")]
    TooLarge {
        /// Its length.
        bytes: usize,
    },
    /// Nothing was sent.
    #[error("webhook body is empty, a JSON object is expected")]
    Empty,
    /// Not UTF-8.
    #[error("webhook body is not UTF-8 (first wrong byte at offset {offset})")]
    NotUtf8 {
        /// Where.
        offset: usize,
    },
    /// Not JSON, or nested too deep.
    #[error("webhook body is not readable JSON: {reason}")]
    NotJson {
        /// The parser's words: what and where.
        reason: String,
    },
    /// JSON, but no object.
    #[error("webhook body is a JSON {found}, an object is expected")]
    NotObject {
        /// What it is.
        found: &'static str,
    },
    /// A field without which the message can't be stored.
    #[error("webhook body: field `{path}` is missing or of the wrong type")]
    MissingField {
        /// Path from the top.
        path: &'static str,
    },
}

/// Reads a webhook body of version v3, whatever `version` it names (v1.1 in the documentation, v3.0.0 in
/// production: the same shape). Unknown fields are skipped, unknown message types become values.
///
/// # Errors
/// [`ParseError`] when there is no message to be made of it; answer 400 and keep the body for diagnosis.
pub fn parse_webhook(body: &[u8]) -> Result<WebhookEvent, ParseError> {
    let envelope = read_object(body)?;
    if envelope.as_object().is_some_and(serde_json::Map::is_empty) {
        return Ok(WebhookEvent::Probe);
    }
    let payload = envelope.get("payload").ok_or(ParseError::MissingField { path: "payload" })?;
    let event = json::text(payload, "type").ok_or(ParseError::MissingField { path: "payload.type" })?;
    if event != "message" {
        return Ok(WebhookEvent::Ignored { event: event.to_owned() });
    }
    let value = payload.get("value").ok_or(ParseError::MissingField { path: "payload.value" })?;
    let account =
        json::id(value, "user_id").ok_or(ParseError::MissingField { path: "payload.value.user_id" })?;
    let chat_id =
        json::id(value, "chat_id").ok_or(ParseError::MissingField { path: "payload.value.chat_id" })?;
    let fallback_ms = json::seconds_as_ms(&envelope, "timestamp");
    let context = Context { account: &account, chat_id: &chat_id, fallback_ms };
    let message = wire::message(value, &context)?;
    Ok(WebhookEvent::Message(Box::new(message)))
}

fn read_object(body: &[u8]) -> Result<Value, ParseError> {
    if body.len() > MAX_WEBHOOK_BYTES {
        return Err(ParseError::TooLarge { bytes: body.len() });
    }
    let text =
        std::str::from_utf8(body).map_err(|error| ParseError::NotUtf8 { offset: error.valid_up_to() })?;
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.is_empty() {
        return Err(ParseError::Empty);
    }
    let value =
        json::parse(text.as_bytes()).map_err(|error| ParseError::NotJson { reason: error.to_string() })?;
    let found = match &value {
        Value::Object(_) => return Ok(value),
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
    };
    Err(ParseError::NotObject { found })
}

impl From<Missing> for ParseError {
    fn from(missing: Missing) -> Self {
        let path = match missing.0 {
            "id" => "payload.value.id",
            "created" => "payload.value.created",
            other => other,
        };
        Self::MissingField { path }
    }
}
