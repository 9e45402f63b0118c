//! Writes what a batch changed, a handful of statements for all of it, and numbers the changes.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::work::{Conv, Filed, Msg, Touch, Work};
use crate::db::{Bulk, Conn, Type, Value, params};
use crate::model::{Id, Message, Version};
use crate::{Change, Result, StoreError, rows};

use Type::{Blob, Int, Text};

/// Columns every update of a conversation sets, in this order.
const CONVERSATION: &[(&str, Type)] = &[
    ("epoch", Int),
    ("unread", Int),
    ("preview", Text),
    ("updated_at", Int),
    ("version", Type::Version),
    ("unprocessed", Text),
    ("ready_at", Int),
    ("burst_at", Int),
    ("fence", Int),
    ("lease_until", Int),
    ("turn_no", Int),
    ("last_turn", Int),
    ("open_turn", Int),
    ("state_turn", Int),
    ("resume_state", Text),
];
/// Columns that other indexes lie on: an update that leaves them as they are does not name them, for SQLite rewrites
/// the index entries of every column named.
const CONVERSATION_FILED: &[(&str, Type)] = &[
    ("status", Text),
    ("owner", Text),
    ("owner_user", Int),
    ("last_at", Int),
    ("waiting_since", Int),
    ("snoozed_until", Int),
];
/// A large one: an update leaves it alone unless it changed.
const CONVERSATION_LARGE: &[(&str, Type)] = &[("handoff", Text)];
/// Columns only an insert sets.
const CONVERSATION_BIRTH: &[(&str, Type)] =
    &[("id", Int), ("account_id", Int), ("contact_id", Int), ("external_id", Text), ("created_at", Int)];
/// Columns every update of a message sets.
const MESSAGE: &[(&str, Type)] = &[
    ("external_id", Text),
    ("kind", Text),
    ("delivery", Text),
    ("problem", Text),
    ("epoch", Int),
    ("not_before", Int),
    ("attempts", Int),
    ("claimed_at", Int),
    ("version", Type::Version),
];
/// Its place in the thread, with an index of its own: as above.
const MESSAGE_FILED: &[(&str, Type)] = &[("at", Int)];
/// Columns only an insert sets.
const MESSAGE_BIRTH: &[(&str, Type)] = &[
    ("id", Int),
    ("account_id", Int),
    ("conversation_id", Int),
    ("client_id", Text),
    ("author", Text),
    ("author_user", Int),
    ("text", Text),
    ("content", Text),
    ("turn_id", Int),
];

struct Statements {
    contact_insert: Bulk,
    contact_variables: Bulk,
    conversation_insert: Bulk,
    conversation_update: Bulk,
    conversation_file: Bulk,
    message_insert: Bulk,
    message_update: Bulk,
    message_file: Bulk,
    turn_insert: Bulk,
    turn_update: Bulk,
    journal_put: Bulk,
    journal_done: Bulk,
}

static SQL: LazyLock<Statements> = LazyLock::new(|| {
    let turn = &[("flow_id", Text), ("flow_hash", Text), ("record", Blob), ("finished", Int), ("at", Int)];
    let turn_birth = &[("id", Int), ("conversation_id", Int), ("turn_no", Int), ("prev", Int)];
    Statements {
        contact_insert: Bulk::insert(
            "contacts",
            &[("id", Int), ("account_id", Int), ("external_id", Text)],
            "",
        ),
        contact_variables: Bulk::update("contacts", &[("variables", Text)], &[]),
        conversation_insert: Bulk::insert(
            "conversations",
            &[CONVERSATION_BIRTH, CONVERSATION, CONVERSATION_FILED, CONVERSATION_LARGE].concat(),
            "",
        ),
        conversation_update: Bulk::update("conversations", CONVERSATION, CONVERSATION_LARGE),
        conversation_file: Bulk::update(
            "conversations",
            &[CONVERSATION, CONVERSATION_FILED].concat(),
            CONVERSATION_LARGE,
        ),
        message_insert: Bulk::insert("messages", &[MESSAGE_BIRTH, MESSAGE, MESSAGE_FILED].concat(), ""),
        message_update: Bulk::update("messages", MESSAGE, &[]),
        message_file: Bulk::update("messages", &[MESSAGE, MESSAGE_FILED].concat(), &[]),
        turn_insert: Bulk::insert("turns", &[&turn_birth[..], turn, &[("state", Text)]].concat(), ""),
        turn_update: Bulk::update("turns", turn, &[("state", Text)]),
        journal_put: Bulk::insert(
            "journal",
            &[
                ("conversation_id", Int),
                ("turn_no", Int),
                ("effect_id", Text),
                ("input_hash", Text),
                ("outcome", Text),
            ],
            "ON CONFLICT (conversation_id, turn_no, effect_id) \
             DO UPDATE SET input_hash = excluded.input_hash, outcome = excluded.outcome",
        ),
        journal_done: Bulk::delete("journal", "conversation_id"),
    }
});

/// Reserves `count` versions; answers the first. The counter's row stays locked until the commit, so versions follow
/// the order of commits also with several nodes, and leave no gap.
pub(crate) async fn reserve_versions(conn: &mut Conn<'_>, count: i64) -> Result<Version> {
    let sql = "UPDATE counters SET value = value + $1 WHERE name = 'version' RETURNING value";
    let last = conn.query_optional(sql, params![count], |row| row.int(0)).await?;
    last.map(|last| last - count + 1).ok_or_else(|| StoreError::Corrupt("the version counter is gone".into()))
}

/// Statements with the rows they are for.
type Parts<'w> = Vec<(&'static Bulk, Vec<Vec<Value<'w>>>)>;

/// Writes everything and answers the changes, one a conversation, numbered.
pub(crate) async fn flush(conn: &mut Conn<'_>, work: &mut Work) -> Result<Vec<Change>> {
    let touched = visible(work);
    let count = touched.len() as i64;
    // On PostgreSQL the statement that writes reserves them: one round trip less.
    let last = match conn {
        Conn::Sqlite(_) if count > 0 => reserve_versions(conn, count).await? + count - 1,
        _ => 0,
    };
    let versions: BTreeMap<Id, Version> = touched.keys().copied().zip(last - count + 1..).collect();
    number(work, |id| versions.get(&id).copied());
    let mut parts = contacts(work);
    parts.extend(conversations(work)?);
    parts.extend(messages(work)?);
    parts.extend(turns(work));
    parts.push((&SQL.journal_done, work.journal_done.iter().map(|id| params![*id].to_vec()).collect()));
    let reserved = conn.bulk_execute_numbered(count, &parts).await?;
    drop(parts);
    if reserved > 0 {
        number(work, |id| versions.get(&id).map(|version| version + reserved));
    }
    // After what is done: an entry may be journaled for a next turn in the same batch.
    conn.bulk_execute(&SQL.journal_put, &journal(work)).await?;
    Ok(changes(work, &touched))
}

/// Conversations that people see change, with their accounts.
fn visible(work: &Work) -> BTreeMap<Id, Id> {
    let conversations = work.conversations.values().filter(|conv| conv.touch >= Touch::Visible);
    let messages = work.messages.values().filter(|msg| msg.touch >= Touch::Visible);
    let conversations = conversations.map(|conv| (conv.row.id, conv.row.account_id));
    conversations.chain(messages.map(|msg| (msg.row.conversation_id, msg.account_id))).collect()
}

/// Gives each changed conversation, with its changed messages, its version.
fn number(work: &mut Work, version: impl Fn(Id) -> Option<Version>) {
    for conv in work.conversations.values_mut().filter(|conv| conv.touch >= Touch::Visible) {
        conv.row.version = version(conv.row.id).unwrap_or(conv.row.version);
    }
    for msg in work.messages.values_mut().filter(|msg| msg.touch >= Touch::Visible) {
        msg.row.version = version(msg.row.conversation_id).unwrap_or(msg.row.version);
    }
}

fn changes(work: &Work, touched: &BTreeMap<Id, Id>) -> Vec<Change> {
    let mut messages: BTreeMap<Id, Vec<Message>> = BTreeMap::new();
    for msg in work.messages.values().filter(|msg| msg.touch >= Touch::Visible) {
        messages.entry(msg.row.conversation_id).or_default().push(msg.row.clone());
    }
    let change = |(id, account_id): (&Id, &Id)| {
        let conv = work.conversations.get(id).filter(|conv| conv.touch >= Touch::Visible);
        let messages = messages.remove(id).unwrap_or_default();
        let version = conv.map(|conv| conv.row.version).or(messages.first().map(|message| message.version));
        Change {
            version: version.unwrap_or_default(),
            account_id: *account_id,
            conversation: conv.map(|conv| conv.row.clone()),
            messages,
            notes: Vec::new(),
            account: None,
        }
    };
    touched.iter().map(change).collect()
}

fn contacts(work: &Work) -> Parts<'_> {
    let new = work
        .new_contacts
        .iter()
        .map(|contact| params![contact.id, contact.account_id, &contact.external_id].to_vec())
        .collect();
    let variables = work.contact_variables.iter().map(|(id, json)| params![json, *id].to_vec()).collect();
    vec![(&SQL.contact_insert, new), (&SQL.contact_variables, variables)]
}

fn conversations(work: &Work) -> Result<Parts<'_>> {
    let (mut inserts, mut updates, mut files) = (Vec::new(), Vec::new(), Vec::new());
    for conv in work.conversations.values() {
        let row = &conv.row;
        match conv.touch {
            Touch::Clean => {}
            Touch::Hidden | Touch::Visible => {
                let is_filed = conv.filed == Some(Filed::of(row));
                let mut values = conversation_values(conv)?;
                if !is_filed {
                    values.extend(conversation_filed(conv));
                }
                values.push(conversation_large(conv)?);
                values.push(row.id.into());
                if is_filed { &mut updates } else { &mut files }.push(values);
            }
            Touch::New => {
                let mut values =
                    params![row.id, row.account_id, row.contact_id, &row.external_id, row.created_at]
                        .to_vec();
                values.extend(conversation_values(conv)?);
                values.extend(conversation_filed(conv));
                values.push(conversation_large(conv)?);
                inserts.push(values);
            }
        }
    }
    Ok(vec![
        (&SQL.conversation_insert, inserts),
        (&SQL.conversation_update, updates),
        (&SQL.conversation_file, files),
    ])
}

fn conversation_filed(conv: &Conv) -> [Value<'_>; 6] {
    let row = &conv.row;
    let (owner, owner_user) = rows::owner_text(row.owner);
    [
        rows::status_text(row.status).into(),
        owner.into(),
        owner_user.into(),
        row.last_at.into(),
        row.waiting_since.into(),
        row.snoozed_until.into(),
    ]
}

fn conversation_large(conv: &Conv) -> Result<Value<'_>> {
    let handoff = if conv.handoff_changed { rows::opt_json(conv.row.handoff.as_ref())? } else { None };
    Ok(handoff.into())
}

fn conversation_values(conv: &Conv) -> Result<Vec<Value<'_>>> {
    let row = &conv.row;
    Ok(vec![
        row.epoch.into(),
        row.unread.into(),
        rows::opt_json(row.last_message.as_ref())?.into(),
        row.updated_at.into(),
        row.version.into(),
        join_ids(&conv.unprocessed).into(),
        conv.ready_at.into(),
        conv.burst_at.into(),
        conv.held.map_or(0, |held| held.fence).into(),
        conv.held.map(|held| held.until).into(),
        conv.turn_no.into(),
        conv.last_turn.into(),
        conv.open_turn.into(),
        conv.state_turn.into(),
        (&conv.resume_state).into(),
    ])
}

fn messages(work: &Work) -> Result<Parts<'_>> {
    let (mut inserts, mut updates, mut files) = (Vec::new(), Vec::new(), Vec::new());
    for msg in work.messages.values() {
        let row = &msg.row;
        match msg.touch {
            Touch::Clean | Touch::Hidden => {}
            Touch::Visible => {
                let mut values = message_values(msg);
                let is_filed = msg.filed == Some(row.at);
                if !is_filed {
                    values.push(row.at.into());
                }
                values.push(row.id.into());
                if is_filed { &mut updates } else { &mut files }.push(values);
            }
            Touch::New => {
                let (author, author_user) = rows::author_text(row.author);
                let mut values = vec![
                    row.id.into(),
                    msg.account_id.into(),
                    row.conversation_id.into(),
                    (&row.client_id).into(),
                    author.into(),
                    author_user.into(),
                    (&row.text).into(),
                    rows::opt_json(row.content.as_ref())?.into(),
                    row.turn_id.into(),
                ];
                values.extend(message_values(msg));
                values.push(row.at.into());
                inserts.push(values);
            }
        }
    }
    Ok(vec![(&SQL.message_insert, inserts), (&SQL.message_update, updates), (&SQL.message_file, files)])
}

fn message_values(msg: &Msg) -> Vec<Value<'_>> {
    let row = &msg.row;
    vec![
        (&row.external_id).into(),
        (&row.kind).into(),
        row.delivery.map(rows::delivery_text).into(),
        (&row.problem).into(),
        msg.epoch.into(),
        msg.not_before.into(),
        msg.attempts.into(),
        msg.claimed_at.into(),
        row.version.into(),
    ]
}

fn turns(work: &Work) -> Parts<'_> {
    let (mut inserts, mut updates) = (Vec::new(), Vec::new());
    for turn in &work.turns {
        let values = params![
            &turn.flow_id,
            &turn.flow_hash,
            turn.record.as_slice(),
            turn.finished,
            turn.at,
            &turn.state
        ]
        .to_vec();
        if turn.is_new {
            let mut insert = params![turn.id, turn.conversation_id, turn.turn_no, turn.prev].to_vec();
            insert.extend(values);
            inserts.push(insert);
        } else {
            let mut update = values;
            update.push(turn.id.into());
            updates.push(update);
        }
    }
    vec![(&SQL.turn_insert, inserts), (&SQL.turn_update, updates)]
}

fn journal(work: &Work) -> Vec<Vec<Value<'_>>> {
    work.journal
        .values()
        .map(|row| {
            let entry = &row.entry;
            params![
                row.conversation_id,
                row.turn_no,
                &entry.effect_id,
                &entry.input_hash,
                &entry.outcome_json
            ]
            .to_vec()
        })
        .collect()
}

fn join_ids(ids: &[Id]) -> Option<String> {
    (!ids.is_empty()).then(|| ids.iter().map(Id::to_string).collect::<Vec<_>>().join(","))
}
