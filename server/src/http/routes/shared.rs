//! The page behind a link: for people without a login, masked, without script.

use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use sufler_store::{Id, Share, StoreError};

use crate::auth::ClientAddress;
use crate::clock;
use crate::http::AppState;
use crate::share::{Frame, Lang, Reading, Times, Transcript, Words, history, link, notice, policy};

/// Messages of one page.
const PAGE: u32 = 300;

/// Why there is nothing to see.
enum Refusal {
    Unknown,
    Expired,
    Revoked,
    Busy(u64),
    Down,
}

/// The history of a conversation behind a link. Whoever has the link may read it until it ends.
#[utoipa::path(get, operation_id = "shared_page", path = "/share/{token}", tag = "outside", security(()),
    params(("token" = String, Path), ("before" = Option<i64>, Query, description = "Messages before this one")),
    responses(
    (status = 200, body = String, content_type = "text/html"),
    (status = 404, body = String, content_type = "text/html", description = "No such link, or changed on the way"),
    (status = 410, body = String, content_type = "text/html", description = "Expired or revoked"),
    (status = 429, body = String, content_type = "text/html", description = "More than 60 requests a minute"),
))]
pub(crate) async fn page(
    State(state): State<AppState>,
    ClientAddress(address): ClientAddress,
    Path(token): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let lang = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let words = Lang::of(lang).words();
    let shown = match state.share_limit.take(address, clock::now()) {
        Err(wait) => Err(Refusal::Busy(wait.as_secs().max(1))),
        Ok(()) => show(&state, &token, before(query.as_deref()), words).await,
    };
    let (status, page, wait) = match shown {
        Ok(page) => (StatusCode::OK, page, None),
        Err(refusal) => refused(&refusal, words),
    };
    let mut response = (status, Html(page)).into_response();
    harden(response.headers_mut(), wait);
    response
}

async fn show(
    state: &AppState,
    token: &str,
    before: Result<Option<Id>, Refusal>,
    words: &'static Words,
) -> Result<String, Refusal> {
    let share = valid(state, token).await?;
    let before = before?;
    if let Some(before) = before {
        // An id of another conversation must not even tell that it exists.
        let message = state.store.message(before).await?;
        if message.conversation_id != share.conversation_id {
            return Err(Refusal::Unknown);
        }
    }
    let reading = Reading { personal: false, undelivered: false, words };
    let transcript =
        Transcript::read(&state.store, share.conversation_id, (before, Some(PAGE)), reading).await?;
    let times = Times::of(&share.time_zone).unwrap_or_else(Times::utc);
    let frame =
        Frame { words, times: &times, expires_at: Some(share.expires_at), is_earlier: before.is_some() };
    Ok(history(&transcript, &frame))
}

/// The share behind a token: signed by us, still there, neither expired nor revoked.
async fn valid(state: &AppState, token: &str) -> Result<Share, Refusal> {
    let claim = link::read(&state.store, token).ok_or(Refusal::Unknown)?;
    if claim.expires_at <= clock::now() {
        return Err(Refusal::Expired);
    }
    let share = state.store.share(claim.id).await?;
    match share.revoked_at {
        None => Ok(share),
        Some(_) => Err(Refusal::Revoked),
    }
}

fn before(query: Option<&str>) -> Result<Option<Id>, Refusal> {
    let pairs = url::form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    let given = pairs.filter(|(name, _)| name == "before").map(|(_, id)| id.parse());
    given.last().transpose().map_err(|_| Refusal::Unknown)
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        if let StoreError::NotFound { .. } = error {
            return Self::Unknown;
        }
        tracing::error!(%error, "a shared conversation could not be shown");
        Self::Down
    }
}

/// Status, page and seconds to wait.
fn refused(refusal: &Refusal, words: &Words) -> (StatusCode, String, Option<u64>) {
    let (status, text, wait) = match refusal {
        Refusal::Unknown => (StatusCode::NOT_FOUND, words.unknown, None),
        Refusal::Expired => (StatusCode::GONE, words.gone, None),
        Refusal::Revoked => (StatusCode::GONE, words.revoked, None),
        Refusal::Busy(wait) => (StatusCode::TOO_MANY_REQUESTS, words.busy, Some(*wait)),
        Refusal::Down => (StatusCode::SERVICE_UNAVAILABLE, words.down, Some(5)),
    };
    (status, notice(words, text), wait)
}

/// Kept by nobody on the way, found by no search engine, telling no other site where the reader came from.
fn harden(headers: &mut HeaderMap, wait: Option<u64>) {
    let fixed = [
        (header::CONTENT_SECURITY_POLICY, policy()),
        (header::CACHE_CONTROL, "private, no-store"),
        (header::VARY, "accept-language"),
        (HeaderName::from_static("x-robots-tag"), "noindex, nofollow, noarchive"),
    ];
    for (name, value) in fixed {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    }
    if let Some(wait) = wait {
        headers.insert(header::RETRY_AFTER, wait.into());
    }
}
