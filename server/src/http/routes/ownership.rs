//! Who leads a conversation.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sufler_store::{Id, Owner, Role};
use utoipa::ToSchema;

use super::audit;
use super::conversations::granted;
use crate::auth::{Actor, Grants, Operator, Viewer};
use crate::clock;
use crate::http::AppState;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::{ApiJson, ApiPath, OptionalJson};
use crate::http::wire::ConversationRow;
use crate::live::{PresenceEvent, Stance};

/// What the operator saw when deciding.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Decision {
    /// Epoch of the conversation; left out: whatever it is now.
    epoch: Option<i64>,
}

/// «Передать оператору»: the conversation becomes mine.
#[utoipa::path(post, operation_id = "ownership_take_over", path = "/api/v1/conversations/{id}/take_over", tag = "ownership",
    params(("id" = i64, Path)), request_body = Option<Decision>, responses(
    (status = 200, body = ConversationRow),
    (status = "default", body = ErrorBody, description = "409 `conversation.owner_changed`"),
))]
pub(crate) async fn take_over(
    State(state): State<AppState>,
    Operator(actor): Operator,
    ApiPath(id): ApiPath<Id>,
    OptionalJson(decision): OptionalJson<Decision>,
) -> ApiResult<Json<ConversationRow>> {
    granted(&state, &actor, id).await?;
    state.store.take_over(id, actor.user.id, decision.epoch, clock::now()).await?;
    audit::record(&state, &actor, "conversation.take_over", "conversation", id, None).await;
    answer(&state, &actor, id).await
}

/// «Передать боту»: the flow goes on, knowing all that was said.
#[utoipa::path(post, operation_id = "ownership_hand_back", path = "/api/v1/conversations/{id}/hand_back", tag = "ownership",
    params(("id" = i64, Path)), request_body = Option<Decision>, responses(
    (status = 200, body = ConversationRow),
    (status = "default", body = ErrorBody, description = "409 `conversation.owner_changed`"),
))]
pub(crate) async fn hand_back(
    State(state): State<AppState>,
    Operator(actor): Operator,
    ApiPath(id): ApiPath<Id>,
    OptionalJson(decision): OptionalJson<Decision>,
) -> ApiResult<Json<ConversationRow>> {
    let row = granted(&state, &actor, id).await?;
    let resume = state.runtime.resume_state(&row.conversation).await?;
    state.store.hand_back(id, actor.user.id, decision.epoch, resume, clock::now()).await?;
    audit::record(&state, &actor, "conversation.hand_back", "conversation", id, None).await;
    answer(&state, &actor, id).await
}

/// To whom a conversation goes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Assignment {
    /// The operator; `null` = whoever takes it from the queue.
    user_id: Option<Id>,
    /// Epoch of the conversation; left out: whatever it is now.
    #[serde(default)]
    epoch: Option<i64>,
}

/// Gives the conversation to a colleague, or back to the queue.
#[utoipa::path(post, operation_id = "ownership_assign", path = "/api/v1/conversations/{id}/assign", tag = "ownership",
    params(("id" = i64, Path)), request_body = Assignment, responses(
    (status = 200, body = ConversationRow),
    (status = "default", body = ErrorBody, description = "409 `conversation.owner_changed`, 422 when the colleague may not lead it"),
))]
pub(crate) async fn assign(
    State(state): State<AppState>,
    Operator(actor): Operator,
    ApiPath(id): ApiPath<Id>,
    ApiJson(assignment): ApiJson<Assignment>,
) -> ApiResult<Json<ConversationRow>> {
    let row = granted(&state, &actor, id).await?;
    let owner = match assignment.user_id {
        None => Owner::Queue,
        Some(user_id) => {
            let able = able_to_lead(&state, row.conversation.account_id).await?;
            if able.iter().all(|colleague| colleague.id != user_id) {
                return Err(ApiError::field("user_id", "этот сотрудник не ведёт диалоги аккаунта"));
            }
            Owner::Operator { user_id }
        }
    };
    state.store.assign(id, owner, assignment.epoch, clock::now()).await?;
    let details = json!({ "user_id": assignment.user_id });
    audit::record(&state, &actor, "conversation.assign", "conversation", id, Some(details)).await;
    answer(&state, &actor, id).await
}

/// Somebody who may lead a conversation.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct Colleague {
    /// The user.
    pub id: Id,
    /// Their name.
    pub name: String,
}

/// Who may lead this conversation.
#[utoipa::path(get, operation_id = "ownership_colleagues", path = "/api/v1/conversations/{id}/colleagues", tag = "ownership",
    params(("id" = i64, Path)), responses(
    (status = 200, body = [Colleague]),
    (status = "default", body = ErrorBody),
))]
pub(crate) async fn colleagues(
    State(state): State<AppState>,
    Viewer(actor): Viewer,
    ApiPath(id): ApiPath<Id>,
) -> ApiResult<Json<Vec<Colleague>>> {
    let row = granted(&state, &actor, id).await?;
    able_to_lead(&state, row.conversation.account_id).await.map(Json)
}

/// Who may lead conversations of accounts I may see; to filter the list by.
#[utoipa::path(get, operation_id = "ownership_team", path = "/api/v1/colleagues", tag = "ownership", responses(
    (status = 200, body = [Colleague]),
    (status = "default", body = ErrorBody),
))]
pub(crate) async fn team(
    State(state): State<AppState>,
    Viewer(actor): Viewer,
) -> ApiResult<Json<Vec<Colleague>>> {
    let (mine, users) = (actor.grants(), state.store.users().await?);
    let leads = |user: &sufler_store::User| may_lead(user) && Grants::of(user).overlap(&mine);
    let team = users.into_iter().filter(leads);
    Ok(Json(team.map(|user| Colleague { id: user.id, name: user.name }).collect()))
}

/// Operators and admins who may log in and see the account.
async fn able_to_lead(state: &AppState, account_id: Id) -> ApiResult<Vec<Colleague>> {
    let users = state.store.users().await?;
    let leads = |user: &sufler_store::User| may_lead(user) && Grants::of(user).allow(account_id);
    Ok(users.into_iter().filter(leads).map(|user| Colleague { id: user.id, name: user.name }).collect())
}

fn may_lead(user: &sufler_store::User) -> bool {
    user.active && matches!(user.role, Role::Admin | Role::Operator)
}

/// What I do at a conversation.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum StanceName {
    /// I went away.
    Away,
    /// I look at it.
    Looking,
    /// I write an answer.
    Typing,
}

/// What I do at a conversation.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PresenceRequest {
    /// What I do; to be said again every few seconds, as long as it lasts.
    stance: StanceName,
}

/// Tells colleagues that I look at a conversation or write in it; they hear `presence`.
#[utoipa::path(post, operation_id = "ownership_presence", path = "/api/v1/conversations/{id}/presence", tag = "ownership",
    params(("id" = i64, Path)), request_body = PresenceRequest, responses(
    (status = 200, body = PresenceEvent),
    (status = "default", body = ErrorBody),
))]
pub(crate) async fn presence(
    State(state): State<AppState>,
    Operator(actor): Operator,
    ApiPath(id): ApiPath<Id>,
    ApiJson(request): ApiJson<PresenceRequest>,
) -> ApiResult<Json<PresenceEvent>> {
    let row = granted(&state, &actor, id).await?;
    let stance = match request.stance {
        StanceName::Away => Stance::Away,
        StanceName::Looking => Stance::Looking,
        StanceName::Typing => Stance::Typing,
    };
    Ok(Json(state.hub.present(row.conversation.account_id, id, &actor.user, stance, clock::now())))
}

/// Closes the conversation; the customer's next message opens it again.
#[utoipa::path(post, operation_id = "ownership_close", path = "/api/v1/conversations/{id}/close", tag = "ownership",
    params(("id" = i64, Path)), responses(
    (status = 200, body = ConversationRow),
    (status = "default", body = ErrorBody),
))]
pub(crate) async fn close(
    State(state): State<AppState>,
    Operator(actor): Operator,
    ApiPath(id): ApiPath<Id>,
) -> ApiResult<Json<ConversationRow>> {
    granted(&state, &actor, id).await?;
    state.store.close_conversation(id, clock::now()).await?;
    audit::record(&state, &actor, "conversation.close", "conversation", id, None).await;
    answer(&state, &actor, id).await
}

/// An operator has read everything.
#[utoipa::path(post, operation_id = "ownership_read", path = "/api/v1/conversations/{id}/read", tag = "ownership",
    params(("id" = i64, Path)), responses(
    (status = 200, body = ConversationRow),
    (status = "default", body = ErrorBody),
))]
pub(crate) async fn read(
    State(state): State<AppState>,
    Operator(actor): Operator,
    ApiPath(id): ApiPath<Id>,
) -> ApiResult<Json<ConversationRow>> {
    granted(&state, &actor, id).await?;
    state.store.mark_read(id, clock::now()).await?;
    answer(&state, &actor, id).await
}

async fn answer(state: &AppState, actor: &Actor, id: Id) -> ApiResult<Json<ConversationRow>> {
    Ok(Json(granted(state, actor, id).await?.into()))
}
