//! The life of the server: accept, relay, sweep; at the end stop accepting, close sockets, let answers out.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use axum::serve::ListenerExt;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use super::router::router;
use super::state::AppState;
use crate::observability::metrics;
use crate::{clock, live};

/// How long requests in progress may take after the stop.
const DRAIN: Duration = Duration::from_secs(10);
/// How often expired sessions are removed.
const SWEEP: Duration = Duration::from_secs(60 * 60);

/// Serves until `stop`, then lets requests in progress finish for up to ten seconds.
pub async fn serve(listener: TcpListener, state: AppState, stop: CancellationToken) -> io::Result<()> {
    // Subscribed before the first request, so that no browser is greeted with a version it then misses.
    let changes = state.store.changes();
    let mut tasks = JoinSet::new();
    tasks.spawn(live::relay(state.clone(), changes, stop.clone()));
    tasks.spawn(metrics::upkeep(state.metrics.clone()));
    tasks.spawn(sweep_sessions(state.clone()));

    let hub = state.hub.clone();
    let stopping = stop.clone();
    tasks.spawn(async move {
        stopping.cancelled().await;
        hub.close().await;
    });

    // Answers are small: waiting to fill a packet only delays them.
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY was refused");
        }
    });
    let service = router(state).into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener, service).with_graceful_shutdown(stop.clone().cancelled_owned());
    tokio::select! {
        ended = server.into_future() => ended,
        () = drained(stop) => {
            tracing::warn!("requests still in progress were cut off");
            Ok(())
        }
    }
    // Dropping `tasks` ends what is left of them.
}

async fn drained(stop: CancellationToken) {
    stop.cancelled().await;
    tokio::time::sleep(DRAIN).await;
}

async fn sweep_sessions(state: AppState) {
    let mut tick = tokio::time::interval(SWEEP);
    loop {
        tick.tick().await;
        if let Err(error) = state.store.sessions_sweep(clock::now()).await {
            tracing::warn!(%error, "expired sessions were not removed; trying again later");
        }
    }
}
