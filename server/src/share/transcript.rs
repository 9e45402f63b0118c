//! What is told of a conversation: who said what and when, with personal data masked unless the reader may see it.

use serde::Serialize;
use sufler_store::{Author, Delivery, Id, Item, Message, Millis, Store, StoreError};
use sufler_tester::mask::Mask;

use super::words::Words;

/// Messages read at a time.
const PAGE: u32 = 500;
/// Kinds that are told. Anything else, such as notes of colleagues to each other, stays inside.
const TOLD: [&str; 9] = ["text", "image", "voice", "link", "item", "location", "call", "system", "deleted"];

/// How much is told, and to whom.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reading {
    /// Names, phones, pictures and places stay as they are.
    pub(crate) personal: bool,
    /// Also what never reached the customer.
    pub(crate) undelivered: bool,
    /// Whose words stand for what is hidden.
    pub(crate) words: &'static Words,
}

/// A conversation, told.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Transcript {
    /// The conversation.
    pub(crate) conversation_id: Id,
    /// Title of the account it came through.
    pub(crate) account: String,
    /// Its channel.
    pub(crate) channel: String,
    /// Title and price of the listing.
    pub(crate) item: Option<Subject>,
    /// The customer's name and phone, unless they are masked.
    pub(crate) contact: Option<Person>,
    /// Personal data is masked.
    pub(crate) masked: bool,
    /// Oldest first.
    pub(crate) messages: Vec<Line>,
    /// There is more before these: before this message.
    #[serde(skip)]
    pub(crate) earlier: Option<Id>,
}

/// What a conversation is about.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Subject {
    pub(crate) title: String,
    pub(crate) price: Option<String>,
}

/// The customer.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Person {
    pub(crate) name: Option<String>,
    pub(crate) phone: Option<String>,
}

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Speaker {
    Customer,
    Bot,
    Operator,
    Channel,
}

/// A message.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Line {
    pub(crate) id: Id,
    pub(crate) at: Millis,
    pub(crate) author: Speaker,
    /// Of the customer or the operator, unless names are masked.
    pub(crate) name: Option<String>,
    pub(crate) kind: String,
    pub(crate) text: String,
    pub(crate) delivery: Option<Delivery>,
}

impl Transcript {
    /// The last `limit` messages before `before`; all of them without a limit.
    pub(crate) async fn read(
        store: &Store,
        conversation_id: Id,
        (before, limit): (Option<Id>, Option<u32>),
        reading: Reading,
    ) -> Result<Self, StoreError> {
        let row = store.conversation(conversation_id).await?;
        let (messages, earlier) = messages(store, conversation_id, before, limit).await?;
        let names = if reading.personal { staff(store).await? } else { Vec::new() };
        let contact = &row.contact;
        let mut teller = Teller {
            mask: (!reading.personal).then(|| Mask::with_names(contact.name.as_deref())),
            contact: contact.name.clone(),
            names,
            reading,
        };
        let messages = messages.iter().filter_map(|message| teller.line(message)).collect();
        let person = Person { name: contact.name.clone(), phone: contact.phone.clone() };
        Ok(Self {
            conversation_id,
            account: row.account.title,
            channel: row.account.channel,
            item: row.conversation.item.map(subject),
            contact: reading.personal.then_some(person),
            masked: !reading.personal,
            messages,
            earlier,
        })
    }
}

fn subject(item: Item) -> Subject {
    Subject { title: item.title, price: item.price }
}

/// Names of everybody who may have answered.
async fn staff(store: &Store) -> Result<Vec<(Id, String)>, StoreError> {
    Ok(store.users().await?.into_iter().map(|user| (user.id, user.name)).collect())
}

/// Messages, oldest first, and the one before which there are more.
async fn messages(
    store: &Store,
    conversation_id: Id,
    mut before: Option<Id>,
    limit: Option<u32>,
) -> Result<(Vec<Message>, Option<Id>), StoreError> {
    let mut pages = Vec::new();
    loop {
        let page = store.messages(conversation_id, before, None, limit.unwrap_or(PAGE)).await?;
        before = page.items.first().map(|message| message.id);
        pages.push(page.items);
        let earlier = before.filter(|_| page.more);
        if earlier.is_none() || limit.is_some() {
            return Ok((pages.into_iter().rev().flatten().collect(), earlier));
        }
    }
}

struct Teller {
    mask: Option<Mask>,
    contact: Option<String>,
    names: Vec<(Id, String)>,
    reading: Reading,
}

impl Teller {
    /// The message as it is told; `None` when it is nobody's business outside.
    fn line(&mut self, message: &Message) -> Option<Line> {
        if !TOLD.contains(&message.kind.as_str()) || !self.reached(message) {
            return None;
        }
        let (author, name) = match message.author {
            Author::Contact => (Speaker::Customer, self.contact.clone()),
            Author::Bot => (Speaker::Bot, None),
            Author::Operator { user_id } => (Speaker::Operator, self.name_of(user_id)),
            Author::Native => (Speaker::Operator, None),
            // A note of ours in the thread has no id of the channel.
            Author::System if message.external_id.is_none() => return None,
            Author::System => (Speaker::Channel, None),
        };
        Some(Line {
            id: message.id,
            at: message.at,
            author,
            name: name.filter(|_| self.reading.personal),
            kind: message.kind.clone(),
            text: self.text(message),
            delivery: message.delivery,
        })
    }

    fn reached(&self, message: &Message) -> bool {
        let seen =
            matches!(message.delivery, None | Some(Delivery::Sent | Delivery::Delivered | Delivery::Read));
        seen || self.reading.undelivered
    }

    fn name_of(&self, user_id: Id) -> Option<String> {
        self.names.iter().find(|(id, _)| *id == user_id).map(|(_, name)| name.clone())
    }

    /// No mask can look into a picture, a voice or a place: they are left out.
    fn text(&mut self, message: &Message) -> String {
        let words = self.reading.words;
        match (&mut self.mask, message.kind.as_str()) {
            (None, _) => message.text.clone(),
            (Some(_), "image") => words.hidden_image.to_owned(),
            (Some(_), "voice") => words.hidden_voice.to_owned(),
            (Some(_), "location") => words.hidden_location.to_owned(),
            (Some(mask), _) => mask.text(&message.text),
        }
    }
}
