//! An immutable index of passages and its ranking.

use std::sync::Arc;

use crate::article::Article;

/// A found passage.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// Id of the article.
    pub article: Arc<str>,
    /// Version of the article.
    pub version: Arc<str>,
    /// Title of the article.
    pub title: Arc<str>,
    /// Category of the article.
    pub category: Arc<str>,
    /// Heading of the passage.
    pub heading: Option<Arc<str>>,
    /// Text of the passage.
    pub text: Arc<str>,
    /// Calibrated probability that the passage answers the query, 0..=1.
    pub score: f64,
}

/// Articles made searchable. Build anew when one changes.
#[derive(Debug, Default)]
pub struct Index {
    articles: Vec<Article>,
}

impl Index {
    /// Indexes the articles. The order does not influence the ranking.
    pub fn build(articles: impl IntoIterator<Item = Article>) -> Self {
        Self { articles: articles.into_iter().collect() }
    }

    /// The articles, by id.
    pub fn articles(&self) -> &[Article] {
        &self.articles
    }

    /// Best passages for `query`, best first, at most `top`; of `categories` only, unless it is
    /// empty. Passages that share nothing with the query are left out.
    pub fn search(&self, _query: &str, _categories: &[impl AsRef<str>], _top: usize) -> Vec<Hit> {
        Vec::new()
    }
}
