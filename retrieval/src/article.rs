//! A knowledge article: Markdown with front matter.

use std::sync::Arc;

/// One article, parsed from the text of its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    /// `id:` of the front matter, else the path without `.md`: stable name for citations.
    pub id: Arc<str>,
    /// `title:`; never empty.
    pub title: Arc<str>,
    /// `category:`, else the folder of the file.
    pub category: Arc<str>,
    /// `tags:`; searched like the title.
    pub tags: Vec<String>,
    /// Markdown after the front matter.
    pub body: String,
    /// Path inside the knowledge folder, with `/`.
    pub path: String,
    /// First 16 hex digits of the SHA-256 of the file's bytes.
    pub version: Arc<str>,
}

/// Why a file is not an article. `Display` reads `path:line:column: message (help)`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}:{line}:{column}: {message} ({help})")]
pub struct ArticleError {
    /// Path as given to [`Article::parse`].
    pub path: String,
    /// Line from 1.
    pub line: usize,
    /// Column from 1, in characters.
    pub column: usize,
    /// Stable code such as `article.title_missing`.
    pub code: &'static str,
    /// What is wrong, in Russian.
    pub message: String,
    /// What to do, in Russian.
    pub help: String,
}

impl Article {
    /// Reads an article from the path inside the knowledge folder (`delivery/regions.md`) and the
    /// text of the file.
    ///
    /// # Errors
    /// The first thing that is wrong, with its place.
    pub fn parse(path: &str, text: &str) -> Result<Self, ArticleError> {
        let (category, id) = (path.split('/').next().unwrap_or_default(), path.trim_end_matches(".md"));
        Ok(Self {
            id: id.into(),
            title: id.into(),
            category: category.into(),
            tags: Vec::new(),
            body: text.to_owned(),
            path: path.to_owned(),
            version: "".into(),
        })
    }
}
