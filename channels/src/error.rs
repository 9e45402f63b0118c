//! What can go wrong with a channel, in one type for all of them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use serde::Serialize;

/// A call to a channel failed. Holds no secrets: safe to log and to show.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{channel} {operation}: {kind}{}{}", StatusSuffix(*status), DetailSuffix(detail))]
pub struct AdapterError {
    /// What went wrong.
    pub kind: AdapterErrorKind,
    /// `avito`, …
    pub channel: &'static str,
    /// The channel's name of the call, such as `postSendMessage`.
    pub operation: &'static str,
    /// HTTP status, when an answer came.
    pub status: Option<u16>,
    /// What the channel or the network said, shortened and cleaned of secrets. English or Russian.
    pub detail: String,
    /// For the admin: what is wrong and what to do. Set by the channel, which knows its own cabinet.
    pub(crate) admin: Cow<'static, str>,
    /// Failed while the call was prepared (no token): the request itself never left.
    pub(crate) not_sent: bool,
}

/// Kinds of failure, told apart by what the caller can do about them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum AdapterErrorKind {
    /// The keys or the token are not accepted, also after a refresh.
    Unauthorized,
    /// The seller's subscription does not include the API.
    PaymentRequired,
    /// The keys are good, the right to this is missing.
    Forbidden,
    /// No such chat, message or listing.
    NotFound,
    /// Too many requests.
    RateLimited {
        /// How long the channel asks to be left alone, when it says so.
        #[serde(skip)]
        retry_after: Option<Duration>,
    },
    /// The request is wrong and stays wrong when repeated.
    Invalid {
        /// Field to reason, when the channel names them.
        fields: BTreeMap<String, String>,
    },
    /// The channel failed (5xx).
    Server,
    /// No answer in time.
    Timeout {
        /// Whether the request may have reached the channel.
        sent_maybe: bool,
    },
    /// The connection failed.
    Network {
        /// Whether the request may have reached the channel.
        sent_maybe: bool,
    },
    /// The answer makes no sense: not JSON, or without a required field.
    Protocol,
    /// Our own token store failed; the channel was not asked.
    Storage,
}

impl AdapterError {
    /// Stable code for storing and comparing: `payment_required`, `timeout`, …
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self.kind {
            AdapterErrorKind::Unauthorized => "unauthorized",
            AdapterErrorKind::PaymentRequired => "payment_required",
            AdapterErrorKind::Forbidden => "forbidden",
            AdapterErrorKind::NotFound => "not_found",
            AdapterErrorKind::RateLimited { .. } => "rate_limited",
            AdapterErrorKind::Invalid { .. } => "invalid",
            AdapterErrorKind::Server => "server",
            AdapterErrorKind::Timeout { .. } => "timeout",
            AdapterErrorKind::Network { .. } => "network",
            AdapterErrorKind::Protocol => "protocol",
            AdapterErrorKind::Storage => "storage",
        }
    }

    /// Whether the same request may succeed later by itself. A send must also not be
    /// [in doubt](Self::is_in_doubt): reconcile first.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        matches!(
            self.kind,
            AdapterErrorKind::RateLimited { .. }
                | AdapterErrorKind::Server
                | AdapterErrorKind::Timeout { .. }
                | AdapterErrorKind::Network { .. }
                | AdapterErrorKind::Storage
        )
    }

    /// Whether the channel may have acted on the request although we have no proof. Resend only after
    /// [`crate::reconcile`] says it did not arrive.
    #[must_use]
    pub fn is_in_doubt(&self) -> bool {
        if self.not_sent {
            return false;
        }
        match self.kind {
            AdapterErrorKind::Timeout { sent_maybe } | AdapterErrorKind::Network { sent_maybe } => sent_maybe,
            // A proxy answers 502 or 504 also when the platform behind it did the work.
            AdapterErrorKind::Server => true,
            // Accepted, but the id is unreadable.
            AdapterErrorKind::Protocol => self.status.is_some_and(|status| (200..300).contains(&status)),
            _ => false,
        }
    }

    /// Whether the account needs a person: nothing works until the admin acts.
    #[must_use]
    pub fn is_account_problem(&self) -> bool {
        matches!(
            self.kind,
            AdapterErrorKind::Unauthorized | AdapterErrorKind::PaymentRequired | AdapterErrorKind::Forbidden
        )
    }

    /// How long the channel asked to be left alone.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self.kind {
            AdapterErrorKind::RateLimited { retry_after } => retry_after,
            _ => None,
        }
    }

    /// The same failure, met before the request left: whatever it is, there is nothing in doubt.
    #[must_use]
    pub(crate) fn before_sending(mut self) -> Self {
        self.not_sent = true;
        self
    }

    /// Russian text for the admin: what is wrong and what to do.
    #[must_use]
    pub fn admin_message_ru(&self) -> &str {
        &self.admin
    }
}

impl fmt::Display for AdapterErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unauthorized => f.write_str("keys or token not accepted"),
            Self::PaymentRequired => f.write_str("subscription does not include the API"),
            Self::Forbidden => f.write_str("no permission"),
            Self::NotFound => f.write_str("not found"),
            Self::RateLimited { retry_after: Some(wait) } => {
                write!(f, "too many requests, retry after {} s", wait.as_secs())
            }
            Self::RateLimited { retry_after: None } => f.write_str("too many requests"),
            Self::Invalid { fields } if fields.is_empty() => f.write_str("request refused as invalid"),
            Self::Invalid { fields } => {
                f.write_str("request refused as invalid (")?;
                for (index, (name, reason)) in fields.iter().enumerate() {
                    let comma = if index == 0 { "" } else { ", " };
                    write!(f, "{comma}{name}: {reason}")?;
                }
                f.write_str(")")
            }
            Self::Server => f.write_str("the channel failed"),
            Self::Timeout { sent_maybe: true } => f.write_str("no answer in time, may have been received"),
            Self::Timeout { sent_maybe: false } => f.write_str("no connection in time"),
            Self::Network { sent_maybe: true } => f.write_str("connection lost, may have been received"),
            Self::Network { sent_maybe: false } => f.write_str("no connection"),
            Self::Protocol => f.write_str("unreadable answer"),
            Self::Storage => f.write_str("tokens could not be read or stored"),
        }
    }
}

struct StatusSuffix(Option<u16>);

impl fmt::Display for StatusSuffix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(status) => write!(f, " (HTTP {status})"),
            None => Ok(()),
        }
    }
}

struct DetailSuffix<'a>(&'a str);

impl fmt::Display for DetailSuffix<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() { Ok(()) } else { write!(f, ": {}", self.0) }
    }
}
