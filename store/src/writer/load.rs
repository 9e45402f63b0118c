//! Loads what a batch needs, a handful of statements for all of it.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::known::Known;
use super::leases::Held;
use super::needs::Needs;
use super::schedule::Schedule;
use super::work::{Conv, Filed, Msg, Touch, Work, unsettled};
use crate::db::{Bulk, Conn, Row, Type, Value, params};
use crate::model::Id;
use crate::{Result, StoreError, rows};

/// The statements.
struct Statements {
    chat_ids: Bulk,
    conversations: Bulk,
    accounts: Bulk,
    contacts: Bulk,
    conversations_of: Bulk,
    messages: Bulk,
    externals: Bulk,
    clients: Bulk,
    pending: Bulk,
}

static SQL: LazyLock<Statements> = LazyLock::new(|| {
    let conversation = rows::CONVERSATION;
    let message = format!("{}, m.account_id, m.epoch, m.not_before, m.attempts, m.claimed_at", rows::MESSAGE);
    Statements {
        chat_ids: Bulk::select(
            "SELECT account_id, external_id, id FROM conversations WHERE account_id = $1 AND external_id = $2",
            &[Type::Int, Type::Text],
        ),
        conversations: Bulk::select_locked(
            &format!(
                "SELECT {conversation}, c.unprocessed, c.ready_at, c.burst_at, c.fence, c.lease_until, \
                 c.turn_no, c.open_turn, c.state_turn, c.resume_state, c.last_turn, \
                 CAST(CASE WHEN EXISTS (SELECT 1 FROM conversation_lookup l \
                 WHERE l.account_id = c.account_id AND l.conversation_id = c.id) THEN 0 ELSE 1 END AS BIGINT) \
                 FROM conversations c WHERE c.id = $1"
            ),
            &[Type::Int],
        ),
        accounts: Bulk::select("SELECT id FROM accounts WHERE id = $1", &[Type::Int]),
        contacts: Bulk::select(
            "SELECT account_id, external_id, id FROM contacts WHERE account_id = $1 AND external_id = $2",
            &[Type::Int, Type::Text],
        ),
        conversations_of: Bulk::select("SELECT conversation_id FROM messages WHERE id = $1", &[Type::Int]),
        messages: Bulk::select_locked(
            &format!("SELECT {message} FROM messages m WHERE m.id = $1"),
            &[Type::Int],
        ),
        externals: Bulk::select_locked(
            &format!("SELECT {message} FROM messages m WHERE m.conversation_id = $1 AND m.external_id = $2"),
            &[Type::Int, Type::Text],
        ),
        clients: Bulk::select_locked(
            &format!("SELECT {message} FROM messages m WHERE m.conversation_id = $1 AND m.client_id = $2"),
            &[Type::Int, Type::Text],
        ),
        pending: Bulk::select_locked(
            &format!(
                "SELECT {message} FROM messages m WHERE m.account_id = $1 AND m.conversation_id = $2 \
                 AND m.delivery IN ('queued', 'sending', 'unknown') ORDER BY m.id"
            ),
            &[Type::Int, Type::Int],
        ),
    }
});

/// Loads everything `needs` names, its chats loaded already. Conversations first and in id order: their row locks order
/// everything else.
pub(crate) async fn load(
    conn: &mut Conn<'_>,
    needs: &Needs,
    work: &mut Work,
    schedule: Option<&Schedule>,
    known: &mut Known,
) -> Result<()> {
    load_conversations(conn, needs, work, known).await?;
    if let Some(schedule) = schedule {
        schedule.begin(work);
    }
    load_new_chats(conn, needs, work).await?;
    load_messages(conn, needs, work, known).await
}

/// Which conversations the chats are that `needs` names.
pub(crate) async fn load_chats(
    conn: &mut Conn<'_>,
    needs: &Needs,
    work: &mut Work,
    known: &Known,
) -> Result<()> {
    let (at_hand, unknown): (Vec<_>, Vec<_>) =
        needs.chats.iter().map(|chat| (chat, known.chat(chat))).partition(|(_, id)| id.is_some());
    work.chats.extend(at_hand.into_iter().filter_map(|(chat, id)| Some((chat.clone(), id?))));
    let unknown = pairs(unknown.into_iter().map(|(chat, _)| chat));
    work.chats.extend(conn.bulk_query(&SQL.chat_ids, &unknown, triple).await?);
    Ok(())
}

async fn load_conversations(
    conn: &mut Conn<'_>,
    needs: &Needs,
    work: &mut Work,
    known: &mut Known,
) -> Result<()> {
    let mut wanted = needs.conversations.clone();
    wanted.extend(work.chats.values());
    if !needs.conversations_of.is_empty() {
        let of = singles(needs.conversations_of.iter().copied());
        wanted.extend(conn.bulk_query(&SQL.conversations_of, &of, |row| row.int(0)).await?);
    }
    wanted.retain(|id| match known.take(*id) {
        Some(conv) => work.conversations.insert(*id, conv).is_some(),
        None => true,
    });
    let found = read_conversations(conn, wanted).await?;
    work.conversations.extend(found.into_iter().map(|conv| (conv.row.id, conv)));
    // Another node has deleted what was remembered; if the chat goes on there, the database refuses a second one.
    let Work { chats, conversations, .. } = work;
    chats.retain(|_, id| conversations.contains_key(id));
    Ok(())
}

/// Messages of these conversations (account, id) that have not come to rest, as the table has them.
#[cfg(debug_assertions)]
pub(super) async fn read_unsettled(conn: &mut Conn<'_>, conversations: &[(Id, Id)]) -> Result<Vec<Msg>> {
    let keys: Vec<_> = conversations.iter().map(|(account, id)| params![*account, *id].to_vec()).collect();
    conn.bulk_query(&SQL.pending, &keys, message).await
}

/// Conversations as the table has them, locked, in the order of their ids.
pub(super) async fn read_conversations(
    conn: &mut Conn<'_>,
    ids: impl IntoIterator<Item = Id>,
) -> Result<Vec<Conv>> {
    conn.bulk_query(&SQL.conversations, &singles(ids), conversation).await
}

/// Chats without a conversation: is their account there, do we know the contact?
async fn load_new_chats(conn: &mut Conn<'_>, needs: &Needs, work: &mut Work) -> Result<()> {
    let new: Vec<&(Id, String)> = needs.chats.iter().filter(|chat| !work.chats.contains_key(chat)).collect();
    if new.is_empty() {
        return Ok(());
    }
    let mut accounts: Vec<Id> = new.iter().map(|(account_id, _)| *account_id).collect();
    accounts.dedup();
    work.accounts.extend(conn.bulk_query(&SQL.accounts, &singles(accounts), |row| row.int(0)).await?);
    work.contacts.extend(conn.bulk_query(&SQL.contacts, &pairs(needs.contacts.iter()), triple).await?);
    Ok(())
}

/// Messages by their ids, the channel's, the browser's, and those of a conversation that have not come to rest.
async fn load_messages(conn: &mut Conn<'_>, needs: &Needs, work: &mut Work, known: &mut Known) -> Result<()> {
    recall_unsettled(needs, work, known);
    let by_id = needs.messages.union(&needs.conversations_of).filter(|id| !work.messages.contains_key(id));
    let externals = needs.externals.iter().filter_map(|(account_id, chat, external_id)| {
        let conversation_id = work.chats.get(&(*account_id, chat.clone()))?;
        Some(params![*conversation_id, external_id].to_vec())
    });
    let mut whole = needs.pending.clone();
    whole.extend(needs.pending_chats.iter().filter_map(|chat| work.chats.get(chat)));
    whole.retain(|id| !work.whole.contains(id));
    let pending = whole.iter().filter_map(|id| work.conversations.get(id));
    let parts = [
        (&SQL.messages, singles(by_id.copied())),
        (&SQL.externals, externals.collect()),
        (&SQL.clients, pairs(needs.clients.iter())),
        (&SQL.pending, pending.map(|conv| params![conv.row.account_id, conv.row.id].to_vec()).collect()),
    ];
    for msg in conn.bulk_query_all(&parts, message).await? {
        add_message(work, &whole, msg);
    }
    for id in &whole {
        work.pending.entry(*id).or_default().sort_unstable();
    }
    work.whole.extend(whole);
    Ok(())
}

/// The messages on their way that are remembered of the conversations of the batch.
fn recall_unsettled(needs: &Needs, work: &mut Work, known: &mut Known) {
    let by_message = needs.messages.iter().filter_map(|id| known.conversation_of(*id));
    let conversations: BTreeSet<Id> = by_message.chain(work.conversations.keys().copied()).collect();
    for id in conversations {
        if let Some(messages) = known.take_unsettled(id) {
            let whole = BTreeSet::from([id]);
            messages.into_iter().for_each(|msg| add_message(work, &whole, msg));
            work.whole.insert(id);
        }
    }
}

/// Adds a message that was found, once; to what its conversation has on its way, if that is one of `whole`.
fn add_message(work: &mut Work, whole: &BTreeSet<Id>, msg: Msg) {
    let (id, conversation_id) = (msg.row.id, msg.row.conversation_id);
    if work.messages.contains_key(&id) {
        return;
    }
    if whole.contains(&conversation_id) && msg.row.delivery.is_some_and(unsettled) {
        work.pending.entry(conversation_id).or_default().push(id);
    }
    if let Some(external_id) = &msg.row.external_id {
        work.externals.entry(conversation_id).or_default().insert(external_id.clone(), id);
    }
    if let Some(client_id) = &msg.row.client_id {
        work.clients.entry(conversation_id).or_default().insert(client_id.clone(), id);
    }
    work.messages.insert(id, msg);
}

fn singles<'v>(ids: impl IntoIterator<Item = Id>) -> Vec<Vec<Value<'v>>> {
    ids.into_iter().map(|id| vec![Value::from(id)]).collect()
}

fn pairs<'v>(keys: impl Iterator<Item = &'v (Id, String)>) -> Vec<Vec<Value<'v>>> {
    keys.map(|(id, text)| vec![Value::from(*id), Value::from(text)]).collect()
}

fn triple(row: &Row<'_>) -> Result<((Id, String), Id)> {
    Ok(((row.int(0)?, row.text(1)?), row.int(2)?))
}

fn conversation(row: &Row<'_>) -> Result<Conv> {
    let at = rows::CONVERSATION_WIDTH;
    let fence = row.int(at + 3)?;
    let conversation = rows::conversation(row)?;
    Ok(Conv {
        unprocessed: parse_ids(row.opt_text(at)?)?,
        ready_at: row.opt_int(at + 1)?,
        burst_at: row.opt_int(at + 2)?,
        held: row.opt_int(at + 4)?.map(|until| Held { fence, until }),
        turn_no: row.int(at + 5)?,
        open_turn: row.opt_int(at + 6)?,
        state_turn: row.opt_int(at + 7)?,
        resume_state: row.opt_text(at + 8)?,
        last_turn: row.opt_int(at + 9)?,
        profile_missing: row.flag(at + 10)?,
        handoff_changed: false,
        filed: Some(Filed::of(&conversation)),
        touch: Touch::Clean,
        row: conversation,
    })
}

fn message(row: &Row<'_>) -> Result<Msg> {
    let at = rows::MESSAGE_WIDTH;
    let message = rows::message(row)?;
    Ok(Msg {
        account_id: row.int(at)?,
        epoch: row.opt_int(at + 1)?,
        not_before: row.opt_int(at + 2)?,
        attempts: row.opt_int(at + 3)?,
        claimed_at: row.opt_int(at + 4)?,
        filed: Some(message.at),
        touch: Touch::Clean,
        row: message,
    })
}

/// Ids of a comma-separated column.
pub(crate) fn parse_ids(text: Option<String>) -> Result<Vec<Id>> {
    let Some(text) = text else { return Ok(Vec::new()) };
    let ids: std::result::Result<Vec<Id>, _> = text.split(',').map(str::parse).collect();
    ids.map_err(|_| StoreError::Corrupt("list of unprocessed messages".into()))
}
