//! What every route shares.

use std::sync::Arc;

use metrics_exporter_prometheus::{BuildError, PrometheusHandle};
use sufler_store::Store;

use super::runtime_port::Runtime;
use crate::auth::LoginThrottle;
use crate::config::Config;
use crate::live::Hub;
use crate::observability::metrics;

/// What every route shares; cheap to clone.
#[derive(Clone)]
pub struct AppState {
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
    /// Metrics of this process.
    pub(crate) metrics: PrometheusHandle,
}

impl AppState {
    /// The state of a server.
    pub fn new(store: Store, config: Arc<Config>, runtime: Arc<dyn Runtime>) -> Result<Self, BuildError> {
        Ok(Self {
            hub: Hub::new(&store),
            store,
            config,
            runtime,
            throttle: Arc::default(),
            metrics: metrics::install()?,
        })
    }
}
