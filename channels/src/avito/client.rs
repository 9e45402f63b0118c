//! Where Avito is and how to reach it; shared by all accounts.

use std::sync::Arc;
use std::time::Duration;

use reqwest::redirect::Policy;
use url::Url;

use super::account::Account;
use super::tokens::TokenSource;
use super::transport::{Answer, Transport};
use crate::AdapterError;
use crate::json;

/// Addresses and time-outs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// Base of every API call; a simulator's address in the demo and in tests.
    pub api_url: Url,
    /// Page where a seller grants access.
    pub authorize_url: Url,
    /// Longest wait for a connection.
    pub connect_timeout: Duration,
    /// Longest wait for a whole answer.
    pub timeout: Duration,
    /// The same for an upload of an image.
    pub upload_timeout: Duration,
}

impl Config {
    /// Avito itself.
    pub const API_URL: &str = "https://api.avito.ru";
    /// Avito's own page.
    pub const AUTHORIZE_URL: &str = "https://avito.ru/oauth";

    /// Default time-outs (connect 5 s, answer 10 s, upload 60 s) for these addresses.
    #[must_use]
    pub fn new(api_url: Url, authorize_url: Url) -> Self {
        Self {
            api_url,
            authorize_url,
            connect_timeout: Duration::from_secs(5),
            timeout: Duration::from_secs(10),
            upload_timeout: Duration::from_secs(60),
        }
    }

    /// Avito's own addresses.
    ///
    /// # Errors
    /// Never in practice: only if the built-in addresses were unreadable.
    pub fn official() -> Result<Self, SetupError> {
        let parse = |address: &str| {
            Url::parse(address).map_err(|error| SetupError::Address { reason: error.to_string() })
        };
        Ok(Self::new(parse(Self::API_URL)?, parse(Self::AUTHORIZE_URL)?))
    }
}

/// The client could not be built.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SetupError {
    /// The program has to choose a TLS implementation before any client is built.
    #[error("no TLS provider: call rustls::crypto::ring::default_provider().install_default() at start")]
    NoTlsProvider,
    /// An address is no http(s) base address.
    #[error("address of Avito: {reason}; an http or https address is expected")]
    Address {
        /// What is wrong with it.
        reason: String,
    },
    /// The HTTP client refused its settings.
    #[error("HTTP client: {reason}")]
    Http {
        /// Its words.
        reason: String,
    },
}

/// Avito's API. Cheap to clone; one serves all accounts (they share connections).
#[derive(Debug, Clone)]
pub struct Client {
    pub(super) transport: Arc<Transport>,
    pub(super) authorize_url: Arc<Url>,
}

/// The account that the keys belong to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile {
    /// `user_id` of every messenger call.
    pub user_id: String,
    /// Name of the shop or the person.
    pub name: Option<String>,
    /// http(s) address of the public profile.
    pub profile_url: Option<String>,
}

impl Client {
    /// A client with its own connection pool.
    ///
    /// # Errors
    /// [`SetupError`] when the program installed no TLS provider or an address is no http(s) address.
    pub fn new(config: Config) -> Result<Self, SetupError> {
        if rustls::crypto::CryptoProvider::get_default().is_none() {
            return Err(SetupError::NoTlsProvider);
        }
        for address in [&config.api_url, &config.authorize_url] {
            if !matches!(address.scheme(), "http" | "https") || address.cannot_be_a_base() {
                return Err(SetupError::Address { reason: format!("`{address}` can't be used") });
            }
        }
        let http = reqwest::Client::builder()
            .connect_timeout(config.connect_timeout)
            .timeout(config.timeout)
            // Shorter than servers usually keep an idle connection: a send on one just closed is in doubt.
            .pool_idle_timeout(Duration::from_secs(30))
            // The API never redirects; following one would carry the token to another host.
            .redirect(Policy::none())
            .user_agent(concat!("sufler/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| SetupError::Http { reason: error.to_string() })?;
        let transport = Transport::new(http, &config.api_url, config.upload_timeout);
        Ok(Self { transport: Arc::new(transport), authorize_url: Arc::new(config.authorize_url) })
    }

    /// The calls of one account. `user_id` comes from [`Client::profile`].
    #[must_use]
    pub fn account(&self, user_id: impl Into<String>, tokens: Arc<dyn TokenSource>) -> Account {
        Account::new(self.clone(), user_id.into(), tokens)
    }

    /// Whose keys these are (`GET /core/v1/accounts/self`; right `user:read`). The answer's phone and email
    /// are not kept.
    ///
    /// # Errors
    /// [`AdapterError`] of any kind.
    pub async fn profile(&self, tokens: &dyn TokenSource) -> Result<Profile, AdapterError> {
        const OPERATION: &str = "getUserInfoSelf";
        let url = self.transport.url("/core/v1/accounts/self");
        let answer = self.transport.call(OPERATION, tokens, None, |http| http.get(&url)).await?;
        let Answer { status, body } = answer;
        let user_id =
            json::id(&body, "id").ok_or_else(|| super::failure::without_field(OPERATION, status, "id"))?;
        Ok(Profile {
            user_id,
            name: json::text(&body, "name").map(str::to_owned),
            profile_url: json::web_address(&body, "profile_url"),
        })
    }
}
