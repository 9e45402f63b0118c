//! What can be chosen when the simulator starts.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Which of the two known faces of the API is shown where sources disagree (quirks Q1, Q2, Q5, Q6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Exactly the published schema: messages as a bare array, no extra fields.
    Spec,
    /// What was seen in production: messages inside an object, `author_id` in the answer to a send,
    /// fields the schema does not know, `DELETE` beside `POST` for deleting a message.
    #[default]
    Observed,
}

impl std::str::FromStr for Mode {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "spec" => Ok(Self::Spec),
            "observed" => Ok(Self::Observed),
            other => Err(format!("unknown mode `{other}`: expected `spec` or `observed`")),
        }
    }
}

/// Requests one account may make in any sliding minute.
#[derive(Debug, Clone, Copy)]
pub struct RateLimit {
    /// Requests in a sliding minute, items calls aside (those have limits of their own).
    pub per_minute: u32,
    /// `false`: going over is written to the violations log, but still served.
    pub enforced: bool,
}

impl Default for RateLimit {
    fn default() -> Self {
        Self { per_minute: 100, enforced: true }
    }
}

/// How webhooks are delivered. The contract fixes only the time-out of two seconds.
#[derive(Debug, Clone, Copy)]
pub struct WebhookPolicy {
    /// How long a receiver may take to answer 200.
    pub timeout: Duration,
    /// Attempts in all; at least one.
    pub attempts: u32,
    /// Pause before the second attempt; doubled before each further one.
    pub backoff: Duration,
    /// How long a reordering fault may hold messages back while it waits for others to swap with.
    pub reorder_hold: Duration,
}

impl Default for WebhookPolicy {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(2),
            attempts: 5,
            backoff: Duration::from_secs(1),
            reorder_hold: Duration::from_millis(500),
        }
    }
}

/// Settings of one simulator. `Config::default()` listens on a free port of the loopback interface.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where to listen; port 0 takes a free one.
    pub addr: SocketAddr,
    /// Address used in links to pictures and pages; by default the address listened on.
    pub public_url: Option<String>,
    /// Which face of the API is shown.
    pub mode: Mode,
    /// Source of identifiers and of every random choice of the faults.
    pub seed: u64,
    /// Lifetime of an access token (24 h by contract).
    pub access_ttl: Duration,
    /// Lifetime of a refresh token (a year by contract).
    pub refresh_ttl: Duration,
    /// Lifetime of an authorization code.
    pub code_ttl: Duration,
    /// Show a consent page instead of redirecting from the authorize page at once.
    pub consent: bool,
    /// Budget of each account.
    pub rate: RateLimit,
    /// Delivery of webhooks.
    pub webhooks: WebhookPolicy,
    /// Fill the simulator with the demo shop «Климатика», its listings and buyers.
    pub demo: bool,
    /// How many requests and deliveries the logs keep; older ones are forgotten, counters are not.
    pub log_capacity: usize,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            addr: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            public_url: None,
            mode: Mode::default(),
            seed: 0,
            access_ttl: Duration::from_secs(24 * 60 * 60),
            refresh_ttl: Duration::from_secs(365 * 24 * 60 * 60),
            code_ttl: Duration::from_secs(10 * 60),
            consent: false,
            rate: RateLimit::default(),
            webhooks: WebhookPolicy::default(),
            demo: false,
            log_capacity: 100_000,
        }
    }
}
