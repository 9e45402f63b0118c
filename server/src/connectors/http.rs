//! A connector that speaks HTTP and JSON.

use std::{error::Error, time::Duration};

use anyhow::Context;
use reqwest::{
    Client, Response, StatusCode,
    header::{HeaderMap, HeaderName, HeaderValue, RETRY_AFTER},
    redirect::Policy,
};
use sufler_dsl::nodes::Method;
use sufler_engine::{Call, Failure, Outcome};
use url::{Host, Url};

use super::{
    guard::{self, PRIVATE},
    rules::Rule,
};
use crate::config::ConnectorConfig;

/// Time for the connection alone.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Before the first retry; doubled with each, plus a random part.
const PAUSE: Duration = Duration::from_millis(200);
/// A customer waits: a service that wants more patience than this is not asked again.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);
/// The same for the same call, however often it is made.
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// One service.
pub(super) struct HttpConnector {
    client: Client,
    base: Url,
    rules: Vec<Rule>,
    timeout: Duration,
    max_bytes: usize,
    allow_private: bool,
    keeps_keys: bool,
}

/// Why an attempt failed, and whether another may succeed.
struct Refused {
    failure: Failure,
    /// Wait at least so long.
    retry_after: Option<Duration>,
    retryable: bool,
}

impl Refused {
    fn for_good(code: &str, message: String) -> Self {
        Self { failure: Failure::new(code, message), retry_after: None, retryable: false }
    }

    fn for_now(code: &str, message: String) -> Self {
        Self { retryable: true, ..Self::for_good(code, message) }
    }
}

impl HttpConnector {
    pub(super) fn new(config: &ConnectorConfig) -> anyhow::Result<Self> {
        // The process may have chosen its TLS provider already; then this changes nothing.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut client = Client::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            // A redirect would take keys and data to another place.
            .redirect(Policy::none())
            // A proxy would resolve names behind our back.
            .no_proxy()
            .default_headers(headers(config)?);
        if !config.allow_private {
            client = client.dns_resolver(guard::resolver());
        }
        let rules = config.allow.iter().map(|rule| rule.parse().map_err(anyhow::Error::msg));
        Ok(Self {
            client: client.build().context("the HTTP client cannot be built")?,
            base: config.base_url.parse()?,
            rules: rules.collect::<anyhow::Result<_>>()?,
            timeout: Duration::from_secs(config.timeout_s),
            max_bytes: usize::try_from(config.max_bytes).unwrap_or(usize::MAX),
            allow_private: config.allow_private,
            keeps_keys: config.idempotent,
        })
    }

    /// The service itself sees to it that a call with the same key is done once.
    pub(super) fn keeps_keys(&self) -> bool {
        self.keeps_keys
    }

    pub(super) async fn perform(&self, call: &Call, key: &str) -> Outcome {
        let url = match self.url(call) {
            Ok(url) => url,
            Err(failure) => return Outcome::Failed(failure),
        };
        let repeatable = self.keeps_keys || call.method.is_idempotent();
        let retries = if repeatable { call.retries } else { 0 };
        for attempt in 0..=retries {
            match self.attempt(call, url.clone(), key).await {
                Ok(outcome) => return outcome,
                Err(refused) => {
                    let pause =
                        refused.retry_after.unwrap_or_default().max(PAUSE * 2_u32.pow(attempt.min(8)));
                    if !refused.retryable || attempt == retries || pause > LONGEST_PAUSE {
                        return Outcome::Failed(refused.failure);
                    }
                    let jitter = Duration::from_millis(rand::random_range(0..=100));
                    tokio::time::sleep(pause + jitter).await;
                }
            }
        }
        Outcome::Failed(Failure::new("call.unreachable", "сервис не ответил"))
    }

    /// The address of a call: below the connector's own, allowed by its rules.
    fn url(&self, call: &Call) -> Result<Url, Failure> {
        let refuse = || {
            let message = format!(
                "соединитель «{}» не разрешает {} с таким путём: дополните его allow в настройках",
                call.connector,
                call.method.name()
            );
            Failure::new("call.not_allowed", message)
        };
        let root = self.base.path().trim_end_matches('/');
        let mut url = self.base.clone();
        url.set_path(&format!("{root}{}", call.path));
        url.set_query(None);
        // Reading the path may have changed it: `%2e%2e` is `..` to every client.
        let path = url.path().strip_prefix(root).unwrap_or_default();
        let same = path.split('/').count() == call.path.split('/').count() && !path.contains("//");
        if !same || !self.rules.iter().any(|rule| rule.allows(call.method, path)) {
            return Err(refuse());
        }
        if !call.query.is_empty() {
            url.query_pairs_mut().extend_pairs(call.query.iter().map(|(name, value)| (&**name, &**value)));
        }
        if !self.allow_private && literal_private(&url) {
            return Err(Failure::new("call.private", "адрес соединителя ведёт во внутреннюю сеть"));
        }
        Ok(url)
    }

    async fn attempt(&self, call: &Call, url: Url, key: &str) -> Result<Outcome, Refused> {
        let timeout = call.timeout_ms.map_or(self.timeout, Duration::from_millis);
        let mut request = self.client.request(method(call.method), url).timeout(timeout);
        request = request.header(IDEMPOTENCY_KEY, key);
        if let Some(body) = &call.body {
            request = request.json(body);
        }
        let response = request.send().await.map_err(|error| refused(&error))?;
        check_status(&response)?;
        let status = response.status().as_u16();
        let answer = self.read(response).await?;
        Ok(Outcome::Called(call.result(status, &answer)))
    }

    /// The JSON of an answer; nothing at all counts as `null`.
    async fn read(&self, mut response: Response) -> Result<serde_json::Value, Refused> {
        let too_large = || {
            let message = format!("ответ сервиса больше {} байт", self.max_bytes);
            Refused::for_good("call.too_large", message)
        };
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| refused(&error))? {
            if bytes.len() + chunk.len() > self.max_bytes {
                return Err(too_large());
            }
            bytes.extend_from_slice(&chunk);
        }
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Ok(serde_json::Value::Null);
        }
        serde_json::from_slice(&bytes)
            .map_err(|_| Refused::for_good("call.answer", "ответ сервиса не JSON".to_owned()))
    }
}

fn headers(config: &ConnectorConfig) -> anyhow::Result<HeaderMap> {
    let mut headers = HeaderMap::new();
    let mut put = |name: &str, value: &str, secret: bool| -> anyhow::Result<()> {
        let name: HeaderName = name.parse().with_context(|| format!("header {name:?}"))?;
        let mut value = HeaderValue::from_str(value).with_context(|| format!("value of header {name}"))?;
        value.set_sensitive(secret);
        headers.insert(name, value);
        Ok(())
    };
    for (name, value) in &config.headers {
        put(name, value, false)?;
    }
    for (name, variable) in &config.headers_env {
        let value = std::env::var(variable).with_context(|| format!("variable {variable}"))?;
        put(name, value.trim(), true)?;
    }
    Ok(headers)
}

/// Addresses written as numbers never pass the resolver.
fn literal_private(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => !guard::is_public(ip.into()),
        Some(Host::Ipv6(ip)) => !guard::is_public(ip.into()),
        Some(Host::Domain(_)) => false,
        None => true,
    }
}

fn method(method: Method) -> reqwest::Method {
    match method {
        Method::Get => reqwest::Method::GET,
        Method::Post => reqwest::Method::POST,
        Method::Put => reqwest::Method::PUT,
        Method::Patch => reqwest::Method::PATCH,
        Method::Delete => reqwest::Method::DELETE,
    }
}

fn check_status(response: &Response) -> Result<(), Refused> {
    let status = response.status();
    if status.is_success() {
        return Ok(());
    }
    let code = format!("http.{}", status.as_u16());
    let message = format!("сервис ответил {}", status.as_u16());
    let overloaded = status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error();
    if !overloaded {
        return Err(Refused::for_good(&code, message));
    }
    let seconds = response.headers().get(RETRY_AFTER).and_then(|it| it.to_str().ok()?.parse().ok());
    Err(Refused { retry_after: seconds.map(Duration::from_secs), ..Refused::for_now(&code, message) })
}

/// Never repeats the address: it may hold personal data.
fn refused(error: &reqwest::Error) -> Refused {
    let mut source: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(inner) = source {
        if inner.to_string() == PRIVATE {
            return Refused::for_good(
                "call.private",
                "адрес соединителя ведёт во внутреннюю сеть".to_owned(),
            );
        }
        source = inner.source();
    }
    if error.is_timeout() {
        return Refused::for_now("timeout", "сервис не ответил вовремя".to_owned());
    }
    if error.is_connect() {
        return Refused::for_now("call.unreachable", "с сервисом нет связи".to_owned());
    }
    Refused::for_now("call.broken", "связь с сервисом прервалась".to_owned())
}

#[cfg(test)]
mod tests;
