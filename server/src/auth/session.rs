//! Session cookies: 256 random bits in the browser, their SHA-256 in the store.

use axum::http::HeaderMap;
use axum_extra::extract::CookieJar;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rand::RngCore;
use sha2::{Digest, Sha256};

use crate::config::Config;

/// Name of the cookie.
pub const COOKIE: &str = "sufler_session";
/// Header that repeats the session's CSRF token.
pub const CSRF_HEADER: &str = "x-csrf-token";

/// 256 random bits as text.
pub(super) fn random_token() -> String {
    let mut bytes = [0; 32];
    rand::rng().fill_bytes(&mut bytes);
    URL_SAFE_NO_PAD.encode(bytes)
}

/// What the store knows a token by: a stolen database opens no session.
pub fn hash(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}

/// The token a browser sent.
pub fn token_of(headers: &HeaderMap) -> Option<String> {
    CookieJar::from_headers(headers).get(COOKIE).map(|cookie| cookie.value().to_owned())
}

/// `Set-Cookie` that gives the token to the browser. The token is ours: letters, digits, `-` and `_` only.
pub fn cookie(token: &str, config: &Config) -> String {
    let max_age = u64::from(config.session_days) * 24 * 60 * 60;
    with_attributes(token, max_age, config)
}

/// `Set-Cookie` that removes it.
pub fn expired_cookie(config: &Config) -> String {
    with_attributes("", 0, config)
}

fn with_attributes(value: &str, max_age: u64, config: &Config) -> String {
    let secure = if config.is_https() { "; Secure" } else { "" };
    format!("{COOKIE}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={max_age}{secure}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_is_secure_on_https_only() {
        let mut config = Config::default();
        let plain = "sufler_session=t; Path=/; HttpOnly; SameSite=Lax; Max-Age=2592000";
        assert_eq!(cookie("t", &config), plain);
        config.public_url = Some("https://help.example.ru".into());
        assert_eq!(cookie("t", &config), format!("{plain}; Secure"));
    }

    #[test]
    fn tokens_are_long_unlike_and_kept_hashed() {
        let (one, two) = (random_token(), random_token());
        assert_eq!(one.len(), 43);
        assert_ne!(one, two);
        assert_eq!(hash("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
