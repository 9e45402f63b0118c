//! A server with two accounts, a conversation in each, and whoever is needed.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use sufler_server::auth::hash_token;
use sufler_server::config::Config;
use sufler_server::http::{AppState, serve};
use sufler_store::{
    Author, EncryptionKey, Id, Ingested, NewInbound, NewPushSubscription, NewShare, NewUser, OperatorMessage,
    PushAddress, QuickReplyScope, QuickReplyText, Role, Store,
};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::client::{Client, Session};
use crate::runtime::FakeRuntime;

/// Far in the future of every test.
const NEVER: i64 = 9_000_000_000_000;

/// A running server.
pub(crate) struct Server {
    pub(crate) store: Store,
    pub(crate) runtime: Arc<FakeRuntime>,
    pub(crate) base: String,
    /// Two accounts, each with a conversation.
    pub(crate) ours: Place,
    pub(crate) theirs: Place,
    pub(crate) stop: CancellationToken,
    pub(crate) serving: JoinHandle<std::io::Result<()>>,
    http: reqwest::Client,
    /// Makes logins and ids unlike.
    numbers: AtomicU32,
    _dir: TempDir,
}

/// An account and what is in it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    pub(crate) account: Id,
    pub(crate) conversation: Id,
    /// A customer's message.
    pub(crate) message: Id,
}

impl Server {
    pub(crate) async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    pub(crate) async fn start_with(change: impl FnOnce(&mut Config)) -> Self {
        let dir = tempfile::tempdir().expect("a folder");
        let key = EncryptionKey::generate().expect("a key");
        let url = format!("sqlite:{}", dir.path().join("test.db").display());
        let store = Store::open(&url, &key).await.expect("a store");
        let ours = place(&store, "Наш магазин").await;
        let theirs = place(&store, "Чужой магазин").await;
        let mut config = Config { data_dir: dir.path().into(), ..Config::default() };
        change(&mut config);
        let runtime = Arc::new(FakeRuntime::new(store.clone()));
        let state =
            AppState::new(store.clone(), Arc::new(config), Arc::clone(&runtime) as _).expect("a state");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let base = format!("http://{}", listener.local_addr().expect("an address"));
        let stop = CancellationToken::new();
        let serving = tokio::spawn(serve(listener, state, stop.clone()));
        Self {
            store,
            runtime,
            base,
            ours,
            theirs,
            stop,
            serving,
            http: http(),
            numbers: AtomicU32::new(0),
            _dir: dir,
        }
    }

    /// Somebody who is not logged in.
    pub(crate) fn nobody(&self) -> Client {
        Client { http: self.http.clone(), base: self.base.clone(), session: None }
    }

    /// A logged-in user; made without a password, whose hashing takes long.
    pub(crate) async fn user(&self, role: Role, accounts: Option<Vec<Id>>) -> Client {
        let number = self.numbers.fetch_add(1, Ordering::Relaxed);
        let new = NewUser {
            login: format!("user{number}"),
            name: format!("Сотрудник {number}"),
            role,
            password_hash: "none".into(),
            accounts,
        };
        let user = self.store.user_create(new, 1).await.expect("a user");
        let (token, csrf) = (format!("token{number}"), format!("csrf{number}"));
        self.store.session_create(&hash_token(&token), user.id, &csrf, NEVER).await.expect("a session");
        Client { session: Some(Session { user, token, csrf }), ..self.nobody() }
    }

    /// A customer writes.
    pub(crate) async fn customer_writes(&self, place: Place, text: &str) -> Id {
        write(&self.store, place.account, text).await.0
    }

    /// A quick reply for one account.
    pub(crate) async fn quick_reply(&self, place: Place, user_id: Id) -> Id {
        let content = QuickReplyText {
            scope: QuickReplyScope::Account(place.account),
            title: "Доставка".into(),
            keyword: None,
            text: "Отправим завтра.".into(),
        };
        self.store.quick_reply_create(user_id, content, 2).await.expect("a quick reply").id
    }

    /// A browser of the user that wants to be told.
    pub(crate) async fn push_subscription(&self, user_id: Id) -> Id {
        let number = self.numbers.fetch_add(1, Ordering::Relaxed);
        let new = NewPushSubscription {
            user_id,
            address: PushAddress {
                endpoint: "https://push.example.com/1".into(),
                p256dh: "k".into(),
                auth: "a".into(),
            },
            endpoint_hash: format!("hash{number}"),
            device: "Chrome, Linux".into(),
            lang: "ru".into(),
            mine: true,
            queue: true,
        };
        self.store.push_subscribe(new, 2).await.expect("subscribed").id
    }

    /// A link to the conversation.
    pub(crate) async fn share(&self, place: Place, user_id: Id) -> Id {
        let new = NewShare {
            conversation_id: place.conversation,
            user_id,
            time_zone: "UTC".into(),
            expires_at: NEVER,
        };
        self.store.share_create(new, 2).await.expect("a link").id
    }

    /// A note of this user.
    pub(crate) async fn note(&self, place: Place, user_id: Id) -> Id {
        let number = self.numbers.fetch_add(1, Ordering::Relaxed);
        let note = sufler_store::NewNote {
            conversation_id: place.conversation,
            user_id,
            client_id: format!("note{number}"),
            text: "Просит скидку".into(),
        };
        self.store.note_add(note, 2).await.expect("a note").id
    }

    /// A message of an operator that the channel refused.
    pub(crate) async fn failed_message(&self, place: Place, user_id: Id) -> Id {
        self.store.take_over(place.conversation, user_id, None, 2).await.expect("taken over");
        let message = OperatorMessage {
            conversation_id: place.conversation,
            user_id,
            client_id: format!("failed{}", self.numbers.fetch_add(1, Ordering::Relaxed)),
            kind: "text".into(),
            text: "не дошло".into(),
            content: None,
            expected_epoch: None,
        };
        let id = self.store.operator_send(message, 2).await.expect("queued").id;
        self.store.outbox_claim(place.account, 10, NEVER).await.expect("claimed");
        self.store.outbox_failed(id, "отказ".into()).await.expect("failed");
        id
    }
}

async fn place(store: &Store, title: &str) -> Place {
    let account = sufler_store::NewAccount {
        channel: "avito".into(),
        title: title.into(),
        external_id: Some(title.into()),
        settings: serde_json::json!({}),
        flow_id: None,
        enabled: true,
        secrets: sufler_store::AccountSecrets::default(),
    };
    let account = store.account_create(account, 1).await.expect("an account").id;
    let (message, conversation) = write(store, account, "Здравствуйте!").await;
    Place { account, conversation, message }
}

async fn write(store: &Store, account_id: Id, text: &str) -> (Id, Id) {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let inbound = NewInbound {
        account_id,
        chat_external_id: "chat".into(),
        contact_external_id: Some("buyer".into()),
        external_id: format!("m{}", NUMBER.fetch_add(1, Ordering::Relaxed)),
        author: Author::Contact,
        kind: "text".into(),
        text: text.into(),
        content: None,
        at: 1_700_000_000_000,
        live: true,
    };
    let ingested = store.ingest(vec![inbound], 0, 1_700_000_000_000).await.expect("ingested");
    match ingested.first() {
        Some(Ingested::New { message_id, conversation_id, .. }) => (*message_id, *conversation_id),
        other => panic!("{other:?}"),
    }
}

/// A client that follows no redirects.
fn http() -> reqwest::Client {
    // `Err` means that another test of this process did it.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client")
}
