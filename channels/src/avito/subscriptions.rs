//! Webhook subscriptions.

use std::fmt;

use serde_json::Value;

use crate::json;

/// A call about subscriptions.
#[derive(Debug, Clone, Copy)]
pub(super) struct Route {
    pub(super) operation: &'static str,
    pub(super) path: &'static str,
}

/// The listing is a POST without a body.
pub(super) const LIST: Route = Route { operation: "getSubscriptions", path: "/messenger/v1/subscriptions" };
pub(super) const SUBSCRIBE: Route = Route { operation: "postWebhookV3", path: "/messenger/v3/webhook" };
pub(super) const UNSUBSCRIBE: Route =
    Route { operation: "postWebhookUnsubscribe", path: "/messenger/v1/webhook/unsubscribe" };

/// An address that gets the account's messages.
#[derive(Clone, PartialEq, Eq)]
pub struct Subscription {
    /// Holds our secret when it is ours: mask it in logs.
    pub url: String,
    /// Version of the body, `3`.
    pub version: Option<String>,
}

/// Only the server of the address: the path holds the secret.
impl fmt::Debug for Subscription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = url::Url::parse(&self.url).ok();
        let host = url.as_ref().and_then(url::Url::host_str).unwrap_or_default();
        f.debug_struct("Subscription")
            .field("host", &host)
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

pub(super) fn read(entries: &[Value]) -> Vec<Subscription> {
    let read = |entry| {
        Some(Subscription { url: json::text(entry, "url")?.to_owned(), version: json::id(entry, "version") })
    };
    entries.iter().filter_map(read).collect()
}
