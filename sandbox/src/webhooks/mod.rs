//! Delivery of webhooks: at least once, two seconds to answer, in order until something goes wrong.

mod delivery;
mod holding;
mod log;

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

pub use log::{Delivery, DeliveryOutcome};

use crate::avito::wire;
use crate::config::{Mode, WebhookPolicy};
use crate::faults::{Action, Subject};
use crate::world::{Chat, Message, World};
use delivery::Courier;
use holding::Holding;
use log::DeliveryLog;

/// Deliveries of one chat to one address share a lane and keep their order; lanes run side by side.
const LANES: usize = 256;

/// A delivery to make.
#[derive(Debug, Clone)]
pub(crate) struct Job {
    url: Arc<str>,
    account: i64,
    chat_id: Arc<str>,
    message_id: Arc<str>,
    kind: Arc<str>,
    version: &'static str,
    payload: Arc<Value>,
    /// Extra copies to send after the first was taken.
    copies: u32,
}

/// The post office of the simulator.
#[derive(Debug)]
pub(crate) struct Webhooks {
    courier: Arc<Courier>,
    lanes: Arc<Lanes>,
    holding: Holding,
    runtime: tokio::runtime::Handle,
}

/// Where jobs queue.
#[derive(Debug)]
pub(crate) struct Lanes(Vec<UnboundedSender<Job>>);

impl Lanes {
    fn enqueue(&self, job: Job) {
        let mut hasher = DefaultHasher::new();
        (&job.chat_id, &job.url).hash(&mut hasher);
        let lane = usize::try_from(hasher.finish() % LANES as u64).unwrap_or(0);
        if let Some(sender) = self.0.get(lane) {
            // A closed lane means that the simulator is stopping.
            let _ = sender.send(job);
        }
    }
}

impl Webhooks {
    /// Starts the lanes on the current runtime.
    pub(crate) fn start(
        policy: WebhookPolicy,
        log_capacity: usize,
        stopping: CancellationToken,
    ) -> Result<Self, reqwest::Error> {
        let courier = Arc::new(Courier::new(policy, DeliveryLog::new(log_capacity), stopping)?);
        let lanes = (0..LANES)
            .map(|_| {
                let (sender, jobs) = unbounded_channel();
                tokio::spawn(Arc::clone(&courier).run_lane(jobs));
                sender
            })
            .collect();
        Ok(Self {
            courier,
            lanes: Arc::new(Lanes(lanes)),
            holding: Holding::new(policy.reorder_hold),
            runtime: tokio::runtime::Handle::current(),
        })
    }

    /// Tells every address of the chat's account about a message, faults permitting.
    pub(crate) fn announce(&self, world: &Arc<World>, chat: &Chat, message: &Message) {
        let Some(seller) = world.people.seller(chat.seller_id) else { return };
        let subscriptions = seller.subscriptions();
        if subscriptions.is_empty() {
            return;
        }
        let value = wire::webhook_value(world, chat, message);
        let payload = Arc::new(json!({ "type": "message", "value": value }));
        for subscription in subscriptions {
            self.dispatch(
                world,
                Job {
                    url: subscription.url,
                    account: chat.seller_id,
                    chat_id: chat.id.as_str().into(),
                    message_id: message.id.as_str().into(),
                    kind: message.content.type_name().into(),
                    version: version(world.config.mode),
                    payload: Arc::clone(&payload),
                    copies: 0,
                },
            );
        }
    }

    /// Sends the empty object that a new address must answer.
    pub(crate) fn probe(&self, account: i64, url: &str) {
        self.courier.begin();
        let courier = Arc::clone(&self.courier);
        let url: Arc<str> = url.into();
        self.runtime.spawn(async move { courier.probe(account, &url).await });
    }

    /// Log entries after the given number, oldest first.
    pub(crate) fn deliveries(&self, after: u64) -> Vec<Delivery> {
        self.courier.log.after(after)
    }

    /// Follows the number of deliveries not yet done with, retries and held ones among them.
    pub(crate) fn pending(&self) -> watch::Receiver<usize> {
        self.courier.pending()
    }

    fn dispatch(&self, world: &Arc<World>, mut job: Job) {
        self.courier.begin();
        let subject = Subject { account: Some(job.account), chat_id: Some(&*job.chat_id) };
        match world.faults.for_webhook(subject) {
            Some(Action::Lose) => self.courier.lose(&job),
            Some(Action::Delay { delay_ms }) => self.later(Duration::from_millis(delay_ms), job),
            Some(Action::Reorder { window }) => {
                self.holding.hold(world, &self.lanes, &self.runtime, job, window);
            }
            Some(Action::Duplicate { copies }) => {
                job.copies = copies;
                self.lanes.enqueue(job);
            }
            _ => self.lanes.enqueue(job),
        }
    }

    fn later(&self, delay: Duration, job: Job) {
        let lanes = Arc::clone(&self.lanes);
        self.runtime.spawn(async move {
            tokio::time::sleep(delay).await;
            lanes.enqueue(job);
        });
    }
}

/// The published example says `v1.1`, production says `v3.0.0` (contract §6).
fn version(mode: Mode) -> &'static str {
    match mode {
        Mode::Spec => "v1.1",
        Mode::Observed => "v3.0.0",
    }
}
