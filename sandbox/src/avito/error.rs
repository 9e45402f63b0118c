//! Errors in the shapes of the contract (§7).

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use crate::operation::Operation;

/// An answer that is not 200.
#[derive(Debug, Clone)]
pub(crate) struct ApiError {
    status: StatusCode,
    message: String,
    fields: Map<String, Value>,
    retry_after_s: Option<i64>,
    flat: bool,
}

impl ApiError {
    pub(crate) fn new(status: StatusCode, message: impl Into<String>) -> Self {
        Self { status, message: message.into(), fields: Map::new(), retry_after_s: None, flat: false }
    }

    /// 400 with the field to blame.
    pub(crate) fn field(name: &str, reason: impl Into<String>) -> Self {
        let mut error = Self::new(StatusCode::BAD_REQUEST, "validation error");
        error.fields.insert(name.to_owned(), Value::String(reason.into()));
        error
    }

    pub(crate) fn unauthorized() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "Unauthorized")
    }

    pub(crate) fn forbidden(message: &str) -> Self {
        Self::new(StatusCode::FORBIDDEN, message)
    }

    pub(crate) fn not_found(what: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, format!("{what} not found"))
    }

    pub(crate) fn payment_required() -> Self {
        Self::new(StatusCode::PAYMENT_REQUIRED, "Payment required")
    }

    pub(crate) fn too_many(retry_after_s: i64) -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, "Too many requests").retry_after(Some(retry_after_s))
    }

    pub(crate) fn retry_after(mut self, seconds: Option<i64>) -> Self {
        self.retry_after_s = seconds;
        self
    }

    /// Gives the error the shape of the section the call belongs to.
    pub(crate) fn shaped_for(mut self, operation: Operation) -> Self {
        self.flat = operation.has_flat_errors();
        self
    }

    fn body(&self) -> Value {
        let code = self.status.as_u16();
        if self.flat {
            return json!({ "code": code.to_string(), "message": self.message });
        }
        let mut error = json!({ "code": code, "message": self.message });
        if let (Some(object), false) = (error.as_object_mut(), self.fields.is_empty()) {
            object.insert("fields".to_owned(), Value::Object(self.fields.clone()));
        }
        json!({ "error": error })
    }
}

impl From<QueryRejection> for ApiError {
    fn from(rejection: QueryRejection) -> Self {
        Self::new(StatusCode::BAD_REQUEST, rejection.body_text())
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(self.body())).into_response();
        if let Some(seconds) = self.retry_after_s {
            response.headers_mut().insert(RETRY_AFTER, seconds.into());
        }
        response
    }
}
