//! Notices to the colleagues' chat in Telegram: that somebody waits, and where. Nobody is named and nothing quoted:
//! the chat lies on somebody else's servers.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use anyhow::Context;
use sufler_channels::telegram::{Bot, Text, escaped, migrated_to};
use sufler_channels::{AdapterError, AdapterErrorKind};
use sufler_store::{ConversationRow, Notice, Owner, StoreError};

use super::{super::core::Core, lane::Outcome};
use crate::config::TelegramConfig;

/// Longest title told.
const TITLE: usize = 200;

/// A bot and the chat it writes to.
pub(super) struct TelegramChat {
    bot: Bot,
    /// Changes when a group becomes a supergroup.
    chat: Mutex<String>,
    thread: Option<i64>,
}

impl TelegramChat {
    /// The chat of the settings, when one is set up.
    pub(super) fn new(config: &TelegramConfig) -> anyhow::Result<Option<Self>> {
        let (Some(token), Some(chat)) = (&config.bot_token, &config.chat_id) else { return Ok(None) };
        // The process may have chosen its TLS provider already; then this changes nothing.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build();
        let base = config.base_url.parse().context("telegram.base_url")?;
        let bot = Bot::new(http?, &base, token.expose().to_owned().into());
        let thread = Some(config.thread_id).filter(|thread| *thread > 0);
        Ok(Some(Self { bot, chat: Mutex::new(chat.clone()), thread }))
    }

    /// Tries the whole way, for whoever sets it up.
    pub(super) async fn test(&self, public_url: &str) -> Result<(), AdapterError> {
        self.bot.me().await?;
        let html = format!(
            "Проверка: сюда Суфлёр напишет, когда диалогу понадобится оператор.\n{}",
            escaped(public_url)
        );
        self.send(html).await
    }

    /// Sends to wherever the chat is now.
    async fn send(&self, html: String) -> Result<(), AdapterError> {
        let chat = || self.chat.lock().unwrap_or_else(PoisonError::into_inner);
        let mut text = Text { chat: chat().clone(), thread: self.thread, html };
        let Err(error) = self.bot.send(&text).await else { return Ok(()) };
        let Some(moved) = migrated_to(&error) else { return Err(error) };
        tracing::warn!(chat = moved, "The Telegram group has a new number: set telegram.chat_id to it.");
        text.chat = moved.to_string();
        chat().clone_from(&text.chat);
        self.bot.send(&text).await.map(drop)
    }
}

/// Tells of a handoff, if the conversation still waits.
pub(super) async fn send(core: &Core, notice: &Notice) -> Result<Outcome, StoreError> {
    let Some(chat) = &core.notices.telegram else { return Ok(Outcome::Dropped) };
    let row = match core.store.conversation(notice.conversation_id).await {
        Ok(row) => row,
        Err(StoreError::NotFound { .. }) => return Ok(Outcome::Dropped),
        Err(error) => return Err(error),
    };
    if row.conversation.owner != Owner::Queue {
        return Ok(Outcome::Dropped);
    }
    let sent = chat.send(words(&row, &core.notices.public_url)).await;
    Ok(sent.map_or_else(|error| outcome(&error), |()| Outcome::Sent))
}

/// A refusal is for good, an overloaded or unreachable Telegram is tried again. What may have arrived is not: there is
/// no key by which Telegram would know it for a repetition.
fn outcome(error: &AdapterError) -> Outcome {
    let why = error.admin_message_ru().to_owned();
    match error.kind {
        AdapterErrorKind::RateLimited { .. } => {
            Outcome::Later(error.retry_after().unwrap_or(Duration::from_secs(1)), why)
        }
        AdapterErrorKind::Server => Outcome::Later(Duration::ZERO, why),
        AdapterErrorKind::Network { sent_maybe: false } | AdapterErrorKind::Timeout { sent_maybe: false } => {
            Outcome::Later(Duration::ZERO, why)
        }
        _ if error.is_in_doubt() => Outcome::Unknown(format!("{why} Неизвестно, дошло ли уведомление.")),
        _ => Outcome::Failed(why),
    }
}

fn words(row: &ConversationRow, public_url: &str) -> String {
    let short = |text: &str| escaped(&text.chars().take(TITLE).collect::<String>());
    let mut lines = vec!["<b>Диалог ждёт оператора</b>".to_owned()];
    lines.push(format!("Аккаунт: {}", short(&row.account.title)));
    if let Some(item) = &row.conversation.item {
        lines.push(format!("Объявление: {}", short(&item.title)));
    }
    let code = row.conversation.handoff.as_ref().and_then(|card| card.get("reason")?.as_str());
    if let Some(reason) = code {
        lines.push(format!("Почему: {}", reason_words(reason)));
    }
    lines.push(format!("{}/inbox?tab=queue&amp;chat={}", escaped(public_url), row.conversation.id));
    lines.join("\n")
}

/// The reasons of the engine and of the flows we ship; another one stands as it is.
fn reason_words(code: &str) -> String {
    let known = match code {
        "customer_asked" => "клиент попросил человека",
        "low_confidence" => "бот не уверен, что понял вопрос",
        "no_article" => "в базе знаний нет статьи на этот вопрос",
        "order" => "клиент оформляет заказ",
        "no_flow" => "ни один сценарий не обслуживает этот аккаунт",
        "bot_paused" => "бот на паузе",
        "error.ungrounded" => "ответ не подтвердился источниками",
        code if code == "technical_error" || code.starts_with("error.") => "сбой во время ответа",
        other => return escaped(&other.chars().take(TITLE).collect::<String>()),
    };
    known.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_said_in_words_and_unknown_ones_escaped() {
        assert_eq!(reason_words("customer_asked"), "клиент попросил человека");
        assert_eq!(reason_words("error.timeout"), "сбой во время ответа");
        assert_eq!(reason_words("<b>своя</b>"), "&lt;b&gt;своя&lt;/b&gt;");
    }
}
