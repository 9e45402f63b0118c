//! Articles of the knowledge base.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use sufler_store::{Id, StoredArticle};
use utoipa::ToSchema;

use crate::auth::Viewer;
use crate::http::AppState;
use crate::http::error::{ApiResult, ErrorBody};

/// An article in the list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub(crate) struct ArticleSummary {
    /// The same for all its versions.
    pub id: Id,
    /// Its path without the suffix, such as `delivery/russia`.
    pub path: String,
    /// Its title.
    pub title: String,
    /// Its category.
    pub category: String,
    /// Its tags.
    pub tags: Vec<String>,
    /// 1, 2, …
    pub version: i64,
}

impl From<StoredArticle> for ArticleSummary {
    fn from(row: StoredArticle) -> Self {
        Self {
            id: row.id,
            path: row.article.path,
            title: row.article.title,
            category: row.article.category,
            tags: row.article.tags,
            version: row.version_no,
        }
    }
}

/// Every article in use.
#[utoipa::path(get, operation_id = "articles_list", path = "/api/v1/articles", tag = "knowledge", responses(
    (status = 200, body = [ArticleSummary]),
    (status = "default", body = ErrorBody),
))]
pub(crate) async fn list(
    State(state): State<AppState>,
    _viewer: Viewer,
) -> ApiResult<Json<Vec<ArticleSummary>>> {
    let articles = state.store.articles().await?;
    Ok(Json(articles.into_iter().map(ArticleSummary::from).collect()))
}
