//! Finding messages.

use std::collections::HashSet;

use crate::conversations::{ROW, conversation_row};
use crate::db::{Conn, Sql};
use crate::{ConversationRow, Id, Message, Millis, Result, Store, rows};

/// Matching messages looked at, newest first: enough to fill many pages, few enough to answer soon whatever the word.
const LOOKED_AT: usize = 2_000;

/// One way to write a word that is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// A stem: letters and digits only.
    pub stem: String,
    /// Longer words count too.
    pub is_prefix: bool,
}

/// Who leads a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LedBy {
    /// The flow.
    Bot,
    /// People, also those still waited for.
    People,
}

/// What to look for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MessageSearch {
    /// Every word must occur, each in one of its spellings. Nothing finds nothing.
    pub words: Vec<Vec<Term>>,
    /// Accounts the reader may see; `None` = all.
    pub account_ids: Option<Vec<Id>>,
    /// Only conversations led by these.
    pub led_by: Option<LedBy>,
    /// Only messages from then on.
    pub from: Option<Millis>,
    /// Only messages before.
    pub to: Option<Millis>,
}

/// A conversation and its newest message that matches.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchHit {
    /// The conversation.
    pub row: ConversationRow,
    /// The message.
    pub message: Message,
}

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Hits of the page, newest first.
    pub hits: Vec<SearchHit>,
    /// Ids of all conversations found, newest first.
    pub conversations: Vec<Id>,
    /// There may be more: older messages were not looked at.
    pub is_cut: bool,
}

impl Store {
    /// Conversations with messages that match, each once, by their newest such message; hits `skip..skip + limit`.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn search_messages(&self, search: MessageSearch, skip: usize, limit: usize) -> Result<Found> {
        self.read(move |conn| Box::pin(async move { find(conn, &search, skip, limit).await })).await
    }
}

async fn find(conn: &mut Conn<'_>, search: &MessageSearch, skip: usize, limit: usize) -> Result<Found> {
    if search.words.iter().all(Vec::is_empty) {
        return Ok(Found { hits: Vec::new(), conversations: Vec::new(), is_cut: false });
    }
    let sql = matching(conn, search);
    let matches = conn.query(sql.text(), sql.params(), |row| Ok((row.int(0)?, row.int(1)?))).await?;
    let is_cut = matches.len() >= LOOKED_AT;
    let mut seen = HashSet::new();
    let newest: Vec<(Id, Id)> =
        matches.into_iter().filter(|(_, conversation_id)| seen.insert(*conversation_id)).collect();
    let mut hits = Vec::new();
    for (message_id, conversation_id) in newest.iter().skip(skip).take(limit) {
        hits.extend(hit(conn, *message_id, *conversation_id).await?);
    }
    Ok(Found { hits, conversations: newest.into_iter().map(|(_, id)| id).collect(), is_cut })
}

fn matching(conn: &Conn<'_>, search: &MessageSearch) -> Sql {
    let (mut sql, id) = match conn {
        Conn::Sqlite(_) => {
            let mut sql = Sql::new(
                "SELECT m.id, m.conversation_id FROM search.message_words w JOIN messages m ON m.id = w.rowid \
                 JOIN conversations c ON c.id = m.conversation_id WHERE w.message_words MATCH ",
            );
            sql.bind(fts5(&search.words));
            (sql, "w.rowid")
        }
        Conn::Postgres(_) => {
            let mut sql = Sql::new(
                "SELECT m.id, m.conversation_id FROM message_words w JOIN messages m ON m.id = w.message_id \
                 JOIN conversations c ON c.id = m.conversation_id WHERE w.words @@ ",
            );
            sql.bind(tsquery(&search.words));
            sql.push("::tsquery");
            (sql, "w.message_id")
        }
    };
    sql.push(" AND m.kind <> 'deleted'");
    sql.only_accounts("m.account_id", search.account_ids.as_deref());
    match search.led_by {
        Some(LedBy::Bot) => sql.push(" AND c.owner = 'bot'"),
        Some(LedBy::People) => sql.push(" AND c.owner <> 'bot'"),
        None => {}
    }
    if let Some(from) = search.from {
        sql.push(" AND m.at >= ");
        sql.bind(from);
    }
    if let Some(to) = search.to {
        sql.push(" AND m.at < ");
        sql.bind(to);
    }
    sql.push(&format!(" ORDER BY {id} DESC LIMIT {LOOKED_AT}"));
    sql
}

/// `("достав" OR "delivery"*) AND ("каз"*)`. Stems hold letters and digits only, so that nothing needs escaping.
fn fts5(words: &[Vec<Term>]) -> String {
    let term = |term: &Term| format!("\"{}\"{}", term.stem, if term.is_prefix { "*" } else { "" });
    joined(words, term, " OR ", " AND ")
}

/// The same for PostgreSQL.
fn tsquery(words: &[Vec<Term>]) -> String {
    let term = |term: &Term| format!("'{}'{}", term.stem, if term.is_prefix { ":*" } else { "" });
    joined(words, term, " | ", " & ")
}

fn joined(words: &[Vec<Term>], term: impl Fn(&Term) -> String, or: &str, and: &str) -> String {
    let spellings = words.iter().filter(|terms| !terms.is_empty()).map(|terms| {
        let terms: Vec<String> = terms.iter().filter(|term| is_plain(&term.stem)).map(&term).collect();
        format!("({})", terms.join(or))
    });
    spellings.collect::<Vec<_>>().join(and)
}

fn is_plain(stem: &str) -> bool {
    !stem.is_empty() && stem.chars().all(char::is_alphanumeric)
}

async fn hit(conn: &mut Conn<'_>, message_id: Id, conversation_id: Id) -> Result<Option<SearchHit>> {
    let sql = format!("SELECT {} FROM messages m WHERE m.id = $1", rows::MESSAGE);
    let message = conn.query_optional(&sql, crate::db::params![message_id], rows::message).await?;
    let sql = format!("{ROW} WHERE c.id = $1");
    let row = conn.query_optional(&sql, crate::db::params![conversation_id], conversation_row).await?;
    Ok(row.zip(message).map(|(row, message)| SearchHit { row, message }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn term(stem: &str, is_prefix: bool) -> Term {
        Term { stem: stem.into(), is_prefix }
    }

    #[test]
    fn questions_are_written_for_both() {
        let words = [vec![term("достав", false), term("ljcnfd", false)], vec![term("каз", true)], vec![]];
        assert_eq!(fts5(&words), r#"("достав" OR "ljcnfd") AND ("каз"*)"#);
        assert_eq!(tsquery(&words), "('достав' | 'ljcnfd') & ('каз':*)");
    }

    #[test]
    fn nothing_but_letters_and_digits_gets_in() {
        let words = [vec![term("a'b", false), term("о\"", true), term("м2", false)]];
        assert_eq!(fts5(&words), r#"("м2")"#);
    }
}
