//! Silencing the bot: in a conversation, for an account, everywhere.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sufler_store as store;
use sufler_store::{Id, Millis, Role};
use utoipa::ToSchema;

use super::audit;
use super::conversations::granted;
use crate::auth::{Actor, Operator, Viewer};
use crate::clock;
use crate::http::AppState;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::ApiJson;

/// How far a pause reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum PauseScope {
    /// Every account; for admins.
    All,
    /// One account.
    Account {
        /// The account.
        account_id: Id,
    },
    /// One conversation.
    Conversation {
        /// The conversation.
        conversation_id: Id,
    },
}

/// What to silence, or to let speak again.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PauseRequest {
    /// How far.
    scope: PauseScope,
}

/// A pause in force.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct BotPause {
    /// How far it reaches.
    pub scope: PauseScope,
    /// Name of whoever silenced the bot.
    #[schema(required)]
    pub user_name: Option<String>,
    /// Since when.
    pub at: Millis,
}

/// Pauses in force, as far as I may see where they reach.
#[utoipa::path(get, operation_id = "bot_pauses", path = "/api/v1/bot/pauses", tag = "ownership", responses(
    (status = 200, body = [BotPause]),
    (status = "default", body = ErrorBody),
))]
pub(crate) async fn list(
    State(state): State<AppState>,
    Viewer(actor): Viewer,
) -> ApiResult<Json<Vec<BotPause>>> {
    seen(&state, &actor).await.map(Json)
}

/// Silences the bot within a second: it starts no turn, and what it was about to send is withdrawn. Customers who
/// write go to people.
#[utoipa::path(post, operation_id = "bot_pause", path = "/api/v1/bot/pause", tag = "ownership", request_body = PauseRequest, responses(
    (status = 200, body = [BotPause]),
    (status = "default", body = ErrorBody),
))]
pub(crate) async fn pause(
    State(state): State<AppState>,
    Operator(actor): Operator,
    ApiJson(request): ApiJson<PauseRequest>,
) -> ApiResult<Json<Vec<BotPause>>> {
    let scope = allowed(&state, &actor, request.scope).await?;
    state.store.bot_pause(scope, actor.user.id, clock::now()).await?;
    changed(&state, &actor, "bot.pause", request.scope).await
}

/// Lets the bot speak again, to those who write from now on.
#[utoipa::path(post, operation_id = "bot_resume", path = "/api/v1/bot/resume", tag = "ownership", request_body = PauseRequest, responses(
    (status = 200, body = [BotPause]),
    (status = "default", body = ErrorBody),
))]
pub(crate) async fn resume(
    State(state): State<AppState>,
    Operator(actor): Operator,
    ApiJson(request): ApiJson<PauseRequest>,
) -> ApiResult<Json<Vec<BotPause>>> {
    let scope = allowed(&state, &actor, request.scope).await?;
    state.store.bot_resume(scope).await?;
    changed(&state, &actor, "bot.resume", request.scope).await
}

async fn changed(
    state: &AppState,
    actor: &Actor,
    action: &str,
    scope: PauseScope,
) -> ApiResult<Json<Vec<BotPause>>> {
    state.runtime.pauses_changed().await?;
    let object = match scope {
        PauseScope::All => 0,
        PauseScope::Account { account_id } => account_id,
        PauseScope::Conversation { conversation_id } => conversation_id,
    };
    audit::record(state, actor, action, "bot", object, Some(json!({ "scope": scope }))).await;
    state.hub.pauses_changed().await;
    seen(state, actor).await.map(Json)
}

/// The scope, if this user may silence the bot that far.
async fn allowed(state: &AppState, actor: &Actor, scope: PauseScope) -> ApiResult<store::PauseScope> {
    match scope {
        PauseScope::All if actor.user.role == Role::Admin => Ok(store::PauseScope::All),
        PauseScope::All => Err(ApiError::forbidden()),
        PauseScope::Account { account_id } => {
            state.store.account_get(account_id).await?;
            actor.grants().check(account_id, "account")?;
            Ok(store::PauseScope::Account(account_id))
        }
        PauseScope::Conversation { conversation_id } => {
            granted(state, actor, conversation_id).await?;
            Ok(store::PauseScope::Conversation(conversation_id))
        }
    }
}

async fn seen(state: &AppState, actor: &Actor) -> ApiResult<Vec<BotPause>> {
    let users = state.store.users().await?;
    let mut seen = Vec::new();
    for pause in state.store.bot_pauses().await? {
        let scope = match pause.scope {
            store::PauseScope::All => PauseScope::All,
            store::PauseScope::Account(account_id) if actor.grants().allow(account_id) => {
                PauseScope::Account { account_id }
            }
            store::PauseScope::Conversation(conversation_id)
                if granted(state, actor, conversation_id).await.is_ok() =>
            {
                PauseScope::Conversation { conversation_id }
            }
            _ => continue,
        };
        let user_name = users.iter().find(|user| user.id == pause.user_id).map(|user| user.name.clone());
        seen.push(BotPause { scope, user_name, at: pause.at });
    }
    Ok(seen)
}
