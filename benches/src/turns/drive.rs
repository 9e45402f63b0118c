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

/// A customer with a chat of their own.
#[derive(Debug, Clone)]
pub struct Customer {
    me: u64,
    chat: String,
}

/// So many customers nobody has heard of.
pub fn customers(count: usize) -> Vec<Customer> {
    let customer = |me| Customer { me, chat: format!("u2i-bench-{me}") };
    (0..count).map(|_| customer(NEXT.fetch_add(1, Ordering::Relaxed))).collect()
}

/// What one run came to, or several together.
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

    /// Adds another run; percentiles are those of both.
    pub fn add(&mut self, other: Self) {
        self.turns += other.turns;
        self.lost += other.lost;
        self.elapsed += other.elapsed;
        self.turn_us.extend(other.turn_us);
        self.webhook_us.extend(other.webhook_us);
        self.turn_us.sort_unstable();
        self.webhook_us.sort_unstable();
    }
}

/// The value below which `share` of the sorted values lie, in milliseconds.
pub fn percentile_ms(sorted_us: &[u64], share: f64) -> f64 {
    let index = (sorted_us.len() as f64 * share) as usize;
    sorted_us.get(index.min(sorted_us.len().saturating_sub(1))).map_or(0.0, |us| *us as f64 / 1000.0)
}

/// Drives `url` with these customers for `length`.
///
/// # Errors
/// A webhook was refused: the figures would mean nothing.
pub async fn drive(
    channel: &Arc<Channel>,
    url: &str,
    customers: &[Customer],
    length: Duration,
) -> anyhow::Result<Run> {
    let http =
        reqwest::Client::builder().tcp_nodelay(true).pool_max_idle_per_host(customers.len()).build()?;
    let mut tasks = JoinSet::new();
    let started = Instant::now();
    for customer in customers {
        let (channel, http, url) = (Arc::clone(channel), http.clone(), url.to_owned());
        let customer = customer.clone();
        tasks.spawn(async move { customer.writes(&channel, &http, &url, started + length).await });
    }
    let mut run = Run::default();
    while let Some(one) = tasks.join_next().await {
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

impl Customer {
    async fn writes(
        &self,
        channel: &Channel,
        http: &reqwest::Client,
        url: &str,
        until: Instant,
    ) -> anyhow::Result<Run> {
        let mut run = Run::default();
        while Instant::now() < until {
            let reply = channel.expect(&self.chat);
            let body = envelope(&self.chat, self.me, NEXT.fetch_add(1, Ordering::Relaxed));
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
