//! Services of the company that flows may ask: where they are, what may be asked, with which keys.
//!
//! A flow names a connector and a path; address and keys stand in the settings alone. Requests never leave the
//! connector's address, follow no redirect, and reach private networks only where the settings allow it.

mod guard;
mod http;
mod rules;

pub(crate) use self::guard::{is_public, resolver as public_resolver};
pub(crate) use self::rules::Rule;

use std::collections::HashMap;

use sufler_engine::{Call, Failure, Outcome};

use self::http::HttpConnector;
use crate::config::ConnectorConfig;

/// Connectors by name.
#[derive(Default)]
pub struct Connectors(HashMap<String, HttpConnector>);

impl Connectors {
    /// Prepares the connectors of the settings.
    ///
    /// # Errors
    /// An address, a rule or a header that cannot work; validation has found most of them before.
    pub fn new(configs: &[ConnectorConfig]) -> anyhow::Result<Self> {
        let each = configs.iter().map(|config| Ok((config.name.clone(), HttpConnector::new(config)?)));
        each.collect::<anyhow::Result<_>>().map(Self)
    }

    /// Names of all connectors.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.0.keys().cloned().collect();
        names.sort();
        names
    }

    /// The call may be made again after its outcome was lost: nothing is changed twice.
    pub fn may_repeat(&self, call: &Call) -> bool {
        let trusted = self.0.get(&*call.connector).is_some_and(HttpConnector::keeps_keys);
        trusted || call.method.is_idempotent()
    }

    /// Makes a call; every failure is an outcome. `key` is the same for the same call, however often it is made.
    pub async fn perform(&self, call: &Call, key: &str) -> Outcome {
        let outcome = match self.0.get(&*call.connector) {
            Some(connector) => connector.perform(call, key).await,
            None => {
                let message = format!("соединителя «{}» в настройках нет", call.connector);
                Outcome::Failed(Failure::new("call.connector", message))
            }
        };
        let result = match &outcome {
            Outcome::Failed(failure) => {
                tracing::warn!(
                    connector = &*call.connector,
                    node = &*call.node,
                    code = &*failure.code,
                    "A call failed."
                );
                "failed"
            }
            _ => "ok",
        };
        let connector = call.connector.to_string();
        metrics::counter!("sufler_calls_total", "connector" => connector, "result" => result).increment(1);
        outcome
    }
}
