//! Two answers to one customer: who sends second sees what was answered first.

use axum::http::StatusCode;
use sufler_store as store;
use sufler_store::{Author, Delivery, Id};

use crate::auth::Actor;
use crate::http::AppState;
use crate::http::error::{ApiError, ApiResult};
use crate::http::wire::Message;

/// Messages looked at: a page that slept longer refetches anyway.
const LOOKED_AT: u32 = 100;

/// Refuses with what the bot, a colleague or the channel's own app answered after `seen`. A message that was stored
/// already passes, so that a repeated request is answered like the first.
///
/// What is committed after this look changes the conversation's epoch, which the send names.
pub(super) async fn check(
    state: &AppState,
    actor: &Actor,
    conversation_id: Id,
    client_id: &str,
    seen: Option<Id>,
) -> ApiResult<()> {
    let Some(seen) = seen else { return Ok(()) };
    if state.store.message_by_client(conversation_id, client_id).await?.is_some() {
        return Ok(());
    }
    if state.store.message(seen).await?.conversation_id != conversation_id {
        return Err(ApiError::field("seen", "это сообщение другого диалога"));
    }
    let page = state.store.messages(conversation_id, None, Some(seen), LOOKED_AT).await?;
    let answers: Vec<Message> = page
        .items
        .into_iter()
        .filter(|message| is_others_answer(message, actor.user.id))
        .map(Message::from)
        .collect();
    if answers.is_empty() {
        return Ok(());
    }
    let words = "Пока вы писали, клиенту уже ответили. Ничего не отправлено: посмотрите ответ и решите.";
    let answers = serde_json::to_value(answers).unwrap_or_default();
    Err(ApiError::new(StatusCode::CONFLICT, "conversation.answered", words).with("messages", answers))
}

fn is_others_answer(message: &store::Message, me: Id) -> bool {
    let by_others = match message.author {
        Author::Bot | Author::Native => true,
        Author::Operator { user_id } => user_id != me,
        Author::Contact | Author::System => false,
    };
    by_others && !matches!(message.delivery, Some(Delivery::Cancelled | Delivery::Failed))
}
