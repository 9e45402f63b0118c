//! What a turn starts from, for many conversations at once.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::{JournalEntry, Lease, TurnInput};
use crate::db::{Bulk, Conn, Row, Type, Value, params};
use crate::writer::parse_ids;
use crate::{Account, Contact, Conversation, Id, Message, Result, StoreError, rows};

struct Statements {
    conversations: Bulk,
    contacts: Bulk,
    accounts: Bulk,
    inbound: Bulk,
    history: Bulk,
    journal: Bulk,
}

static SQL: LazyLock<Statements> = LazyLock::new(|| {
    let message = rows::MESSAGE;
    Statements {
        conversations: Bulk::select(
            &format!(
                "SELECT {}, c.unprocessed, c.turn_no, c.open_turn, c.flow_id, c.flow_hash, c.state \
                 FROM conversations c WHERE c.id = $1",
                rows::CONVERSATION
            ),
            &[Type::Int],
        ),
        contacts: Bulk::select(
            &format!("SELECT {}, p.variables FROM contacts p WHERE p.id = $1", rows::CONTACT),
            &[Type::Int],
        ),
        accounts: Bulk::select(
            &format!("SELECT {} FROM accounts a WHERE a.id = $1", rows::ACCOUNT),
            &[Type::Int],
        ),
        inbound: Bulk::select(&format!("SELECT {message} FROM messages m WHERE m.id = $1"), &[Type::Int]),
        history: Bulk::select(
            &format!(
                "SELECT {message} FROM messages m WHERE m.conversation_id = $1 \
                 AND (m.delivery IS NULL OR m.delivery NOT IN ('cancelled', 'failed')) \
                 ORDER BY m.at DESC, m.id DESC LIMIT $2"
            ),
            &[Type::Int, Type::Int],
        ),
        journal: Bulk::select(
            "SELECT conversation_id, effect_id, input_hash, outcome FROM journal \
             WHERE conversation_id = $1 AND turn_no = $2 ORDER BY effect_id",
            &[Type::Int, Type::Int],
        ),
    }
});

/// A conversation's row as a turn needs it.
struct Start {
    conversation: Conversation,
    unprocessed: Vec<Id>,
    turn_no: i64,
    flow_id: Option<String>,
    flow_hash: Option<String>,
    state: Option<String>,
}

/// Loads turns, in the order of `wanted`, all as of one moment.
pub(crate) async fn load_turns(
    conn: &mut Conn<'_>,
    wanted: &[(Lease, u16)],
) -> Result<Vec<Result<TurnInput>>> {
    conn.begin_read().await?;
    let mut found = Found::load(conn, wanted).await?;
    conn.commit().await?;
    Ok(wanted.iter().map(|(lease, history)| found.take(lease.conversation_id, *history)).collect())
}

/// Everything found, by id.
struct Found {
    starts: HashMap<Id, Start>,
    contacts: HashMap<Id, (Contact, Option<serde_json::Value>)>,
    accounts: HashMap<Id, Account>,
    inbound: HashMap<Id, Vec<Message>>,
    /// Newest first.
    history: HashMap<Id, Vec<Message>>,
    journal: HashMap<Id, Vec<JournalEntry>>,
}

impl Found {
    async fn load(conn: &mut Conn<'_>, wanted: &[(Lease, u16)]) -> Result<Self> {
        let ids = distinct(wanted.iter().map(|(lease, _)| lease.conversation_id));
        let starts = conn.bulk_query(&SQL.conversations, &ids, start).await?;
        let contact_ids = distinct(starts.iter().map(|start| start.conversation.contact_id));
        let contacts = conn.bulk_query(&SQL.contacts, &contact_ids, |row| {
            let contact = rows::contact(row, 0)?;
            Ok((contact.id, (contact, row.opt_json(7)?)))
        });
        let contacts = contacts.await?;
        let account_ids = distinct(starts.iter().map(|start| start.conversation.account_id));
        let accounts = conn.bulk_query(&SQL.accounts, &account_ids, rows::account).await?;
        let inbound_ids = distinct(starts.iter().flat_map(|start| start.unprocessed.iter().copied()));
        let inbound = conn.bulk_query(&SQL.inbound, &inbound_ids, rows::message).await?;
        let depth: HashMap<Id, u16> =
            wanted.iter().map(|(lease, history)| (lease.conversation_id, *history)).collect();
        let history_keys: Vec<Vec<Value<'_>>> =
            starts.iter().map(|start| history_key(start, &depth)).collect();
        let history = conn.bulk_query(&SQL.history, &history_keys, rows::message).await?;
        let journal_keys: Vec<Vec<Value<'_>>> =
            starts.iter().map(|start| params![start.conversation.id, start.turn_no].to_vec()).collect();
        let journal = conn.bulk_query(&SQL.journal, &journal_keys, journal_entry).await?;
        Ok(Self {
            starts: starts.into_iter().map(|start| (start.conversation.id, start)).collect(),
            contacts: contacts.into_iter().collect(),
            accounts: accounts.into_iter().map(|account| (account.id, account)).collect(),
            inbound: group(inbound.into_iter().map(|message| (message.conversation_id, message))),
            history: group(history.into_iter().map(|message| (message.conversation_id, message))),
            journal: group(journal),
        })
    }

    fn take(&mut self, id: Id, history: u16) -> Result<TurnInput> {
        let missing = |what| move || StoreError::not_found(what, id);
        let start = self.starts.get(&id).ok_or_else(missing("conversation"))?;
        let conversation = start.conversation.clone();
        let (contact, contact_variables) = self
            .contacts
            .get(&conversation.contact_id)
            .cloned()
            .ok_or_else(missing("contact of conversation"))?;
        let account = self
            .accounts
            .get(&conversation.account_id)
            .cloned()
            .ok_or_else(missing("account of conversation"))?;
        let mut inbound = self.inbound.get(&id).cloned().unwrap_or_default();
        inbound.sort_by_key(|message| (message.at, message.id));
        let said = self.history.get(&id).into_iter().flatten();
        let mut history: Vec<Message> = said
            .filter(|message| !start.unprocessed.contains(&message.id))
            .take(history.into())
            .cloned()
            .collect();
        history.reverse();
        Ok(TurnInput {
            contact,
            contact_variables,
            account,
            state: start.state.clone(),
            flow_id: start.flow_id.clone(),
            flow_hash: start.flow_hash.clone(),
            turn_no: start.turn_no,
            inbound,
            history,
            journal: self.journal.remove(&id).unwrap_or_default(),
            conversation,
        })
    }
}

fn distinct<'v>(ids: impl Iterator<Item = Id>) -> Vec<Vec<Value<'v>>> {
    let ids: std::collections::BTreeSet<Id> = ids.collect();
    ids.into_iter().map(|id| vec![Value::from(id)]).collect()
}

/// The unprocessed ones are among the last messages: as many more are read.
fn history_key<'v>(start: &Start, depth: &HashMap<Id, u16>) -> Vec<Value<'v>> {
    let wanted = depth.get(&start.conversation.id).copied().unwrap_or(0);
    let limit = usize::from(wanted) + start.unprocessed.len();
    params![start.conversation.id, i64::try_from(limit).unwrap_or(i64::MAX)].to_vec()
}

fn group<T>(items: impl IntoIterator<Item = (Id, T)>) -> HashMap<Id, Vec<T>> {
    let mut groups: HashMap<Id, Vec<T>> = HashMap::new();
    for (id, item) in items {
        groups.entry(id).or_default().push(item);
    }
    groups
}

fn start(row: &Row<'_>) -> Result<Start> {
    let at = rows::CONVERSATION_WIDTH;
    let open: Option<Id> = row.opt_int(at + 2)?;
    Ok(Start {
        conversation: rows::conversation(row)?,
        unprocessed: parse_ids(row.opt_text(at)?)?,
        turn_no: row.int(at + 1)? + i64::from(open.is_none()),
        flow_id: row.opt_text(at + 3)?,
        flow_hash: row.opt_text(at + 4)?,
        state: row.opt_text(at + 5)?,
    })
}

fn journal_entry(row: &Row<'_>) -> Result<(Id, JournalEntry)> {
    let entry =
        JournalEntry { effect_id: row.text(1)?, input_hash: row.text(2)?, outcome_json: row.text(3)? };
    Ok((row.int(0)?, entry))
}
