//! One courier carries all deliveries: attempts, retries with growing pauses, copies, the log.

use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use serde::Serialize;
use serde_json::Value;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::Job;
use super::log::{Delivery, DeliveryLog, DeliveryOutcome};
use crate::clock::seconds;
use crate::config::WebhookPolicy;

/// Production sends it and nobody outside knows how it is made (contract §6): here it is only noise.
const SIGNATURE: HeaderName = HeaderName::from_static("x-avito-messenger-signature");

#[derive(Debug)]
pub(super) struct Courier {
    http: reqwest::Client,
    policy: WebhookPolicy,
    pub(super) log: DeliveryLog,
    pending: watch::Sender<usize>,
    stopping: CancellationToken,
}

#[derive(Serialize)]
struct Envelope<'a> {
    id: &'a str,
    version: &'static str,
    timestamp: i64,
    payload: &'a Value,
}

impl Courier {
    pub(super) fn new(
        policy: WebhookPolicy,
        log: DeliveryLog,
        stopping: CancellationToken,
    ) -> Result<Self, reqwest::Error> {
        // A second installation fails harmlessly: one provider serves the whole process.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .timeout(policy.timeout)
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()?;
        Ok(Self { http, policy, log, pending: watch::Sender::new(0), stopping })
    }

    pub(super) fn pending(&self) -> watch::Receiver<usize> {
        self.pending.subscribe()
    }

    /// Every job begun must be ended by exactly one of `lose`, `probe` and `deliver`.
    pub(super) fn begin(&self) {
        self.pending.send_modify(|n| *n += 1);
    }

    fn end(&self) {
        self.pending.send_modify(|n| *n = n.saturating_sub(1));
    }

    pub(super) fn lose(&self, job: &Job) {
        self.note(job, "", 1, 0, DeliveryOutcome::Lost, Duration::ZERO);
        self.end();
    }

    pub(super) async fn run_lane(self: Arc<Self>, mut jobs: UnboundedReceiver<Job>) {
        while let Some(job) = self.stopping.run_until_cancelled(jobs.recv()).await.flatten() {
            self.deliver(job).await;
        }
    }

    /// First attempt in the lane; further ones outside it, so that a sick message does not hold up others.
    async fn deliver(self: &Arc<Self>, job: Job) {
        if self.attempt(&job, 1, 0).await {
            self.deliver_copies(&job).await;
            self.end();
        } else if self.policy.attempts > 1 {
            let courier = Arc::clone(self);
            tokio::spawn(async move {
                let stopping = courier.stopping.clone();
                stopping.run_until_cancelled(courier.retry(&job)).await;
                courier.end();
            });
        } else {
            self.end();
        }
    }

    async fn retry(&self, job: &Job) {
        let mut pause = self.policy.backoff;
        for attempt in 2..=self.policy.attempts {
            tokio::time::sleep(pause).await;
            if self.attempt(job, attempt, 0).await {
                return self.deliver_copies(job).await;
            }
            pause = pause.saturating_mul(2);
        }
    }

    async fn deliver_copies(&self, job: &Job) {
        for copy in 1..=job.copies {
            self.attempt(job, 1, copy).await;
        }
    }

    /// Copies carry an envelope id of their own: receivers must know a message by the message's id.
    async fn attempt(&self, job: &Job, attempt: u32, copy: u32) -> bool {
        let envelope_id = uuid::Uuid::new_v4().to_string();
        let timestamp = seconds(jiff::Timestamp::now().as_millisecond());
        let envelope = Envelope { id: &envelope_id, version: job.version, timestamp, payload: &job.payload };
        let body = serde_json::to_vec(&envelope).unwrap_or_default();
        let started = Instant::now();
        let outcome = self.send(&job.url, body).await;
        self.note(job, &envelope_id, attempt, copy, outcome, started.elapsed());
        outcome == DeliveryOutcome::Delivered
    }

    pub(super) async fn probe(&self, account: i64, url: &str) {
        let started = Instant::now();
        let outcome = self.send(url, b"{}".to_vec()).await;
        self.log.add(Delivery {
            number: 0,
            at_ms: jiff::Timestamp::now().as_millisecond(),
            account,
            url: url.to_owned(),
            message_id: String::new(),
            chat_id: String::new(),
            kind: "probe".to_owned(),
            envelope_id: String::new(),
            attempt: 1,
            copy: 0,
            outcome,
            took_ms: whole_ms(started.elapsed()),
        });
        self.end();
    }

    async fn send(&self, url: &str, body: Vec<u8>) -> DeliveryOutcome {
        let noise = HeaderValue::from_str(&uuid::Uuid::new_v4().simple().to_string())
            .unwrap_or(HeaderValue::from_static("0"));
        let request = self
            .http
            .post(url)
            .header(CONTENT_TYPE, HeaderValue::from_static("application/json"))
            .header(SIGNATURE, noise)
            .body(body);
        match request.send().await {
            Ok(answer) if answer.status() == StatusCode::OK => DeliveryOutcome::Delivered,
            Ok(answer) => DeliveryOutcome::Refused { status: answer.status().as_u16() },
            Err(error) if error.is_timeout() => DeliveryOutcome::TimedOut,
            Err(_) => DeliveryOutcome::Unreachable,
        }
    }

    fn note(
        &self,
        job: &Job,
        envelope_id: &str,
        attempt: u32,
        copy: u32,
        outcome: DeliveryOutcome,
        took: Duration,
    ) {
        self.log.add(Delivery {
            number: 0,
            at_ms: jiff::Timestamp::now().as_millisecond(),
            account: job.account,
            url: job.url.to_string(),
            message_id: job.message_id.to_string(),
            chat_id: job.chat_id.to_string(),
            kind: job.kind.to_string(),
            envelope_id: envelope_id.to_owned(),
            attempt,
            copy,
            outcome,
            took_ms: whole_ms(took),
        });
    }
}

fn whole_ms(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
