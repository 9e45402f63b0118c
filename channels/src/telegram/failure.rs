//! What Telegram's refusals mean.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;

use crate::{AdapterError, AdapterErrorKind as Kind};

/// Field of a refusal that names the new number of a chat.
pub(super) const MIGRATED: &str = "migrate_to_chat_id";
/// Longest description kept.
const DETAIL: usize = 200;

/// No answer, or one that broke off. The library's own words hold the address, and that holds the token.
pub(super) fn from_network(operation: &'static str, error: &reqwest::Error) -> AdapterError {
    let sent_maybe = !error.is_connect() && !error.is_builder();
    let kind = if error.is_timeout() { Kind::Timeout { sent_maybe } } else { Kind::Network { sent_maybe } };
    let admin =
        "Нет связи с Telegram. Проверьте, что сервер достаёт до него (telegram.base_url в настройках).";
    made(kind, operation, None, String::new(), admin)
}

/// An answer we can't read.
pub(super) fn protocol(operation: &'static str, status: u16) -> AdapterError {
    let admin = "Ответ Telegram не читается. Проверьте telegram.base_url: за ним должен стоять Bot API.";
    made(Kind::Protocol, operation, Some(status), String::new(), admin)
}

/// A refusal in the API's own words.
pub(super) fn from_answer(operation: &'static str, status: u16, body: &Value) -> AdapterError {
    let code = body.get("error_code").and_then(Value::as_u64).and_then(|code| u16::try_from(code).ok());
    let code = code.unwrap_or(status);
    let text = body.get("description").and_then(Value::as_str).unwrap_or_default();
    let detail: String = text.chars().take(DETAIL).collect();
    let (kind, admin) = match code {
        // A token of the wrong form leads to an address that is not there.
        401 | 404 => (
            Kind::Unauthorized,
            "Telegram не принял токен бота. Возьмите новый у @BotFather и задайте его в настройках.",
        ),
        403 => {
            (Kind::Forbidden, "Бот не может писать в чат: его удалили или заблокировали. Верните бота в чат.")
        }
        429 => (
            Kind::RateLimited { retry_after: retry_after(body) },
            "Telegram просит подождать: слишком много сообщений.",
        ),
        400 if detail.contains("chat not found") => (
            Kind::NotFound,
            "Telegram не знает такого чата. Проверьте telegram.chat_id и добавьте бота в чат.",
        ),
        400 if detail.contains("thread not found") => {
            (Kind::NotFound, "В чате Telegram нет такой темы. Проверьте telegram.thread_id.")
        }
        500..=599 => (Kind::Server, "Telegram временно не отвечает. Мы повторим сами."),
        200..=299 => return protocol(operation, status),
        _ => (Kind::Invalid { fields: fields(body) }, "Telegram не принял сообщение."),
    };
    made(kind, operation, Some(code), detail, admin)
}

fn retry_after(body: &Value) -> Option<Duration> {
    body.pointer("/parameters/retry_after").and_then(Value::as_u64).map(Duration::from_secs)
}

fn fields(body: &Value) -> BTreeMap<String, String> {
    let moved = body.pointer("/parameters/migrate_to_chat_id").and_then(Value::as_i64);
    moved.map(|chat| (MIGRATED.to_owned(), chat.to_string())).into_iter().collect()
}

fn made(
    kind: Kind,
    operation: &'static str,
    status: Option<u16>,
    detail: String,
    admin: &'static str,
) -> AdapterError {
    AdapterError {
        kind,
        channel: "telegram",
        operation,
        status,
        detail,
        admin: Cow::Borrowed(admin),
        not_sent: false,
    }
}
