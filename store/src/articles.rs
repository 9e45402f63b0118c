//! Articles of the knowledge base, kept with every version that was ever cited.

use crate::{Id, Millis, Result, Store, store::unbuilt};

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
        unbuilt()
    }

    /// The current set, by path.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn articles(&self) -> Result<Vec<StoredArticle>> {
        unbuilt()
    }

    /// One version of an article, also an old one.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn article_version(&self, path: &str, hash: &str) -> Result<Option<StoredArticle>> {
        unbuilt()
    }
}
