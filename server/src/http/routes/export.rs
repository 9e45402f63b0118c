//! A conversation as a file.

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;
use sufler_store::{Id, Role};
use utoipa::{IntoParams, ToSchema};

use super::audit;
use super::conversations::granted;
use crate::auth::{Actor, Viewer};
use crate::http::AppState;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::{ApiPath, ApiQuery};
use crate::share::{Frame, Lang, Reading, Times, Transcript, csv, history, policy};

/// What to write.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExportQuery {
    /// Kind of the file; `html` when left out.
    format: Option<ExportFormat>,
    /// Names, phones, pictures and places stay as they are; for operators and admins.
    #[serde(default)]
    #[param(default = false)]
    personal: bool,
    /// IANA name of the zone of its times; UTC when left out.
    time_zone: Option<String>,
    /// Language of its words; what the browser prefers when left out.
    lang: Option<Lang>,
}

/// Kind of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ExportFormat {
    /// For programs.
    Json,
    /// For people, in a browser or on paper.
    Html,
    /// For spreadsheets.
    Csv,
}

/// The conversation as a file; personal data masked unless asked for by whoever may see it.
#[utoipa::path(get, operation_id = "conversations_export", path = "/api/v1/conversations/{id}/export", tag = "shares",
    params(("id" = i64, Path), ExportQuery), responses(
    (status = 200, body = String, content_type = "application/octet-stream", description = "A file to save"),
    (status = "default", body = ErrorBody, description = "403 `auth.forbidden` for personal data a role may not see"),
))]
pub(crate) async fn export(
    State(state): State<AppState>,
    Viewer(actor): Viewer,
    ApiPath(id): ApiPath<Id>,
    ApiQuery(query): ApiQuery<ExportQuery>,
    headers: HeaderMap,
) -> ApiResult<Response> {
    granted(&state, &actor, id).await?;
    if query.personal && !sees_personal(&actor) {
        return Err(ApiError::forbidden());
    }
    let times = times(query.time_zone.as_deref())?;
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let words = query.lang.unwrap_or_else(|| Lang::of(accepted)).words();
    let reading = Reading { personal: query.personal, undelivered: true, words };
    let transcript = Transcript::read(&state.store, id, (None, None), reading).await?;
    let (text, mime, ending) = match query.format.unwrap_or(ExportFormat::Html) {
        ExportFormat::Json => (json_text(&transcript)?, "application/json", "json"),
        ExportFormat::Csv => (csv(&transcript, words, &times), "text/csv; charset=utf-8", "csv"),
        ExportFormat::Html => {
            let frame = Frame { words, times: &times, expires_at: None, is_earlier: false };
            (history(&transcript, &frame), "text/html; charset=utf-8", "html")
        }
    };
    let details = json!({ "format": ending, "personal": query.personal });
    audit::record(&state, &actor, "conversation.export", "conversation", id, Some(details)).await;
    let headers = [
        (header::CONTENT_TYPE, mime.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"conversation-{id}.{ending}\"")),
        (header::CONTENT_SECURITY_POLICY, policy().to_owned()),
    ];
    Ok((headers, text).into_response())
}

/// Those who talk with customers see who they are.
fn sees_personal(actor: &Actor) -> bool {
    matches!(actor.user.role, Role::Admin | Role::Operator)
}

fn times(name: Option<&str>) -> ApiResult<Times> {
    match name {
        None => Ok(Times::utc()),
        Some(name) => Times::of(name)
            .ok_or_else(|| ApiError::field("time_zone", "нужен часовой пояс вида Europe/Moscow")),
    }
}

fn json_text(transcript: &Transcript) -> ApiResult<String> {
    let mut text = serde_json::to_string_pretty(transcript).map_err(|error| {
        tracing::error!(%error, "a transcript could not be written");
        ApiError::internal()
    })?;
    text.push('\n');
    Ok(text)
}
