//! Looking conversations up by who the customer is, by the listing or by the channel's chat.

use crate::conversations::fold;
use crate::db::{Conn, Sql};
use crate::{Id, Result};

/// Up to so many are read one by one; of more, a walk down the list soon meets enough.
const FEW: usize = 10_000;

/// What a searcher typed.
pub(super) struct Search {
    /// Folded as the texts are that it is looked for in.
    pub(super) text: String,
    pub(super) chat: String,
}

/// What a search finds.
pub(super) enum Found {
    /// These.
    Few(Vec<Id>),
    /// Too many to name.
    Many(Search),
}

impl Search {
    /// Nothing but space is no question.
    pub(super) fn of(text: &str) -> Option<Self> {
        let folded = fold(text);
        (!folded.is_empty()).then(|| Self { text: folded, chat: text.trim().to_owned() })
    }

    /// Reads every text of these accounts, or until there are too many.
    pub(super) async fn run(self, conn: &mut Conn<'_>, accounts: &[Id]) -> Result<Found> {
        let contains = match conn {
            Conn::Sqlite(_) => "instr",
            Conn::Postgres(_) => "strpos",
        };
        let mut sql =
            Sql::new(&format!("SELECT conversation_id FROM conversation_lookup WHERE {contains}(text, "));
        sql.bind(self.text.clone());
        sql.push(") > 0");
        sql.only_accounts("account_id", Some(accounts));
        sql.push(&format!(" LIMIT {}", FEW + 1));
        let mut ids = conn.query(sql.text(), sql.params(), |row| row.int(0)).await?;
        if ids.len() > FEW {
            return Ok(Found::Many(self));
        }
        let mut sql = Sql::new("SELECT id FROM conversations WHERE external_id = ");
        sql.bind(self.chat);
        sql.only_accounts("account_id", Some(accounts));
        ids.extend(conn.query(sql.text(), sql.params(), |row| row.int(0)).await?);
        ids.sort_unstable();
        ids.dedup();
        Ok(Found::Few(ids))
    }
}
