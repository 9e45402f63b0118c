//! The colleagues' chat in Telegram, for admins: whether it works, and a test.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use sufler_store::Millis;
use utoipa::ToSchema;

use crate::auth::Admin;
use crate::http::AppState;
use crate::http::error::{ApiResult, ErrorBody};

/// State of the colleagues' chat.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct TelegramStatus {
    /// Token and chat are set.
    pub configured: bool,
    /// The chat of the settings.
    #[schema(required)]
    pub chat_id: Option<String>,
    /// Notices that wait.
    pub waiting: i64,
    /// When the last notice that arrived was made.
    #[schema(required)]
    pub sent_at: Option<Millis>,
    /// Why the last notice did not arrive, in Russian.
    #[schema(required)]
    pub problem: Option<String>,
}

/// How notices to the chat fare.
#[utoipa::path(get, operation_id = "telegram_status", path = "/api/v1/telegram", tag = "telegram", responses(
    (status = 200, body = TelegramStatus),
    (status = "default", body = ErrorBody),
))]
pub(crate) async fn status(
    State(state): State<AppState>,
    Admin(_actor): Admin,
) -> ApiResult<Json<TelegramStatus>> {
    let told = state.store.telegram_state().await?;
    let settings = &state.config.telegram;
    Ok(Json(TelegramStatus {
        configured: settings.bot_token.is_some() && settings.chat_id.is_some(),
        chat_id: settings.chat_id.clone(),
        waiting: told.waiting,
        sent_at: told.sent_at,
        problem: told.problem,
    }))
}

/// Sends a test message to the chat.
#[utoipa::path(post, operation_id = "telegram_test", path = "/api/v1/telegram/test", tag = "telegram", responses(
    (status = 204),
    (status = "default", body = ErrorBody, description = "409 `telegram.not_configured`, 502 with what Telegram refused"),
))]
pub(crate) async fn test(State(state): State<AppState>, Admin(_actor): Admin) -> ApiResult<StatusCode> {
    state.runtime.test_telegram().await?;
    Ok(StatusCode::NO_CONTENT)
}
