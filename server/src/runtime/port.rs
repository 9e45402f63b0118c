//! The product as the routes see it.

use std::sync::Arc;

use futures::{FutureExt, future::BoxFuture};
use sufler_channels::budget::{Priority, Request};
use sufler_store::{Account, AccountChange, AccountSecrets, Conversation, Id, StoreError};

use super::{accounts, draft, preview, problems, product::Product, webhook};
use crate::{
    clock::now,
    http::runtime_port::{
        AccountPatch, AccountStatus, Draft, FlowSummary, FlowsHealth, FlowsPreview, FlowsPreviewRequest,
        ImageUpload, NewAccount, OauthCallback, Runtime, RuntimeError, RuntimeErrorKind, RuntimeResult,
        WebhookDelivery, WebhookReply,
    },
};

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

    fn preview_flows(&self, request: FlowsPreviewRequest) -> BoxFuture<'_, RuntimeResult<FlowsPreview>> {
        async move { Ok(preview::preview_texts(&self.core.store, &request).await?) }.boxed()
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
            let account = self.core.store.account_create(accounts::new_row(account), now()).await?;
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

    fn upload_image(
        &self,
        account_id: Id,
        image: ImageUpload,
    ) -> BoxFuture<'_, RuntimeResult<serde_json::Value>> {
        async move {
            let calls =
                self.core.accounts.get(account_id).and_then(|session| Some((session.calls()?, session)));
            let Some((calls, session)) = calls else {
                let words = "Аккаунт не подключён к каналу. Проверьте его на странице аккаунтов.";
                return Err(RuntimeError::new(RuntimeErrorKind::Channel, "account.not_connected", words));
            };
            session.acquire(Request::call(Priority::Operator)).await;
            let uploaded = calls.upload_image(image.bytes).await.map_err(|error| {
                let code = format!("account.{}", error.code());
                RuntimeError::new(RuntimeErrorKind::Channel, code, problems::words(&error))
            })?;
            Ok(serde_json::json!({ "image_id": uploaded.image_id, "url": uploaded.url }))
        }
        .boxed()
    }

    fn draft(&self, conversation_id: Id) -> BoxFuture<'_, RuntimeResult<Draft>> {
        draft::draft(&self.core, conversation_id).boxed()
    }

    fn push_key(&self) -> String {
        self.core.notices.push_key()
    }

    fn looked_at(&self, user_id: Id, looking: bool) {
        self.core.notices.looked_at.note(user_id, looking, now());
    }

    fn test_telegram(&self) -> BoxFuture<'_, RuntimeResult<()>> {
        async move {
            match self.core.notices.test_telegram().await {
                Some(sent) => sent.map_err(|error| {
                    let code = format!("telegram.{}", error.code());
                    RuntimeError::new(RuntimeErrorKind::Channel, code, error.admin_message_ru())
                }),
                None => {
                    let words = "Чат не настроен: задайте telegram.bot_token и telegram.chat_id в настройках сервера.";
                    Err(RuntimeError::new(RuntimeErrorKind::Conflict, "telegram.not_configured", words))
                }
            }
        }
        .boxed()
    }

    fn pauses_changed(&self) -> BoxFuture<'_, RuntimeResult<()>> {
        async move { self.core.pauses.refresh(&self.core.store).await.map_err(RuntimeError::from) }.boxed()
    }

    fn resume_state(&self, _conversation: &Conversation) -> BoxFuture<'_, RuntimeResult<Option<String>>> {
        // The next turn steps the hand-back itself, so that it stands in the turn's record.
        std::future::ready(Ok(None)).boxed()
    }
}
