//! Everything a story needs, wired: simulator, model, server, a logged-in admin.

use std::{fs, path::Path, time::Duration};

use sufler_sandbox::Control;
use sufler_store::{Conversation, Delivery, Message};
use tempfile::TempDir;

use crate::{
    Api, Backend, Buyer, Database, Model, PATIENCE, Seller, Server, Settings, Shop, binary, ports,
    wait::{holds, try_until},
};

/// What a story starts with.
#[derive(Debug)]
pub struct Setup {
    flow: &'static str,
    settings: Settings,
    simulator: sufler_sandbox::Config,
    sellers: usize,
    with_model: bool,
    failpoint: Option<String>,
    database: Database,
    wait_for_accounts: bool,
}

/// A story at work.
#[derive(Debug)]
pub struct Stage {
    /// The simulated Avito.
    pub shop: Shop,
    /// The server under test.
    pub server: Server,
    /// The admin.
    pub api: Api,
    /// Connected accounts.
    pub sellers: Vec<Seller>,
    model: Option<Model>,
    // Both go after the server: fields are dropped in this order.
    _database: Database,
    dir: TempDir,
}

impl Setup {
    /// With the flow of `tests/flows/<flow>/`, one seller, the built-in answerer and SQLite.
    pub fn flow(flow: &'static str) -> Self {
        Self {
            flow,
            settings: Settings::default(),
            simulator: sufler_sandbox::Config {
                rate: sufler_sandbox::RateLimit { per_minute: 100_000, enforced: true },
                ..sufler_sandbox::Config::default()
            },
            sellers: 1,
            with_model: false,
            failpoint: None,
            database: Database::sqlite(),
            wait_for_accounts: true,
        }
    }

    /// The flow that asks a model, and a mock model.
    pub fn model() -> Self {
        Self { with_model: true, ..Self::flow("model") }
    }

    /// On another database.
    #[must_use]
    pub fn on(self, database: Database) -> Self {
        Self { database, ..self }
    }

    /// With this many sellers.
    #[must_use]
    pub fn sellers(self, sellers: usize) -> Self {
        Self { sellers, ..self }
    }

    /// With a server that aborts at this place in its first life.
    #[must_use]
    pub fn dies_at(self, failpoint: &str) -> Self {
        Self { failpoint: Some(failpoint.to_owned()), ..self }
    }

    /// With other settings.
    #[must_use]
    pub fn settings(mut self, change: impl FnOnce(&mut Settings)) -> Self {
        change(&mut self.settings);
        self
    }

    /// With another Avito.
    #[must_use]
    pub fn simulator(mut self, change: impl FnOnce(&mut sufler_sandbox::Config)) -> Self {
        change(&mut self.simulator);
        self
    }

    /// Without accounts in the settings: the story connects them.
    #[must_use]
    pub fn unconnected(self) -> Self {
        Self { wait_for_accounts: false, ..self }
    }

    /// Starts it all and waits until the accounts are connected.
    ///
    /// # Panics
    /// Something does not start.
    pub async fn start(mut self) -> Stage {
        let dir = tempfile::Builder::new().prefix("sufler-story-").tempdir().expect("a temporary folder");
        let tests = binary::workspace().join("tests");
        copy(&tests.join("flows").join(self.flow), &dir.path().join("flows").join(self.flow));
        copy(&tests.join("knowledge"), &dir.path().join("knowledge"));
        let shop = Shop::open(self.simulator).await;
        let sellers: Vec<Seller> =
            (1..=self.sellers).map(|n| shop.add_seller(&format!("Магазин {n}"))).collect();
        let model = if self.with_model { Some(Model::start().await) } else { None };
        self.settings.model_url = model.as_ref().map(Model::base_url);
        self.settings.database_url = self.database.url().map(str::to_owned);
        if self.wait_for_accounts {
            self.settings.accounts = sellers.iter().map(|seller| seller.view.clone()).collect();
        }
        let address = ports::free();
        let toml = self.settings.to_toml(dir.path(), address, &shop.url());
        fs::write(dir.path().join("sufler.toml"), toml).expect("the settings are written");
        let mut server = Server::new(dir.path(), address);
        server.start(self.failpoint.as_deref()).await;
        let api = Api::log_in(&server.url(), "admin", &server.first_password().await).await;
        let stage = Stage { shop, server, api, sellers, model, _database: self.database, dir };
        if self.wait_for_accounts {
            stage.until_connected().await;
        }
        stage
    }
}

/// Copies a folder with everything in it.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder of the test");
    for entry in fs::read_dir(from).unwrap_or_else(|error| panic!("{}: {error}", from.display())) {
        let entry = entry.expect("an entry of the folder");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("the entry's type").is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("the file is copied");
        }
    }
}

impl Stage {
    /// Looks until `look` answers a value; a failure shows the server's log.
    ///
    /// # Panics
    /// The deadline passed.
    pub async fn until<T, F>(&self, what: &str, look: impl FnMut() -> F) -> T
    where
        F: Future<Output = Result<T, String>>,
    {
        self.within(PATIENCE, what, look).await
    }

    /// [`Stage::until`] with another deadline.
    ///
    /// # Panics
    /// The deadline passed.
    pub async fn within<T, F>(&self, patience: Duration, what: &str, look: impl FnMut() -> F) -> T
    where
        F: Future<Output = Result<T, String>>,
    {
        let found = try_until(what, patience, look).await;
        found.unwrap_or_else(|problem| panic!("{problem}\n{}", self.server.log_tail()))
    }

    /// Waits until every seller's webhook is subscribed.
    pub async fn until_connected(&self) {
        self.until("every account subscribes its webhook", async || {
            let missing =
                self.control().sellers().into_iter().filter(|seller| seller.subscriptions.is_empty());
            let missing: Vec<String> = missing.map(|seller| seller.name).collect();
            holds(missing.is_empty(), missing)
        })
        .await;
        assert!(self.control().deliveries_settled(PATIENCE).await, "the probes of the webhooks are answered");
    }

    /// Faults and counters of the simulator.
    pub fn control(&self) -> Control {
        self.shop.control()
    }

    /// The first seller.
    pub fn seller(&self) -> &Seller {
        &self.sellers[0]
    }

    /// A buyer of the first seller.
    pub fn buyer(&self, name: &str) -> Buyer {
        self.shop.add_buyer(self.seller(), name)
    }

    /// The mock model.
    ///
    /// # Panics
    /// The story has none.
    pub fn model(&self) -> &Model {
        self.model.as_ref().expect("a story with a model")
    }

    /// The test's folder: `flows/`, `knowledge/`, `data/`.
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// The flow file the server runs.
    pub fn flow_file(&self, flow: &str) -> std::path::PathBuf {
        self.dir().join("flows").join(flow).join("flow.yaml")
    }

    /// Waits until the buyer has heard exactly this from the seller's side.
    pub async fn hears(&self, buyer: &Buyer, texts: &[&str]) {
        self.until(&format!("the buyer hears {texts:?}"), async || {
            let heard = buyer.hears();
            holds(heard == texts, heard)
        })
        .await;
    }

    /// Waits until the seller's side has said something.
    pub async fn hears_anything(&self, buyer: &Buyer) {
        self.until("the buyer is answered", async || holds(!buyer.hears().is_empty(), buyer.hears())).await;
    }

    /// Waits until the chat is stored; its conversation.
    pub async fn conversation(&self, buyer: &Buyer) -> Conversation {
        self.until("the chat is stored", async || {
            let row = self.api.conversation_of(&buyer.chat_id).await;
            row.map(|row| row.conversation).ok_or_else(|| "no conversation".to_owned())
        })
        .await
    }

    /// Stored messages of the chat, oldest first.
    pub async fn stored(&self, buyer: &Buyer) -> Vec<Message> {
        self.api.messages(self.conversation(buyer).await.id).await
    }

    /// Texts of the customer's stored messages, oldest first.
    pub async fn stored_questions(&self, buyer: &Buyer) -> Vec<String> {
        let messages = self.stored(buyer).await.into_iter();
        let asked = messages.filter(|message| message.author == sufler_store::Author::Contact);
        asked.map(|message| message.text).collect()
    }

    /// Waits until nothing is on its way to customers, webhooks have settled, and a fresh buyer has been answered:
    /// what was to be sent before has been sent by then.
    pub async fn settles(&self) {
        assert!(
            self.control().deliveries_settled(PATIENCE).await,
            "webhooks settle\n{}",
            self.server.log_tail()
        );
        let fresh = self.buyer("Последний");
        fresh.says("Здравствуйте!");
        self.until("a fresh buyer is answered", async || holds(!fresh.hears().is_empty(), fresh.hears()))
            .await;
        self.until("nothing is on its way", async || {
            let changes = self.api.changes(0).await;
            let moving =
                |message: &Message| matches!(message.delivery, Some(Delivery::Queued | Delivery::Sending));
            let moving: Vec<Message> = changes.messages.into_iter().filter(moving).collect();
            holds(moving.is_empty(), moving)
        })
        .await;
    }
}

/// Opens the database or leaves the test, said on stderr.
///
/// # Panics
/// PostgreSQL is there and does not work.
pub async fn open(backend: Backend) -> Option<Setup> {
    Some(Setup::flow("echo").on(backend.open().await?))
}
