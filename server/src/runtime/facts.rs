//! What the store knows, in the engine's words.

use std::sync::Arc;

use sufler_engine as engine;
use sufler_store::{Author, Message, TurnInput};

/// Everything nodes may look at; `said` counts the messages of the whole conversation.
pub(super) fn turn_input(input: &TurnInput, said: u32) -> engine::TurnInput {
    let burst: Arc<[engine::InMessage]> = input.inbound.iter().map(|message| in_message(message)).collect();
    let asks_human = burst.iter().any(|message| sufler_llm::asks_human(&message.text));
    engine::TurnInput {
        history: input.history.iter().filter_map(|message| history_message(message)).collect(),
        contact: Arc::new(engine::Contact {
            id: input.contact.id.to_string().into(),
            name: input.contact.name.as_deref().map(Arc::from),
            phone: input.contact.phone.as_deref().map(Arc::from),
            ..engine::Contact::default()
        }),
        item: input.conversation.item.as_ref().map(|item| Arc::new(item_facts(item))),
        account: Arc::new(account_facts(&input.account)),
        conversation: Arc::new(engine::Conversation {
            id: input.conversation.id.to_string().into(),
            messages: said,
            ..engine::Conversation::default()
        }),
        signals: engine::Signals { asks_human },
        messages: burst,
    }
}

/// The listing.
pub(super) fn item_facts(item: &sufler_store::Item) -> engine::Item {
    engine::Item {
        id: item.external_id.as_str().into(),
        title: item.title.as_str().into(),
        price: item.price.as_deref().map(Arc::from),
        url: item.url.as_deref().map(Arc::from),
        city: item.location.as_deref().map(Arc::from),
    }
}

/// The login that was written to.
pub(super) fn account_facts(account: &sufler_store::Account) -> engine::Account {
    let tags = account.settings.get("tags").and_then(serde_json::Value::as_array);
    let tags = tags.into_iter().flatten().filter_map(serde_json::Value::as_str).map(Arc::from);
    engine::Account {
        id: account.id.to_string().into(),
        name: account.title.as_str().into(),
        channel: account.channel.as_str().into(),
        tags: tags.collect(),
        ..engine::Account::default()
    }
}

fn in_message(message: &Message) -> engine::InMessage {
    engine::InMessage {
        id: message.id,
        text: message.text.as_str().into(),
        kind: kind(&message.kind).into(),
        at: message.at,
    }
}

/// What was said; nothing for what nobody said.
pub(super) fn history_message(message: &Message) -> Option<engine::HistoryMessage> {
    let author = match message.author {
        Author::Contact => engine::Speaker::Contact,
        Author::Bot => engine::Speaker::Bot,
        Author::Operator { .. } | Author::Native => engine::Speaker::Operator,
        Author::System => return None,
    };
    Some(engine::HistoryMessage { author, text: message.text.as_str().into(), at: message.at })
}

/// The flow language knows the kinds a flow can do something about.
fn kind(kind: &str) -> &str {
    match kind {
        "call" | "unsupported" | "system" | "deleted" => "other",
        known => known,
    }
}
