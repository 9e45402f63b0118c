//! What the parts of the running product share.

use std::sync::Arc;

use sufler_store::Store;
use tokio::sync::Notify;

use crate::connectors::Connectors;

use super::{
    accounts::Accounts, answerer::Answerer, flows::FlowLibrary, interrupts::Interrupts,
    knowledge::KnowledgeLibrary, notices::Notices, pauses::Pauses, profiles::Profiles,
};

/// What the parts share.
pub struct Core {
    /// Memory.
    pub store: Store,
    /// Flows in use.
    pub flows: Arc<FlowLibrary>,
    /// Articles in use.
    pub knowledge: Arc<KnowledgeLibrary>,
    /// Who answers.
    pub answerer: Answerer,
    /// Services that flows may ask.
    pub connectors: Connectors,
    /// Connected accounts.
    pub accounts: Accounts,
    /// Where the bot keeps silent.
    pub pauses: Pauses,
    /// Turns that wait for a model.
    pub interrupts: Arc<Interrupts>,
    /// Profiles being fetched.
    pub profiles: Profiles,
    /// Silence that ends a customer's burst, milliseconds.
    pub settle_ms: i64,
    /// What people outside the page are told.
    pub(crate) notices: Notices,
    /// Woken when notices were queued.
    pub(crate) notice_kick: Notify,
    /// Woken when the outbox should be looked at although nothing was queued.
    pub outbox_kick: Notify,
}

impl Core {
    /// Longest text of one message on a channel.
    pub fn text_limit(&self, channel: &str) -> sufler_channels::split::TextLimit {
        sufler_channels::capabilities::of(channel)
            .map_or(sufler_channels::capabilities::AVITO.text, |c| c.text)
    }
}
