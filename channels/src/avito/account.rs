//! The messenger calls of one account.

use std::sync::Arc;

use bytes::Bytes;
use futures::future::BoxFuture;
use reqwest::RequestBuilder;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::client::Client;
use super::images::{self, UploadedImage};
use super::items::{self, ItemPage};
use super::subscriptions::{self, Subscription};
use super::tokens::TokenSource;
use super::transport::{Admission, Answer, Query, segment};
use super::wire::{self, Context};
use super::{chat, failure};
use crate::capabilities::AVITO;
use crate::history::{Cursor, Page};
use crate::message::{ChatInfo, InboundMessage, OutboundMessage, SentMessage};
use crate::{AdapterError, json as read};

/// Largest page of chats and messages.
pub const PAGE_LIMIT: u32 = 100;
/// Largest offset: at most 1100 chats, and 1100 messages of a chat, can be reached by paging.
pub const MAX_OFFSET: u32 = 1000;

/// A request about to leave, as a [`Gate`] sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Call<'a> {
    /// Avito's `operationId`.
    pub operation: &'static str,
    /// Chat that receives a message by it.
    pub chat_id: Option<&'a str>,
    /// Whether it is the second attempt of one call, after a token was renewed.
    pub repeat: bool,
}

/// Asked right before each request of an account leaves, so that every one can be counted in its rate
/// budget; returns when the request may go. A caller that takes the budget itself before a call needs to
/// count only the repeats here.
pub trait Gate: Send + Sync {
    /// Waits until the request may leave.
    fn admit<'a>(&'a self, call: Call<'a>) -> BoxFuture<'a, ()>;
}

/// Which chats to list.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ChatFilter {
    /// Only chats with unread messages.
    pub unread_only: bool,
    /// Only chats about these listings; empty = all.
    pub item_ids: Vec<String>,
    /// `u2i`, `u2u`, `a2u`; empty = Avito's default, `u2i`.
    pub chat_types: Vec<String>,
}

/// A page of chats.
#[derive(Debug, Clone, PartialEq)]
pub struct ChatPage {
    /// In Avito's order (newest first in practice).
    pub chats: Vec<ChatInfo>,
    /// Entries the answer had, also unreadable ones: for [`Cursor::accept`].
    pub received: usize,
}

/// A page of messages.
#[derive(Debug, Clone, PartialEq)]
pub struct MessagePage {
    /// Newest first in practice; see [`crate::history::sort_and_dedupe`].
    pub messages: Vec<InboundMessage>,
    /// Entries the answer had, also unreadable ones: for [`Cursor::accept`].
    pub received: usize,
}

/// The calls of one account; cheap to clone. Nothing is repeated except after a refused token, for every
/// request counts in the rate budget: see [`crate::backoff`] for repeating, [`crate::reconcile`] before
/// repeating a send.
#[derive(Clone)]
pub struct Account {
    client: Client,
    user_id: String,
    tokens: Arc<dyn TokenSource>,
    gate: Option<Arc<dyn Gate>>,
}

impl Account {
    pub(super) fn new(client: Client, user_id: String, tokens: Arc<dyn TokenSource>) -> Self {
        Self { client, user_id, tokens, gate: None }
    }

    /// The same account with every request passing `gate`.
    #[must_use]
    pub fn with_gate(mut self, gate: Arc<dyn Gate>) -> Self {
        self.gate = Some(gate);
        self
    }

    /// Avito's id of the account.
    #[must_use]
    pub fn user_id(&self) -> &str {
        &self.user_id
    }

    /// Start of a paging through all chats, or all messages of a chat. A cursor with a larger limit than
    /// [`PAGE_LIMIT`] would take Avito's full page for a short one.
    #[must_use]
    pub fn cursor() -> Cursor {
        Cursor::new(PAGE_LIMIT, MAX_OFFSET)
    }

    /// One page of chats (`getChatsV2`).
    ///
    /// # Errors
    /// [`AdapterError`] of any kind; safe to repeat.
    pub async fn chats(&self, filter: &ChatFilter, page: Page) -> Result<ChatPage, AdapterError> {
        const OPERATION: &str = "getChatsV2";
        let mut query = Query::default().list("item_ids", &filter.item_ids);
        if filter.unread_only {
            query = query.pair("unread_only", true);
        }
        let query = paged(query.list("chat_types", &filter.chat_types), page);
        let url = self.url(OPERATION, "/messenger/v2/accounts/{}/chats", &[])? + &query.to_string();
        let answer = self.call(OPERATION, None, |http| http.get(&url)).await?;
        let entries = array(OPERATION, &answer, "chats")?;
        let chats: Vec<ChatInfo> =
            entries.iter().filter_map(|entry| chat::read(entry, &self.user_id)).collect();
        warn_of_unreadable(OPERATION, entries.len() - chats.len());
        Ok(ChatPage { chats, received: entries.len() })
    }

    /// One chat (`getChatByIdV2`).
    ///
    /// # Errors
    /// [`AdapterError`] of any kind; safe to repeat.
    pub async fn chat(&self, chat_id: &str) -> Result<ChatInfo, AdapterError> {
        const OPERATION: &str = "getChatByIdV2";
        let url = self.url(OPERATION, "/messenger/v2/accounts/{}/chats/{}", &[chat_id])?;
        let Answer { status, body } = self.call(OPERATION, None, |http| http.get(&url)).await?;
        chat::read(&body, &self.user_id).ok_or_else(|| failure::without_field(OPERATION, status, "id"))
    }

    /// One page of a chat's messages (`getMessagesV3`). Does not mark them read.
    ///
    /// # Errors
    /// [`AdapterError`] of any kind; safe to repeat.
    pub async fn messages(&self, chat_id: &str, page: Page) -> Result<MessagePage, AdapterError> {
        const OPERATION: &str = "getMessagesV3";
        // The trailing slash belongs to the path.
        let url = self.url(OPERATION, "/messenger/v3/accounts/{}/chats/{}/messages/", &[chat_id])?
            + &paged(Query::default(), page).to_string();
        let answer = self.call(OPERATION, None, |http| http.get(&url)).await?;
        // The published answer is a bare array; clients in use read an object.
        let entries = match answer.body.as_array() {
            Some(entries) => entries,
            None => array(OPERATION, &answer, "messages")?,
        };
        let context = Context { account: &self.user_id, chat_id, fallback_ms: None };
        let messages: Vec<InboundMessage> =
            entries.iter().filter_map(|entry| wire::message(entry, &context).ok()).collect();
        warn_of_unreadable(OPERATION, entries.len() - messages.len());
        Ok(MessagePage { messages, received: entries.len() })
    }

    /// Sends a message. A text over the limit is refused unsent; see [`crate::split()`].
    ///
    /// # Errors
    /// [`AdapterError`] of any kind. Before repeating look at [`AdapterError::is_in_doubt`].
    pub async fn send(&self, chat_id: &str, message: &OutboundMessage) -> Result<SentMessage, AdapterError> {
        match message {
            OutboundMessage::Text { text } => self.send_text(chat_id, text).await,
            OutboundMessage::Image { image_id } => self.send_image(chat_id, image_id).await,
        }
    }

    /// Sends a text (`postSendMessage`).
    ///
    /// # Errors
    /// As [`Account::send`].
    pub async fn send_text(&self, chat_id: &str, text: &str) -> Result<SentMessage, AdapterError> {
        const OPERATION: &str = "postSendMessage";
        if text.trim().is_empty() {
            return Err(failure::invalid(OPERATION, "text", "пустое сообщение отправить нельзя"));
        }
        let length = AVITO.text.measure(text);
        if length > AVITO.text.max {
            let reason = format!("{length} символов, Авито принимает не больше {}", AVITO.text.max);
            return Err(failure::invalid(OPERATION, "text", reason));
        }
        let url = self.url(OPERATION, "/messenger/v1/accounts/{}/chats/{}/messages", &[chat_id])?;
        let body = json!({"type": "text", "message": {"text": text}});
        let answer = self.call(OPERATION, Some(chat_id), |http| http.post(&url).json(&body)).await?;
        sent(OPERATION, &answer)
    }

    /// Sends an uploaded image (`postSendImageMessage`).
    ///
    /// # Errors
    /// As [`Account::send`].
    pub async fn send_image(&self, chat_id: &str, image_id: &str) -> Result<SentMessage, AdapterError> {
        const OPERATION: &str = "postSendImageMessage";
        let url = self.url(OPERATION, "/messenger/v1/accounts/{}/chats/{}/messages/image", &[chat_id])?;
        let body = json!({"image_id": image_id});
        let answer = self.call(OPERATION, Some(chat_id), |http| http.post(&url).json(&body)).await?;
        sent(OPERATION, &answer)
    }

    /// Uploads an image (`uploadImages`). Format and size are checked before anything is sent.
    ///
    /// # Errors
    /// [`AdapterError`] of any kind; safe to repeat: an upload nobody sent is seen by nobody.
    pub async fn upload_image(&self, image: Bytes) -> Result<UploadedImage, AdapterError> {
        let info = images::check(&image)?;
        let url = self.url(images::OPERATION, "/messenger/v1/accounts/{}/uploadImages", &[])?;
        let timeout = self.client.transport.upload_timeout;
        let answer = self
            .call(images::OPERATION, None, |http| {
                http.post(&url).timeout(timeout).multipart(images::form(&image, info.format))
            })
            .await?;
        images::read(&answer)
    }

    /// Deletes a message of ours (`deleteMessage`); Avito allows it for an hour after sending.
    ///
    /// # Errors
    /// [`AdapterError`] of any kind; safe to repeat.
    pub async fn delete_message(&self, chat_id: &str, message_id: &str) -> Result<(), AdapterError> {
        const OPERATION: &str = "deleteMessage";
        let path = "/messenger/v1/accounts/{}/chats/{}/messages/{}";
        let url = self.url(OPERATION, path, &[chat_id, message_id])?;
        self.call(OPERATION, None, |http| http.post(&url)).await.map(drop)
    }

    /// Marks the whole chat as read by us (`chatRead`).
    ///
    /// # Errors
    /// [`AdapterError`] of any kind; safe to repeat.
    pub async fn mark_read(&self, chat_id: &str) -> Result<(), AdapterError> {
        const OPERATION: &str = "chatRead";
        let url = self.url(OPERATION, "/messenger/v1/accounts/{}/chats/{}/read", &[chat_id])?;
        let answer = self.call(OPERATION, None, |http| http.post(&url)).await?;
        confirmed(OPERATION, &answer)
    }

    /// Links of voice messages by their ids (`getVoiceFiles`): opus in mp4, good for an hour. Ids that Avito
    /// does not return are absent.
    ///
    /// # Errors
    /// [`AdapterError`] of any kind; safe to repeat.
    pub async fn voice_urls(&self, voice_ids: &[String]) -> Result<Vec<(String, String)>, AdapterError> {
        const OPERATION: &str = "getVoiceFiles";
        if voice_ids.is_empty() {
            return Ok(Vec::new());
        }
        let url = self.url(OPERATION, "/messenger/v1/accounts/{}/getVoiceFiles", &[])?
            + &Query::default().list("voice_ids", voice_ids).to_string();
        let Answer { status, body } = self.call(OPERATION, None, |http| http.get(&url)).await?;
        let urls = body
            .get("voices_urls")
            .ok_or_else(|| failure::without_field(OPERATION, status, "voices_urls"))?;
        let ids = urls.as_object().into_iter().flatten().map(|(id, _)| id);
        Ok(ids.filter_map(|id| Some((id.clone(), read::web_address(urls, id)?))).collect())
    }

    /// Has messages delivered to `url` (`postWebhookV3`). An address already registered is a success.
    ///
    /// # Errors
    /// [`AdapterError`] of any kind; safe to repeat.
    pub async fn subscribe(&self, url: &str) -> Result<(), AdapterError> {
        let call = subscriptions::SUBSCRIBE;
        match self.post_address(call, url).await {
            Err(error) if error.status == Some(409) => Ok(()),
            outcome => confirmed(call.operation, &outcome?),
        }
    }

    /// Ends the delivery to `url` (`postWebhookUnsubscribe`).
    ///
    /// # Errors
    /// [`AdapterError`] of any kind; safe to repeat.
    pub async fn unsubscribe(&self, url: &str) -> Result<(), AdapterError> {
        let call = subscriptions::UNSUBSCRIBE;
        let answer = self.post_address(call, url).await?;
        confirmed(call.operation, &answer)
    }

    /// Where messages are delivered to (`getSubscriptions`).
    ///
    /// # Errors
    /// [`AdapterError`] of any kind; safe to repeat.
    pub async fn subscriptions(&self) -> Result<Vec<Subscription>, AdapterError> {
        let url = self.client.transport.url(subscriptions::LIST.path);
        let operation = subscriptions::LIST.operation;
        let answer = self.call(operation, None, |http| http.post(&url)).await?;
        Ok(subscriptions::read(array(operation, &answer, "subscriptions")?))
    }

    /// One page of the account's listings (`getItemsInfo`), pages count from 1. Avito allows 25 of these
    /// calls a minute. `statuses`: active, removed, old, blocked, rejected; empty = active.
    ///
    /// # Errors
    /// [`AdapterError`] of any kind; safe to repeat.
    pub async fn items(&self, page: u32, statuses: &[&str]) -> Result<ItemPage, AdapterError> {
        let query = Query::default()
            .pair("per_page", items::PER_PAGE)
            .pair("page", page.max(1))
            .list("status", statuses);
        let url = format!("{}{query}", self.client.transport.url("/core/v1/items"));
        let answer = self.call(items::OPERATION, None, |http| http.get(&url)).await?;
        Ok(items::read(array(items::OPERATION, &answer, "resources")?))
    }

    async fn post_address(&self, call: subscriptions::Route, url: &str) -> Result<Answer, AdapterError> {
        let body = json!({"url": url});
        let target = self.client.transport.url(call.path);
        let outcome = self.call(call.operation, None, |http| http.post(&target).json(&body)).await;
        // The address holds the secret that protects the webhook.
        outcome.map_err(|error| failure::without(error, [url]))
    }

    /// Address of a path whose first `{}` is the account and whose others are `ids`.
    fn url(&self, operation: &'static str, path: &str, ids: &[&str]) -> Result<String, AdapterError> {
        const NAMES: [&str; 3] = ["user_id", "chat_id", "message_id"];
        let values = std::iter::once(self.user_id.as_str()).chain(ids.iter().copied());
        let mut path = path.to_owned();
        for (name, value) in NAMES.into_iter().zip(values) {
            path = path.replacen("{}", &segment(operation, name, value)?, 1);
        }
        Ok(self.client.transport.url(&path))
    }

    async fn call(
        &self,
        operation: &'static str,
        chat_id: Option<&str>,
        make: impl Fn(&reqwest::Client) -> RequestBuilder,
    ) -> Result<Answer, AdapterError> {
        let admission = self.gate.as_ref().map(|gate| Admission { gate, chat_id });
        self.client.transport.call(operation, self.tokens.as_ref(), admission, make).await
    }
}

impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Account").field("user_id", &self.user_id).finish_non_exhaustive()
    }
}

fn paged(query: Query, page: Page) -> Query {
    query.pair("limit", page.limit.clamp(1, PAGE_LIMIT)).pair("offset", page.offset.min(MAX_OFFSET))
}

fn array<'a>(
    operation: &'static str,
    answer: &'a Answer,
    field: &str,
) -> Result<&'a Vec<Value>, AdapterError> {
    answer
        .body
        .get(field)
        .and_then(Value::as_array)
        .ok_or_else(|| failure::without_field(operation, answer.status, field))
}

/// One odd entry must not hide the others.
fn warn_of_unreadable(operation: &'static str, count: usize) {
    if count > 0 {
        tracing::warn!(channel = "avito", operation, count, "entries without an id or a time were skipped");
    }
}

fn sent(operation: &'static str, answer: &Answer) -> Result<SentMessage, AdapterError> {
    let external_id =
        read::id(&answer.body, "id").ok_or_else(|| failure::without_field(operation, answer.status, "id"))?;
    Ok(SentMessage { external_id, at_ms: read::seconds_as_ms(&answer.body, "created") })
}

/// `{"ok":false}` is the one way a 200 says no.
fn confirmed(operation: &'static str, answer: &Answer) -> Result<(), AdapterError> {
    match answer.body.get("ok").and_then(Value::as_bool) {
        Some(false) => Err(failure::protocol(operation, answer.status, "answered `ok: false`".to_owned())),
        _ => Ok(()),
    }
}
