//! Reading of Avito's messages, wherever they stand: in a webhook, in history, as the last one of a chat.

use serde_json::{Value, json};

use super::content;
use crate::json;
use crate::message::{Author, ChatType, InboundMessage, MessageKind};

/// What is known around a message.
pub(super) struct Context<'a> {
    /// `user_id` of our account.
    pub(super) account: &'a str,
    pub(super) chat_id: &'a str,
    /// Taken when the message has no time of its own.
    pub(super) fallback_ms: Option<i64>,
}

/// A field without which a message can't be stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("field `{0}` is missing or of the wrong type")]
pub(super) struct Missing(pub(super) &'static str);

/// Reads one message.
pub(super) fn message(value: &Value, context: &Context<'_>) -> Result<InboundMessage, Missing> {
    let external_id = json::id(value, "id").ok_or(Missing("id"))?;
    let at_ms = json::seconds_as_ms(value, "created").or(context.fallback_ms).ok_or(Missing("created"))?;
    let content = content::read(json::text(value, "type"), value.get("content").unwrap_or(&Value::Null));
    let chat_type = json::text(value, "chat_type").map(chat_type);
    let mut fields = content.fields;
    if let Some(quote) = value.get("quote").and_then(quote) {
        fields.insert("quote".to_owned(), quote);
    }
    Ok(InboundMessage {
        external_id,
        chat_id: context.chat_id.to_owned(),
        account_external_id: context.account.to_owned(),
        author: author(value, context.account, &content.kind, chat_type.as_ref()),
        author_external_id: json::id(value, "author_id"),
        kind: content.kind,
        text: content.text,
        content: Value::Object(fields),
        at_ms,
        item_external_id: json::id(value, "item_id"),
        // `is_read` is another thing: whether we have read it.
        read_at_ms: json::seconds_as_ms(value, "read"),
        chat_type,
    })
}

/// A webhook has no `direction`, history has; an out message of an employee carries another author's id.
fn author(value: &Value, account: &str, kind: &MessageKind, chat_type: Option<&ChatType>) -> Author {
    if *kind == MessageKind::System {
        return Author::System;
    }
    let author = json::id(value, "author_id");
    let direction = json::text(value, "direction");
    if author.as_deref() == Some(account) || direction == Some("out") {
        return Author::Native;
    }
    if author.is_none() && direction != Some("in") {
        return Author::Unknown;
    }
    if chat_type == Some(&ChatType::Platform) { Author::System } else { Author::Contact }
}

fn chat_type(wire: &str) -> ChatType {
    match wire {
        "u2i" => ChatType::Item,
        "u2u" => ChatType::Direct,
        "a2u" => ChatType::Platform,
        other => ChatType::Other(other.to_owned()),
    }
}

fn quote(quote: &Value) -> Option<Value> {
    let content = content::read(json::text(quote, "type"), quote.get("content")?);
    Some(json!({
        "external_id": json::id(quote, "id")?,
        "kind": content.kind.as_str(),
        "text": content.text,
    }))
}
