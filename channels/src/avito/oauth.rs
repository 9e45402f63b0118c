//! OAuth2: the three grants and the page where a seller grants access.

use std::fmt;

use reqwest::header::CONTENT_TYPE;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use url::Url;
use url::form_urlencoded::Serializer;

use super::client::Client;
use super::failure;
use super::transport::Answer;
use crate::{AdapterError, AdapterErrorKind, json};

pub(super) const OPERATION: &str = "getAccessToken";

/// Rights we ask for.
pub const SCOPES: [&str; 4] = ["messenger:read", "messenger:write", "user:read", "items:info"];

/// Life assumed for a token whose answer does not say: short, so that it is renewed early.
const ASSUMED_LIFE_S: i64 = 3600;

/// Keys from the seller's cabinet, or of an application registered there.
#[derive(Clone)]
pub struct Credentials {
    /// Client ID.
    pub client_id: String,
    /// Client Secret.
    pub client_secret: SecretString,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials").finish_non_exhaustive()
    }
}

/// What the token endpoint gave.
#[derive(Clone)]
pub struct TokenSet {
    /// Sent with every call.
    pub access_token: SecretString,
    /// End of its life, UTC milliseconds on our clock.
    pub expires_at_ms: i64,
    /// Buys the next pair, once; `None` for keys of one's own account.
    pub refresh_token: Option<SecretString>,
}

impl fmt::Debug for TokenSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenSet").field("expires_at_ms", &self.expires_at_ms).finish_non_exhaustive()
    }
}

impl Client {
    /// Token for the keys of one's own account (`client_credentials`). `now_ms` is when the call starts.
    ///
    /// # Errors
    /// `Unauthorized` for wrong keys; any network kind.
    pub async fn token(&self, credentials: &Credentials, now_ms: i64) -> Result<TokenSet, AdapterError> {
        self.grant(credentials, &[("grant_type", "client_credentials")], now_ms).await
    }

    /// Tokens for the code that came back from [`Client::authorize_url`] (`authorization_code`).
    ///
    /// # Errors
    /// `Unauthorized` for wrong keys or a used or foreign code; any network kind.
    pub async fn exchange_code(
        &self,
        credentials: &Credentials,
        code: &str,
        redirect_uri: &Url,
        now_ms: i64,
    ) -> Result<TokenSet, AdapterError> {
        let fields =
            [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirect_uri.as_str())];
        self.grant(credentials, &fields, now_ms).await
    }

    /// The next pair of tokens (`refresh_token`). The old refresh token is void afterwards: store the new
    /// one before using anything. Use [`super::TokenManager`], which does.
    ///
    /// # Errors
    /// `Unauthorized` when access was withdrawn; any network kind.
    pub async fn refresh(
        &self,
        credentials: &Credentials,
        refresh_token: &SecretString,
        now_ms: i64,
    ) -> Result<TokenSet, AdapterError> {
        let token = refresh_token.expose_secret();
        let fields = [("grant_type", "refresh_token"), ("refresh_token", token)];
        let mut tokens = self.grant(credentials, &fields, now_ms).await?;
        // Documented to rotate; one that does not come stays good.
        tokens.refresh_token.get_or_insert_with(|| refresh_token.clone());
        Ok(tokens)
    }

    /// Page where a seller grants access to an application. The browser comes back to `redirect_uri` with
    /// `code`; `state` is sent, but Avito does not promise to return it.
    #[must_use]
    pub fn authorize_url(&self, client_id: &str, state: &str, redirect_uri: &Url) -> Url {
        let mut url = Url::clone(&self.authorize_url);
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("pro_users_flow", "true")
            .append_pair("client_id", client_id)
            .append_pair("scope", &SCOPES.join(","))
            .append_pair("redirect_uri", redirect_uri.as_str())
            .append_pair("state", state);
        url
    }

    async fn grant(
        &self,
        credentials: &Credentials,
        fields: &[(&str, &str)],
        now_ms: i64,
    ) -> Result<TokenSet, AdapterError> {
        let secret = credentials.client_secret.expose_secret();
        let body = Serializer::new(String::new())
            .extend_pairs(fields)
            .append_pair("client_id", &credentials.client_id)
            .append_pair("client_secret", secret)
            .finish();
        let url = self.transport.url("/token");
        let answer = self
            .transport
            .call_without_token(OPERATION, |http| {
                http.post(&url).header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(body.clone())
            })
            .await;
        let answer = answer.and_then(|answer| read(&answer, now_ms));
        // What Avito answers to wrong keys is not documented: it may repeat them.
        let sent = fields.iter().map(|(_, value)| *value).skip(1).chain([secret]);
        answer.map_err(|error| failure::without(as_refused_keys(error), sent))
    }
}

fn read(answer: &Answer, now_ms: i64) -> Result<TokenSet, AdapterError> {
    let Answer { status, body } = answer;
    let Some(access_token) = json::text(body, "access_token") else {
        return Err(if body.get("error").is_some() {
            failure::unauthorized(OPERATION, Some(*status), failure::detail(body))
        } else {
            failure::without_field(OPERATION, *status, "access_token")
        });
    };
    let life_s = body.get("expires_in").and_then(Value::as_f64).map_or(ASSUMED_LIFE_S, whole_seconds);
    Ok(TokenSet {
        access_token: SecretString::from(access_token),
        expires_at_ms: now_ms.saturating_add(life_s.saturating_mul(1000)),
        refresh_token: json::text(body, "refresh_token").map(SecretString::from),
    })
}

/// Declared as a number, so it may have a fraction. The cast saturates.
#[allow(clippy::cast_possible_truncation, reason = "clamped to a range that i64 holds")]
fn whole_seconds(seconds: f64) -> i64 {
    seconds.clamp(0.0, 366.0 * 86_400.0) as i64
}

/// Every refusal of the token endpoint is about keys, whatever its status.
fn as_refused_keys(error: AdapterError) -> AdapterError {
    match error.kind {
        AdapterErrorKind::Invalid { .. } | AdapterErrorKind::Forbidden if error.status.is_some() => {
            failure::unauthorized(OPERATION, error.status, error.detail)
        }
        _ => error,
    }
}
