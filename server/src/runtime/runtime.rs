//! The running product behind the routes: starts every part, wires them, stops them in order.

use std::{path::Path, sync::Arc, time::Duration};

use futures::{FutureExt, future::BoxFuture};
use sufler_llm::{Builtin, OpenAi, OpenAiConfig};
use sufler_store::{
    Account, AccountChange, AccountSecrets, ArticleRow, Conversation, Id, Store, StoreError,
};
use tokio::sync::Notify;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{
    accounts::{self, Accounts},
    answerer::{Answerer, Voice},
    clock::now,
    doubt,
    flows::FlowLibrary,
    interrupts::{self, Interrupts},
    knowledge::KnowledgeLibrary,
    outbox, problems,
    profiles::Profiles,
    reads, watch, webhook, worker,
};
use crate::{
    config::{Config, LlmProvider},
    http::runtime_port::{
        AccountPatch, AccountStatus, FlowSummary, FlowsHealth, ImageUpload, NewAccount, OauthCallback, Runtime,
        RuntimeError, RuntimeErrorKind, RuntimeResult, WebhookDelivery, WebhookReply,
    },
};

/// How long turns and sends under way may take at shutdown.
const PATIENCE: Duration = Duration::from_secs(20);

/// What the parts share.
pub struct Core {
    /// Memory.
    pub store: Store,
    /// Flows in use.
    pub flows: Arc<FlowLibrary>,
    /// Articles in use.
    pub knowledge: Arc<KnowledgeLibrary>,
    /// Who answers.
    pub answerer: Answerer,
    /// Connected accounts.
    pub accounts: Accounts,
    /// Turns that wait for a model.
    pub interrupts: Arc<Interrupts>,
    /// Profiles being fetched.
    pub profiles: Profiles,
    /// Silence that ends a customer's burst, milliseconds.
    pub settle_ms: i64,
    /// Woken when the outbox should be looked at although nothing was queued.
    pub outbox_kick: Notify,
}

impl Core {
    /// Longest text of one message on a channel.
    pub fn text_limit(&self, channel: &str) -> sufler_channels::split::TextLimit {
        sufler_channels::capabilities::of(channel).map_or(sufler_channels::capabilities::AVITO.text, |c| c.text)
    }
}

/// The running product; dropping it stops nothing, [`Product::stop`] does.
pub struct Product {
    core: Arc<Core>,
    cancel: CancellationToken,
    tracker: TaskTracker,
}

impl Product {
    /// Starts everything: libraries, workers, outbox, accounts.
    ///
    /// # Errors
    /// Wrong settings, or the database does not answer.
    pub async fn start(config: &Config, store: Store) -> anyhow::Result<Arc<Self>> {
        let knowledge = Arc::new(KnowledgeLibrary::open(&config.knowledge_dir));
        let core = Arc::new(Core {
            flows: Arc::new(FlowLibrary::open(&config.flows_dir)),
            answerer: Answerer::new(voice(config)?, Arc::clone(&knowledge)),
            knowledge,
            accounts: Accounts::new(&config.avito, config.public_url.as_ref().map(|_| config.public_url()))?,
            interrupts: Arc::new(Interrupts::default()),
            profiles: Profiles::default(),
            settle_ms: i64::try_from(config.settle_ms).unwrap_or(i64::MAX),
            outbox_kick: Notify::new(),
            store,
        });
        let product =
            Arc::new(Self { core, cancel: CancellationToken::new(), tracker: TaskTracker::new() });
        keep_flow_versions(&product.core).await;
        keep_articles(&product.core).await;
        product.connect_configured(config).await?;
        product.start_accounts().await?;
        product.spawn_parts(config);
        Ok(product)
    }

    fn spawn_parts(&self, config: &Config) {
        let (core, cancel, tracker) = (&self.core, &self.cancel, &self.tracker);
        tracker.spawn(worker::run(Arc::clone(core), config.workers, cancel.clone(), tracker.clone()));
        tracker.spawn(outbox::run(Arc::clone(core), cancel.clone(), tracker.clone()));
        tracker.spawn(interrupts::listen(core.store.clone(), Arc::clone(&core.interrupts), cancel.clone()));
        tracker.spawn(reads::run(Arc::clone(core), cancel.clone()));
        tracker.spawn(doubt::settle_leftovers(Arc::clone(core)));
        tracker.spawn(watch_flows(Arc::clone(core), cancel.clone()));
        tracker.spawn(watch_knowledge(Arc::clone(core), cancel.clone()));
    }

    /// Accounts named in the settings that the store does not have yet.
    async fn connect_configured(&self, config: &Config) -> anyhow::Result<()> {
        let known = self.core.store.account_list().await?;
        for entry in &config.accounts {
            if known.iter().any(|account| account.channel == entry.channel && account.title == entry.title) {
                continue;
            }
            let secret = entry.secret().map(|secret| secret.expose().to_owned()).unwrap_or_default();
            self.core.store.account_create(
                new_row(NewAccount {
                    channel: entry.channel.clone(),
                    title: entry.title.clone(),
                    client_id: entry.client_id.clone(),
                    client_secret: secret,
                    settings: serde_json::Value::Object(entry.settings.clone()),
                    flow_id: entry.flow_id.clone(),
                }),
                now(),
            ).await?;
        }
        Ok(())
    }

    async fn start_accounts(&self) -> Result<(), StoreError> {
        for account in self.core.store.account_list().await? {
            self.start_account(&account).await?;
        }
        Ok(())
    }

    async fn start_account(&self, account: &Account) -> Result<(), StoreError> {
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

fn voice(config: &Config) -> anyhow::Result<Voice> {
    if config.llm.provider == LlmProvider::Builtin {
        return Ok(Voice::Builtin(Builtin));
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

async fn watch_flows(core: Arc<Core>, cancel: CancellationToken) {
    let flows = Arc::clone(&core.flows);
    let (changed, mut wake) = tokio::sync::mpsc::channel(1);
    let keep = async {
        while wake.recv().await.is_some() {
            keep_flow_versions(&core).await;
        }
    };
    let dir = flows.dir().to_path_buf();
    let watching = async move {
        watch::watch(&dir, cancel, || {
            if flows.reload() {
                // A full channel means that a save is due anyway.
                let _ = changed.try_send(());
            }
        })
        .await;
    };
    tokio::join!(keep, watching);
}

async fn watch_knowledge(core: Arc<Core>, cancel: CancellationToken) {
    let knowledge = Arc::clone(&core.knowledge);
    let (changed, mut wake) = tokio::sync::mpsc::channel(1);
    let keep = async {
        while wake.recv().await.is_some() {
            keep_articles(&core).await;
        }
    };
    let dir: std::path::PathBuf = Path::to_path_buf(knowledge.dir());
    let watching = async move {
        watch::watch(&dir, cancel, || {
            if knowledge.reload() {
                let _ = changed.try_send(());
            }
        })
        .await;
    };
    tokio::join!(keep, watching);
}

/// Texts of the flows in use, so that a conversation can finish on its version after a restart.
async fn keep_flow_versions(core: &Core) {
    for live in core.flows.current().iter() {
        let kept = core.store.flow_version_put(&live.flow.id, &live.flow.hash, &live.text, now()).await;
        if let Err(error) = kept {
            tracing::error!(flow = &*live.flow.id, %error, "The flow's version was not stored.");
        }
    }
}

/// Articles in use, so that a citation can be shown after the article has changed.
async fn keep_articles(core: &Core) {
    let knowledge = core.knowledge.current();
    let rows = knowledge.index.articles().iter().map(|article| ArticleRow {
        path: article.id.to_string(),
        category: article.category.to_string(),
        title: article.title.to_string(),
        tags: article.tags.clone(),
        body: article.body.clone(),
        hash: article.version.to_string(),
    });
    if let Err(error) = core.store.articles_replace(rows.collect(), now()).await {
        tracing::error!(%error, "The articles were not stored.");
    }
}

fn new_row(account: NewAccount) -> sufler_store::NewAccount {
    sufler_store::NewAccount {
        channel: account.channel,
        title: account.title,
        external_id: None,
        settings: account.settings,
        flow_id: account.flow_id,
        enabled: true,
        secrets: AccountSecrets {
            client_id: account.client_id,
            client_secret: account.client_secret,
            webhook_secret: accounts::webhook_secret(),
            ..AccountSecrets::default()
        },
    }
}

impl From<StoreError> for RuntimeError {
    fn from(error: StoreError) -> Self {
        let kind = match &error {
            StoreError::NotFound { .. } => RuntimeErrorKind::NotFound,
            StoreError::Conflict { .. } | StoreError::OwnerChanged { .. } => RuntimeErrorKind::Conflict,
            StoreError::Invalid(_) => RuntimeErrorKind::Invalid,
            _ => RuntimeErrorKind::Unavailable,
        };
        let message = match kind {
            RuntimeErrorKind::NotFound => "Такого аккаунта нет.",
            RuntimeErrorKind::Conflict => "Такой аккаунт уже подключён.",
            RuntimeErrorKind::Invalid => "Так сделать нельзя: проверьте значения.",
            _ => "База данных не отвечает. Повторите через минуту.",
        };
        Self::new(kind, "account.store", message)
    }
}

impl Runtime for Product {
    fn ingest_webhook(&self, delivery: WebhookDelivery) -> BoxFuture<'_, WebhookReply> {
        webhook::take(&self.core, delivery).boxed()
    }

    fn flows_health(&self) -> FlowsHealth {
        let mut health = self.core.flows.health();
        health.problems.extend(self.core.knowledge.current().problems.iter().cloned());
        health
    }

    fn flows(&self) -> Vec<FlowSummary> {
        self.core.flows.summaries()
    }

    fn accounts_status(&self) -> std::collections::HashMap<Id, AccountStatus> {
        let status = |session: Arc<accounts::Session>| {
            let status = AccountStatus {
                waiting: u64::try_from(session.waiting()).unwrap_or(0),
                eta_s: accounts::eta_s(session.waiting(), session.per_minute()),
                webhook_active: session.webhook_active(),
            };
            (session.id(), status)
        };
        self.core.accounts.all().into_iter().map(status).collect()
    }

    fn connect_account(&self, account: NewAccount) -> BoxFuture<'_, RuntimeResult<Account>> {
        async move {
            let account = self.core.store.account_create(new_row(account), now()).await?;
            self.start_account(&account).await?;
            Ok(account)
        }
        .boxed()
    }

    fn update_account(&self, id: Id, patch: AccountPatch) -> BoxFuture<'_, RuntimeResult<Account>> {
        async move {
            if patch.client_id.is_some() || patch.client_secret.is_some() {
                let old = self.core.store.account_secrets(id).await?;
                // Tokens bought with other keys are worth nothing.
                let secrets = AccountSecrets {
                    client_id: patch.client_id.unwrap_or(old.client_id),
                    client_secret: patch.client_secret.unwrap_or(old.client_secret),
                    webhook_secret: old.webhook_secret,
                    ..AccountSecrets::default()
                };
                self.core.store.account_set_secrets(id, secrets).await?;
            }
            let change = AccountChange {
                title: patch.title,
                settings: patch.settings,
                flow_id: patch.flow_id,
                enabled: patch.enabled,
            };
            let account = self.core.store.account_update(id, change).await?;
            self.start_account(&account).await?;
            Ok(account)
        }
        .boxed()
    }

    fn remove_account(&self, id: Id) -> BoxFuture<'_, RuntimeResult<()>> {
        async move {
            self.core.accounts.unsubscribe(id).await;
            self.core.accounts.stop(id);
            self.core.store.account_delete(id).await?;
            Ok(())
        }
        .boxed()
    }

    fn check_account(&self, id: Id) -> BoxFuture<'_, RuntimeResult<Account>> {
        async move {
            let account = self.core.store.account_get(id).await?;
            if self.core.accounts.get(id).is_none() {
                return Ok(account);
            }
            self.core.accounts.check(&self.core, id).await;
            Ok(self.core.store.account_get(id).await?)
        }
        .boxed()
    }

    fn oauth_start(&self, id: Id, redirect_uri: String) -> BoxFuture<'_, RuntimeResult<String>> {
        async move { accounts::oauth_start(&self.core, id, &redirect_uri).await }.boxed()
    }

    fn oauth_finish(&self, callback: OauthCallback) -> BoxFuture<'_, RuntimeResult<Id>> {
        async move {
            let id = accounts::oauth_finish(&self.core, callback).await?;
            let account = self.core.store.account_get(id).await?;
            self.start_account(&account).await?;
            Ok(id)
        }
        .boxed()
    }

    fn upload_image(&self, account_id: Id, image: ImageUpload) -> BoxFuture<'_, RuntimeResult<serde_json::Value>> {
        async move {
            let calls = self.core.accounts.get(account_id).and_then(|session| Some((session.calls()?, session)));
            let Some((calls, session)) = calls else {
                let words = "Аккаунт не подключён к каналу. Проверьте его на странице аккаунтов.";
                return Err(RuntimeError::new(RuntimeErrorKind::Channel, "account.not_connected", words));
            };
            session.acquire(sufler_channels::budget::Request::call(sufler_channels::budget::Priority::Operator)).await;
            let uploaded = calls.upload_image(image.bytes).await.map_err(|error| {
                let code = format!("account.{}", error.code());
                RuntimeError::new(RuntimeErrorKind::Channel, code, problems::words(&error))
            })?;
            Ok(serde_json::json!({ "image_id": uploaded.image_id, "url": uploaded.url }))
        }
        .boxed()
    }

    fn resume_state(&self, _conversation: &Conversation) -> BoxFuture<'_, RuntimeResult<Option<String>>> {
        // The next turn steps the hand-back itself, so that it stands in the turn's record.
        std::future::ready(Ok(None)).boxed()
    }
}
