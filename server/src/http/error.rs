//! The one shape of every failed answer: a status and `{code, message, details}`.

use std::borrow::Cow;
use std::time::Duration;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use sufler_store::StoreError;
use sufler_store::model::Owner;

use super::runtime_port::{RuntimeError, RuntimeErrorKind};

/// Result of a handler.
pub type ApiResult<T> = Result<T, ApiError>;

/// Body of every failed answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ErrorBody {
    /// Stable code for programs, such as `conversation.owner_changed`.
    pub code: String,
    /// What happened and what to do, in Russian.
    pub message: String,
    /// More for programs; `fields` maps names of fields to what is wrong with them.
    #[schema(value_type = Object)]
    pub details: Map<String, Value>,
}

/// A failed request.
#[derive(Debug, Clone)]
pub struct ApiError {
    status: StatusCode,
    code: Cow<'static, str>,
    message: Cow<'static, str>,
    details: Map<String, Value>,
    retry_after: Option<Duration>,
}

impl ApiError {
    /// An error with nothing but a code and a text.
    pub fn new(
        status: StatusCode,
        code: impl Into<Cow<'static, str>>,
        message: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self { status, code: code.into(), message: message.into(), details: Map::new(), retry_after: None }
    }

    /// Adds a detail for programs.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.details.insert(name.to_owned(), value.into());
        self
    }

    /// Names when to try again, in the header and in `details.retry_after_s`, rounded up.
    #[must_use]
    pub fn retry_after(mut self, wait: Duration) -> Self {
        let seconds = wait.as_millis().div_ceil(1000).max(1);
        self.retry_after = Some(wait);
        self.with("retry_after_s", u64::try_from(seconds).unwrap_or(u64::MAX))
    }

    /// No session, or one that has ended.
    pub fn unauthorized() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "auth.required", "Войдите, чтобы продолжить.")
    }

    /// The role does not allow it.
    pub fn forbidden() -> Self {
        Self::new(StatusCode::FORBIDDEN, "auth.forbidden", "Ваша роль этого не позволяет.")
    }

    /// There is no such thing, or it is not for this user: the two look the same from outside.
    pub fn not_found(what: &str) -> Self {
        let message = match what {
            "conversation" => "Диалог не найден.",
            "message" => "Сообщение не найдено.",
            "turn" => "Это сообщение написал не бот.",
            "account" => "Аккаунт не найден.",
            "user" => "Пользователь не найден.",
            "push_subscription" => "Такого устройства нет.",
            "share" => "Такой ссылки нет.",
            "quick_reply" => "Такого быстрого ответа нет.",
            _ => "Такого адреса нет.",
        };
        Self::new(StatusCode::NOT_FOUND, format!("{what}.not_found"), message)
    }

    /// The address is there, the method is not.
    pub fn method_not_allowed() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "request.method_not_allowed",
            "Этот адрес не принимает такой метод.",
        )
    }

    /// The answer took too long.
    pub fn timeout() -> Self {
        Self::new(
            StatusCode::GATEWAY_TIMEOUT,
            "server.timeout",
            "Сервер не успел ответить. Проверьте результат и повторите.",
        )
    }

    /// A field has a value that makes no sense.
    pub fn field(name: &str, problem: impl Into<String>) -> Self {
        let problem = problem.into();
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "request.invalid",
            format!("Проверьте поле «{name}»: {problem}."),
        )
        .with("fields", json!({ name: problem }))
    }

    /// Something of ours broke; what exactly stands in the log only.
    pub fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "server.internal",
            "Внутренняя ошибка сервера. Она записана в журнал; повторите попытку позже.",
        )
    }

    /// Status of the answer.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Stable code.
    pub fn code(&self) -> &str {
        &self.code
    }

    /// Text for people.
    pub fn message(&self) -> &str {
        &self.message
    }

    fn unavailable(code: &'static str) -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            code,
            "Сервер временно недоступен. Повторите через несколько секунд.",
        )
        .retry_after(Duration::from_secs(2))
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let body = ErrorBody {
            code: self.code.into_owned(),
            message: self.message.into_owned(),
            details: self.details,
        };
        let mut response = (self.status, Json(body)).into_response();
        if let Some(wait) = self.retry_after {
            let seconds = wait.as_millis().div_ceil(1000).max(1).to_string();
            if let Ok(value) = HeaderValue::from_str(&seconds) {
                response.headers_mut().insert(header::RETRY_AFTER, value);
            }
        }
        response
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotFound { what, .. } => Self::not_found(what),
            StoreError::Conflict { what, detail } => conflict(what, &detail),
            StoreError::OwnerChanged { owner, epoch } => owner_changed(owner, epoch),
            StoreError::Fenced { .. } | StoreError::Superseded { .. } => Self::new(
                StatusCode::CONFLICT,
                "conversation.busy",
                "Диалог только что изменился. Повторите действие.",
            ),
            StoreError::Invalid(problem) => {
                Self::new(StatusCode::UNPROCESSABLE_ENTITY, "request.invalid", "Запрос не имеет смысла.")
                    .with("problem", problem)
            }
            StoreError::Unavailable(_) => logged(&error, Self::unavailable("database.unavailable")),
            StoreError::Closed => Self::unavailable("server.stopping"),
            StoreError::WrongKey { .. } => logged(
                &error,
                Self::new(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "secrets.wrong_key",
                    "Ключи каналов зашифрованы другим ключом. Верните прежний secret.key \
                     или введите ключи каналов заново.",
                ),
            ),
            StoreError::Corrupt(_) => logged(&error, Self::internal()),
        }
    }
}

fn conflict(what: &str, detail: &str) -> ApiError {
    let message = match what {
        "user" => "Такой логин уже занят.",
        "account" => "Такой аккаунт уже подключён.",
        "quick_reply" => "Этот быстрый ответ только что изменили. Проверьте новый текст и повторите.",
        "conversation" => "Диалог закрыт: отложить можно только открытый.",
        "message" => "Это сообщение уже нельзя изменить: обновите диалог.",
        _ => "Действие противоречит текущему состоянию.",
    };
    ApiError::new(StatusCode::CONFLICT, format!("{what}.conflict"), message).with("problem", detail)
}

fn owner_changed(owner: Owner, epoch: i64) -> ApiError {
    let message = match owner {
        Owner::Bot => "Диалог сейчас ведёт бот. Возьмите его себе, чтобы ответить.",
        Owner::Queue => "Диалог ждёт оператора. Возьмите его себе, чтобы ответить.",
        Owner::Operator { .. } => "Диалог ведёт другой оператор. Ничего не отправлено.",
    };
    ApiError::new(StatusCode::CONFLICT, "conversation.owner_changed", message)
        .with("owner", serde_json::to_value(owner).unwrap_or_default())
        .with("epoch", epoch)
}

fn logged(error: &StoreError, answer: ApiError) -> ApiError {
    tracing::error!(code = answer.code(), %error, "a request failed in the store");
    answer
}

impl From<RuntimeError> for ApiError {
    fn from(error: RuntimeError) -> Self {
        let status = match error.kind {
            RuntimeErrorKind::NotFound => StatusCode::NOT_FOUND,
            RuntimeErrorKind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
            RuntimeErrorKind::Conflict => StatusCode::CONFLICT,
            RuntimeErrorKind::Channel => StatusCode::BAD_GATEWAY,
            RuntimeErrorKind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        };
        Self::new(status, error.code, error.message)
    }
}
