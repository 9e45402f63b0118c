//! Settings of channels and of accounts connected by the file.

use serde::{Deserialize, Serialize};

use super::Secret;

/// Avito.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AvitoConfig {
    /// Address of the API.
    pub base_url: String,
    /// Page where a seller lets us in.
    pub authorize_url: String,
    /// Pause between polls that catch what webhooks lost, in seconds.
    pub poll_interval_s: u64,
    /// Requests a minute of one account.
    pub budget_per_minute: u32,
}

impl Default for AvitoConfig {
    fn default() -> Self {
        Self {
            base_url: "https://api.avito.ru".into(),
            authorize_url: "https://avito.ru/oauth".into(),
            poll_interval_s: 60,
            budget_per_minute: 100,
        }
    }
}

/// An account connected by the file.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountConfig {
    /// `avito`.
    pub channel: String,
    /// Name for people; also what ties the entry to the stored account.
    pub title: String,
    /// Key given by the channel.
    pub client_id: String,
    /// Its secret, or
    #[serde(default)]
    pub client_secret: Option<Secret>,
    /// the name of the variable that holds it.
    #[serde(default)]
    pub client_secret_env: Option<String>,
    /// Flow that answers; chosen by the flows' `serves` when unset.
    #[serde(default)]
    pub flow_id: Option<String>,
    /// Channel-specific settings, such as `tags`.
    #[serde(default)]
    pub settings: serde_json::Map<String, serde_json::Value>,
}

impl AccountConfig {
    /// The secret, from the file or the environment; validation has made sure that one is there.
    pub fn secret(&self) -> Option<Secret> {
        match (&self.client_secret, &self.client_secret_env) {
            (Some(secret), _) => Some(secret.clone()),
            (None, Some(name)) => std::env::var(name).ok().map(Secret::from),
            (None, None) => None,
        }
    }
}
