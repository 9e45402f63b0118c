//! Guards: a handler's signature tells who may call it. `Operator(actor): Operator` lets operators and admins in.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode};
use subtle::ConstantTimeEq;
use sufler_store::{Role, Store, User};

use super::Grants;
use super::session::{self, CSRF_HEADER, token_of};
use crate::clock;
use crate::http::AppState;
use crate::http::error::{ApiError, ApiResult};

/// The logged-in user behind a request.
#[derive(Debug, Clone)]
pub struct Actor {
    /// The user.
    pub user: User,
    /// The session's CSRF token.
    pub csrf: String,
    /// What the store knows the session by.
    pub session: String,
}

impl Actor {
    /// The session of these headers, if there is one that has not ended.
    pub async fn of(headers: &HeaderMap, store: &Store) -> ApiResult<Option<Self>> {
        let Some(token) = token_of(headers) else { return Ok(None) };
        let session = session::hash(&token);
        let found = store.session(&session, clock::now()).await?;
        Ok(found.map(|(user, csrf)| Self { user, csrf, session }))
    }

    /// Which accounts the user may see.
    pub fn grants(&self) -> Grants {
        Grants::of(&self.user)
    }
}

/// The session, the CSRF token of anything that changes something, and the role, in this order.
async fn admit(parts: &Parts, state: &AppState, least: Role) -> ApiResult<Actor> {
    let actor = Actor::of(&parts.headers, &state.store).await?.ok_or_else(ApiError::unauthorized)?;
    check_csrf(parts, &actor.csrf)?;
    if rank(actor.user.role) < rank(least) {
        return Err(ApiError::forbidden());
    }
    Ok(actor)
}

fn check_csrf(parts: &Parts, expected: &str) -> ApiResult<()> {
    if matches!(parts.method, Method::GET | Method::HEAD | Method::OPTIONS) {
        return Ok(());
    }
    let sent = parts.headers.get(CSRF_HEADER).map(|value| value.as_bytes()).unwrap_or_default();
    if bool::from(sent.ct_eq(expected.as_bytes())) {
        return Ok(());
    }
    Err(ApiError::new(
        StatusCode::FORBIDDEN,
        "auth.csrf",
        "Страница устарела. Обновите её и повторите действие.",
    ))
}

fn rank(role: Role) -> u8 {
    match role {
        Role::Viewer => 0,
        Role::Qa => 1,
        Role::Operator => 2,
        Role::Admin => 3,
    }
}

macro_rules! guard {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone)]
        pub struct $name(pub Actor);

        impl FromRequestParts<AppState> for $name {
            type Rejection = ApiError;

            async fn from_request_parts(parts: &mut Parts, state: &AppState) -> ApiResult<Self> {
                admit(parts, state, Role::$name).await.map(Self)
            }
        }
    };
}

guard!(
    /// Anybody who is logged in.
    Viewer
);
guard!(
    /// Whoever may see how the bot came to its answers.
    Qa
);
guard!(
    /// Whoever may lead conversations.
    Operator
);
guard!(
    /// Whoever may change accounts and users.
    Admin
);
