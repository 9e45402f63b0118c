//! Avito's failures: HTTP status, error body or network error to [`AdapterError`], with words for the admin.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::time::Duration;

use reqwest::header::{HeaderMap, RETRY_AFTER};
use serde_json::Value;

use crate::{AdapterError, AdapterErrorKind as Kind};

/// Longest text kept of what Avito said.
const DETAIL_CHARS: usize = 300;
/// Longest pause obeyed; more is a mistake of the other side.
const MAX_RETRY_AFTER: Duration = Duration::from_secs(3600);

fn error(kind: Kind, operation: &'static str, status: Option<u16>, detail: String) -> AdapterError {
    let admin = admin_text(&kind, operation, status, &detail);
    AdapterError { kind, channel: "avito", operation, status, detail, admin, not_sent: false }
}

/// An answer outside 2xx.
pub(super) fn from_status(
    operation: &'static str,
    status: u16,
    retry_after: Option<Duration>,
    body: &Value,
) -> AdapterError {
    let kind = match status {
        401 => Kind::Unauthorized,
        402 => Kind::PaymentRequired,
        403 => Kind::Forbidden,
        404 => Kind::NotFound,
        408 => Kind::Timeout { sent_maybe: true },
        429 => Kind::RateLimited { retry_after },
        400..500 => Kind::Invalid { fields: fields(body) },
        500.. => Kind::Server,
        // 1xx never surfaces; a redirect is not followed.
        _ => Kind::Protocol,
    };
    error(kind, operation, Some(status), detail(body))
}

/// The exchange broke. `status` when it broke while the answer was read.
pub(super) fn from_network(
    operation: &'static str,
    cause: &reqwest::Error,
    status: Option<u16>,
) -> AdapterError {
    // Nothing was sent while connecting or when the request could not even be built.
    let sent_maybe = status.is_some() || !(cause.is_connect() || cause.is_builder());
    let kind = if cause.is_builder() {
        Kind::Invalid { fields: BTreeMap::new() }
    } else if cause.is_timeout() {
        Kind::Timeout { sent_maybe }
    } else {
        Kind::Network { sent_maybe }
    };
    error(kind, operation, status, chain(cause))
}

/// The innermost cause says most («connection refused»). Addresses are not repeated: they may hold ids.
fn chain(cause: &reqwest::Error) -> String {
    let mut innermost: &dyn std::error::Error = cause;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    if std::ptr::addr_eq(innermost, cause as &dyn std::error::Error) {
        return if cause.is_timeout() { "timed out".to_owned() } else { "request failed".to_owned() };
    }
    shorten(&innermost.to_string())
}

/// An answer that can't be understood.
pub(super) fn protocol(operation: &'static str, status: u16, detail: String) -> AdapterError {
    error(Kind::Protocol, operation, Some(status), detail)
}

/// An answer without a field we need.
pub(super) fn without_field(operation: &'static str, status: u16, field: &str) -> AdapterError {
    protocol(operation, status, format!("field `{field}` is missing or of the wrong type"))
}

/// A request that we refuse to send.
pub(super) fn invalid(operation: &'static str, field: &str, reason: impl Into<String>) -> AdapterError {
    let fields = BTreeMap::from([(field.to_owned(), reason.into())]);
    error(Kind::Invalid { fields }, operation, None, String::new())
}

/// Keys or a grant that Avito does not accept, whatever status it chose to say so.
pub(super) fn unauthorized(operation: &'static str, status: Option<u16>, detail: String) -> AdapterError {
    error(Kind::Unauthorized, operation, status, shorten(&detail))
}

/// Our own token store failed.
pub(super) fn storage(operation: &'static str, detail: String) -> AdapterError {
    error(Kind::Storage, operation, None, shorten(&detail))
}

/// Seconds only; a date is not documented here and taken as "not said".
pub(super) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds: u64 = headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds).min(MAX_RETRY_AFTER))
}

/// The bodies differ by section: `{"error":{"code","message","fields"}}`, `{"code","message"}`, and OAuth's
/// `{"error":"…","error_description":"…"}`.
pub(super) fn detail(body: &Value) -> String {
    let nested = body.get("error").unwrap_or(&Value::Null);
    let text = [nested.get("message"), body.get("message"), body.get("error_description"), Some(nested)]
        .into_iter()
        .flatten()
        .find_map(Value::as_str);
    shorten(text.unwrap_or_default())
}

fn fields(body: &Value) -> BTreeMap<String, String> {
    let fields = body.get("error").and_then(|error| error.get("fields")).and_then(Value::as_object);
    let reason = |value: &Value| match value {
        Value::String(text) => shorten(text),
        other => shorten(&other.to_string()),
    };
    fields.into_iter().flatten().take(20).map(|(name, value)| (shorten(name), reason(value))).collect()
}

fn shorten(text: &str) -> String {
    let printable = text.chars().map(|character| if character.is_control() { ' ' } else { character });
    let mut short: String = printable.take(DETAIL_CHARS + 1).collect();
    if short.chars().count() > DETAIL_CHARS {
        short.pop();
        short.push('…');
    }
    short.trim().to_owned()
}

/// Whether the call was about keys and tokens: then «доступ» means the keys, not a chat.
fn is_oauth(operation: &str) -> bool {
    operation == super::oauth::OPERATION
}

fn admin_text(kind: &Kind, operation: &'static str, status: Option<u16>, detail: &str) -> Cow<'static, str> {
    let said =
        if detail.is_empty() { String::new() } else { format!(" Ответ Авито: «{detail}».") };
    let fixed = match kind {
        Kind::Unauthorized => {
            "Авито не принимает ключи аккаунта. Возможно, ключи отозваны, перевыпущены или доступ закрыт в \
             кабинете Авито. Проверьте Client ID и Client Secret или подключите аккаунт заново."
        }
        Kind::PaymentRequired => {
            "API мессенджера не входит в тариф аккаунта. Нужна подписка уровня «Максимальный» (в категории \
             «Услуги» достаточно «Расширенный»). Измените тариф в кабинете Авито: сообщения пойдут сами."
        }
        Kind::Forbidden => {
            "У ключей нет права на это действие. Если в кабинете Авито есть сотрудники, нужен ключ главного \
             аккаунта компании: ключ сотрудника не видит чаты по её объявлениям. При входе через Авито \
             разрешите чтение и отправку сообщений."
        }
        Kind::NotFound => {
            "Авито не находит этот чат, сообщение или объявление. Возможно, чат удалён или принадлежит другому \
             аккаунту."
        }
        Kind::RateLimited { .. } => {
            "Слишком много запросов к Авито. Отправка приостановлена и продолжится сама; если это повторяется, \
             уменьшите лимит запросов аккаунта или отключите другие программы с теми же ключами."
        }
        Kind::Server => "Сбой на стороне Авито. Повторим сами; ничего делать не нужно.",
        Kind::Timeout { .. } => {
            "Авито не ответил вовремя. Повторим сами; если это надолго, проверьте сеть сервера."
        }
        Kind::Network { .. } => {
            "Нет связи с Авито. Повторим сами; если это надолго, проверьте сеть, DNS и адрес API в настройках."
        }
        Kind::Protocol => {
            "Непонятный ответ вместо ответа Авито. Проверьте адрес API в настройках и прокси между сервером и \
             Авито."
        }
        Kind::Storage => {
            "Не удалось прочитать или сохранить ключи доступа в базе. Проверьте базу данных и место на диске."
        }
        Kind::Invalid { .. } if is_oauth(operation) => {
            "Авито не принимает ключи аккаунта или код входа. Проверьте Client ID и Client Secret, затем \
             подключите аккаунт заново."
        }
        Kind::Invalid { .. } if status == Some(413) && operation == super::images::OPERATION => {
            "Файл слишком велик для Авито: не больше 24 МБ."
        }
        Kind::Invalid { fields } => return invalid_text(fields, &said),
    };
    match kind {
        Kind::Unauthorized | Kind::PaymentRequired | Kind::Forbidden | Kind::Invalid { .. }
            if !said.is_empty() =>
        {
            Cow::Owned(format!("{fixed}{said}"))
        }
        _ => Cow::Borrowed(fixed),
    }
}

fn invalid_text(fields: &BTreeMap<String, String>, said: &str) -> Cow<'static, str> {
    let mut text = "Авито не принимает этот запрос; повтор не поможет.".to_owned();
    for (name, reason) in fields {
        text.push_str(&format!(" {name}: {reason}."));
    }
    text.push_str(said);
    Cow::Owned(text)
}

/// The same failure without these secrets, should Avito have repeated one of them.
pub(super) fn without<'a>(failed: AdapterError, secrets: impl IntoIterator<Item = &'a str>) -> AdapterError {
    let mut cleaned = failed.clone();
    let fields = match &mut cleaned.kind {
        Kind::Invalid { fields } => Some(fields.values_mut()),
        _ => None,
    };
    let mut texts: Vec<&mut String> = fields.into_iter().flatten().chain([&mut cleaned.detail]).collect();
    for secret in secrets.into_iter().filter(|secret| !secret.is_empty()) {
        for text in &mut texts {
            **text = text.replace(secret, "***");
        }
    }
    if cleaned == failed {
        return failed;
    }
    let AdapterError { kind, operation, status, detail, not_sent, .. } = cleaned;
    AdapterError { not_sent, ..error(kind, operation, status, detail) }
}
