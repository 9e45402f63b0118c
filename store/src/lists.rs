//! The list of conversations: tabs, filters, order, numbers on the tabs.
//!
//! A page is read lane by lane: an account with one leader and one status is a short walk down one index, and the
//! lanes are merged. So a page costs the same whatever share of all conversations the filter leaves.

mod lane;
mod lookup;
mod selection;

pub use selection::{Assignee, ListOrder, ListStatus, Tab};

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::conversations::{ConversationRow, ROW, conversation_row};
use crate::db::{Bulk, Conn, Type, Value, params};
use crate::{Id, Millis, Result, Store};
use lane::{Lane, Phase};
use lookup::Search;
use selection::Selection;

/// Which conversations to list, and how.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConversationFilter {
    /// The tab.
    pub tab: Tab,
    /// Accounts the reader may see; `None` = all.
    pub account_ids: Option<Vec<Id>>,
    /// Narrows the tab to a status.
    pub status: Option<ListStatus>,
    /// Narrows the tab to who leads.
    pub assignee: Option<Assignee>,
    /// Part of the contact's name or phone, or of the item's title; or the channel's chat id.
    pub search: Option<String>,
    /// What stands first.
    pub order: ListOrder,
}

/// Where a page ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct ListCursor {
    /// Among those who wait (ordered by the wait), else behind them (ordered by the last message).
    pub waiting: bool,
    /// Begin of the wait, or time of the last message.
    pub at: Millis,
    /// The conversation.
    pub id: Id,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Page<T> {
    /// Rows in order.
    pub items: Vec<T>,
    /// `before` of the next page; `None` at the end.
    pub next: Option<ListCursor>,
}

/// Numbers on the tabs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Counts {
    /// Led by the bot.
    pub bot: i64,
    /// Led by the reader.
    pub mine: i64,
    /// Waiting for an operator.
    pub queue: i64,
    /// Put off.
    pub snoozed: i64,
}

impl Store {
    /// A page of conversations.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn conversations(
        &self,
        filter: ConversationFilter,
        before: Option<ListCursor>,
        limit: u32,
    ) -> Result<Page<ConversationRow>> {
        self.read(move |conn| {
            Box::pin(async move {
                conn.begin_read().await?;
                let page = page(conn, &filter, before, limit as usize).await;
                conn.control(if page.is_ok() { "COMMIT" } else { "ROLLBACK" }).await?;
                page
            })
        })
        .await
    }

    /// Numbers on the tabs of this user.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn counts(&self, user_id: Id, account_ids: Option<Vec<Id>>) -> Result<Counts> {
        self.read(move |conn| {
            Box::pin(async move {
                let accounts = accounts(conn, account_ids).await?;
                let mut counts = [0; 4];
                let mine = Tab::Mine(user_id);
                for (count, tab) in counts.iter_mut().zip([Tab::Bot, mine, Tab::Queue, Tab::Snoozed]) {
                    let Some(selection) = Selection::of(tab, None, None) else { continue };
                    for lane in Lane::of(&selection, &accounts) {
                        let found = conn.bulk_query(&lane.count(), &lane.keys, |row| row.int(0)).await?;
                        *count += found.into_iter().sum::<i64>();
                    }
                }
                let [bot, mine, queue, snoozed] = counts;
                Ok(Counts { bot, mine, queue, snoozed })
            })
        })
        .await
    }
}

/// The accounts a reader may see, each once.
async fn accounts(conn: &mut Conn<'_>, granted: Option<Vec<Id>>) -> Result<Vec<Id>> {
    let mut accounts = match granted {
        Some(granted) => granted,
        None => conn.query("SELECT id FROM accounts", params![], |row| row.int(0)).await?,
    };
    accounts.sort_unstable();
    accounts.dedup();
    Ok(accounts)
}

async fn page(
    conn: &mut Conn<'_>,
    filter: &ConversationFilter,
    before: Option<ListCursor>,
    limit: usize,
) -> Result<Page<ConversationRow>> {
    let Some(selection) = Selection::of(filter.tab, filter.status, filter.assignee) else {
        return Ok(Page { items: Vec::new(), next: None });
    };
    let accounts = accounts(conn, filter.account_ids.clone()).await?;
    let found_by_search = match filter.search.as_deref().and_then(Search::of) {
        Some(search) => Some(search.run(conn, &accounts).await?),
        None => None,
    };
    let mut found: Vec<ListCursor> = Vec::new();
    for &phase in Phase::of(&selection, filter.order) {
        let missing = (limit + 1).saturating_sub(found.len());
        // A page that ended in a later phase has seen the earlier ones.
        let is_over = before.is_some_and(|before| !before.waiting && phase.is_waiting());
        if missing == 0 || is_over {
            continue;
        }
        let after = before.filter(|before| before.waiting == phase.is_waiting());
        let mut keys: Vec<ListCursor> = Vec::new();
        for lane in phase.lanes(&selection, &accounts, found_by_search.as_ref()) {
            let (sql, walks) = lane.page(phase, after, missing);
            let found = conn
                .bulk_query(&sql, &walks, |row| {
                    Ok(ListCursor { waiting: phase.is_waiting(), at: row.int(0)?, id: row.int(1)? })
                })
                .await?;
            keys.extend(found);
        }
        keys.sort_unstable_by_key(|key| (key.at, key.id));
        if !phase.is_waiting() {
            keys.reverse();
        }
        keys.truncate(missing);
        found.extend(keys);
    }
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().copied().filter(|_| more);
    Ok(Page { items: rows(conn, &found).await?, next })
}

static ROWS: LazyLock<Bulk> = LazyLock::new(|| Bulk::select(&format!("{ROW} WHERE c.id = $1"), &[Type::Int]));

/// The rows in the order of their keys.
async fn rows(conn: &mut Conn<'_>, keys: &[ListCursor]) -> Result<Vec<ConversationRow>> {
    let ids: Vec<Vec<Value<'_>>> = keys.iter().map(|key| params![key.id].to_vec()).collect();
    let found = conn.bulk_query(&ROWS, &ids, conversation_row).await?;
    let mut found: HashMap<Id, ConversationRow> =
        found.into_iter().map(|row| (row.conversation.id, row)).collect();
    Ok(keys.iter().filter_map(|key| found.remove(&key.id)).collect())
}

/// Statements that pages and counts are read by, for looking at their plans: SQLite's text, PostgreSQL's text.
#[cfg(feature = "testing")]
#[must_use]
pub fn list_statements(search: Option<&str>) -> Vec<(String, String)> {
    let found = search.and_then(Search::of).map(lookup::Found::Many);
    let tabs = [Tab::Bot, Tab::Mine(7), Tab::Queue, Tab::Closed, Tab::Snoozed, Tab::All];
    let statuses = [None, Some(ListStatus::Waiting), Some(ListStatus::People), Some(ListStatus::Closed)];
    let assignees = [None, Some(Assignee::Nobody), Some(Assignee::User(7))];
    let mut statements = Vec::new();
    for (tab, status, assignee) in tabs
        .into_iter()
        .flat_map(|tab| statuses.map(|status| (tab, status)))
        .flat_map(|(tab, status)| assignees.map(|assignee| (tab, status, assignee)))
    {
        let Some(selection) = Selection::of(tab, status, assignee) else { continue };
        for order in [ListOrder::Newest, ListOrder::LongestWaiting] {
            for &phase in Phase::of(&selection, order) {
                for lane in phase.lanes(&selection, &[1], found.as_ref()) {
                    let (sql, _) = lane.page(phase, None, 51);
                    statements.push((sql.sqlite().to_owned(), sql.postgres().to_owned()));
                    statements.push((lane.count().sqlite().to_owned(), lane.count().postgres().to_owned()));
                }
            }
        }
    }
    statements.sort();
    statements.dedup();
    statements
}
