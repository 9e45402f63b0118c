//! A store to test, and shorthand for what most tests do first.

use sufler_store::testing::{Durability, TestDatabase, postgres};
use sufler_store::{
    AccountSecrets, Author, EncryptionKey, Id, Ingested, Lease, Message, Millis, NewAccount, NewInbound,
    NewReply, Store, TurnCommit, TurnInput,
};
use tempfile::TempDir;

/// Time at which tests begin.
pub(crate) const NOW: Millis = 1_790_000_000_000;
pub(crate) const SETTLE: Millis = 500;

#[derive(Debug, Clone, Copy)]
pub(crate) enum Backend {
    Sqlite,
    Postgres,
}

/// Where the data lies; removed at the end.
pub(crate) enum Place {
    Sqlite(TempDir),
    Postgres(Box<TestDatabase>),
}

impl Place {
    /// `None` where PostgreSQL is not installed.
    pub(crate) async fn new(backend: Backend) -> Option<Self> {
        match backend {
            Backend::Sqlite => Some(Self::Sqlite(tempfile::tempdir().unwrap())),
            Backend::Postgres => {
                postgres(Durability::Fast).await.unwrap().map(|database| Self::Postgres(Box::new(database)))
            }
        }
    }

    pub(crate) fn url(&self) -> String {
        match self {
            Self::Sqlite(folder) => format!("sqlite:{}", folder.path().join("test.db").display()),
            Self::Postgres(database) => database.url().to_owned(),
        }
    }
}

pub(crate) struct Db {
    pub(crate) store: Store,
    pub(crate) key: EncryptionKey,
    pub(crate) account: Id,
    pub(crate) place: Place,
}

impl Db {
    /// A store with one account; `None` where PostgreSQL is not installed.
    pub(crate) async fn open(backend: Backend) -> Option<Self> {
        let place = Place::new(backend).await?;
        let key = EncryptionKey::generate().unwrap();
        let store = Store::open(&place.url(), &key).await.unwrap();
        let account = store.account_create(new_account("42"), NOW).await.unwrap().id;
        Some(Self { store, key, account, place })
    }

    /// The same data after the process ended and began again.
    pub(crate) async fn reopen(mut self) -> Self {
        self.store.close().await.unwrap();
        self.store = Store::open(&self.place.url(), &self.key).await.unwrap();
        self
    }

    /// A live message of the customer.
    pub(crate) fn inbound(&self, chat: &str, external_id: &str, text: &str) -> NewInbound {
        NewInbound {
            account_id: self.account,
            chat_external_id: chat.into(),
            contact_external_id: Some(format!("buyer of {chat}")),
            external_id: external_id.into(),
            author: Author::Contact,
            kind: "text".into(),
            text: text.into(),
            content: None,
            at: NOW,
            live: true,
        }
    }

    /// A live message from our own side of the chat.
    pub(crate) fn native(&self, chat: &str, external_id: &str, text: &str) -> NewInbound {
        NewInbound { author: Author::Native, ..self.inbound(chat, external_id, text) }
    }

    pub(crate) async fn ingest(&self, message: NewInbound) -> Ingested {
        self.store.ingest(vec![message], SETTLE, NOW).await.unwrap()[0]
    }

    /// A customer writes; answers the conversation.
    pub(crate) async fn customer_writes(&self, chat: &str, external_id: &str) -> Id {
        self.ingest(self.inbound(chat, external_id, "вопрос")).await;
        self.conversation_of(chat).await
    }

    pub(crate) async fn conversation_of(&self, chat: &str) -> Id {
        self.store.conversation_by_chat(self.account, chat).await.unwrap().unwrap().conversation.id
    }

    /// Leases the one conversation that is ready.
    pub(crate) async fn lease(&self) -> Lease {
        let leases = self.lease_all().await;
        assert_eq!(leases.len(), 1, "one conversation is ready");
        leases[0]
    }

    pub(crate) async fn lease_all(&self) -> Vec<Lease> {
        self.store.lease_ready(100, 60_000, NOW + 10 * SETTLE).await.unwrap()
    }

    pub(crate) async fn begin_turn(&self) -> Begun {
        let lease = self.lease().await;
        let input = self.store.load_turn(lease, 20).await.unwrap();
        Begun { lease, input }
    }

    /// A customer writes and a turn answers with `replies`, queued.
    pub(crate) async fn bot_answers(&self, chat: &str, external_id: &str, replies: &[&str]) -> Vec<Message> {
        self.customer_writes(chat, external_id).await;
        let turn = self.begin_turn().await;
        self.store.save_turn(turn.commit(replies)).await.unwrap().messages
    }

    pub(crate) async fn message(&self, id: Id) -> Message {
        self.store.message(id).await.unwrap()
    }
}

/// A turn that has begun.
pub(crate) struct Begun {
    pub(crate) lease: Lease,
    pub(crate) input: TurnInput,
}

impl Begun {
    /// A finished turn that has dealt with everything it saw.
    pub(crate) fn commit(&self, replies: &[&str]) -> TurnCommit {
        TurnCommit {
            lease: self.lease,
            epoch: self.input.conversation.epoch,
            turn_no: self.input.turn_no,
            finished: true,
            state: Some(r#"{"node":"end"}"#.into()),
            flow_id: Some("shop".into()),
            flow_hash: Some("h1".into()),
            record_json: r#"{"trace":[]}"#.into(),
            processed: self.input.inbound.iter().map(|message| message.id).collect(),
            replies: replies.iter().map(|text| reply(text)).collect(),
            claim_now: false,
            handoff: None,
            close: false,
            contact_variables: None,
            wake_at: None,
            restart_on_new: false,
            now: NOW + 10 * SETTLE,
        }
    }
}

pub(crate) fn reply(text: &str) -> NewReply {
    NewReply { kind: "text".into(), text: text.into(), content: None }
}

pub(crate) fn new_account(external_id: &str) -> NewAccount {
    NewAccount {
        channel: "avito".into(),
        title: "Магазин".into(),
        external_id: Some(external_id.into()),
        settings: serde_json::json!({}),
        flow_id: None,
        enabled: true,
        secrets: AccountSecrets { client_secret: "top-secret-value".into(), ..AccountSecrets::default() },
    }
}
