//! Closed-loop load: each connection is one customer who writes, waits for the reply and writes again.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::Context;
use tokio::{task::JoinSet, time::timeout};

use super::channel::{ACCOUNT, Channel};

/// A reply that takes longer counts as lost.
const PATIENCE: Duration = Duration::from_secs(20);

static NEXT: AtomicU64 = AtomicU64::new(1);

/// What one run came to.
#[derive(Debug, Clone, Default)]
pub struct Run {
    /// Turns finished: webhook sent, reply received.
    pub turns: u64,
    /// Turns without a reply in time.
    pub lost: u64,
    /// Length of the run.
    pub elapsed: Duration,
    /// Webhook sent until reply received, microseconds, sorted.
    pub turn_us: Vec<u64>,
    /// Webhook sent until its 200, microseconds, sorted.
    pub webhook_us: Vec<u64>,
}

impl Run {
    /// Turns a second.
    pub fn per_second(&self) -> f64 {
        self.turns as f64 / self.elapsed.as_secs_f64()
    }
}

/// The value below which `share` of the sorted values lie, in milliseconds.
pub fn percentile_ms(sorted_us: &[u64], share: f64) -> f64 {
    let index = (sorted_us.len() as f64 * share) as usize;
    sorted_us.get(index.min(sorted_us.len().saturating_sub(1))).map_or(0.0, |us| *us as f64 / 1000.0)
}

/// Drives `url` with `connections` customers for `length`.
///
/// # Errors
/// A webhook was refused: the figures would mean nothing.
pub async fn drive(
    channel: &Arc<Channel>,
    url: &str,
    connections: usize,
    length: Duration,
) -> anyhow::Result<Run> {
    let http = reqwest::Client::builder().tcp_nodelay(true).pool_max_idle_per_host(connections).build()?;
    let mut customers = JoinSet::new();
    let started = Instant::now();
    for _ in 0..connections {
        let (channel, http, url) = (Arc::clone(channel), http.clone(), url.to_owned());
        customers.spawn(async move { customer(&channel, &http, &url, started + length).await });
    }
    let mut run = Run::default();
    while let Some(one) = customers.join_next().await {
        let one = one.context("a customer stopped")??;
        run.turns += one.turns;
        run.lost += one.lost;
        run.turn_us.extend(one.turn_us);
        run.webhook_us.extend(one.webhook_us);
    }
    run.elapsed = started.elapsed();
    run.turn_us.sort_unstable();
    run.webhook_us.sort_unstable();
    Ok(run)
}

async fn customer(
    channel: &Channel,
    http: &reqwest::Client,
    url: &str,
    until: Instant,
) -> anyhow::Result<Run> {
    let me = NEXT.fetch_add(1, Ordering::Relaxed);
    let chat = format!("u2i-bench-{me}");
    let mut run = Run::default();
    while Instant::now() < until {
        let reply = channel.expect(&chat);
        let body = envelope(&chat, me, NEXT.fetch_add(1, Ordering::Relaxed));
        let sent = Instant::now();
        let answer = http.post(url).header("content-type", "application/json").body(body).send().await?;
        anyhow::ensure!(answer.status().is_success(), "the webhook was answered {}", answer.status());
        run.webhook_us.push(micros(sent));
        if matches!(timeout(PATIENCE, reply).await, Ok(Ok(()))) {
            run.turns += 1;
            run.turn_us.push(micros(sent));
        } else {
            run.lost += 1;
        }
    }
    Ok(run)
}

fn micros(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_micros()).unwrap_or(u64::MAX)
}

/// A webhook as production sends it.
fn envelope(chat: &str, author: u64, number: u64) -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |d| d.as_secs());
    format!(
        r#"{{"id":"bench-{number}","version":"v3.0.0","timestamp":{now},"payload":{{"type":"message","value":{{"id":"m{number:032x}","chat_id":"{chat}","user_id":{ACCOUNT},"author_id":{author},"created":{now},"type":"text","chat_type":"u2i","content":{{"text":"Доставка по РФ есть? Сколько стоит?"}},"item_id":1,"published_at":"2026-01-15T12:44:44Z","read":null}}}}}}"#
    )
}
