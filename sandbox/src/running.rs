//! Starting and stopping.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::config::Config;
use crate::control::Control;
use crate::webhooks::Webhooks;
use crate::world::World;
use crate::{avito, control, demo, page};

/// The simulator of Avito; see [`Simulator::start`].
#[derive(Debug)]
pub struct Simulator;

/// Why the simulator did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address is taken or not ours.
    #[error("cannot listen on {addr}: {source}; choose another address or port 0")]
    Listen {
        /// The address asked for.
        addr: SocketAddr,
        /// What the system says.
        source: std::io::Error,
    },
    /// The client that delivers webhooks could not be made.
    #[error("cannot prepare the client that delivers webhooks: {0}")]
    Client(#[from] reqwest::Error),
    /// The demo shop could not be set up.
    #[error("cannot set up the demo shop: {0}")]
    Demo(#[from] crate::ControlError),
}

/// A simulator at work. It stops when told to, or when this handle is dropped.
#[derive(Debug)]
pub struct Running {
    /// The address it listens on, with the real port.
    pub addr: SocketAddr,
    world: Arc<World>,
    server: Option<JoinHandle<std::io::Result<()>>>,
}

impl Simulator {
    /// Listens, fills the demo shop if asked to, and serves until stopped.
    ///
    /// # Errors
    /// When the address cannot be listened on or the demo shop cannot be set up.
    pub async fn start(config: Config) -> Result<Running, StartError> {
        let listen = |source| StartError::Listen { addr: config.addr, source };
        let listener = TcpListener::bind(config.addr).await.map_err(listen)?;
        let addr = listener.local_addr().map_err(listen)?;
        let base_url = config.public_url.clone().unwrap_or_else(|| format!("http://{addr}"));
        let stopping = tokio_util::sync::CancellationToken::new();
        let webhooks = Webhooks::start(config.webhooks, config.log_capacity, stopping.clone())?;
        let demo = config.demo;
        let base_url = base_url.trim_end_matches('/').to_owned();
        let world = Arc::new(World::new(config, base_url, webhooks, stopping.clone()));
        if demo {
            demo::furnish(&Control::new(Arc::clone(&world)))?;
        }
        let app = avito::routes(&world)
            .merge(control::routes(&world))
            .merge(page::routes(&world))
            .fallback(avito::unknown_route);
        let serve = axum::serve(listener, app).with_graceful_shutdown(stopping.cancelled_owned());
        let server = tokio::spawn(serve.into_future());
        Ok(Running { addr, world, server: Some(server) })
    }
}

impl Running {
    /// `http://address:port`, no slash at the end.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// The control calls without HTTP.
    #[must_use]
    pub fn control(&self) -> Control {
        Control::new(Arc::clone(&self.world))
    }

    /// Stops serving, ends hanging answers and pending deliveries, and waits until all is quiet.
    pub async fn shutdown(mut self) {
        self.world.stopping.cancel();
        if let Some(server) = self.server.take() {
            // The task ends by itself; a panic in it has been reported by the runtime already.
            let _ = server.await;
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.world.stopping.cancel();
    }
}
