//! Reading conversations.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use sufler_store as store;
use sufler_store::{Assignee, ConversationFilter, Id, ListCursor, ListOrder, ListStatus, Tab, Version};
use utoipa::{IntoParams, ToSchema};

use crate::auth::{Actor, Viewer};
use crate::http::AppState;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::{ApiPath, ApiQuery};
use crate::http::wire::{ConversationRow, SeenBy as _};

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
    /// A channel such as `avito`: only conversations that came through it.
    channel: Option<String>,
    /// Narrows the tab to a status.
    status: Option<StatusName>,
    /// Narrows the tab to who leads: `me`, `nobody` (waits for an operator), or the id of a colleague.
    assignee: Option<String>,
    /// What stands first; `newest` when left out.
    sort: Option<SortName>,
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
    /// Put off.
    Snoozed,
    /// Everything.
    All,
}

/// What a conversation waits for, or does not.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum StatusName {
    /// The customer waits for an answer.
    Waiting,
    /// The bot leads.
    Bot,
    /// People lead, or will.
    Operator,
    /// Closed.
    Closed,
    /// Put off.
    Snoozed,
}

/// What stands first.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SortName {
    /// The latest message.
    Newest,
    /// The customer who waits longest; behind those who wait, the latest message.
    Waiting,
}

/// A page of conversations.
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
    /// Put off.
    pub snoozed: i64,
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
    let shown = match query.channel {
        Some(channel) => Some(of_channel(&state, &channel, granted.as_deref()).await?),
        None => granted.clone(),
    };
    let filter = ConversationFilter {
        tab: tab(query.tab, &actor),
        account_ids: shown,
        status: query.status.map(status),
        assignee: query.assignee.map(|text| assignee(&text, &actor)).transpose()?,
        search: search_text(query.q)?,
        order: match query.sort {
            Some(SortName::Waiting) => ListOrder::LongestWaiting,
            Some(SortName::Newest) | None => ListOrder::Newest,
        },
    };
    let before = query.before.as_deref().map(cursor).transpose()?;
    let limit = limit(query.limit, DEFAULT_LIMIT, LARGEST_LIMIT)?;
    // The version comes first: what is committed meanwhile is then asked for again, not missed.
    let version = state.store.health().await?.version;
    let page = state.store.conversations(filter, before, limit).await?;
    let counts = state.store.counts(actor.user.id, granted).await?;
    Ok(Json(ConversationPage {
        items: page
            .items
            .into_iter()
            .map(|row| ConversationRow::from(row).seen_by(actor.user.role))
            .collect(),
        next: page.next.map(written),
        counts: Counts { bot: counts.bot, mine: counts.mine, queue: counts.queue, snoozed: counts.snoozed },
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
    Ok(Json(ConversationRow::from(granted(&state, &actor, id).await?).seen_by(actor.user.role)))
}

/// Accounts of a channel among those asked for.
async fn of_channel(state: &AppState, channel: &str, among: Option<&[Id]>) -> ApiResult<Vec<Id>> {
    let accounts = state.store.account_list().await?;
    let is_shown = |id: &Id| among.is_none_or(|among| among.contains(id));
    let of_channel = accounts.iter().filter(|account| account.channel == channel);
    Ok(of_channel.map(|account| account.id).filter(is_shown).collect())
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
        TabName::Snoozed => Tab::Snoozed,
        TabName::All => Tab::All,
    }
}

fn status(name: StatusName) -> ListStatus {
    match name {
        StatusName::Waiting => ListStatus::Waiting,
        StatusName::Bot => ListStatus::Bot,
        StatusName::Operator => ListStatus::People,
        StatusName::Closed => ListStatus::Closed,
        StatusName::Snoozed => ListStatus::Snoozed,
    }
}

fn assignee(text: &str, actor: &Actor) -> ApiResult<Assignee> {
    match text {
        "me" => Ok(Assignee::User(actor.user.id)),
        "nobody" => Ok(Assignee::Nobody),
        id => {
            let refused = || ApiError::field("assignee", "нужно me, nobody или номер сотрудника");
            id.parse().map(Assignee::User).map_err(|_| refused())
        }
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

fn written(ListCursor { waiting, at, id }: ListCursor) -> String {
    format!("{}{at}.{id}", if waiting { "w" } else { "" })
}

fn cursor(text: &str) -> ApiResult<ListCursor> {
    let (waiting, place) = text.strip_prefix('w').map_or((false, text), |place| (true, place));
    place
        .split_once('.')
        .and_then(|(at, id)| Some(ListCursor { waiting, at: at.parse().ok()?, id: id.parse().ok()? }))
        .ok_or_else(|| ApiError::field("before", "возьмите значение «next» предыдущей страницы"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_as_it_was_written() {
        for waiting in [false, true] {
            let place = ListCursor { waiting, at: 1_790_000_000_000, id: 42 };
            assert_eq!(cursor(&written(place)).ok(), Some(place));
        }
        for wrong in ["", "w", "5", "5.x", "ww5.1", "5.1w"] {
            assert!(cursor(wrong).is_err(), "{wrong}");
        }
    }
}
