//! Takes a delivery of a channel: secret, parse, store; the answer waits for the commit.

use std::sync::Arc;

use subtle::ConstantTimeEq;
use sufler_channels::{
    Author as ChannelAuthor, InboundMessage,
    avito::{WebhookEvent, parse_webhook},
};
use sufler_store::{Author, Id, Ingested, NewInbound};

use super::{accounts::Session, core::Core, failpoint::failpoint};
use crate::clock::now;
use crate::http::runtime_port::{WebhookDelivery, WebhookReply};

/// Stores what is in it; [`WebhookReply::Accepted`] only after the commit.
pub(super) async fn take(core: &Arc<Core>, delivery: WebhookDelivery) -> WebhookReply {
    let Some(session) = core.accounts.get(delivery.account_id) else { return WebhookReply::UnknownAddress };
    if !bool::from(session.webhook_secret().as_bytes().ct_eq(delivery.secret.as_bytes())) {
        return WebhookReply::UnknownAddress;
    }
    session.set_webhook_active(true);
    failpoint("webhook.received");
    let message = match parse_webhook(&delivery.body) {
        Ok(WebhookEvent::Message(message)) => message,
        Ok(WebhookEvent::Probe | WebhookEvent::Ignored { .. }) => return WebhookReply::Ignored,
        Err(error) => {
            tracing::warn!(account = session.id(), %error, "A webhook could not be read.");
            return WebhookReply::Malformed(error.to_string());
        }
    };
    failpoint("webhook.parsed");
    match store(core, &session, vec![*message], true).await {
        Ok(_) => {
            failpoint("webhook.stored");
            WebhookReply::Accepted
        }
        Err(error) => {
            tracing::error!(account = session.id(), %error, "A webhook was not stored; the channel has to repeat it.");
            WebhookReply::Unavailable
        }
    }
}

/// Stores messages of a chat, however they came, and fetches what is not known of the customer.
pub(super) async fn store(
    core: &Arc<Core>,
    session: &Arc<Session>,
    messages: Vec<InboundMessage>,
    live: bool,
) -> Result<Vec<Ingested>, sufler_store::StoreError> {
    let settle_ms = settle_ms(core.settle_ms, &messages);
    let now = now();
    let chats: Vec<String> = messages.iter().map(|message| message.chat_id.clone()).collect();
    let rows = messages.into_iter().map(|message| row(session.id(), message, live.then_some(now))).collect();
    let stored = core.store.ingest(rows, settle_ms, now).await?;
    for (ingested, chat) in stored.iter().zip(chats) {
        if let Ingested::New { conversation_id, needs_profile: true, .. } = ingested {
            core.profiles.fetch(core, session, *conversation_id, chat);
        }
    }
    metrics::counter!("sufler_messages_received_total")
        .increment(stored.iter().filter(|one| matches!(one, Ingested::New { .. })).count() as u64);
    Ok(stored)
}

/// Channels tell whole seconds. A message of just now stands within its second where it came: behind the reply that it
/// answers.
fn within_second(at: i64, now: i64) -> i64 {
    let ago = now - at;
    if at % 1_000 == 0 && (0..2_000).contains(&ago) { at + ago.min(999) } else { at }
}

/// A finished sentence is probably all for now; an unfinished one waits for its rest.
fn settle_ms(usual: i64, messages: &[InboundMessage]) -> i64 {
    let finished = |message: &InboundMessage| message.text.trim_end().ends_with(['.', '?', '!', '…', ')']);
    if messages.last().is_some_and(finished) { usual * 2 / 5 } else { usual }
}

/// `live`: the time of a message that came just now.
fn row(account_id: Id, message: InboundMessage, live: Option<i64>) -> NewInbound {
    let author = match message.author {
        ChannelAuthor::Contact => Author::Contact,
        ChannelAuthor::Native => Author::Native,
        ChannelAuthor::System | ChannelAuthor::Unknown => Author::System,
    };
    let contact = (author == Author::Contact).then_some(message.author_external_id).flatten();
    NewInbound {
        account_id,
        chat_external_id: message.chat_id,
        contact_external_id: contact,
        external_id: message.external_id,
        author,
        kind: message.kind.as_str().to_owned(),
        text: message.text,
        content: Some(message.content),
        at: live.map_or(message.at_ms, |now| within_second(message.at_ms, now)),
        live: live.is_some(),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::within_its_second(5_000, 5_700, 5_700)]
    #[case::the_second_stays(5_000, 6_200, 5_999)]
    #[case::of_old(5_000, 60_000, 5_000)]
    #[case::from_a_clock_ahead(5_000, 4_000, 5_000)]
    #[case::told_more_finely(5_001, 5_700, 5_001)]
    fn a_message_of_now_stands_where_it_came(#[case] at: i64, #[case] now: i64, #[case] stands: i64) {
        assert_eq!(within_second(at, now), stands);
    }
}
