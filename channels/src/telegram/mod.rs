//! Telegram's Bot API, as far as notices to a chat of colleagues need it: who the bot is, and sending a text.

mod failure;

use std::time::Duration;

use reqwest::{Client, RequestBuilder};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use crate::AdapterError;

/// Longest text of a message, in UTF-16 units after the markup is taken away.
pub const TEXT_LIMIT: usize = 4096;
/// Longest wait for an answer.
const TIMEOUT: Duration = Duration::from_secs(20);
/// Largest answer read.
const MAX_ANSWER_BYTES: usize = 1024 * 1024;

/// A bot. Its token is part of every address, hence no address ever gets into an error or a log.
#[derive(Debug, Clone)]
pub struct Bot {
    http: Client,
    base: String,
    token: SecretString,
}

/// Who a token belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct BotInfo {
    /// Its id.
    pub id: i64,
    /// Its name for people.
    pub first_name: String,
    /// Its address without the `@`.
    pub username: Option<String>,
}

/// A text to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// Number of the chat, or `@name` of a public one.
    pub chat: String,
    /// Topic of a forum; `None` for the general one and for other chats.
    pub thread: Option<i64>,
    /// The text, as Telegram's HTML: escape what people wrote with [`escaped`].
    pub html: String,
}

#[derive(Deserialize)]
struct Sent {
    message_id: i64,
}

impl Bot {
    /// A bot that speaks to the API at `base`, such as `https://api.telegram.org`.
    #[must_use]
    pub fn new(http: Client, base: &Url, token: SecretString) -> Self {
        Self { http, base: base.as_str().trim_end_matches('/').to_owned(), token }
    }

    /// Who the token belongs to.
    ///
    /// # Errors
    /// The token is wrong, or Telegram does not answer.
    pub async fn me(&self) -> Result<BotInfo, AdapterError> {
        self.call("getMe", self.request("getMe")).await
    }

    /// Sends a text; answers the id of the message. Telegram has no idempotency key: a send
    /// [in doubt](AdapterError::is_in_doubt) may have arrived.
    ///
    /// # Errors
    /// As the API refuses; a group that became a supergroup is [`migrated_to`] another number.
    pub async fn send(&self, text: &Text) -> Result<i64, AdapterError> {
        let mut body = json!({
            "chat_id": chat_id(&text.chat),
            "text": text.html,
            "parse_mode": "HTML",
            "link_preview_options": { "is_disabled": true },
        });
        if let (Some(fields), Some(thread)) = (body.as_object_mut(), text.thread) {
            fields.insert("message_thread_id".to_owned(), thread.into());
        }
        let sent: Sent = self.call("sendMessage", self.request("sendMessage").json(&body)).await?;
        Ok(sent.message_id)
    }

    fn request(&self, method: &str) -> RequestBuilder {
        let url = format!("{}/bot{}/{method}", self.base, self.token.expose_secret());
        self.http.post(url).timeout(TIMEOUT)
    }

    async fn call<T: serde::de::DeserializeOwned>(
        &self,
        operation: &'static str,
        request: RequestBuilder,
    ) -> Result<T, AdapterError> {
        let answer = request.send().await.map_err(|error| failure::from_network(operation, &error))?;
        let status = answer.status().as_u16();
        tracing::debug!(channel = "telegram", operation, status, "answered");
        let body = read(operation, answer).await?;
        let body: Value = serde_json::from_slice(&body).unwrap_or(Value::Null);
        if body.get("ok").and_then(Value::as_bool) != Some(true) {
            return Err(failure::from_answer(operation, status, &body));
        }
        let result = body.get("result").cloned().unwrap_or_default();
        serde_json::from_value(result).map_err(|_| failure::protocol(operation, status))
    }
}

/// The number a group has had since it became a supergroup, when that is why it was refused.
#[must_use]
pub fn migrated_to(error: &AdapterError) -> Option<i64> {
    match &error.kind {
        crate::AdapterErrorKind::Invalid { fields } => fields.get(failure::MIGRATED)?.parse().ok(),
        _ => None,
    }
}

/// Text as Telegram's HTML shows it literally.
#[must_use]
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Numbers go as numbers, names as texts.
fn chat_id(chat: &str) -> Value {
    chat.trim().parse::<i64>().map_or_else(|_| chat.trim().into(), Value::from)
}

async fn read(operation: &'static str, mut answer: reqwest::Response) -> Result<Vec<u8>, AdapterError> {
    let status = answer.status().as_u16();
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(|error| failure::from_network(operation, &error))? {
        if body.len() + chunk.len() > MAX_ANSWER_BYTES {
            return Err(failure::protocol(operation, status));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use wiremock::matchers::{body_partial_json, method, path};
    use wiremock::{Mock, MockServer, ResponseTemplate};

    use super::*;
    use crate::AdapterErrorKind as Kind;

    const TOKEN: &str = "123:secret-of-the-bot";

    fn bot(base: &str) -> Bot {
        let _ = rustls::crypto::ring::default_provider().install_default();
        Bot::new(Client::new(), &base.parse().unwrap(), TOKEN.to_owned().into())
    }

    fn text(chat: &str) -> Text {
        Text { chat: chat.into(), thread: None, html: "Нужен <b>оператор</b>".into() }
    }

    #[tokio::test]
    async fn a_text_goes_to_the_chat_as_the_contract_says() {
        let server = MockServer::start().await;
        let sent = json!({"ok": true, "result": {"message_id": 42, "date": 1}});
        let body = json!({"chat_id": -100_123, "parse_mode": "HTML", "message_thread_id": 7});
        Mock::given(method("POST"))
            .and(path(format!("/bot{TOKEN}/sendMessage")))
            .and(body_partial_json(body))
            .respond_with(ResponseTemplate::new(200).set_body_json(sent))
            .expect(1)
            .mount(&server)
            .await;
        let message = bot(&server.uri()).send(&Text { thread: Some(7), ..text("-100123") }).await;
        assert_eq!(message, Ok(42));
    }

    #[rstest]
    #[case(429, json!({"ok": false, "error_code": 429, "description": "Too Many Requests: retry after 35",
        "parameters": {"retry_after": 35}}), Kind::RateLimited { retry_after: Some(Duration::from_secs(35)) })]
    #[case(401, json!({"ok": false, "error_code": 401, "description": "Unauthorized"}), Kind::Unauthorized)]
    #[case(404, json!({"ok": false, "error_code": 404, "description": "Not Found"}), Kind::Unauthorized)]
    #[case(403, json!({"ok": false, "error_code": 403,
        "description": "Forbidden: bot was kicked from the supergroup chat"}), Kind::Forbidden)]
    #[case(400, json!({"ok": false, "error_code": 400, "description": "Bad Request: chat not found"}), Kind::NotFound)]
    #[case(502, json!("<html>"), Kind::Server)]
    #[case(200, json!({"ok": true, "result": {}}), Kind::Protocol)]
    #[tokio::test]
    async fn refusals_are_told_apart(#[case] status: u16, #[case] body: Value, #[case] kind: Kind) {
        let server = MockServer::start().await;
        let answer = ResponseTemplate::new(status).set_body_json(body);
        Mock::given(method("POST")).respond_with(answer).mount(&server).await;
        let error = bot(&server.uri()).send(&text("@ops")).await.unwrap_err();
        assert_eq!(error.kind, kind);
        assert!(!error.admin_message_ru().is_empty());
        assert!(!format!("{error:?} {error}").contains("secret-of-the-bot"));
    }

    #[tokio::test]
    async fn a_group_that_moved_tells_its_new_number() {
        let server = MockServer::start().await;
        let body = json!({"ok": false, "error_code": 400, "parameters": {"migrate_to_chat_id": -1_001_234},
            "description": "Bad Request: group chat was upgraded to a supergroup chat"});
        let answer = ResponseTemplate::new(400).set_body_json(body);
        Mock::given(method("POST")).respond_with(answer).mount(&server).await;
        let error = bot(&server.uri()).send(&text("-5")).await.unwrap_err();
        assert_eq!(migrated_to(&error), Some(-1_001_234));
    }

    #[tokio::test]
    async fn what_never_left_is_not_in_doubt_and_the_token_stays_secret() {
        let error = bot("http://127.0.0.1:1").send(&text("1")).await.unwrap_err();
        assert_eq!((error.kind.clone(), error.is_in_doubt()), (Kind::Network { sent_maybe: false }, false));
        assert!(!format!("{error:?} {error} {:?}", bot("http://127.0.0.1:1")).contains("secret-of-the-bot"));
    }

    #[test]
    fn what_people_wrote_is_no_markup() {
        assert_eq!(escaped("<b>5 & 6</b>"), "&lt;b&gt;5 &amp; 6&lt;/b&gt;");
    }
}
