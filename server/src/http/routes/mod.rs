//! One module per resource.

pub(super) mod accounts;
pub(super) mod articles;
pub(super) mod audit;
pub(super) mod changes;
pub(super) mod conversations;
pub(super) mod drafts;
pub(super) mod export;
pub(super) mod flows;
pub(super) mod health;
pub(super) mod images;
pub(super) mod lsp;
pub(super) mod messages;
pub(super) mod metrics;
pub(super) mod oauth;
pub(super) mod ownership;
pub(super) mod pauses;
pub(super) mod push;
pub(super) mod quick_replies;
pub(super) mod search;
pub(super) mod session;
pub(super) mod shared;
pub(super) mod shares;
pub(super) mod telegram;
pub(super) mod turns;
pub(super) mod users;
pub(super) mod webhooks;
