//! Accounts with what the runtime knows of them.

use serde::{Deserialize, Serialize};
use sufler_store as store;
use sufler_store::{Id, Millis, Version};
use utoipa::ToSchema;

use crate::http::runtime_port::AccountStatus;

/// Why an account does not work.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AccountProblem {
    /// Stable code such as `payment_required`.
    pub code: String,
    /// Russian text: what is wrong and what to do.
    pub message: String,
    /// Since when.
    pub since: Millis,
}

/// An account's state in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AccountStatusKind {
    /// Works.
    Ok,
    /// Something is wrong: see `problem`.
    Problem,
    /// Switched off.
    Disabled,
}

/// Outgoing messages of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct QueueView {
    /// How many wait for the account's budget.
    pub waiting: u64,
    /// Seconds until the last of them leaves.
    pub eta_s: u64,
}

/// How events of the channel reach us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WebhookView {
    /// The channel delivers; otherwise messages come by polling, later.
    pub active: bool,
}

/// A connected login of a channel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AccountView {
    /// Its id.
    pub id: Id,
    /// `avito`, …
    pub channel: String,
    /// The channel's own id of the login, once known.
    #[schema(required)]
    pub external_id: Option<String>,
    /// Name for people.
    pub title: String,
    /// Channel-specific, not secret.
    #[schema(value_type = Object)]
    pub settings: serde_json::Value,
    /// Flow that answers; `null` = chosen by the flows' `serves`.
    #[schema(required)]
    pub flow_id: Option<String>,
    /// Works or rests.
    pub enabled: bool,
    /// What is wrong with it.
    #[schema(required)]
    pub problem: Option<AccountProblem>,
    /// When it was connected.
    pub created_at: Millis,
    /// Number of the last change of this row.
    pub version: Version,
    /// All of it in a word.
    pub status: AccountStatusKind,
    /// Outgoing messages.
    pub queue: QueueView,
    /// Incoming events.
    pub webhook: WebhookView,
}

impl AccountView {
    /// The row with its status.
    pub fn new(row: store::Account, status: AccountStatus) -> Self {
        let kind = match (&row.problem, row.enabled) {
            (_, false) => AccountStatusKind::Disabled,
            (Some(_), true) => AccountStatusKind::Problem,
            (None, true) => AccountStatusKind::Ok,
        };
        Self {
            id: row.id,
            channel: row.channel,
            external_id: row.external_id,
            title: row.title,
            settings: row.settings,
            flow_id: row.flow_id,
            enabled: row.enabled,
            problem: row.problem.map(|problem| AccountProblem {
                code: problem.code,
                message: problem.message,
                since: problem.since,
            }),
            created_at: row.created_at,
            version: row.version,
            status: kind,
            queue: QueueView { waiting: status.waiting, eta_s: status.eta_s },
            webhook: WebhookView { active: status.webhook_active },
        }
    }
}
