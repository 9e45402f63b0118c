//! One chat with everybody who acts in it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex as SyncMutex};

use futures::future::join_all;
use sufler_store::{
    Author, Delivery, Handoff, Id, Ingested, Lease, Message, Millis, NewInbound, OperatorMessage, OutboxItem,
    Owner, Store, StoreError, TurnCommit, TurnInput,
};
use tokio::sync::{Mutex, RwLock};

use super::act::{Act, End, Luck, Turn};
use super::judge::{self, Fact};
use crate::db::{NOW, SETTLE, reply};

/// A lease nobody outlives.
const LONG: Millis = 1_000_000_000;

/// What all cases share: the nodes, a clock that only counts, and leases, which come for any conversation.
pub(super) struct Theatre {
    pub(super) nodes: Vec<Store>,
    clock: AtomicI64,
    leases: SyncMutex<HashMap<Id, Vec<Lease>>>,
    leasing: RwLock<()>,
}

impl Theatre {
    pub(super) fn new(nodes: Vec<Store>) -> Self {
        let clock = AtomicI64::new(NOW + 10 * SETTLE);
        Self { nodes, clock, leases: SyncMutex::default(), leasing: RwLock::new(()) }
    }

    fn node(&self, who: usize) -> &Store {
        &self.nodes[who % self.nodes.len()]
    }

    /// Later than any burst takes to settle.
    fn now(&self) -> Millis {
        self.clock.fetch_add(1, Ordering::Relaxed)
    }

    async fn lease(&self, worker: usize, lease_ms: Millis, conversation: Id) -> Option<Lease> {
        let leased = self.node(worker).lease_ready(100, lease_ms, self.now()).await.unwrap();
        let mut leases = self.leases.lock().unwrap();
        for lease in leased {
            leases.entry(lease.conversation_id).or_default().push(lease);
        }
        leases.get_mut(&conversation)?.pop()
    }
}

/// A turn that has begun.
struct Begun {
    lease: Lease,
    input: TurnInput,
    round: usize,
}

/// A message claimed by a sender; `looked` when it may go.
struct Claimed {
    item: OutboxItem,
    looked: bool,
}

#[derive(Default)]
struct Operator {
    epoch: Option<i64>,
    requests: usize,
    last: Option<(String, Option<i64>)>,
}

pub(super) struct Scene {
    theatre: Arc<Theatre>,
    account: Id,
    chat: String,
    round: AtomicUsize,
    names: AtomicUsize,
    by_buyer: AtomicUsize,
    in_the_app: AtomicUsize,
    workers: [Mutex<Option<Begun>>; 2],
    senders: [Mutex<Option<Claimed>>; 2],
    operators: [Mutex<Operator>; 2],
    /// What reached the buyer from us: the channel's id, and the message.
    channel: SyncMutex<Vec<(String, Message)>>,
    facts: SyncMutex<Vec<Fact>>,
}

impl Scene {
    pub(super) fn open(theatre: Arc<Theatre>, account: Id, chat: String) -> Self {
        Self {
            theatre,
            account,
            chat,
            round: AtomicUsize::new(0),
            names: AtomicUsize::new(0),
            by_buyer: AtomicUsize::new(0),
            in_the_app: AtomicUsize::new(0),
            workers: Default::default(),
            senders: Default::default(),
            operators: Default::default(),
            channel: SyncMutex::default(),
            facts: SyncMutex::default(),
        }
    }

    /// Plays the script; `Err` says which law broke.
    pub(super) async fn play(&self, script: &[Vec<Act>]) -> Result<(), String> {
        self.buyer().await;
        let conversation = self.store(0).conversation_by_chat(self.account, &self.chat).await.unwrap();
        let id = conversation.unwrap().conversation.id;
        for acts in script {
            self.round.fetch_add(1, Ordering::Relaxed);
            join_all(acts.iter().map(|act| self.perform(id, *act))).await;
            self.judge(id).await?;
        }
        self.come_to_rest(id).await?;
        let messages = self.messages(id).await;
        let counts = (self.in_the_app.load(Ordering::Relaxed), self.by_buyer.load(Ordering::Relaxed));
        judge::end(&messages, &self.facts(), counts.0, counts.1)
    }

    async fn judge(&self, id: Id) -> Result<(), String> {
        let conversation = self.store(0).conversation(id).await.unwrap().conversation;
        let facts = self.facts();
        judge::state(&conversation, &self.messages(id).await, &facts)?;
        judge::history(&facts)
    }

    async fn perform(&self, id: Id, act: Act) {
        match act {
            Act::Buyer => self.buyer().await,
            Act::App => self.app().await,
            Act::Bot { worker, turn } => self.bot(id, worker, turn).await,
            Act::Sender { sender, luck } => self.sender(sender, luck).await,
            Act::Echo => self.echo().await,
            Act::See { operator } => {
                let seen = self.store(operator).conversation(id).await.unwrap().conversation.epoch;
                self.operators[operator].lock().await.epoch = Some(seen);
            }
            Act::TakeOver { operator, as_seen } => self.take_over(id, operator, as_seen).await,
            Act::Send { operator, as_seen, again } => self.send(id, operator, as_seen, again).await,
            Act::HandBack { operator, as_seen } => {
                let expected = self.operators[operator].lock().await.epoch.filter(|_| as_seen);
                let now = self.theatre.now();
                let back = self.store(operator).hand_back(id, user(operator), expected, None, now).await;
                expect_race(back);
            }
            Act::Close => {
                expect_race(self.store(0).close_conversation(id, self.theatre.now()).await);
            }
            Act::Decide { again } => self.decide(id, again).await,
        }
    }

    async fn buyer(&self) {
        self.by_buyer.fetch_add(1, Ordering::Relaxed);
        let told = self.inbound(Author::Contact, self.name("buyer"), "Ещё продаёте?".into());
        self.ingest(told).await;
    }

    async fn app(&self) {
        self.in_the_app.fetch_add(1, Ordering::Relaxed);
        let external_id = self.name("app");
        let told = self.inbound(Author::Native, external_id.clone(), format!("Из приложения: {external_id}"));
        self.ingest(told).await;
        self.note(Fact::Person { round: self.round() });
    }

    async fn ingest(&self, told: NewInbound) -> Ingested {
        let node = self.names.load(Ordering::Relaxed);
        self.store(node).ingest(vec![told], SETTLE, NOW).await.unwrap()[0]
    }

    /// The channel's webhooks of our own messages, all it has not told yet or once more.
    async fn echo(&self) {
        let told: Vec<_> = self.channel.lock().unwrap().clone();
        for (external_id, message) in told {
            self.ingest(self.inbound(Author::Native, external_id, message.text)).await;
        }
    }

    async fn bot(&self, id: Id, worker: usize, turn: Turn) {
        let mut begun = self.workers[worker].lock().await;
        if let Some(begun) = begun.take() {
            return self.save(worker, begun, turn).await;
        }
        let _others = self.theatre.leasing.read().await;
        let lease_ms = if turn.hangs { 1 } else { LONG };
        let Some(lease) = self.theatre.lease(worker, lease_ms, id).await else { return };
        // Before the load: what was seen is of this round or later.
        let round = self.round();
        let input = self.store(worker).load_turn(lease, 20).await.unwrap();
        *begun = Some(Begun { lease, input, round });
    }

    async fn save(&self, worker: usize, begun: Begun, turn: Turn) {
        let store = self.store(worker);
        let owner = begun.input.conversation.owner;
        if turn.end == End::GiveUp || begun.input.inbound.is_empty() || owner != Owner::Bot {
            store.release(begun.lease, None).await.unwrap();
            return;
        }
        let commit = self.commit(&begun, turn);
        let processed = commit.processed.clone();
        let Some(saved) = expect_race(store.save_turn(commit).await) else {
            store.release(begun.lease, None).await.unwrap();
            return;
        };
        let replies = saved.messages.iter().map(|message| message.id).collect();
        self.note(Fact::Saved { began: begun.round, round: self.round(), processed, replies });
        if let Some(item) = saved.claimed {
            // A sender that is busy has died with what it held.
            *self.senders[worker].lock().await = Some(Claimed { item, looked: false });
        }
    }

    fn commit(&self, begun: &Begun, turn: Turn) -> TurnCommit {
        let replies = (0..turn.replies).map(|_| reply(&format!("Ответ бота: {}", self.name("bot"))));
        let handoff = (turn.end == End::HandOff)
            .then(|| Handoff { owner: Owner::Queue, card: serde_json::json!({ "reason": "bot" }) });
        TurnCommit {
            lease: begun.lease,
            epoch: begun.input.conversation.epoch,
            turn_no: begun.input.turn_no,
            finished: true,
            state: Some("{}".into()),
            flow_id: None,
            flow_hash: None,
            record_json: "{}".into(),
            processed: begun.input.inbound.iter().map(|message| message.id).collect(),
            replies: replies.collect(),
            claim_now: turn.claim_now,
            handoff,
            close: turn.end == End::Close,
            contact_variables: None,
            wake_at: None,
            restart_on_new: turn.restart_on_new,
            now: self.theatre.now(),
        }
    }

    /// The next step of a sender, in the order the product takes them.
    async fn sender(&self, sender: usize, luck: Luck) {
        let store = self.store(sender);
        let mut held = self.senders[sender].lock().await;
        match held.take() {
            None => {
                let claimed = store.outbox_claim(self.account, 1, self.theatre.now()).await.unwrap();
                for item in claimed {
                    if item.chat_external_id == self.chat {
                        *held = Some(Claimed { item, looked: false });
                    } else {
                        // Left behind by a script that broke a law.
                        expect_race(store.outbox_failed(item.message.id, "чужое".into()).await);
                    }
                }
            }
            Some(Claimed { item, looked: false }) => {
                let round = self.round();
                if store.outbox_epoch_ok(item.message.id).await.unwrap() {
                    if item.message.author == Author::Bot {
                        self.note(Fact::LetGo { round, message: item.message.id });
                    }
                    *held = Some(Claimed { item, looked: true });
                } else {
                    expect_race(store.outbox_cancelled(item.message.id).await);
                }
            }
            Some(Claimed { item, looked: true }) => self.call(store, &item, luck).await,
        }
    }

    async fn call(&self, store: &Store, item: &OutboxItem, luck: Luck) {
        let (id, now) = (item.message.id, self.theatre.now());
        let external_id = self.name("sent");
        if matches!(luck, Luck::Sent | Luck::Dies | Luck::Unknown) {
            self.note(Fact::Left { message: id });
            self.channel.lock().unwrap().push((external_id.clone(), item.message.clone()));
        }
        match luck {
            Luck::Sent => expect_race(store.outbox_sent(id, Some(external_id), now).await),
            Luck::Dies => None,
            Luck::Refused => expect_race(store.outbox_retry(id, now, None).await),
            Luck::Failed => expect_race(store.outbox_failed(id, "нет".into()).await),
            Luck::Unknown => expect_race(store.outbox_unknown(id, "неизвестно".into()).await),
        };
    }

    async fn take_over(&self, id: Id, operator: usize, as_seen: bool) {
        let mut browser = self.operators[operator].lock().await;
        let expected = browser.epoch.filter(|_| as_seen);
        let taken = self.store(operator).take_over(id, user(operator), expected, self.theatre.now()).await;
        if let Some(taken) = expect_race(taken) {
            browser.epoch = Some(taken.epoch);
            self.note(Fact::Person { round: self.round() });
        }
    }

    async fn send(&self, id: Id, operator: usize, as_seen: bool, again: bool) {
        let mut browser = self.operators[operator].lock().await;
        let (client_id, expected) = match browser.last.clone().filter(|_| again) {
            Some(last) => last,
            None => {
                browser.requests += 1;
                (format!("{operator}-{}", browser.requests), browser.epoch.filter(|_| as_seen))
            }
        };
        let repeated = browser.last.as_ref().is_some_and(|(last, _)| *last == client_id);
        browser.last = Some((client_id.clone(), expected));
        let message = OperatorMessage {
            conversation_id: id,
            user_id: user(operator),
            client_id: client_id.clone(),
            kind: "text".into(),
            text: format!("Оператор {client_id}"),
            content: None,
            expected_epoch: expected,
        };
        let sent = self.store(operator).operator_send(message, self.theatre.now()).await;
        if let Some(sent) = expect_race(sent) {
            if !repeated {
                self.note(Fact::Person { round: self.round() });
            }
            self.note(Fact::Accepted { operator, client_id, expected, message: sent.id });
        }
    }

    async fn decide(&self, id: Id, again: bool) {
        let messages = self.messages(id).await;
        let open =
            |message: &&Message| matches!(message.delivery, Some(Delivery::Failed | Delivery::Unknown));
        let Some(message) = messages.iter().find(open) else { return };
        // Noted first: from now on a person answers for it.
        self.note(Fact::Decided { message: message.id });
        let now = self.theatre.now();
        expect_race(match again {
            true => self.store(0).retry_message(message.id, now).await,
            false => self.store(1).cancel_message(message.id, now).await,
        });
    }

    /// Everybody finishes: turns, sends, and those a dead sender left behind, looked up in the channel's history.
    async fn come_to_rest(&self, id: Id) -> Result<(), String> {
        let plain =
            Turn { replies: 1, claim_now: false, restart_on_new: false, end: End::Stay, hangs: false };
        loop {
            self.round.fetch_add(1, Ordering::Relaxed);
            for worker in 0..2 {
                if let Some(begun) = self.workers[worker].lock().await.take() {
                    self.save(worker, begun, plain).await;
                }
                for _ in 0..3 {
                    self.sender(worker, Luck::Sent).await;
                }
                *self.senders[worker].lock().await = None;
            }
            self.settle_doubt(id).await;
            self.judge(id).await?;
            let _alone = self.theatre.leasing.write().await;
            let left = self.theatre.leases.lock().unwrap().remove(&id).unwrap_or_default();
            for lease in left {
                self.store(0).release(lease, None).await.unwrap();
            }
            let lease = self.theatre.lease(0, LONG, id).await;
            let moving = [Some(Delivery::Queued), Some(Delivery::Sending)];
            let idle = !self.messages(id).await.iter().any(|message| moving.contains(&message.delivery));
            match lease {
                None if idle => return Ok(()),
                None => {}
                Some(lease) => {
                    let input = self.store(0).load_turn(lease, 20).await.unwrap();
                    *self.workers[0].lock().await = Some(Begun { lease, input, round: self.round() });
                }
            }
            if self.round() > 200 {
                return Err(format!("it never comes to rest: {:#?}", self.messages(id).await));
            }
        }
    }

    async fn settle_doubt(&self, id: Id) {
        for message in self.messages(id).await {
            if message.delivery != Some(Delivery::Sending) {
                continue;
            }
            let arrived =
                self.channel.lock().unwrap().iter().find(|(_, sent)| sent.id == message.id).cloned();
            expect_race(match arrived {
                Some((external_id, _)) => {
                    self.store(1).outbox_sent(message.id, Some(external_id), self.theatre.now()).await
                }
                None => self.store(1).outbox_retry(message.id, self.theatre.now(), None).await,
            });
        }
    }

    fn inbound(&self, author: Author, external_id: String, text: String) -> NewInbound {
        NewInbound {
            account_id: self.account,
            chat_external_id: self.chat.clone(),
            contact_external_id: Some(format!("buyer of {}", self.chat)),
            external_id,
            author,
            kind: "text".into(),
            text,
            content: None,
            at: NOW,
            live: true,
        }
    }

    async fn messages(&self, id: Id) -> Vec<Message> {
        self.store(0).messages(id, None, None, 200).await.unwrap().items
    }

    fn name(&self, kind: &str) -> String {
        format!("{} {kind} {}", self.chat, self.names.fetch_add(1, Ordering::Relaxed))
    }

    fn store(&self, who: usize) -> &Store {
        self.theatre.node(who)
    }

    fn round(&self) -> usize {
        self.round.load(Ordering::Relaxed)
    }

    fn note(&self, fact: Fact) {
        self.facts.lock().unwrap().push(fact);
    }

    fn facts(&self) -> Vec<Fact> {
        self.facts.lock().unwrap().clone()
    }
}

fn user(operator: usize) -> Id {
    7 + i64::try_from(operator).unwrap()
}

/// A refusal is what losing a race looks like; anything else is a fault.
fn expect_race<T>(result: Result<T, StoreError>) -> Option<T> {
    match result {
        Ok(value) => Some(value),
        Err(
            StoreError::OwnerChanged { .. }
            | StoreError::Fenced { .. }
            | StoreError::Superseded { .. }
            | StoreError::Conflict { .. },
        ) => None,
        Err(error) => panic!("{error}"),
    }
}
