//! Articles of the knowledge base, kept with every version that was ever cited.

use std::collections::HashMap;

use crate::db::{Conn, Row, params};
use crate::writer::Tx;
use crate::{Id, Millis, Result, Store, rows};

/// An article as it lies in `knowledge/`.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ArticleRow {
    /// Its path without the suffix, e.g. `delivery/russia`.
    pub path: String,
    /// Category.
    pub category: String,
    /// Title.
    pub title: String,
    /// Tags.
    pub tags: Vec<String>,
    /// Markdown without the front matter.
    pub body: String,
    /// Content hash: names the version.
    pub hash: String,
}

/// A stored article.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct StoredArticle {
    /// Its id, the same for all its versions.
    pub id: Id,
    /// 1, 2, …
    pub version_no: i64,
    /// The text.
    pub article: ArticleRow,
    /// When this version came.
    pub at: Millis,
}

impl Store {
    /// Makes the stored set equal to `articles`; unchanged ones keep their version, vanished ones are kept but no
    /// longer listed. Answers the current set.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn articles_replace(
        &self,
        articles: Vec<ArticleRow>,
        now: Millis,
    ) -> Result<Vec<StoredArticle>> {
        self.write_aside(move |tx| Box::pin(replace(tx, articles, now))).await
    }

    /// The current set, by path.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn articles(&self) -> Result<Vec<StoredArticle>> {
        self.read(|conn| Box::pin(current(conn))).await
    }

    /// One version of an article, also an old one.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn article_version(&self, path: &str, hash: &str) -> Result<Option<StoredArticle>> {
        let (path, hash) = (path.to_owned(), hash.to_owned());
        self.read(move |conn| {
            Box::pin(async move {
                let sql = format!(
                    "SELECT {ARTICLE} FROM articles d JOIN article_versions v ON v.article_id = d.id \
                     WHERE d.path = $1 AND v.hash = $2"
                );
                conn.query_optional(&sql, params![&path, &hash], stored).await
            })
        })
        .await
    }
}

const ARTICLE: &str = "d.id, v.version_no, d.path, v.category, v.title, v.tags, v.body, v.hash, v.at";

fn stored(row: &Row<'_>) -> Result<StoredArticle> {
    Ok(StoredArticle {
        id: row.int(0)?,
        version_no: row.int(1)?,
        article: ArticleRow {
            path: row.text(2)?,
            category: row.text(3)?,
            title: row.text(4)?,
            tags: row.json(5)?,
            body: row.text(6)?,
            hash: row.text(7)?,
        },
        at: row.int(8)?,
    })
}

async fn current(conn: &mut Conn<'_>) -> Result<Vec<StoredArticle>> {
    let sql = format!(
        "SELECT {ARTICLE} FROM articles d JOIN article_versions v ON v.article_id = d.id AND v.hash = d.current_hash \
         ORDER BY d.path"
    );
    conn.query(&sql, &[], stored).await
}

async fn replace(tx: &mut Tx<'_>, articles: Vec<ArticleRow>, now: Millis) -> Result<Vec<StoredArticle>> {
    let known = tx.conn.query("SELECT path, id, current_hash FROM articles", &[], |row| {
        Ok((row.text(0)?, (row.int(1)?, row.opt_text(2)?)))
    });
    let mut known: HashMap<String, (Id, Option<String>)> = known.await?.into_iter().collect();
    for article in articles {
        let (id, current_hash) = match known.remove(&article.path) {
            Some(found) => found,
            None => (insert(tx, &article.path).await?, None),
        };
        if current_hash.as_ref() != Some(&article.hash) {
            put_version(tx, id, &article, now).await?;
        }
    }
    for (id, current_hash) in known.into_values() {
        if current_hash.is_some() {
            tx.conn.execute("UPDATE articles SET current_hash = NULL WHERE id = $1", params![id]).await?;
        }
    }
    current(&mut tx.conn).await
}

async fn insert(tx: &mut Tx<'_>, path: &str) -> Result<Id> {
    let id = tx.ids.next();
    tx.conn.execute("INSERT INTO articles (id, path) VALUES ($1, $2)", params![id, path]).await?;
    Ok(id)
}

/// A text that comes back keeps its old number.
async fn put_version(tx: &mut Tx<'_>, id: Id, article: &ArticleRow, now: Millis) -> Result<()> {
    let sql = "SELECT COALESCE(MAX(version_no), 0) FROM article_versions WHERE article_id = $1";
    let last = tx.conn.query_optional(sql, params![id], |row| row.int(0)).await?.unwrap_or(0);
    let sql = "INSERT INTO article_versions (article_id, hash, version_no, category, title, tags, body, at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (article_id, hash) DO NOTHING";
    let params = params![
        id,
        &article.hash,
        last + 1,
        &article.category,
        &article.title,
        rows::json(&article.tags)?,
        &article.body,
        now
    ];
    tx.conn.execute(sql, params).await?;
    let sql = "UPDATE articles SET current_hash = $1 WHERE id = $2";
    tx.conn.execute(sql, params![&article.hash, id]).await.map(drop)
}
