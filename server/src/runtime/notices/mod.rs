//! What people outside the page are told: colleagues in a Telegram chat of a handoff, browsers of what concerns their
//! user.
//!
//! A follower of the changes ([`follow`]) queues notices in the store, each once; two lanes ([`lane`]) send them, one
//! after the other to Telegram, side by side to browsers. No turn waits for any of it, and a restart anywhere loses
//! nothing that was queued.

mod follow;
mod lane;
mod plan;
mod push;
mod tabs;
mod telegram;

use std::sync::Arc;

use anyhow::Context;
use sufler_channels::AdapterError;
use sufler_store::Store;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use self::{lane::Lane, tabs::LookedAt, telegram::TelegramChat};
use super::core::Core;
use crate::{config::Config, push::PushClient, push::Vapid};

/// Whom notices go to.
pub(crate) struct Notices {
    telegram: Option<TelegramChat>,
    push: PushClient,
    /// Pages that somebody looks at: their users need no push.
    pub(crate) looked_at: LookedAt,
    public_url: String,
}

impl Notices {
    /// As the settings say; the key of pushes is made at the first start.
    ///
    /// # Errors
    /// The store does not answer, or a client cannot be built.
    pub(super) async fn new(config: &Config, store: &Store) -> anyhow::Result<Self> {
        let vapid = Vapid::load(store, &config.public_url()).await?;
        // The cursor must stand before the first change that may have to be told.
        store.notice_cursor().await?;
        Ok(Self {
            telegram: TelegramChat::new(&config.telegram)?,
            push: PushClient::new(vapid, config.push.allow_private)?,
            looked_at: LookedAt::default(),
            public_url: config.public_url(),
        })
    }

    /// The key browsers subscribe with.
    pub(crate) fn push_key(&self) -> String {
        self.push.public_key()
    }

    /// Sends a test message to the Telegram chat; `None` when none is set up.
    pub(crate) async fn test_telegram(&self) -> Option<Result<(), AdapterError>> {
        Some(self.telegram.as_ref()?.test(&self.public_url).await)
    }
}

/// Sends a test message to the chat of the settings.
///
/// # Errors
/// None is set up, or what Telegram refused, in Russian.
pub async fn test_telegram(config: &Config) -> anyhow::Result<()> {
    let chat = TelegramChat::new(&config.telegram)?;
    let chat = chat.context("чат не настроен: задайте telegram.bot_token и telegram.chat_id")?;
    let sent = chat.test(&config.public_url()).await;
    sent.map_err(|error| anyhow::anyhow!("{}", error.admin_message_ru()))
}

/// Follows and sends until `cancel`.
pub(super) fn spawn(core: &Arc<Core>, cancel: &CancellationToken, tracker: &TaskTracker) {
    tracker.spawn(follow::run(Arc::clone(core), cancel.clone()));
    if core.notices.telegram.is_some() {
        tracker.spawn(lane::run(Arc::clone(core), Lane::Telegram, cancel.clone()));
    }
    tracker.spawn(lane::run(Arc::clone(core), Lane::Push, cancel.clone()));
}
