//! Settings of notices: the colleagues' chat in Telegram, pushes to browsers.

use serde::{Deserialize, Serialize};

use super::Secret;

/// The colleagues' chat in Telegram.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TelegramConfig {
    /// Address of the Bot API.
    pub base_url: String,
    /// Token of the bot; best given as `SUFLER_TELEGRAM__BOT_TOKEN`.
    pub bot_token: Option<Secret>,
    /// Number of the chat, or `@name` of a public one.
    pub chat_id: Option<String>,
    /// Topic of a forum; 0 is the general one.
    pub thread_id: i64,
}

impl Default for TelegramConfig {
    fn default() -> Self {
        Self { base_url: "https://api.telegram.org".into(), bot_token: None, chat_id: None, thread_id: 0 }
    }
}

/// Pushes to browsers.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PushConfig {
    /// Push services may lie in a private network and speak http: for a simulator in tests only.
    pub allow_private: bool,
}
