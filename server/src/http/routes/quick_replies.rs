//! The bank of prepared answers.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::json;
use sufler_store as store;
use sufler_store::{Id, QuickReplyText};
use utoipa::ToSchema;

use super::accounts::text;
use super::audit;
use super::messages::{TEXT_LIMIT, check_client_id};
use crate::auth::{Actor, Operator};
use crate::clock;
use crate::http::AppState;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::{ApiJson, ApiPath};
use crate::http::wire::{QuickReply, QuickReplyScope};

const TITLE_LIMIT: usize = 100;
const KEYWORD_LIMIT: usize = 32;

/// A prepared answer as people write it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct QuickReplyRequest {
    /// Who may use it.
    scope: QuickReplyScope,
    /// Name in the bank, 1 to 100 characters.
    title: String,
    /// Letters, digits, `_` and `-`, at most 32; case does not matter.
    #[serde(default)]
    keyword: Option<String>,
    /// 1 to 10 000 characters.
    text: String,
}

/// An edit: everything anew.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct QuickReplyEdit {
    /// Revision the edit is based on.
    revision: i64,
    /// What it shall be.
    reply: QuickReplyRequest,
}

/// A use of a prepared answer.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct QuickReplyUse {
    /// The browser's id of the use: the same id counts once.
    use_id: String,
}

/// Prepared answers that I may use, the most used first.
#[utoipa::path(get, operation_id = "quick_replies_list", path = "/api/v1/quick_replies", tag = "quick_replies", responses(
    (status = 200, body = [QuickReply]),
    (status = "default", body = ErrorBody),
))]
pub(crate) async fn list(
    State(state): State<AppState>,
    Operator(actor): Operator,
) -> ApiResult<Json<Vec<QuickReply>>> {
    let found = state.store.quick_replies(actor.user.id, actor.grants().filter(None)).await?;
    Ok(Json(found.into_iter().map(QuickReply::from).collect()))
}

/// Adds a prepared answer.
#[utoipa::path(post, operation_id = "quick_replies_create", path = "/api/v1/quick_replies", tag = "quick_replies",
    request_body = QuickReplyRequest, responses(
    (status = 201, body = QuickReply),
    (status = "default", body = ErrorBody),
))]
pub(crate) async fn create(
    State(state): State<AppState>,
    Operator(actor): Operator,
    ApiJson(request): ApiJson<QuickReplyRequest>,
) -> ApiResult<(StatusCode, Json<QuickReply>)> {
    let content = checked(&state, &actor, request).await?;
    let made = state.store.quick_reply_create(actor.user.id, content, clock::now()).await?;
    record(&state, &actor, "quick_reply.create", &made).await;
    Ok((StatusCode::CREATED, Json(made.into())))
}

/// Replaces a prepared answer.
#[utoipa::path(put, operation_id = "quick_replies_update", path = "/api/v1/quick_replies/{id}", tag = "quick_replies",
    params(("id" = i64, Path)), request_body = QuickReplyEdit, responses(
    (status = 200, body = QuickReply),
    (status = "default", body = ErrorBody, description = "409 `quick_reply.conflict` when somebody edited it meanwhile"),
))]
pub(crate) async fn update(
    State(state): State<AppState>,
    Operator(actor): Operator,
    ApiPath(id): ApiPath<Id>,
    ApiJson(edit): ApiJson<QuickReplyEdit>,
) -> ApiResult<Json<QuickReply>> {
    let held = usable(&state, &actor, id).await?;
    let content = checked(&state, &actor, edit.reply).await?;
    if content.scope == store::QuickReplyScope::Personal && held.user_id != actor.user.id {
        return Err(ApiError::field("scope", "сделать личным может только тот, кто добавил"));
    }
    let changed = state.store.quick_reply_update(id, edit.revision, content, clock::now()).await?;
    record(&state, &actor, "quick_reply.update", &changed).await;
    Ok(Json(changed.into()))
}

/// Removes a prepared answer.
#[utoipa::path(delete, operation_id = "quick_replies_delete", path = "/api/v1/quick_replies/{id}", tag = "quick_replies",
    params(("id" = i64, Path)), responses(
    (status = 204),
    (status = "default", body = ErrorBody),
))]
pub(crate) async fn delete(
    State(state): State<AppState>,
    Operator(actor): Operator,
    ApiPath(id): ApiPath<Id>,
) -> ApiResult<StatusCode> {
    let held = usable(&state, &actor, id).await?;
    state.store.quick_reply_delete(id).await?;
    record(&state, &actor, "quick_reply.delete", &held).await;
    Ok(StatusCode::NO_CONTENT)
}

/// Counts a use.
#[utoipa::path(post, operation_id = "quick_replies_used", path = "/api/v1/quick_replies/{id}/used", tag = "quick_replies",
    params(("id" = i64, Path)), request_body = QuickReplyUse, responses(
    (status = 200, body = QuickReply),
    (status = "default", body = ErrorBody),
))]
pub(crate) async fn used(
    State(state): State<AppState>,
    Operator(actor): Operator,
    ApiPath(id): ApiPath<Id>,
    ApiJson(request): ApiJson<QuickReplyUse>,
) -> ApiResult<Json<QuickReply>> {
    check_client_id("use_id", &request.use_id)?;
    usable(&state, &actor, id).await?;
    let counted = state.store.quick_reply_used(id, &request.use_id, actor.user.id, clock::now()).await?;
    Ok(Json(counted.into()))
}

/// The quick reply, if this user may use it; whoever may use it may edit it.
async fn usable(state: &AppState, actor: &Actor, id: Id) -> ApiResult<store::QuickReply> {
    let found = state.store.quick_reply(id).await?;
    let accounts = actor.grants().filter(None);
    if found.is_for(actor.user.id, accounts.as_deref()) {
        Ok(found)
    } else {
        Err(ApiError::not_found("quick_reply"))
    }
}

async fn checked(state: &AppState, actor: &Actor, request: QuickReplyRequest) -> ApiResult<QuickReplyText> {
    let scope: store::QuickReplyScope = request.scope.into();
    if let store::QuickReplyScope::Account(id) = scope {
        state.store.account_get(id).await?;
        actor.grants().check(id, "account")?;
    }
    Ok(QuickReplyText {
        scope,
        title: text("title", request.title, TITLE_LIMIT)?,
        keyword: keyword(request.keyword)?,
        text: text("text", request.text, TEXT_LIMIT)?,
    })
}

/// One word in lower case; nothing is no keyword.
fn keyword(text: Option<String>) -> ApiResult<Option<String>> {
    let Some(word) = text.map(|text| text.trim().to_lowercase()).filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    if word.chars().count() > KEYWORD_LIMIT {
        return Err(ApiError::field("keyword", format!("не длиннее {KEYWORD_LIMIT} символов")));
    }
    if !word.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-')) {
        return Err(ApiError::field("keyword", "одно слово: буквы, цифры, знаки _ и -"));
    }
    Ok(Some(word))
}

/// What others use is changed for all of them, hence recorded; a personal one is nobody else's affair.
async fn record(state: &AppState, actor: &Actor, action: &str, reply: &store::QuickReply) {
    if reply.content.scope == store::QuickReplyScope::Personal {
        return;
    }
    let details =
        json!({ "title": reply.content.title, "scope": QuickReplyScope::from(reply.content.scope) });
    audit::record(state, actor, action, "quick_reply", reply.id, Some(details)).await;
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(None, Some(None))]
    #[case(Some("  "), Some(None))]
    #[case(Some(" Привет "), Some(Some("привет")))]
    #[case(Some("сдэк-2_рф"), Some(Some("сдэк-2_рф")))]
    #[case(Some("два слова"), None)]
    #[case(Some("точка."), None)]
    #[case(Some("оченьоченьоченьоченьоченьдлинноеслово"), None)]
    fn a_keyword_is_one_word(#[case] written: Option<&str>, #[case] kept: Option<Option<&str>>) {
        let checked = keyword(written.map(str::to_owned));
        assert_eq!(checked.ok(), kept.map(|kept| kept.map(str::to_owned)));
    }
}
