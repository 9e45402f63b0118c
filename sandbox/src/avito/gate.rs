//! What every call passes before its handler: faults, token, scope, account, subscription, budget.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{RawPathParams, Request, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::error::ApiError;
use crate::auth::Grant;
use crate::faults::{Action, Subject};
use crate::operation::{LimitGroup, Operation};
use crate::stats::{RequestEntry, Violation};
use crate::world::{Seller, World};

const LIMIT: HeaderName = HeaderName::from_static("x-ratelimit-limit");
const REMAINING: HeaderName = HeaderName::from_static("x-ratelimit-remaining");
/// Budget of the list of listings (contract §4).
const ITEM_LIST_PER_MINUTE: u32 = 25;
/// Budget of one listing's details (contract §4).
const ITEM_PER_MINUTE: u32 = 500;

/// The guard of one call.
#[derive(Debug, Clone)]
pub(super) struct Guard {
    pub(super) world: Arc<World>,
    pub(super) operation: Operation,
}

/// The account a request acts for; handlers take it from the request's extensions.
#[derive(Debug, Clone)]
pub(super) struct Caller(pub(super) Arc<Seller>);

/// The middleware itself.
pub(super) async fn pass(
    State(guard): State<Guard>,
    params: RawPathParams,
    mut request: Request,
    next: Next,
) -> Response {
    let Guard { world, operation } = guard;
    let known = identify(&world, request.headers());
    let account = known.as_ref().map(|(seller, _)| Arc::clone(seller));
    let action = world.faults.for_request(
        operation,
        Subject { account: account.as_ref().map(|s| s.user_id), chat_id: param(&params, "chat_id") },
    );
    let budget = account.as_ref().map(|seller| spend(&world, operation, seller));
    let refused = match &budget {
        Some(Budget { refused: Some(error), .. }) => Err(error.clone()),
        _ => admit(operation, known, param(&params, "user_id")),
    };
    let work = async {
        match refused {
            Ok(seller) => {
                request.extensions_mut().insert(Caller(seller));
                next.run(request).await
            }
            Err(error) => error.shaped_for(operation).into_response(),
        }
    };
    let note = |status| note(&world, operation, account.as_deref(), status);
    let mut response = suffer(&world, action, operation, work, note).await;
    if let Some(budget) = budget {
        response.headers_mut().insert(LIMIT, budget.limit.into());
        response.headers_mut().insert(REMAINING, budget.remaining.into());
    }
    response
}

fn param<'a>(params: &'a RawPathParams, name: &str) -> Option<&'a str> {
    params.iter().find(|(key, _)| *key == name).map(|(_, value)| value)
}

fn identify(world: &World, headers: &HeaderMap) -> Option<(Arc<Seller>, Grant)> {
    let token = headers.get(AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")?;
    let grant = world.auth.grant(token.trim(), world.clock.now_ms())?;
    Some((world.people.seller(grant.user_id)?, grant))
}

fn admit(
    operation: Operation,
    known: Option<(Arc<Seller>, Grant)>,
    path_user: Option<&str>,
) -> Result<Arc<Seller>, ApiError> {
    let (seller, grant) = known.ok_or_else(ApiError::unauthorized)?;
    if !grant.allows(operation.scope()) {
        return Err(ApiError::forbidden("the token lacks the scope of this call"));
    }
    if let Some(text) = path_user {
        let asked: i64 = text.parse().map_err(|_| ApiError::field("user_id", "must be an integer"))?;
        if asked != seller.user_id {
            return Err(ApiError::forbidden("the token belongs to another user"));
        }
    }
    if operation.needs_subscription() && !seller.is_paid() {
        return Err(ApiError::payment_required());
    }
    Ok(seller)
}

struct Budget {
    limit: u32,
    remaining: u32,
    refused: Option<ApiError>,
}

fn spend(world: &World, operation: Operation, seller: &Seller) -> Budget {
    let limit = match operation.limit_group() {
        LimitGroup::Account => seller.per_minute.load(std::sync::atomic::Ordering::Relaxed),
        LimitGroup::ItemList => ITEM_LIST_PER_MINUTE,
        LimitGroup::Item => ITEM_PER_MINUTE,
    };
    let at_ms = world.clock.now_ms();
    let verdict = seller.ledger.hit(operation, at_ms, limit, !world.config.rate.enforced);
    if verdict.over {
        world.ledger.violation(Violation {
            at_ms,
            account: seller.user_id,
            operation,
            seen: verdict.seen,
            limit,
        });
    }
    let refused =
        (verdict.over && world.config.rate.enforced).then(|| ApiError::too_many(verdict.retry_after_s));
    Budget { limit, remaining: verdict.remaining, refused }
}

fn note(world: &World, operation: Operation, seller: Option<&Seller>, status: u16) {
    let at_ms = world.clock.now_ms();
    let account = seller.map(|s| s.user_id);
    world.ledger.answered(seller.map(|s| &s.ledger), RequestEntry { at_ms, account, operation, status });
}

/// Lets a fault happen around the work of a call, or the work alone when there is none.
pub(super) async fn suffer(
    world: &World,
    action: Option<Action>,
    operation: Operation,
    work: impl Future<Output = Response>,
    note: impl Fn(u16),
) -> Response {
    let response = match action {
        None => work.await,
        Some(Action::HangBefore) => return hang(world, note).await,
        Some(Action::HangAfter) => {
            work.await;
            return hang(world, note).await;
        }
        Some(Action::Truncate) => truncated(&work.await),
        Some(Action::Slow { delay_ms }) => {
            tokio::time::sleep(std::time::Duration::from_millis(delay_ms)).await;
            work.await
        }
        Some(instead) => instead_of_work(instead, operation),
    };
    note(response.status().as_u16());
    response
}

/// Holds the connection until the client gives up or the simulator stops.
async fn hang(world: &World, note: impl Fn(u16)) -> Response {
    note(0);
    world.stopping.cancelled().await;
    StatusCode::SERVICE_UNAVAILABLE.into_response()
}

/// Promises more than comes: the connection breaks inside the body.
fn truncated(response: &Response) -> Response {
    let chunks =
        [Ok(Bytes::from_static(b"{\"id\":\"")), Err(std::io::Error::other("broken on purpose by a fault"))];
    let body = Body::from_stream(futures::stream::iter(chunks));
    (response.status(), [(CONTENT_TYPE, "application/json")], body).into_response()
}

fn instead_of_work(action: Action, operation: Operation) -> Response {
    let valid = |status| StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    match action {
        Action::Status { status, retry_after_s, message } => {
            let status = valid(status);
            let words = message.unwrap_or_else(|| status.canonical_reason().unwrap_or("error").to_owned());
            let error = ApiError::new(status, words).retry_after(retry_after_s.map(i64::from));
            error.shaped_for(operation).into_response()
        }
        Action::Html { status } => {
            let status = valid(status);
            let page = format!(
                "<html><head><title>{0}</title></head><body><center><h1>{0}</h1></center></body></html>\n",
                status
            );
            (status, [(CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response()
        }
        Action::Respond { status, content_type, body } => {
            (valid(status), [(CONTENT_TYPE, content_type)], body).into_response()
        }
        _ => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
