//! A runtime that keeps rows in the store and asks no channel.

use std::collections::HashMap;
use std::sync::Mutex;

use futures::FutureExt;
use futures::future::BoxFuture;
use serde_json::json;
use sufler_server::http::runtime_port::*;
use sufler_store::{Account, AccountChange, AccountSecrets, Conversation, Id, Store, StoreError};

/// Secret of every account's webhook.
pub(crate) const WEBHOOK_SECRET: &str = "s3cret-part-of-the-path";
/// Code the fake consent page gives.
pub(crate) const OAUTH_CODE: &str = "good";

/// The fake.
pub(crate) struct FakeRuntime {
    pub(crate) store: Store,
    /// Bodies of deliveries that were let in.
    pub(crate) deliveries: Mutex<Vec<Vec<u8>>>,
    /// What pages said of being looked at.
    pub(crate) looks: Mutex<Vec<(Id, bool)>>,
    /// What `/health` says of flows.
    pub(crate) flows: Mutex<FlowsHealth>,
}

impl FakeRuntime {
    pub(crate) fn new(store: Store) -> Self {
        Self {
            store,
            deliveries: Mutex::default(),
            looks: Mutex::default(),
            flows: Mutex::new(FlowsHealth { active: 1, problems: vec![] }),
        }
    }

    fn reply(&self, delivery: WebhookDelivery) -> WebhookReply {
        if delivery.secret != WEBHOOK_SECRET {
            return WebhookReply::UnknownAddress;
        }
        match serde_json::from_slice::<serde_json::Value>(&delivery.body) {
            Err(error) => WebhookReply::Malformed(format!("строка {}", error.line())),
            Ok(_) => {
                self.deliveries.lock().expect("lock").push(delivery.body.to_vec());
                WebhookReply::Accepted
            }
        }
    }
}

fn failed(error: StoreError) -> RuntimeError {
    RuntimeError::new(RuntimeErrorKind::Unavailable, "fake.store", error.to_string())
}

impl Runtime for FakeRuntime {
    fn ingest_webhook(&self, delivery: WebhookDelivery) -> BoxFuture<'_, WebhookReply> {
        async move { self.reply(delivery) }.boxed()
    }

    fn flows_health(&self) -> FlowsHealth {
        self.flows.lock().expect("lock").clone()
    }

    fn flows(&self) -> Vec<FlowSummary> {
        vec![FlowSummary {
            id: "support".into(),
            title: "Поддержка".into(),
            hash: Some("abc".into()),
            status: FlowStatus::Ok,
            diagnostics: vec![],
        }]
    }

    fn preview_flows(&self, request: FlowsPreviewRequest) -> BoxFuture<'_, RuntimeResult<FlowsPreview>> {
        let flows =
            request.files.iter().map(|file| FlowPreview { id: file.file.clone(), ..FlowPreview::default() });
        let preview = FlowsPreview { valid: true, problems: vec![], flows: flows.collect() };
        async move { Ok(preview) }.boxed()
    }

    fn accounts_status(&self) -> HashMap<Id, AccountStatus> {
        HashMap::new()
    }

    fn connect_account(&self, account: NewAccount) -> BoxFuture<'_, RuntimeResult<Account>> {
        let secrets = AccountSecrets {
            client_id: account.client_id,
            client_secret: account.client_secret,
            webhook_secret: WEBHOOK_SECRET.into(),
            ..AccountSecrets::default()
        };
        let new = sufler_store::NewAccount {
            channel: account.channel,
            title: account.title,
            external_id: None,
            settings: account.settings,
            flow_id: account.flow_id,
            enabled: true,
            secrets,
        };
        async move { self.store.account_create(new, 1).await.map_err(failed) }.boxed()
    }

    fn update_account(&self, id: Id, patch: AccountPatch) -> BoxFuture<'_, RuntimeResult<Account>> {
        let change = AccountChange {
            title: patch.title,
            settings: patch.settings,
            flow_id: patch.flow_id,
            enabled: patch.enabled,
        };
        async move { self.store.account_update(id, change).await.map_err(failed) }.boxed()
    }

    fn remove_account(&self, id: Id) -> BoxFuture<'_, RuntimeResult<()>> {
        async move { self.store.account_delete(id).await.map_err(failed) }.boxed()
    }

    fn check_account(&self, id: Id) -> BoxFuture<'_, RuntimeResult<Account>> {
        async move { self.store.account_get(id).await.map_err(failed) }.boxed()
    }

    fn oauth_start(&self, id: Id, redirect_uri: String) -> BoxFuture<'_, RuntimeResult<String>> {
        async move { Ok(format!("https://channel.example/oauth?state={id}&redirect_uri={redirect_uri}")) }
            .boxed()
    }

    fn oauth_finish(&self, callback: OauthCallback) -> BoxFuture<'_, RuntimeResult<Id>> {
        async move {
            let state = callback.state.and_then(|state| state.parse().ok());
            match (callback.code.as_deref(), state) {
                (Some(OAUTH_CODE), Some(id)) => Ok(id),
                _ => Err(RuntimeError::new(RuntimeErrorKind::Invalid, "oauth.refused", "Доступ не дан.")),
            }
        }
        .boxed()
    }

    fn upload_image(&self, _: Id, image: ImageUpload) -> BoxFuture<'_, RuntimeResult<serde_json::Value>> {
        async move { Ok(json!({ "type": image.content_type, "bytes": image.bytes.len() })) }.boxed()
    }

    fn draft(&self, id: Id) -> BoxFuture<'_, RuntimeResult<Draft>> {
        async move {
            let row = self.store.conversation(id).await.map_err(failed)?;
            let last = row.conversation.last_message.expect("somebody wrote");
            let text = format!("Ответ на «{}»", last.text);
            Ok(Draft { after: last.id, text, confidence: 0.9, sources: vec![], model: None })
        }
        .boxed()
    }

    fn push_key(&self) -> String {
        "key".into()
    }

    fn looked_at(&self, user_id: Id, looking: bool) {
        self.looks.lock().expect("lock").push((user_id, looking));
    }

    fn test_telegram(&self) -> BoxFuture<'_, RuntimeResult<()>> {
        async { Ok(()) }.boxed()
    }

    fn pauses_changed(&self) -> BoxFuture<'_, RuntimeResult<()>> {
        async { Ok(()) }.boxed()
    }

    fn resume_state(&self, _: &Conversation) -> BoxFuture<'_, RuntimeResult<Option<String>>> {
        async { Ok(None) }.boxed()
    }
}
