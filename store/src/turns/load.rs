//! What a turn starts from, for many conversations at once.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, LazyLock};

use super::thread::Thread;
use super::{JournalEntry, Lease, TurnInput};
use crate::db::{Bulk, Conn, Row, Type, Value, params};
use crate::writer::parse_ids;
use crate::{Account, Contact, Conversation, Id, Message, Result, StoreError, rows};

struct Statements {
    conversations: Bulk,
    inbound: Bulk,
    history: Bulk,
    journal: Bulk,
}

static SQL: LazyLock<Statements> = LazyLock::new(|| {
    let message = rows::MESSAGE;
    Statements {
        conversations: Bulk::select(
            &format!(
                "SELECT {}, c.unprocessed, c.turn_no, c.open_turn, c.state_turn, c.resume_state, \
                 t.flow_id, t.flow_hash, t.state, {}, p.variables, {}, \
                 CAST(CASE WHEN EXISTS (SELECT 1 FROM journal j WHERE j.conversation_id = c.id) \
                 THEN 1 ELSE 0 END AS BIGINT) \
                 FROM conversations c JOIN contacts p ON p.id = c.contact_id \
                 JOIN accounts a ON a.id = c.account_id \
                 LEFT JOIN turns t ON t.id = c.state_turn WHERE c.id = $1",
                rows::CONVERSATION,
                rows::CONTACT,
                rows::ACCOUNT
            ),
            &[Type::Int],
        ),
        inbound: Bulk::select(&format!("SELECT {message} FROM messages m WHERE m.id = $1"), &[Type::Int]),
        // `+ 0`: SQLite plans a bare `LIMIT $2` for its value and prepares the statement anew for every other one.
        history: Bulk::select(
            &format!(
                "SELECT {message} FROM messages m WHERE m.conversation_id = $1 \
                 AND (m.delivery IS NULL OR m.delivery NOT IN ('cancelled', 'failed')) \
                 ORDER BY m.at DESC, m.id DESC LIMIT $2 + 0"
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
#[derive(Clone)]
struct Start {
    conversation: Conversation,
    unprocessed: Vec<Id>,
    turn_no: i64,
    state_turn: Option<Id>,
    resume_state: Option<String>,
    flow_id: Option<String>,
    flow_hash: Option<String>,
    state: Option<String>,
    contact: Contact,
    contact_variables: Option<serde_json::Value>,
    account: Arc<Account>,
    /// Outcomes of a turn in progress are kept.
    has_journal: bool,
}

/// What was read for a turn.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub(crate) input: TurnInput,
    /// To remember; `None` when nobody could keep it up to date.
    pub(crate) thread: Option<Thread>,
}

/// Loads turns, in the order of `wanted`: together, or, when one of them cannot be read, each by itself.
///
/// # Errors
/// The connection is of no more use.
pub(crate) async fn load_each(conn: &mut Conn<'_>, wanted: &[(Lease, u16)]) -> Result<Vec<Result<Loaded>>> {
    match load_turns(conn, wanted).await {
        Ok(inputs) => return Ok(inputs),
        Err(error) => {
            conn.rollback().await?;
            if wanted.len() < 2 {
                return Ok(vec![Err(error)]);
            }
        }
    }
    let mut inputs = Vec::with_capacity(wanted.len());
    for one in wanted {
        match load_turns(conn, std::slice::from_ref(one)).await {
            Ok(found) => inputs.extend(found),
            Err(error) => {
                conn.rollback().await?;
                inputs.push(Err(error));
            }
        }
    }
    Ok(inputs)
}

/// All as of one moment.
async fn load_turns(conn: &mut Conn<'_>, wanted: &[(Lease, u16)]) -> Result<Vec<Result<Loaded>>> {
    conn.begin_read().await?;
    let found = Found::load(conn, wanted).await?;
    conn.commit().await?;
    let loaded = |(lease, history): &(Lease, u16)| {
        let thread = found.thread(lease.conversation_id, *history)?;
        let input = thread.fresh_input((*history).into());
        Ok(Loaded { input, thread: Some(thread).filter(|thread| thread.journal.is_empty()) })
    };
    Ok(wanted.iter().map(loaded).collect())
}

/// Everything found, by id.
struct Found {
    starts: HashMap<Id, Start>,
    /// The last ones, newest first.
    messages: HashMap<Id, Vec<Arc<Message>>>,
    /// Unprocessed ones that came so late that they are not among the last.
    late: HashMap<Id, Vec<Arc<Message>>>,
    journal: HashMap<Id, Vec<JournalEntry>>,
}

impl Found {
    async fn load(conn: &mut Conn<'_>, wanted: &[(Lease, u16)]) -> Result<Self> {
        let ids = distinct(wanted.iter().map(|(lease, _)| lease.conversation_id));
        let starts = conn.bulk_query(&SQL.conversations, &ids, start).await?;
        let (messages, late) = load_messages(conn, wanted, &starts).await?;
        let with_journal = starts.iter().filter(|start| start.has_journal);
        let journal_keys: Vec<Vec<Value<'_>>> =
            with_journal.map(|start| params![start.conversation.id, start.turn_no].to_vec()).collect();
        let journal = conn.bulk_query(&SQL.journal, &journal_keys, journal_entry).await?;
        let by_thread = |messages: Vec<Message>| {
            group(messages.into_iter().map(|message| (message.conversation_id, Arc::new(message))))
        };
        Ok(Self {
            starts: starts.into_iter().map(|start| (start.conversation.id, start)).collect(),
            messages: by_thread(messages),
            late: by_thread(late),
            journal: group(journal),
        })
    }

    fn thread(&self, id: Id, history: u16) -> Result<Thread> {
        let start = self.starts.get(&id).cloned().ok_or_else(|| StoreError::not_found("conversation", id))?;
        let last = self.messages.get(&id).map_or(&[][..], Vec::as_slice);
        let whole = last.len() < usize::from(history) + start.unprocessed.len();
        let late = self.late.get(&id).map_or(&[][..], Vec::as_slice);
        let first = last.iter().map(|message| (message.at, message.id)).min();
        let mut messages: Vec<Arc<Message>> = last.iter().chain(late).cloned().collect();
        messages.sort_by_key(|message| (message.at, message.id));
        Ok(Thread {
            account: start.account,
            conversation: start.conversation,
            unprocessed: start.unprocessed,
            turn_no: start.turn_no,
            state_turn: start.state_turn,
            state: start.state,
            flow_id: start.flow_id,
            flow_hash: start.flow_hash,
            resume_state: start.resume_state,
            contact: start.contact,
            contact_variables: start.contact_variables,
            messages,
            from: first.filter(|_| !whole),
            journal: self.journal.get(&id).cloned().unwrap_or_default(),
        })
    }
}

/// The last messages of each thread. The unprocessed ones are nearly always among them; those that came very late are
/// read by id.
async fn load_messages(
    conn: &mut Conn<'_>,
    wanted: &[(Lease, u16)],
    starts: &[Start],
) -> Result<(Vec<Message>, Vec<Message>)> {
    let depth: HashMap<Id, u16> =
        wanted.iter().map(|(lease, history)| (lease.conversation_id, *history)).collect();
    let keys: Vec<Vec<Value<'_>>> = starts.iter().map(|start| history_key(start, &depth)).collect();
    let messages = conn.bulk_query(&SQL.history, &keys, rows::message).await?;
    let found: HashSet<Id> = messages.iter().map(|message| message.id).collect();
    let unprocessed = starts.iter().flat_map(|start| start.unprocessed.iter().copied());
    let missing = distinct(unprocessed.filter(|id| !found.contains(id)));
    Ok((messages, conn.bulk_query(&SQL.inbound, &missing, rows::message).await?))
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
    let account_at = at + 9 + rows::CONTACT_WIDTH;
    Ok(Start {
        conversation: rows::conversation(row)?,
        unprocessed: parse_ids(row.opt_text(at)?)?,
        turn_no: row.int(at + 1)? + i64::from(open.is_none()),
        state_turn: row.opt_int(at + 3)?,
        resume_state: row.opt_text(at + 4)?,
        flow_id: row.opt_text(at + 5)?,
        flow_hash: row.opt_text(at + 6)?,
        state: row.opt_text(at + 7)?,
        contact: rows::contact(row, at + 8)?,
        contact_variables: row.opt_json(at + 8 + rows::CONTACT_WIDTH)?,
        account: Arc::new(rows::account_at(row, account_at)?),
        has_journal: row.flag(account_at + rows::ACCOUNT_WIDTH)?,
    })
}

fn journal_entry(row: &Row<'_>) -> Result<(Id, JournalEntry)> {
    let entry =
        JournalEntry { effect_id: row.text(1)?, input_hash: row.text(2)?, outcome_json: row.text(3)? };
    Ok((row.int(0)?, entry))
}
