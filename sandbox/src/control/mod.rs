//! The hand that moves the simulated world: tests, load runs and the buyer's page use it,
//! in the same process through [`Control`] or from outside through `/_sandbox/…`.

mod http;
mod model;

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use bytes::Bytes;

pub(crate) use http::routes;
pub use model::{
    ApplicationView, BuyerView, ChatView, ItemView, MessageView, NewApplication, NewBuyer, NewChat, NewItem,
    NewMessage, NewSeller, SellerPatch, SellerView,
};

use crate::auth::{KeyOwner, Keys};
use crate::content::Content;
use crate::events::{Event, EventKind};
use crate::faults::{Fault, NewFault};
use crate::media;
use crate::stats::{RequestEntry, Stats};
use crate::webhooks::Delivery;
use crate::world::{Buyer, Chat, ChatKind, Draft, Item, NotDeleted, Quote, Seller, Side, World};

/// Why a control call was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ControlError {
    /// What was named does not exist.
    #[error("no such {0}")]
    NotFound(&'static str),
    /// The id or client_id belongs to somebody already.
    #[error("{0} is taken")]
    Taken(&'static str),
    /// The call makes no sense as it stands.
    #[error("{0}")]
    Invalid(String),
}

/// Control calls without HTTP. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Control {
    world: Arc<World>,
}

impl Control {
    pub(crate) fn new(world: Arc<World>) -> Self {
        Self { world }
    }

    /// Adds an account that sells, with keys of its own.
    ///
    /// # Errors
    /// When the user_id or the client_id is taken.
    pub fn add_seller(&self, new: NewSeller) -> Result<SellerView, ControlError> {
        let world = &self.world;
        let user_id = self.free_number(new.user_id)?;
        let client_id = new.client_id.unwrap_or_else(|| world.ids.secret());
        let client_secret = new.client_secret.unwrap_or_else(|| world.ids.secret());
        let keys = Keys {
            client_id: client_id.clone(),
            client_secret: client_secret.clone(),
            owner: KeyOwner::Seller(user_id),
            redirect_uri: new.redirect_uri,
        };
        if !world.auth.add_keys(keys) {
            return Err(ControlError::Taken("client_id"));
        }
        let seller = Seller::new(user_id, new.name, client_id, client_secret);
        let per_minute = new.per_minute.unwrap_or(world.config.rate.per_minute);
        seller.per_minute.store(per_minute, Ordering::Relaxed);
        Ok(SellerView::of(&world.people.add_seller(seller)))
    }

    /// Changes what can change about a seller.
    ///
    /// # Errors
    /// When there is no such seller.
    pub fn change_seller(&self, user_id: i64, patch: &SellerPatch) -> Result<SellerView, ControlError> {
        let seller = self.seller(user_id)?;
        if let Some(paid) = patch.paid {
            seller.paid.store(paid, Ordering::Relaxed);
        }
        if let Some(per_minute) = patch.per_minute {
            seller.per_minute.store(per_minute, Ordering::Relaxed);
        }
        if patch.revoke_access {
            self.world.auth.revoke_access(user_id);
        }
        if patch.revoke_refresh {
            self.world.auth.revoke_refresh(user_id);
        }
        if let Some(url) = &patch.unsubscribe {
            seller.unsubscribe(url);
        }
        Ok(SellerView::of(&seller))
    }

    /// Adds an application that sellers let in through the authorize page.
    ///
    /// # Errors
    /// When the client_id is taken.
    pub fn add_application(&self, new: NewApplication) -> Result<ApplicationView, ControlError> {
        let client_id = new.client_id.unwrap_or_else(|| self.world.ids.secret());
        let client_secret = new.client_secret.unwrap_or_else(|| self.world.ids.secret());
        let view = ApplicationView { client_id: client_id.clone(), client_secret: client_secret.clone() };
        let keys =
            Keys { client_id, client_secret, owner: KeyOwner::Application, redirect_uri: new.redirect_uri };
        if self.world.auth.add_keys(keys) { Ok(view) } else { Err(ControlError::Taken("client_id")) }
    }

    /// Adds somebody who can write to sellers.
    ///
    /// # Errors
    /// When the user_id is taken.
    pub fn add_buyer(&self, new: NewBuyer) -> Result<BuyerView, ControlError> {
        let user_id = self.free_number(new.user_id)?;
        let hue = new.hue.unwrap_or_else(|| u16::try_from(user_id.rem_euclid(360)).unwrap_or(0));
        let buyer = Buyer { user_id, name: new.name, hue };
        Ok(BuyerView::of(&self.world, &self.world.people.add_buyer(buyer)))
    }

    /// Puts up a listing.
    ///
    /// # Errors
    /// When there is no such seller, or the id is taken.
    pub fn add_item(&self, new: NewItem) -> Result<ItemView, ControlError> {
        let world = &self.world;
        let seller = self.seller(new.seller_id)?;
        if new.id.is_some_and(|id| world.people.item(id).is_some()) {
            return Err(ControlError::Taken("item id"));
        }
        let item = Item {
            id: new.id.unwrap_or_else(|| world.ids.number()),
            seller_id: new.seller_id,
            title: new.title,
            price: new.price,
            description: new.description,
            address: new.address,
            category: new.category,
            status: new.status,
            picture: new.picture,
            updated_ms: world.clock.now_ms(),
        };
        Ok(ItemView::of(world, &world.people.add_item(&seller, item)))
    }

    /// Opens a chat, or finds the one the two already have over the listing.
    ///
    /// # Errors
    /// When a participant or the listing does not exist, or the listing is another seller's.
    pub fn open_chat(&self, new: &NewChat) -> Result<ChatView, ControlError> {
        let item = new.item_id.map(|id| self.world.people.item(id).ok_or(ControlError::NotFound("item")));
        let item = item.transpose()?;
        let seller = self.seller(seller_of(new, item.as_deref())?)?;
        self.world.people.buyer(new.buyer_id).ok_or(ControlError::NotFound("buyer"))?;
        // A chat about nothing on sale is one between people.
        let kind = if item.is_none() && new.kind == ChatKind::Item { ChatKind::User } else { new.kind };
        let same = |chat: &&Arc<Chat>| {
            chat.buyer_id == new.buyer_id && chat.item_id == new.item_id && chat.kind == kind
        };
        let known = if new.always_new { None } else { seller.chats().iter().find(same).cloned() };
        let chat = known.unwrap_or_else(|| self.new_chat(&seller, new, kind));
        Ok(ChatView::of(&self.world, &chat))
    }

    fn new_chat(&self, seller: &Seller, new: &NewChat, kind: ChatKind) -> Arc<Chat> {
        let world = &self.world;
        let id = new.id.clone().unwrap_or_else(|| world.ids.chat(kind));
        let now_ms = world.clock.now_ms();
        let chat = Chat::new(id, kind, seller.user_id, new.buyer_id, new.item_id, now_ms);
        let chat = world.people.add_chat(seller, chat);
        world.events.publish(Event::about(&chat, EventKind::Opened));
        chat
    }

    /// Somebody writes: a buyer, or the seller from the native app.
    ///
    /// # Errors
    /// When the chat or the quoted message does not exist, or the seller has blacklisted the buyer.
    pub fn say(&self, chat_id: &str, mut new: NewMessage) -> Result<MessageView, ControlError> {
        if let Content::Voice { voice_id, .. } = &mut new.content
            && voice_id.is_empty()
        {
            *voice_id = self.world.ids.uuid();
        }
        let chat = self.chat_of(chat_id)?;
        if new.from == Side::Buyer && chat.is_blacklisted() {
            return Err(ControlError::Invalid("the seller has blacklisted this buyer".to_owned()));
        }
        let quote = match &new.quote {
            Some(id) => Some(Quote::from(&chat.message(id).ok_or(ControlError::NotFound("quoted message"))?)),
            None => None,
        };
        let draft = Draft {
            created_ms: new.created.map(|seconds| seconds.saturating_mul(1000)),
            quote,
            notify: !new.silent,
            ..Draft::new(chat.person(new.from), new.content)
        };
        Ok(MessageView::of(&self.world, &self.world.post(&chat, draft)))
    }

    /// Keeps a picture for [`crate::Content::Image`] and returns its id.
    ///
    /// # Errors
    /// When the bytes are not a picture that Avito takes.
    pub fn add_picture(&self, bytes: Bytes) -> Result<String, ControlError> {
        let picture = media::inspect(bytes).map_err(|error| ControlError::Invalid(error.to_string()))?;
        let image_id = self.world.ids.image();
        self.world.media.put(image_id.clone(), picture);
        Ok(image_id)
    }

    /// Deletes a message on behalf of one side, under the rules of the API.
    ///
    /// # Errors
    /// When there is nothing to delete, or the rules forbid it.
    pub fn delete_message(&self, chat_id: &str, message_id: &str, from: Side) -> Result<(), ControlError> {
        let chat = self.chat_of(chat_id)?;
        let invalid = |text: &str| ControlError::Invalid(text.to_owned());
        self.world.delete_message(&chat, message_id, chat.person(from)).map_err(|why| match why {
            NotDeleted::NotFound => ControlError::NotFound("message"),
            NotDeleted::NotYours => invalid("only the author can delete a message"),
            NotDeleted::TooLate => invalid("more than an hour has passed"),
            NotDeleted::Already => invalid("the message is deleted already"),
        })
    }

    /// One side has seen what the other wrote.
    ///
    /// # Errors
    /// When there is no such chat.
    pub fn mark_read(&self, chat_id: &str, side: Side) -> Result<(), ControlError> {
        self.world.mark_read(&*self.chat_of(chat_id)?, side);
        Ok(())
    }

    /// All messages of a chat as the buyer sees them, oldest first.
    ///
    /// # Errors
    /// When there is no such chat.
    pub fn messages(&self, chat_id: &str) -> Result<Vec<MessageView>, ControlError> {
        let messages = self.chat_of(chat_id)?.messages();
        Ok(messages.iter().map(|message| MessageView::of(&self.world, message)).collect())
    }

    /// One chat.
    ///
    /// # Errors
    /// When there is no such chat.
    pub fn chat(&self, chat_id: &str) -> Result<ChatView, ControlError> {
        Ok(ChatView::of(&self.world, &*self.chat_of(chat_id)?))
    }

    /// Chats of a buyer, or all; the one written in last comes first.
    #[must_use]
    pub fn chats(&self, buyer_id: Option<i64>) -> Vec<ChatView> {
        let mut all: Vec<ChatView> = self
            .world
            .people
            .chats()
            .iter()
            .filter(|chat| buyer_id.is_none_or(|id| chat.buyer_id == id))
            .map(|chat| ChatView::of(&self.world, chat))
            .collect();
        all.sort_by_key(|chat| std::cmp::Reverse(chat.updated_ms));
        all
    }

    /// Everybody who sells.
    #[must_use]
    pub fn sellers(&self) -> Vec<SellerView> {
        self.world.people.sellers().iter().map(|seller| SellerView::of(seller)).collect()
    }

    /// Everybody who buys.
    #[must_use]
    pub fn buyers(&self) -> Vec<BuyerView> {
        self.world.people.buyers().iter().map(|buyer| BuyerView::of(&self.world, buyer)).collect()
    }

    /// Everything on sale.
    #[must_use]
    pub fn items(&self) -> Vec<ItemView> {
        self.world.people.items().iter().map(|item| ItemView::of(&self.world, item)).collect()
    }

    /// Adds a fault; see [`NewFault`].
    #[must_use = "the id is needed to take the fault back"]
    pub fn add_fault(&self, rule: NewFault) -> Fault {
        self.world.faults.add(rule)
    }

    /// Faults, used-up ones among them.
    #[must_use]
    pub fn faults(&self) -> Vec<Fault> {
        self.world.faults.list()
    }

    /// Takes one fault back.
    ///
    /// # Errors
    /// When there is no such fault.
    pub fn remove_fault(&self, id: u64) -> Result<(), ControlError> {
        if self.world.faults.remove(id) { Ok(()) } else { Err(ControlError::NotFound("fault")) }
    }

    /// Takes all faults back.
    pub fn clear_faults(&self) {
        self.world.faults.clear();
    }

    /// Counters of all accounts and the violations of limits.
    #[must_use]
    pub fn stats(&self) -> Stats {
        let sellers = self.world.people.sellers();
        Stats {
            accounts: sellers.iter().map(|seller| (seller.user_id, seller.ledger.snapshot())).collect(),
            violations: self.world.ledger.violations(),
            anonymous: self.world.ledger.anonymous(),
        }
    }

    /// Sets all counters and logs of requests to zero.
    pub fn reset_stats(&self) {
        self.world.ledger.reset();
        for seller in self.world.people.sellers() {
            seller.ledger.reset();
        }
    }

    /// The latest requests with their times, oldest first.
    #[must_use]
    pub fn requests(&self, account: Option<i64>) -> Vec<RequestEntry> {
        self.world.ledger.requests(account)
    }

    /// Attempts to deliver webhooks with a number above `after`, oldest first.
    #[must_use]
    pub fn deliveries(&self, after: u64) -> Vec<Delivery> {
        self.world.webhooks.deliveries(after)
    }

    /// Waits until no webhook is under way, waiting for a retry or held back; `false` after `patience`.
    pub async fn deliveries_settled(&self, patience: Duration) -> bool {
        let mut pending = self.world.webhooks.pending();
        tokio::time::timeout(patience, pending.wait_for(|n| *n == 0)).await.is_ok_and(|seen| seen.is_ok())
    }

    /// Moves the simulator's clock forward: tokens, links and rate windows age by as much.
    pub fn travel(&self, by: Duration) {
        self.world.clock.travel(by);
    }

    /// The simulator's time, Unix milliseconds.
    #[must_use]
    pub fn now_ms(&self) -> i64 {
        self.world.clock.now_ms()
    }

    fn seller(&self, user_id: i64) -> Result<Arc<Seller>, ControlError> {
        self.world.people.seller(user_id).ok_or(ControlError::NotFound("seller"))
    }

    fn chat_of(&self, chat_id: &str) -> Result<Arc<Chat>, ControlError> {
        self.world.people.chat(chat_id).ok_or(ControlError::NotFound("chat"))
    }

    fn free_number(&self, wanted: Option<i64>) -> Result<i64, ControlError> {
        match wanted {
            Some(id) if self.world.people.is_taken(id) => Err(ControlError::Taken("user_id")),
            Some(id) => Ok(id),
            None => Ok(self.world.ids.number()),
        }
    }
}

/// Whose chat it is going to be.
fn seller_of(new: &NewChat, item: Option<&Item>) -> Result<i64, ControlError> {
    match (new.seller_id, item) {
        (Some(seller_id), Some(item)) if item.seller_id != seller_id => {
            Err(ControlError::Invalid("the item belongs to another seller".to_owned()))
        }
        (Some(seller_id), _) => Ok(seller_id),
        (None, Some(item)) => Ok(item.seller_id),
        (None, None) => Err(ControlError::Invalid("give item_id or seller_id".to_owned())),
    }
}
