//! One push to one browser.

use std::time::Duration;

use reqwest::header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, HeaderName, RETRY_AFTER};
use reqwest::{Client, StatusCode, redirect::Policy};
use sufler_store::{Millis, PushAddress};

use super::encrypt::{Recipient, encrypt};
use super::endpoint::checked;
use super::vapid::Vapid;
use crate::connectors::public_resolver;

/// Longest wait for a push service.
const TIMEOUT: Duration = Duration::from_secs(15);
/// How long the service keeps a push for a browser that is not there, in seconds: older news is no news.
const KEPT_S: u32 = 60 * 60;
const TTL: HeaderName = HeaderName::from_static("ttl");
const URGENCY: HeaderName = HeaderName::from_static("urgency");
const TOPIC: HeaderName = HeaderName::from_static("topic");

/// Sends pushes.
pub(crate) struct PushClient {
    http: Client,
    vapid: Vapid,
    allow_private: bool,
}

/// Why a push did not arrive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PushError {
    /// The browser unsubscribed, or was never there.
    Gone,
    /// Repeating changes nothing: why, in Russian.
    Refused(String),
    /// Try again, not before that long.
    Later(Duration, String),
}

impl PushClient {
    /// A client; `allow_private` lets it reach a simulator on this machine.
    pub(crate) fn new(vapid: Vapid, allow_private: bool) -> anyhow::Result<Self> {
        // The process may have chosen its TLS provider already; then this changes nothing.
        let _ = rustls::crypto::ring::default_provider().install_default();
        // Neither a redirect nor a proxy may lead where the guard does not look.
        let mut http = Client::builder().timeout(TIMEOUT).redirect(Policy::none()).no_proxy();
        if !allow_private {
            http = http.dns_resolver(public_resolver());
        }
        Ok(Self { http: http.build()?, vapid, allow_private })
    }

    /// The key browsers subscribe with.
    pub(crate) fn public_key(&self) -> String {
        self.vapid.public_key()
    }

    /// Sends a text; of several with one topic a browser that was away gets the last.
    pub(crate) async fn send(
        &self,
        address: &PushAddress,
        (topic, text): (&str, &str),
        now: Millis,
    ) -> Result<(), PushError> {
        let refused = |why: &str| PushError::Refused(why.to_owned());
        let url = checked(&address.endpoint, self.allow_private).map_err(refused)?;
        let to = Recipient::read(&address.p256dh, &address.auth).ok_or(PushError::Gone)?;
        let body = encrypt(text.as_bytes(), &to).ok_or(PushError::Gone)?;
        let signed = self.vapid.authorization(&url, now).ok_or_else(|| refused("подпись не получилась"))?;
        let request = self
            .http
            .post(url)
            .header(AUTHORIZATION, signed)
            .header(CONTENT_ENCODING, "aes128gcm")
            .header(CONTENT_TYPE, "application/octet-stream")
            .header(TTL, KEPT_S)
            .header(URGENCY, "high")
            .header(TOPIC, topic)
            .body(body);
        let answer = request.send().await.map_err(|error| unreachable(&error))?;
        outcome(answer.status(), retry_after(&answer))
    }
}

fn outcome(status: StatusCode, retry_after: Option<Duration>) -> Result<(), PushError> {
    let said = || format!("служба уведомлений браузера ответила {}", status.as_u16());
    match status {
        status if status.is_success() => Ok(()),
        StatusCode::NOT_FOUND | StatusCode::GONE => Err(PushError::Gone),
        StatusCode::TOO_MANY_REQUESTS => Err(PushError::Later(retry_after.unwrap_or_default(), said())),
        status if status.is_server_error() => Err(PushError::Later(retry_after.unwrap_or_default(), said())),
        _ => Err(PushError::Refused(said())),
    }
}

fn retry_after(answer: &reqwest::Response) -> Option<Duration> {
    answer.headers().get(RETRY_AFTER)?.to_str().ok()?.parse().ok().map(Duration::from_secs)
}

/// The library's words hold the address, which is secret.
fn unreachable(error: &reqwest::Error) -> PushError {
    let why =
        if error.is_timeout() { "не ответила вовремя" } else { "недоступна" };
    PushError::Later(Duration::ZERO, format!("служба уведомлений браузера {why}"))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(201, Ok(()))]
    #[case(410, Err(PushError::Gone))]
    #[case(404, Err(PushError::Gone))]
    #[case(429, Err(PushError::Later(Duration::from_secs(9), String::new())))]
    #[case(503, Err(PushError::Later(Duration::from_secs(9), String::new())))]
    #[case(413, Err(PushError::Refused(String::new())))]
    #[case(302, Err(PushError::Refused(String::new())))]
    fn answers_are_told_apart(#[case] status: u16, #[case] expected: Result<(), PushError>) {
        let status = StatusCode::from_u16(status).expect("a status");
        let got = outcome(status, Some(Duration::from_secs(9)));
        let wordless = got.map_err(|error| match error {
            PushError::Later(wait, _) => PushError::Later(wait, String::new()),
            PushError::Refused(_) => PushError::Refused(String::new()),
            PushError::Gone => PushError::Gone,
        });
        assert_eq!(wordless, expected);
    }
}
