//! Search in the messages of all conversations, and by who the customer is.

use std::collections::HashSet;

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use sufler_retrieval::text::{normalise, other_layout};
use sufler_store as store;
use sufler_store::{ConversationFilter, Id, MessageSearch, Millis, Version};
use utoipa::{IntoParams, ToSchema};

use super::conversations::{ids, limit, search_text};
use crate::auth::Viewer;
use crate::http::AppState;
use crate::http::error::{ApiResult, ErrorBody};
use crate::http::extract::ApiQuery;
use crate::http::wire::{ConversationRow, Message, SeenBy as _};
use crate::search::{self, Snippet};

const DEFAULT_LIMIT: u32 = 30;
const LARGEST_LIMIT: u32 = 100;
/// Conversations shown because of the customer or the listing.
const BY_CONTACT: u32 = 10;

/// What to look for.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct SearchQuery {
    /// Words in any form, part of the customer's name, phone or listing, or the channel's id of the chat.
    q: String,
    /// Ids of accounts, separated by commas; all that are granted when left out.
    accounts: Option<String>,
    /// Only conversations led by the bot or by people.
    led_by: Option<LedBy>,
    /// Only messages from then on, UTC milliseconds.
    from: Option<Millis>,
    /// Only messages before.
    to: Option<Millis>,
    /// `next` of the page before.
    skip: Option<usize>,
    /// Rows of a page, 1 to 100.
    #[param(default = 30, minimum = 1, maximum = 100)]
    limit: Option<u32>,
}

/// Who leads a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LedBy {
    /// The bot.
    Bot,
    /// An operator, or the queue.
    Operator,
}

/// What was found.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct SearchPage {
    /// Conversations found by their customer or listing first, then by messages, newest first.
    pub items: Vec<SearchItem>,
    /// How many conversations were found.
    pub total: usize,
    /// There are more: only the newest messages were looked at.
    pub is_cut: bool,
    /// `skip` of the next page; `null` at the end.
    #[schema(required)]
    pub next: Option<usize>,
    /// Number of the last change that is surely in the rows.
    pub version: Version,
}

/// A conversation found.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct SearchItem {
    /// The conversation.
    pub row: ConversationRow,
    /// The newest message that matches; `null` when the customer or the listing does.
    #[schema(required)]
    pub message: Option<Message>,
    /// The part of the message with what was found.
    #[schema(required)]
    pub snippet: Option<Snippet>,
}

/// Conversations by their messages, customer or listing.
#[utoipa::path(get, operation_id = "search", path = "/api/v1/search", tag = "conversations", params(SearchQuery), responses(
    (status = 200, body = SearchPage),
    (status = "default", body = ErrorBody),
))]
pub(crate) async fn find(
    State(state): State<AppState>,
    Viewer(actor): Viewer,
    ApiQuery(query): ApiQuery<SearchQuery>,
) -> ApiResult<Json<SearchPage>> {
    let limit = limit(query.limit, DEFAULT_LIMIT, LARGEST_LIMIT)? as usize;
    let skip = query.skip.unwrap_or(0);
    let asked = query.accounts.as_deref().map(|text| ids(text, "accounts")).transpose()?;
    let account_ids = actor.grants().filter(asked);
    let text = search_text(Some(query.q))?.unwrap_or_default();
    let version = state.store.health().await?.version;
    let is_of_a_time = query.from.is_some() || query.to.is_some();
    let granted = account_ids.clone();
    let by_contact = async {
        if is_of_a_time { Ok(Vec::new()) } else { by_contact(&state, &text, granted, query.led_by).await }
    };
    let by_message = async {
        let wanted = MessageSearch {
            words: search::read(&state.store, &text).await?,
            account_ids,
            led_by: query.led_by.map(|led_by| match led_by {
                LedBy::Bot => store::LedBy::Bot,
                LedBy::Operator => store::LedBy::People,
            }),
            from: query.from,
            to: query.to,
        };
        let found = state.store.search_messages(wanted.clone(), skip, limit).await?;
        ApiResult::Ok((wanted.words, found))
    };
    let (by_contact, (words, found)) = tokio::try_join!(by_contact, by_message)?;
    let all: HashSet<Id> =
        by_contact.iter().map(|row| row.conversation.id).chain(found.conversations.iter().copied()).collect();
    let end = skip + limit;
    let next = (found.conversations.len() > end).then_some(end);
    let role = actor.user.role;
    let first = by_contact.into_iter().filter(|_| skip == 0).map(|row| SearchItem {
        row: ConversationRow::from(row).seen_by(role),
        message: None,
        snippet: None,
    });
    let hits = found.hits.into_iter().map(|hit| SearchItem {
        snippet: Some(search::snippet(&hit.message.text.clone().seen_by(role), &words)),
        row: ConversationRow::from(hit.row).seen_by(role),
        message: Some(Message::from(hit.message).seen_by(role)),
    });
    Ok(Json(SearchPage {
        items: first.chain(hits).collect(),
        total: all.len(),
        is_cut: found.is_cut,
        next,
        version,
    }))
}

/// Conversations whose customer, listing or chat is meant, typed in either layout.
async fn by_contact(
    state: &AppState,
    text: &str,
    account_ids: Option<Vec<Id>>,
    led_by: Option<LedBy>,
) -> ApiResult<Vec<store::ConversationRow>> {
    let looked_up = async |text: Option<String>| match text.filter(|text| !text.trim().is_empty()) {
        Some(text) => {
            let account_ids = account_ids.clone();
            let filter =
                ConversationFilter { account_ids, search: Some(text), ..ConversationFilter::default() };
            state.store.conversations(filter, None, BY_CONTACT).await.map(|page| page.items)
        }
        None => Ok(Vec::new()),
    };
    let typed = looked_up(Some(text.to_owned()));
    let (typed, retyped) = tokio::try_join!(typed, looked_up(other_layout(&normalise(text))))?;
    let mut found: Vec<store::ConversationRow> = Vec::new();
    for row in typed.into_iter().chain(retyped) {
        let is_bots = row.conversation.owner == store::Owner::Bot;
        let is_asked_for = led_by.is_none_or(|led_by| (led_by == LedBy::Bot) == is_bots);
        let is_new = found.iter().all(|other| other.conversation.id != row.conversation.id);
        if is_asked_for && is_new {
            found.push(row);
        }
    }
    Ok(found)
}
