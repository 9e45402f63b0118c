//! What every route shares.

use std::ops::Deref;
use std::sync::Arc;

use metrics_exporter_prometheus::{BuildError, PrometheusHandle};
use sufler_store::Store;

use super::runtime_port::Runtime;
use crate::auth::{LoginThrottle, RateLimit};
use crate::config::Config;
use crate::live::Hub;
use crate::observability::metrics;

/// Pages of shared conversations that one network may open in a minute.
const SHARES_PER_MINUTE: u32 = 60;

/// What every route shares; cheap to clone: every layer of the router does, for every request.
#[derive(Clone)]
pub struct AppState(Arc<Shared>);

/// What is shared.
pub struct Shared {
    /// All rows.
    pub store: Store,
    /// Settings.
    pub config: Arc<Config>,
    /// Workers, channels and flows.
    pub runtime: Arc<dyn Runtime>,
    /// Connected browsers.
    pub hub: Hub,
    /// Attempts to log in.
    pub(crate) throttle: Arc<LoginThrottle>,
    /// Readers of shared conversations.
    pub(crate) share_limit: Arc<RateLimit>,
    /// Metrics of this process.
    pub(crate) metrics: PrometheusHandle,
}

impl AppState {
    /// The state of a server.
    pub fn new(store: Store, config: Arc<Config>, runtime: Arc<dyn Runtime>) -> Result<Self, BuildError> {
        Ok(Self(Arc::new(Shared {
            hub: Hub::new(&store),
            store,
            config,
            runtime,
            throttle: Arc::default(),
            share_limit: Arc::new(RateLimit::new(SHARES_PER_MINUTE)),
            metrics: metrics::install()?,
        })))
    }
}

impl Deref for AppState {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}
