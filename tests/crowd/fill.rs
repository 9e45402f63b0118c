//! Fills the database through the product's own store, as if a year's history had been read from the channel.

use std::path::Path;
use std::time::Instant;

use futures::{StreamExt as _, stream};
use sufler_retrieval::text;
use sufler_store::{
    Account, Author, ContactChange, EncryptionKey, Id, Item, Millis, NewInbound, Owner, SearchDoc, Store, Tab,
};

use crate::words::{Dice, Words};

/// The newest message.
const NEWEST: Millis = 1_790_000_000_000;
/// Between the last messages of neighbours in the list: 100,000 of them are a year.
const STEP: Millis = 315_000;
/// Conversations stored by one call.
const TOGETHER: usize = 40;
/// Calls at the same time: the writer puts them into one commit.
const AT_ONCE: usize = 8;
/// Messages indexed by one call.
const INDEXED: u32 = 5_000;

/// How much.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    pub(crate) conversations: usize,
    pub(crate) messages: usize,
}

/// What others need to know of it.
pub(crate) struct Filled {
    /// Chats led by people, with the channel's id of their account.
    pub(crate) chats: Vec<(String, String)>,
}

/// Fills the database of a stopped server.
pub(crate) async fn fill(dir: &Path, url: Option<&str>, size: Size, operators: &[Id]) -> Filled {
    let key = std::fs::read_to_string(dir.join("data/secret.key")).expect("the server's key");
    let key = EncryptionKey::from_hex(key.trim()).expect("a key");
    let own = format!("sqlite:{}", dir.join("data/sufler.db").display());
    let store = Store::open(url.unwrap_or(&own), &key).await.expect("the server's database");
    let accounts = store.account_list().await.expect("accounts");
    let crowd = Crowd { store, accounts, words: Words::new(), size };

    crowd.timed("messages", crowd.messages()).await;
    crowd.timed("people and listings", crowd.people()).await;
    crowd.timed("leaders", crowd.leaders(operators)).await;
    crowd.timed("index of the search", crowd.index()).await;
    let chats = (0..size.conversations).filter(|n| n % 10 == 9).take(2_000);
    let chats = chats.map(|n| (chat(n), crowd.account(n).external_id.clone().unwrap_or_default())).collect();
    crowd.store.close().await.expect("closed");
    Filled { chats }
}

struct Crowd {
    store: Store,
    accounts: Vec<Account>,
    words: Words,
    size: Size,
}

impl Crowd {
    async fn timed(&self, what: &str, work: impl Future<Output = ()>) {
        let started = Instant::now();
        work.await;
        println!("filled: {what} in {:.0} s", started.elapsed().as_secs_f64());
    }

    fn account(&self, n: usize) -> &Account {
        &self.accounts[n % self.accounts.len()]
    }

    async fn messages(&self) {
        let each = self.size.messages / self.size.conversations;
        stream::iter((0..self.size.conversations).step_by(TOGETHER))
            .for_each_concurrent(AT_ONCE, |first| async move {
                let chats = first..(first + TOGETHER).min(self.size.conversations);
                let batch = chats.flat_map(|n| (0..each).map(move |place| self.message(n, place, each)));
                self.store.ingest(batch.collect(), 0, NEWEST).await.expect("stored");
            })
            .await;
    }

    /// The message at this place of a thread.
    fn message(&self, n: usize, place: usize, each: usize) -> NewInbound {
        let mut dice = Dice::of((n * 1_000 + place) as u64);
        let age = (n as Millis) * STEP + ((each - 1 - place) as Millis) * 90_000;
        NewInbound {
            account_id: self.account(n).id,
            chat_external_id: chat(n),
            contact_external_id: Some(format!("crowd-{n}")),
            external_id: format!("m{place}"),
            author: if place.is_multiple_of(2) { Author::Contact } else { Author::Bot },
            kind: "text".into(),
            text: self.words.sentence(&mut dice),
            content: None,
            at: NEWEST - age,
            live: false,
        }
    }

    /// Calls `work` for each conversation, many at the same time.
    async fn each<F: Future<Output = ()>>(&self, work: impl Fn(usize, Id) -> F) {
        let mut before = None;
        loop {
            let filter = sufler_store::ConversationFilter { tab: Tab::All, ..Default::default() };
            let page = self.store.conversations(filter, before, 500).await.expect("a page");
            let ids = page.items.iter().filter_map(|row| {
                let number = row.conversation.external_id.strip_prefix("u2i-crowd-")?.parse().ok()?;
                Some((number, row.conversation.id))
            });
            stream::iter(ids).for_each_concurrent(200, |(n, id)| work(n, id)).await;
            before = page.next;
            if before.is_none() {
                return;
            }
        }
    }

    async fn people(&self) {
        self.each(|n, id| async move {
            let change = ContactChange { name: Some(self.words.name(n as u64)), ..ContactChange::default() };
            self.store.contact_update(id, change, NEWEST).await.expect("a contact");
            let mut dice = Dice::of(n as u64);
            let item = Item {
                external_id: format!("{}", dice.below(5_000)),
                title: self.words.sentence(&mut dice),
                price: Some(format!("{} ₽", dice.below(90_000))),
                ..Item::default()
            };
            self.store.conversation_item_update(id, Some(item), NEWEST).await.expect("a listing");
        })
        .await;
    }

    /// Of ten conversations five are closed, one waits or is led by a person, and the bot leads the rest.
    async fn leaders(&self, operators: &[Id]) {
        self.each(|n, id| async move {
            match n % 10 {
                0..5 => drop(self.store.close_conversation(id, NEWEST).await.expect("closed")),
                9 => {
                    let owner = match (n / 10) % 3 {
                        0 => Owner::Queue,
                        _ => Owner::Operator { user_id: operators[(n / 10) % operators.len()] },
                    };
                    self.store.assign(id, owner, None, NEWEST).await.expect("assigned");
                }
                _ => {}
            }
        })
        .await;
    }

    async fn index(&self) {
        let stems = |text: &str| text::words(&text::normalise(text)).map(text::stem).collect();
        let mut from = self.store.search_cursor().await.expect("a cursor");
        loop {
            let waiting = self.store.search_pending(from, INDEXED).await.expect("messages");
            let Some(to) = waiting.last().map(|last| last.cursor) else { return };
            let docs = waiting
                .iter()
                .map(|source| SearchDoc { message_id: source.cursor.message_id, stems: stems(&source.text) });
            assert!(self.store.search_add(from, to, docs.collect()).await.expect("indexed"));
            from = to;
        }
    }
}

/// The channel's id of a chat.
fn chat(n: usize) -> String {
    format!("u2i-crowd-{n}")
}
