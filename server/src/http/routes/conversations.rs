//! Reading conversations.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use sufler_store as store;
use sufler_store::{ConversationFilter, Id, Millis, Tab, Version};
use utoipa::{IntoParams, ToSchema};

use crate::auth::{Actor, Viewer};
use crate::http::AppState;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::{ApiPath, ApiQuery};
use crate::http::wire::ConversationRow;

const DEFAULT_LIMIT: u32 = 50;
const LARGEST_LIMIT: u32 = 200;
/// Longest search text, in characters.
const SEARCH_LIMIT: usize = 200;

/// Which conversations to list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListQuery {
    /// Tab; `all` when left out.
    tab: Option<TabName>,
    /// Ids of accounts, separated by commas; all that are granted when left out.
    accounts: Option<String>,
    /// Part of the customer's name or phone, or of the listing's title.
    q: Option<String>,
    /// `next` of the page before.
    before: Option<String>,
    /// Rows of a page, 1 to 200.
    #[param(default = 50, minimum = 1, maximum = 200)]
    limit: Option<u32>,
}

/// A tab of the list.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TabName {
    /// Led by the bot.
    Bot,
    /// Led by me.
    Mine,
    /// Waits for an operator.
    Queue,
    /// Closed.
    Closed,
    /// Everything.
    All,
}

/// A page of conversations, newest first.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct ConversationPage {
    /// Rows.
    pub items: Vec<ConversationRow>,
    /// `before` of the next page; `null` at the end.
    #[schema(required)]
    pub next: Option<String>,
    /// Numbers on the tabs.
    pub counts: Counts,
    /// Number of the last change that is surely in this answer.
    pub version: Version,
}

/// Numbers on the tabs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(crate) struct Counts {
    /// Led by the bot.
    pub bot: i64,
    /// Led by me.
    pub mine: i64,
    /// Waiting.
    pub queue: i64,
}

/// A page of the list.
#[utoipa::path(get, operation_id = "conversations_list", path = "/api/v1/conversations", tag = "conversations", params(ListQuery), responses(
    (status = 200, body = ConversationPage),
    (status = "default", body = ErrorBody),
))]
pub(crate) async fn list(
    State(state): State<AppState>,
    Viewer(actor): Viewer,
    ApiQuery(query): ApiQuery<ListQuery>,
) -> ApiResult<Json<ConversationPage>> {
    let accounts = query.accounts.as_deref().map(|text| ids(text, "accounts")).transpose()?;
    let granted = actor.grants().filter(accounts);
    let filter = ConversationFilter {
        tab: tab(query.tab, &actor),
        account_ids: granted.clone(),
        search: search_text(query.q)?,
    };
    let before = query.before.as_deref().map(cursor).transpose()?;
    let limit = limit(query.limit, DEFAULT_LIMIT, LARGEST_LIMIT)?;
    // The version comes first: what is committed meanwhile is then asked for again, not missed.
    let version = state.store.health().await?.version;
    let page = state.store.conversations(filter, before, limit).await?;
    let counts = state.store.counts(actor.user.id, granted).await?;
    Ok(Json(ConversationPage {
        items: page.items.into_iter().map(ConversationRow::from).collect(),
        next: page.next.map(|(at, id)| format!("{at}.{id}")),
        counts: Counts { bot: counts.bot, mine: counts.mine, queue: counts.queue },
        version,
    }))
}

/// One conversation.
#[utoipa::path(get, operation_id = "conversations_one", path = "/api/v1/conversations/{id}", tag = "conversations", params(("id" = i64, Path)), responses(
    (status = 200, body = ConversationRow),
    (status = "default", body = ErrorBody),
))]
pub(crate) async fn one(
    State(state): State<AppState>,
    Viewer(actor): Viewer,
    ApiPath(id): ApiPath<Id>,
) -> ApiResult<Json<ConversationRow>> {
    Ok(Json(granted(&state, &actor, id).await?.into()))
}

/// The conversation, if the user may see its account.
pub(super) async fn granted(state: &AppState, actor: &Actor, id: Id) -> ApiResult<store::ConversationRow> {
    let row = state.store.conversation(id).await?;
    actor.grants().check(row.conversation.account_id, "conversation")?;
    Ok(row)
}

/// A limit within its bounds.
pub(super) fn limit(asked: Option<u32>, default: u32, largest: u32) -> ApiResult<u32> {
    match asked {
        None => Ok(default),
        Some(limit) if (1..=largest).contains(&limit) => Ok(limit),
        Some(_) => Err(ApiError::field("limit", format!("нужно число от 1 до {largest}"))),
    }
}

fn tab(name: Option<TabName>, actor: &Actor) -> Tab {
    match name.unwrap_or(TabName::All) {
        TabName::Bot => Tab::Bot,
        TabName::Mine => Tab::Mine(actor.user.id),
        TabName::Queue => Tab::Queue,
        TabName::Closed => Tab::Closed,
        TabName::All => Tab::All,
    }
}

/// A text to search by; nothing but space is none.
pub(super) fn search_text(text: Option<String>) -> ApiResult<Option<String>> {
    let text = text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    if text.as_ref().is_some_and(|text| text.chars().count() > SEARCH_LIMIT) {
        return Err(ApiError::field("q", format!("не длиннее {SEARCH_LIMIT} символов")));
    }
    Ok(text)
}

/// Ids separated by commas.
pub(super) fn ids(text: &str, field: &str) -> ApiResult<Vec<Id>> {
    text.split(',')
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().map_err(|_| ApiError::field(field, "нужны номера через запятую")))
        .collect()
}

fn cursor(text: &str) -> ApiResult<(Millis, Id)> {
    text.split_once('.')
        .and_then(|(at, id)| Some((at.parse().ok()?, id.parse().ok()?)))
        .ok_or_else(|| ApiError::field("before", "возьмите значение «next» предыдущей страницы"))
}
