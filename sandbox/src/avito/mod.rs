//! The Avito API as clients see it (contract §§3–8).

mod chats;
mod error;
mod gate;
mod hooks;
mod images;
mod items;
mod messages;
mod oauth;
mod voices;
pub(crate) mod wire;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, delete, get, post};

use crate::config::Mode;
use crate::operation::Operation;
use crate::world::World;

pub(crate) use images::picture_path;

type Routes = Router<Arc<World>>;

/// Room for the largest picture and the multipart around it; larger ones must reach the size check.
const UPLOAD_LIMIT: usize = crate::media::MAX_BYTES + 8 * 1024 * 1024;
const CHATS_V2: &str = "/messenger/v2/accounts/{user_id}/chats";
const MESSAGES_V1: &str = "/messenger/v1/accounts/{user_id}/chats/{chat_id}/messages";
const MESSAGES_V3: &str = "/messenger/v3/accounts/{user_id}/chats/{chat_id}/messages";

/// All documented calls; the token endpoint and the authorize page among them.
pub(crate) fn routes(world: &Arc<World>) -> Router {
    oauth::routes()
        .merge(reading(world))
        .merge(writing(world))
        .merge(neighbours(world))
        .merge(images::file_routes())
        .merge(voices::file_routes())
        .with_state(Arc::clone(world))
}

/// The answer to an address that leads nowhere.
pub(crate) async fn unknown_route() -> Response {
    error::ApiError::not_found("route").into_response()
}

fn reading(world: &Arc<World>) -> Routes {
    let guard = |op, handler| guarded(world, op, handler);
    Router::new()
        .route(CHATS_V2, guard(Operation::GetChatsV2, get(chats::list)))
        .route(&format!("{CHATS_V2}/{{chat_id}}"), guard(Operation::GetChatByIdV2, get(chats::one)))
        .route(&format!("{MESSAGES_V3}/"), guard(Operation::GetMessagesV3, get(messages::list)))
        // Some clients leave the slash out (quirk Q7).
        .route(MESSAGES_V3, guard(Operation::GetMessagesV3, get(messages::list)))
        .route(
            "/messenger/v1/accounts/{user_id}/getVoiceFiles",
            guard(Operation::GetVoiceFiles, get(voices::links)),
        )
        .route("/messenger/v1/subscriptions", guard(Operation::GetSubscriptions, post(hooks::list)))
        .route("/messenger/v3/webhook", guard(Operation::PostWebhookV3, post(hooks::subscribe)))
        .route(
            "/messenger/v1/webhook/unsubscribe",
            guard(Operation::PostWebhookUnsubscribe, post(hooks::unsubscribe)),
        )
}

fn writing(world: &Arc<World>) -> Routes {
    let guard = |op, handler| guarded(world, op, handler);
    let one_message = format!("{MESSAGES_V1}/{{message_id}}");
    let mut router = Router::new()
        .route(MESSAGES_V1, guard(Operation::PostSendMessage, post(messages::send)))
        .route(
            &format!("{MESSAGES_V1}/image"),
            guard(Operation::PostSendImageMessage, post(messages::send_image)),
        )
        .route(&one_message, guard(Operation::DeleteMessage, post(messages::remove)))
        .route(
            "/messenger/v1/accounts/{user_id}/chats/{chat_id}/read",
            guard(Operation::ChatRead, post(chats::mark_read)),
        )
        .route(
            "/messenger/v1/accounts/{user_id}/uploadImages",
            guard(Operation::UploadImages, post(images::upload)).layer(DefaultBodyLimit::max(UPLOAD_LIMIT)),
        )
        .route(
            "/messenger/v2/accounts/{user_id}/blacklist",
            guard(Operation::PostBlacklistV2, post(chats::blacklist)),
        );
    if world.config.mode == Mode::Observed {
        // A client in the wild deletes this way (quirk Q6).
        router = router.route(&one_message, guard(Operation::DeleteMessage, delete(messages::remove)));
    }
    router
}

fn neighbours(world: &Arc<World>) -> Routes {
    let guard = |op, handler| guarded(world, op, handler);
    Router::new()
        .route("/core/v1/accounts/self", guard(Operation::GetUserInfoSelf, get(items::profile)))
        .route("/core/v1/items", guard(Operation::GetItemsInfo, get(items::list)))
        .route("/core/v1/accounts/{user_id}/items/{item_id}/", guard(Operation::GetItemInfo, get(items::one)))
}

/// Puts faults, authorization and limits before a handler.
fn guarded(
    world: &Arc<World>,
    operation: Operation,
    handler: MethodRouter<Arc<World>>,
) -> MethodRouter<Arc<World>> {
    let guard = gate::Guard { world: Arc::clone(world), operation };
    handler.route_layer(from_fn_with_state(guard, gate::pass))
}
