//! The life of the running product: starts every part, wires them, stops them in order.

use std::{collections::HashSet, sync::Arc, time::Duration};

use sufler_llm::{Builtin, OpenAi, OpenAiConfig};
use sufler_store::{Account, Millis, Store, StoreError};
use tokio::sync::Notify;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{
    accounts::{self, Accounts},
    answerer::{Answerer, Voice},
    core::Core,
    doubt,
    flows::FlowLibrary,
    indexer,
    interrupts::{self, Interrupts},
    knowledge::KnowledgeLibrary,
    libraries,
    notices::{self, Notices},
    outbox,
    pauses::{self, Pauses},
    profiles::Profiles,
    reads, snoozes, worker,
};
use crate::{
    clock::now,
    config::{Config, LlmProvider},
    connectors::Connectors,
    http::runtime_port::NewAccount,
};

/// How long turns and sends under way may take at shutdown.
const PATIENCE: Duration = Duration::from_secs(20);

/// The running product; dropping it stops nothing, [`Product::stop`] does.
pub struct Product {
    pub(super) core: Arc<Core>,
    cancel: CancellationToken,
    tracker: TaskTracker,
}

impl Product {
    /// Starts everything: libraries, workers, outbox, accounts.
    ///
    /// # Errors
    /// Wrong settings, or the database does not answer.
    pub async fn start(config: &Config, store: Store, voice: Voice) -> anyhow::Result<Arc<Self>> {
        let born = now();
        let knowledge = Arc::new(KnowledgeLibrary::open(&config.knowledge_dir));
        let connectors = Connectors::new(&config.connectors)?;
        let core = Arc::new(Core {
            flows: Arc::new(FlowLibrary::open(&config.flows_dir, connectors.names())),
            connectors,
            answerer: Answerer::new(voice, Arc::clone(&knowledge)),
            knowledge,
            accounts: Accounts::new(&config.avito, config.public_url.as_ref().map(|_| config.public_url()))?,
            pauses: Pauses::default(),
            interrupts: Arc::new(Interrupts::default()),
            profiles: Profiles::default(),
            settle_ms: i64::try_from(config.settle_ms).unwrap_or(i64::MAX),
            outbox_kick: Notify::new(),
            notices: Notices::new(config, &store).await?,
            notice_kick: Notify::new(),
            store,
        });
        let product = Arc::new(Self { core, cancel: CancellationToken::new(), tracker: TaskTracker::new() });
        // Before any worker starts: a bot silenced before a restart says nothing after it.
        product.core.pauses.refresh(&product.core.store).await?;
        libraries::keep_flow_versions(&product.core, &mut HashSet::new()).await;
        libraries::keep_articles(&product.core).await;
        product.connect_configured(config).await?;
        product.start_accounts().await?;
        product.spawn_parts(config, born);
        Ok(product)
    }

    fn spawn_parts(&self, config: &Config, born: Millis) {
        let (core, cancel, tracker) = (&self.core, &self.cancel, &self.tracker);
        tracker.spawn(worker::run(Arc::clone(core), config.workers, cancel.clone(), tracker.clone()));
        tracker.spawn(outbox::run(Arc::clone(core), cancel.clone(), tracker.clone()));
        tracker.spawn(interrupts::listen(core.store.clone(), Arc::clone(&core.interrupts), cancel.clone()));
        tracker.spawn(pauses::follow(Arc::clone(core), cancel.clone()));
        tracker.spawn(indexer::run(core.store.clone(), cancel.clone()));
        notices::spawn(core, cancel, tracker);
        tracker.spawn(reads::run(Arc::clone(core), cancel.clone()));
        tracker.spawn(snoozes::run(Arc::clone(core), cancel.clone()));
        tracker.spawn(doubt::settle_leftovers(Arc::clone(core), born));
        tracker.spawn(libraries::watch_flows(Arc::clone(core), cancel.clone()));
        tracker.spawn(libraries::watch_knowledge(Arc::clone(core), cancel.clone()));
    }

    /// Accounts named in the settings that the store does not have yet.
    async fn connect_configured(&self, config: &Config) -> anyhow::Result<()> {
        let known = self.core.store.account_list().await?;
        for entry in &config.accounts {
            if known.iter().any(|account| account.channel == entry.channel && account.title == entry.title) {
                continue;
            }
            let secret = entry.secret().map(|secret| secret.expose().to_owned()).unwrap_or_default();
            self.core
                .store
                .account_create(
                    accounts::new_row(NewAccount {
                        channel: entry.channel.clone(),
                        title: entry.title.clone(),
                        client_id: entry.client_id.clone(),
                        client_secret: secret,
                        settings: serde_json::Value::Object(entry.settings.clone()),
                        flow_id: entry.flow_id.clone(),
                    }),
                    now(),
                )
                .await?;
        }
        Ok(())
    }

    async fn start_accounts(&self) -> Result<(), StoreError> {
        for account in self.core.store.account_list().await? {
            self.start_account(&account).await?;
        }
        Ok(())
    }

    pub(super) async fn start_account(&self, account: &Account) -> Result<(), StoreError> {
        self.core.accounts.start(&self.core, account, &self.cancel, &self.tracker).await
    }

    /// Stops taking work, finishes what is under way, gives up after a while.
    pub async fn stop(&self) {
        self.cancel.cancel();
        self.tracker.close();
        if tokio::time::timeout(PATIENCE, self.tracker.wait()).await.is_err() {
            tracing::warn!("Some work did not finish in time; it goes on after the next start.");
        }
    }

    /// What the parts share; for benches and the command line.
    pub fn core(&self) -> &Arc<Core> {
        &self.core
    }
}

/// The voice that the settings name.
///
/// # Errors
/// An address or a key that cannot work.
pub fn voice(config: &Config) -> anyhow::Result<Voice> {
    if config.llm.provider == LlmProvider::Builtin {
        return Ok(Voice::Local(Box::new(Builtin)));
    }
    let openai = OpenAi::new(OpenAiConfig {
        base_url: config.llm.base_url.parse()?,
        api_key: std::env::var(&config.llm.api_key_env).ok().map(secrecy::SecretString::from),
        model: config.llm.model.clone().unwrap_or_else(|| "openai/gpt-5-mini".to_owned()).into(),
        fallback_models: config.llm.fallback_models.iter().map(|model| model.as_str().into()).collect(),
        timeout: Duration::from_secs(config.llm.timeout_s),
        referer: config.public_url.clone(),
        title: Some("Sufler".to_owned()),
    })?;
    Ok(Voice::Remote(Arc::new(openai)))
}
