//! Words the index knows: is this one of them, and which are like it.

use super::index::backwards;
use crate::db::{Conn, params};
use crate::{Result, Store};

/// More than this many words that share a half are no help.
const CANDIDATES: i64 = 20_000;

impl Store {
    /// Known stems that begin with `stem` (one is enough to say that it is no slip).
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn search_knows(&self, stem: &str) -> Result<bool> {
        let stem = stem.to_owned();
        self.read(move |conn| {
            Box::pin(async move {
                let sql = "SELECT word FROM search_words WHERE word >= $1 AND word < $2 LIMIT 1";
                let found = conn.query_optional(sql, params![&stem, after(&stem)], |row| row.text(0)).await?;
                Ok(found.is_some())
            })
        })
        .await
    }

    /// Known stems that share the first or the second half with `stem`: whatever is one mistake away is among them.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn search_alike(&self, stem: &str) -> Result<Vec<String>> {
        let letters: Vec<char> = stem.chars().collect();
        let half = letters.len() / 2;
        // One letter less in front, for two letters that changed places in the middle.
        let first: String = letters.iter().take(half.saturating_sub(1).max(1)).collect();
        let second: String = letters.iter().skip(half).collect();
        self.read(move |conn| {
            Box::pin(async move {
                let mut found = starting(conn, "word", &first).await?;
                found.append(&mut starting(conn, "backwards", &backwards(&second)).await?);
                found.sort_unstable();
                found.dedup();
                Ok(found)
            })
        })
        .await
    }
}

async fn starting(conn: &mut Conn<'_>, column: &str, start: &str) -> Result<Vec<String>> {
    if start.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!("SELECT word FROM search_words WHERE {column} >= $1 AND {column} < $2 LIMIT $3");
    conn.query(&sql, params![start, after(start), CANDIDATES], |row| row.text(0)).await
}

/// Behind every text that begins with `start`.
fn after(start: &str) -> String {
    format!("{start}\u{10FFFF}")
}
