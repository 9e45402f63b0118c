//! Sellers, buyers and listings.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, RwLock};

use super::chat::Chat;
use crate::stats::AccountLedger;
use crate::sync::{lock, read, write};

/// An account of Avito that sells.
#[derive(Debug)]
pub(crate) struct Seller {
    pub(crate) user_id: i64,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) phone: String,
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    /// The messenger's subscription is paid; without it calls end in 402.
    pub(crate) paid: AtomicBool,
    /// Requests in a sliding minute.
    pub(crate) per_minute: AtomicU32,
    pub(crate) ledger: AccountLedger,
    subscriptions: Mutex<Vec<Subscription>>,
    chats: RwLock<Vec<Arc<Chat>>>,
    items: RwLock<Vec<Arc<Item>>>,
}

/// Where an account's webhooks go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Subscription {
    pub(crate) url: Arc<str>,
}

/// Somebody who asks and buys.
#[derive(Debug)]
pub(crate) struct Buyer {
    pub(crate) user_id: i64,
    pub(crate) name: String,
    /// Hue of the drawn avatar, degrees.
    pub(crate) hue: u16,
}

/// A listing.
#[derive(Debug)]
pub(crate) struct Item {
    pub(crate) id: i64,
    pub(crate) seller_id: i64,
    pub(crate) title: String,
    /// Whole roubles.
    pub(crate) price: Option<i64>,
    pub(crate) description: String,
    pub(crate) address: String,
    pub(crate) category: String,
    /// active, removed, old, blocked or rejected.
    pub(crate) status: String,
    /// Which drawing stands for the picture.
    pub(crate) picture: String,
    pub(crate) updated_ms: i64,
}

impl Item {
    /// Price as Avito shows it: groups of three and the currency held together by no-break spaces.
    pub(crate) fn price_string(&self) -> String {
        self.price.map_or_else(|| "Цена не указана".to_owned(), price_string)
    }
}

pub(crate) fn price_string(price: i64) -> String {
    let digits = price.unsigned_abs().to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push('\u{a0}');
        }
        out.push(digit);
    }
    out + "\u{a0}₽"
}

impl Seller {
    pub(crate) fn new(user_id: i64, name: String, client_id: String, client_secret: String) -> Self {
        Self {
            user_id,
            name,
            email: format!("shop{user_id}@example.com"),
            phone: "+79990000000".to_owned(),
            client_id,
            client_secret,
            paid: AtomicBool::new(true),
            per_minute: AtomicU32::new(0),
            ledger: AccountLedger::default(),
            subscriptions: Mutex::default(),
            chats: RwLock::default(),
            items: RwLock::default(),
        }
    }

    pub(crate) fn is_paid(&self) -> bool {
        self.paid.load(Ordering::Relaxed)
    }

    pub(crate) fn subscriptions(&self) -> Vec<Subscription> {
        lock(&self.subscriptions).clone()
    }

    /// Registers an address; `false` when it was registered already.
    pub(crate) fn subscribe(&self, url: &str) -> bool {
        let mut all = lock(&self.subscriptions);
        if all.iter().any(|one| &*one.url == url) {
            return false;
        }
        all.push(Subscription { url: url.into() });
        true
    }

    /// Forgets an address; `false` when it was not registered.
    pub(crate) fn unsubscribe(&self, url: &str) -> bool {
        let mut all = lock(&self.subscriptions);
        let before = all.len();
        all.retain(|one| &*one.url != url);
        all.len() != before
    }

    pub(crate) fn chats(&self) -> Vec<Arc<Chat>> {
        read(&self.chats).clone()
    }

    pub(crate) fn items(&self) -> Vec<Arc<Item>> {
        read(&self.items).clone()
    }
}

/// Everybody and everything that has an id.
#[derive(Debug, Default)]
pub(crate) struct People {
    sellers: RwLock<HashMap<i64, Arc<Seller>>>,
    buyers: RwLock<HashMap<i64, Arc<Buyer>>>,
    items: RwLock<HashMap<i64, Arc<Item>>>,
    chats: RwLock<HashMap<String, Arc<Chat>>>,
}

impl People {
    pub(crate) fn seller(&self, user_id: i64) -> Option<Arc<Seller>> {
        read(&self.sellers).get(&user_id).cloned()
    }

    pub(crate) fn buyer(&self, user_id: i64) -> Option<Arc<Buyer>> {
        read(&self.buyers).get(&user_id).cloned()
    }

    pub(crate) fn item(&self, id: i64) -> Option<Arc<Item>> {
        read(&self.items).get(&id).cloned()
    }

    pub(crate) fn chat(&self, id: &str) -> Option<Arc<Chat>> {
        read(&self.chats).get(id).cloned()
    }

    /// Name of a seller or a buyer.
    pub(crate) fn name(&self, user_id: i64) -> Option<String> {
        let seller = self.seller(user_id).map(|seller| seller.name.clone());
        seller.or_else(|| self.buyer(user_id).map(|buyer| buyer.name.clone()))
    }

    /// Sellers by user_id.
    pub(crate) fn sellers(&self) -> Vec<Arc<Seller>> {
        sorted(&self.sellers, |seller| seller.user_id)
    }

    /// Buyers by user_id.
    pub(crate) fn buyers(&self) -> Vec<Arc<Buyer>> {
        sorted(&self.buyers, |buyer| buyer.user_id)
    }

    /// Listings by id.
    pub(crate) fn items(&self) -> Vec<Arc<Item>> {
        sorted(&self.items, |item| item.id)
    }

    /// Chats in the order they were opened.
    pub(crate) fn chats(&self) -> Vec<Arc<Chat>> {
        sorted(&self.chats, |chat| (chat.created_ms, chat.id.clone()))
    }

    /// Whether a number already belongs to a person.
    pub(crate) fn is_taken(&self, user_id: i64) -> bool {
        self.seller(user_id).is_some() || self.buyer(user_id).is_some()
    }

    pub(crate) fn add_seller(&self, seller: Seller) -> Arc<Seller> {
        let seller = Arc::new(seller);
        write(&self.sellers).insert(seller.user_id, Arc::clone(&seller));
        seller
    }

    pub(crate) fn add_buyer(&self, buyer: Buyer) -> Arc<Buyer> {
        let buyer = Arc::new(buyer);
        write(&self.buyers).insert(buyer.user_id, Arc::clone(&buyer));
        buyer
    }

    pub(crate) fn add_item(&self, seller: &Seller, item: Item) -> Arc<Item> {
        let item = Arc::new(item);
        write(&self.items).insert(item.id, Arc::clone(&item));
        write(&seller.items).push(Arc::clone(&item));
        item
    }

    pub(crate) fn add_chat(&self, seller: &Seller, chat: Chat) -> Arc<Chat> {
        let chat = Arc::new(chat);
        write(&self.chats).insert(chat.id.clone(), Arc::clone(&chat));
        write(&seller.chats).push(Arc::clone(&chat));
        chat
    }
}

fn sorted<K, V, O: Ord>(map: &RwLock<HashMap<K, Arc<V>>>, key: impl Fn(&V) -> O) -> Vec<Arc<V>> {
    let mut all: Vec<_> = read(map).values().cloned().collect();
    all.sort_by_key(|one| key(one));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prices_are_grouped_by_no_break_spaces() {
        let shown = [500, 1_000, 45_900, 1_232_323].map(price_string);
        assert_eq!(
            shown,
            ["500\u{a0}₽", "1\u{a0}000\u{a0}₽", "45\u{a0}900\u{a0}₽", "1\u{a0}232\u{a0}323\u{a0}₽"]
        );
    }
}
