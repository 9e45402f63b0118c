//! Logging in.

use std::net::IpAddr;

use axum::http::StatusCode;
use sufler_store::{Millis, User};

use super::{password, session};
use crate::clock;
use crate::http::AppState;
use crate::http::error::{ApiError, ApiResult};
use crate::observability::metrics::LOGINS;

const DAY_MS: Millis = 24 * 60 * 60 * 1000;

/// A fresh session.
pub struct LoggedIn {
    /// The user.
    pub user: User,
    /// Token for the cookie; kept nowhere else.
    pub token: String,
    /// CSRF token for the page.
    pub csrf: String,
}

/// Checks a password and starts a session. An unknown login, a wrong password and a user switched off
/// look the same and take the same time.
pub async fn log_in(state: &AppState, address: IpAddr, login: &str, password: String) -> ApiResult<LoggedIn> {
    let now = clock::now();
    throttle(state, address, login, now)?;
    let user = check(state, login, password).await?.ok_or_else(|| {
        count("wrong");
        tracing::info!(%address, "a login failed");
        ApiError::new(StatusCode::UNAUTHORIZED, "login.wrong", "Неверный логин или пароль.")
    })?;
    state.throttle.succeeded(login, address);
    count("ok");
    start_session(state, user, now).await
}

/// Whether this is the password of a login that has a session already. Guesses are slowed down as at the login:
/// a page left open must not be a way to learn the password.
pub async fn confirm_password(
    state: &AppState,
    address: IpAddr,
    login: &str,
    password: String,
) -> ApiResult<bool> {
    throttle(state, address, login, clock::now())?;
    let confirmed = check(state, login, password).await?.is_some();
    if confirmed {
        state.throttle.succeeded(login, address);
    }
    Ok(confirmed)
}

fn throttle(state: &AppState, address: IpAddr, login: &str, now: Millis) -> ApiResult<()> {
    state.throttle.begin(login, address, now).map_err(|wait| {
        count("throttled");
        ApiError::new(
            StatusCode::TOO_MANY_REQUESTS,
            "login.too_many",
            "Слишком много попыток входа. Подождите и попробуйте снова.",
        )
        .retry_after(wait)
    })
}

async fn check(state: &AppState, login: &str, password: String) -> ApiResult<Option<User>> {
    let too_long = password.len() > password::MAX_LENGTH;
    let known = state.store.user_by_login(login).await?;
    let (user, hash) = match known {
        Some((user, hash)) if user.active && !too_long => (Some(user), Some(hash)),
        _ => (None, None),
    };
    let password = if too_long { String::new() } else { password };
    let matches = password::verify(password, hash).await.map_err(|error| {
        tracing::error!(%error, "a password could not be checked");
        ApiError::internal()
    })?;
    Ok(user.filter(|_| matches))
}

async fn start_session(state: &AppState, user: User, now: Millis) -> ApiResult<LoggedIn> {
    let (token, csrf) = (session::random_token(), session::random_token());
    let expires_at = now + Millis::from(state.config.session_days) * DAY_MS;
    state.store.session_create(&session::hash(&token), user.id, &csrf, expires_at).await?;
    Ok(LoggedIn { user, token, csrf })
}

fn count(outcome: &'static str) {
    metrics::counter!(LOGINS, "outcome" => outcome).increment(1);
}
