//! Settings of connectors: services of the company that flows may ask.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// One service.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConnectorConfig {
    /// Name that `call` nodes use.
    pub name: String,
    /// Address up to where paths of calls begin, such as `https://crm.example.ru/api`.
    pub base_url: String,
    /// What flows may ask, such as `GET /orders/*`; never empty.
    pub allow: Vec<String>,
    /// Headers of every request that are no secrets.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// Headers whose values stand in the environment: header and name of the variable.
    #[serde(default)]
    pub headers_env: BTreeMap<String, String>,
    /// Longest wait for one attempt, in seconds, where a node names none.
    #[serde(default = "timeout_s")]
    pub timeout_s: u64,
    /// Largest answer, in bytes.
    #[serde(default = "max_bytes")]
    pub max_bytes: u64,
    /// The address may lie in a private network or on this machine.
    #[serde(default)]
    pub allow_private: bool,
    /// The service does a request with the same `Idempotency-Key` once: `POST` and `PATCH` may be repeated.
    #[serde(default)]
    pub idempotent: bool,
}

fn timeout_s() -> u64 {
    10
}

fn max_bytes() -> u64 {
    256 * 1024
}
