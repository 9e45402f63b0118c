//! Names of all metrics in one place, and their recorder.

use std::sync::OnceLock;
use std::time::Duration;

use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};

/// Answered requests; labels `method`, `route`, `status`.
pub const HTTP_REQUESTS: &str = "sufler_http_requests_total";
/// Time to answer a request; labels `method`, `route`.
pub const HTTP_SECONDS: &str = "sufler_http_request_seconds";
/// Deliveries of channels; labels `channel`, `outcome`.
pub const WEBHOOKS: &str = "sufler_webhooks_total";
/// Turns; label `outcome`.
pub const TURNS: &str = "sufler_turns_total";
/// Time of a turn, from lease to commit.
pub const TURN_SECONDS: &str = "sufler_turn_seconds";
/// Messages handed to a channel; labels `channel`, `outcome`.
pub const OUTBOX: &str = "sufler_outbox_total";
/// Messages that wait for an account's budget; label `account`.
pub const OUTBOX_WAITING: &str = "sufler_outbox_waiting";
/// Calls of a model; labels `model`, `outcome`.
pub const LLM_CALLS: &str = "sufler_llm_calls_total";
/// Time of a call of a model; label `model`.
pub const LLM_SECONDS: &str = "sufler_llm_call_seconds";
/// Drafts for operators; label `outcome`: offered, refused, accepted, edited, dropped, outdated.
pub const DRAFTS: &str = "sufler_drafts_total";
/// Reloads of the set of flows; label `outcome`.
pub const FLOW_RELOADS: &str = "sufler_flow_reloads_total";
/// Attempts to log in; label `outcome`.
pub const LOGINS: &str = "sufler_logins_total";
/// Browsers connected to the live stream.
pub const LIVE_CONNECTIONS: &str = "sufler_live_connections";
/// Browsers told to catch up because they or the server fell behind.
pub const LIVE_RESYNCS: &str = "sufler_live_resyncs_total";

/// Upper bounds, in seconds, of every `_seconds` histogram.
const BUCKETS: [f64; 13] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 60.0];
/// How often histograms are folded when nobody reads them.
const UPKEEP: Duration = Duration::from_secs(10);

static RECORDER: OnceLock<PrometheusHandle> = OnceLock::new();

/// Starts the recorder of this process; the second call answers the first one's handle.
pub fn install() -> Result<PrometheusHandle, BuildError> {
    if let Some(handle) = RECORDER.get() {
        return Ok(handle.clone());
    }
    let recorder = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".into()), &BUCKETS)?
        .build_recorder();
    let handle = RECORDER.get_or_init(|| recorder.handle()).clone();
    // Whoever lost a race keeps the winner's handle.
    if metrics::set_global_recorder(recorder).is_ok() {
        describe();
    }
    Ok(handle)
}

/// Folds histograms until the process ends, so that memory stays flat when nobody reads `/metrics`.
pub async fn upkeep(handle: PrometheusHandle) {
    let mut tick = tokio::time::interval(UPKEEP);
    loop {
        tick.tick().await;
        handle.run_upkeep();
    }
}

fn describe() {
    use metrics::{describe_counter as counter, describe_gauge as gauge, describe_histogram as time};
    counter!(HTTP_REQUESTS, "Answered requests");
    time!(HTTP_SECONDS, "Time to answer a request");
    counter!(WEBHOOKS, "Deliveries of channels");
    counter!(TURNS, "Turns");
    time!(TURN_SECONDS, "Time of a turn");
    counter!(OUTBOX, "Messages handed to a channel");
    gauge!(OUTBOX_WAITING, "Messages that wait for an account's budget");
    counter!(LLM_CALLS, "Calls of a model");
    time!(LLM_SECONDS, "Time of a call of a model");
    counter!(DRAFTS, "Drafts for operators");
    counter!(FLOW_RELOADS, "Reloads of the set of flows");
    counter!(LOGINS, "Attempts to log in");
    gauge!(LIVE_CONNECTIONS, "Browsers connected to the live stream");
    counter!(LIVE_RESYNCS, "Browsers told to catch up");
}
