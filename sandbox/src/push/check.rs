//! What a push service looks at before it takes a push.

use axum::http::{HeaderMap, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use serde_json::Value;

use super::Taken;

type Refusal = (StatusCode, String);

/// Largest body a service must take.
const LARGEST: usize = 4096;
/// Salt, record size, length of the key, key, and the tag of an empty record.
const SMALLEST: usize = 16 + 4 + 1 + 65 + 17;
/// Longest life of a token.
const DAY_S: i64 = 24 * 60 * 60;

/// The push, if a service would take it.
pub(super) fn push(headers: &HeaderMap, body: &[u8], origin: &str) -> Result<Taken, Refusal> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let sender = signed(text("authorization").unwrap_or_default(), origin)
        .map_err(|why| (StatusCode::FORBIDDEN, why.to_owned()))?;
    let bad = |why: &str| (StatusCode::BAD_REQUEST, why.to_owned());
    let ttl = text("ttl").and_then(|ttl| ttl.parse().ok()).ok_or(bad("TTL is missing"))?;
    if text("content-encoding") != Some("aes128gcm") {
        return Err((StatusCode::UNSUPPORTED_MEDIA_TYPE, "the coding is not aes128gcm".into()));
    }
    if body.len() > LARGEST {
        return Err((StatusCode::PAYLOAD_TOO_LARGE, "the body is too large".into()));
    }
    // One record, whose key is an uncompressed point.
    if body.len() < SMALLEST || body.get(20) != Some(&65) || body.get(21) != Some(&4) {
        return Err(bad("the body is no aes128gcm record of a sender"));
    }
    let topic = text("topic").map(str::to_owned);
    let is_topic = |topic: &String| {
        topic.len() <= 32 && topic.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
    };
    if topic.as_ref().is_some_and(|topic| !is_topic(topic)) {
        return Err(bad("the topic has more than 32 characters, or others than those of base64url"));
    }
    Ok(Taken { topic, ttl, sender, body: URL_SAFE_NO_PAD.encode(body) })
}

/// Public key of whoever signed `vapid t=<token>, k=<key>` for us.
fn signed(header: &str, origin: &str) -> Result<String, &'static str> {
    let parts = header.strip_prefix("vapid ").ok_or("no VAPID signature")?;
    let part = |name: &str| parts.split(',').find_map(|part| part.trim().strip_prefix(name));
    let (token, key) = (part("t=").ok_or("no token")?, part("k=").ok_or("no key")?);
    let (signed, signature) = token.rsplit_once('.').ok_or("no JWT")?;
    let decoded = |text: &str| URL_SAFE_NO_PAD.decode(text).map_err(|_| "not base64url");
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, decoded(key)?)
        .verify(signed.as_bytes(), &decoded(signature)?)
        .map_err(|_| "the signature does not fit")?;
    let (head, claims) = signed.split_once('.').ok_or("no JWT")?;
    let json = |text: &str| serde_json::from_slice::<Value>(&decoded(text)?).map_err(|_| "not JSON");
    let (head, claims) = (json(head)?, json(claims)?);
    if head.get("alg").and_then(Value::as_str) != Some("ES256") {
        return Err("the algorithm is not ES256");
    }
    if claims.get("aud").and_then(Value::as_str) != Some(origin) {
        return Err("the token is for another service");
    }
    let left = claims.get("exp").and_then(Value::as_i64).unwrap_or(0) - jiff::Timestamp::now().as_second();
    if !(1..=DAY_S).contains(&left) {
        return Err("the token has expired or lives longer than a day");
    }
    Ok(key.to_owned())
}
