//! Private notes of operators. They live beside the messages, not among them: whatever reads messages (a channel, a
//! turn, a search, a recording) cannot meet one.

use crate::db::{Conn, params};
use crate::writer::Tx;
use crate::{Change, Id, Millis, Note, Result, Store, StoreError, rows};

/// Notes of one conversation that are read; a chat with more shows the newest.
const LIMIT: u32 = 500;

/// A note to keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewNote {
    /// The conversation.
    pub conversation_id: Id,
    /// Who writes it.
    pub user_id: Id,
    /// The browser's id: the same id is stored once.
    pub client_id: String,
    /// Text.
    pub text: String,
}

impl Store {
    /// Notes of a conversation that are not deleted, oldest first; the newest 500 where there are more.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn notes(&self, conversation_id: Id) -> Result<Vec<Note>> {
        self.read(move |conn| {
            Box::pin(async move {
                let sql = format!(
                    "SELECT {} FROM notes n WHERE n.conversation_id = $1 AND n.deleted = 0 \
                     ORDER BY n.at DESC, n.id DESC LIMIT {LIMIT}",
                    rows::NOTE
                );
                let mut notes = conn.query(&sql, params![conversation_id], rows::note).await?;
                notes.reverse();
                Ok(notes)
            })
        })
        .await
    }

    /// One note, deleted ones too.
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound).
    pub async fn note(&self, id: Id) -> Result<Note> {
        self.read(move |conn| Box::pin(get(conn, id))).await
    }

    /// Keeps a note; the same `client_id` keeps it once.
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound) for an unknown conversation.
    pub async fn note_add(&self, new: NewNote, now: Millis) -> Result<Note> {
        self.write_aside(move |tx| Box::pin(add(tx, new, now))).await
    }

    /// Changes the text of a note; only its author may.
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound) for a note that is deleted or somebody else's.
    pub async fn note_edit(&self, id: Id, user_id: Id, text: &str, now: Millis) -> Result<Note> {
        let text = text.to_owned();
        self.write_aside(move |tx| Box::pin(change(tx, id, user_id, text, false, now))).await
    }

    /// Deletes a note and its text; only its author may. Once more changes nothing.
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound) for somebody else's.
    pub async fn note_delete(&self, id: Id, user_id: Id, now: Millis) -> Result<Note> {
        self.write_aside(move |tx| {
            Box::pin(async move {
                let held = get(&mut tx.conn, id).await?;
                if held.deleted && held.user_id == user_id {
                    return Ok(held);
                }
                change(tx, id, user_id, String::new(), true, now).await
            })
        })
        .await
    }
}

async fn get(conn: &mut Conn<'_>, id: Id) -> Result<Note> {
    let sql = format!("SELECT {} FROM notes n WHERE n.id = $1", rows::NOTE);
    let found = conn.query_optional(&sql, params![id], rows::note).await?;
    found.ok_or_else(|| StoreError::not_found("note", id))
}

async fn add(tx: &mut Tx<'_>, new: NewNote, now: Millis) -> Result<Note> {
    let sql = "SELECT account_id FROM conversations WHERE id = $1";
    let account_id = tx.conn.query_optional(sql, params![new.conversation_id], |row| row.int(0)).await?;
    let account_id = account_id.ok_or_else(|| StoreError::not_found("conversation", new.conversation_id))?;
    let sql = format!("SELECT {} FROM notes n WHERE n.conversation_id = $1 AND n.client_id = $2", rows::NOTE);
    let kept = tx.conn.query_optional(&sql, params![new.conversation_id, &new.client_id], rows::note).await?;
    if let Some(kept) = kept {
        return Ok(kept);
    }
    let version = tx.next_version().await?;
    let note = Note {
        id: tx.ids.next(),
        conversation_id: new.conversation_id,
        user_id: new.user_id,
        client_id: new.client_id,
        text: new.text,
        at: now,
        edited_at: None,
        deleted: false,
        version,
    };
    let sql = "INSERT INTO notes (id, account_id, conversation_id, user_id, client_id, text, at, deleted, version) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, 0, $8)";
    let values = params![
        note.id,
        account_id,
        note.conversation_id,
        note.user_id,
        &note.client_id,
        &note.text,
        note.at,
        note.version
    ];
    tx.conn.execute(sql, values).await?;
    publish(tx, account_id, &note);
    Ok(note)
}

async fn change(
    tx: &mut Tx<'_>,
    id: Id,
    user_id: Id,
    text: String,
    delete: bool,
    now: Millis,
) -> Result<Note> {
    let version = tx.next_version().await?;
    let sql = "UPDATE notes SET text = $1, edited_at = $2, deleted = $3, version = $4 \
               WHERE id = $5 AND user_id = $6 AND deleted = 0 RETURNING account_id";
    let values = params![&text, now, delete, version, id, user_id];
    let account_id = tx.conn.query_optional(sql, values, |row| row.int(0)).await?;
    let account_id = account_id.ok_or_else(|| StoreError::not_found("note", id))?;
    let note = get(&mut tx.conn, id).await?;
    publish(tx, account_id, &note);
    Ok(note)
}

fn publish(tx: &mut Tx<'_>, account_id: Id, note: &Note) {
    tx.publish(Change {
        version: note.version,
        account_id,
        conversation: None,
        messages: Vec::new(),
        notes: vec![note.clone()],
        account: None,
    });
}
