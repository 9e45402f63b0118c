//! How many full turns a second the store does: ingest, lease, load, save with a reply, last look, sent.
//!
//! `cargo run --release -p sufler-store --example turn_rate -- sqlite:/tmp/x.db 64 20000`; with `postgres` for the URL
//! it starts a temporary server that is as durable as a real one.
#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::expect_used, reason = "a measuring program")]

use std::sync::Arc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use sufler_store::{
    Author, EncryptionKey, Id, Lease, Millis, NewAccount, NewInbound, NewReply, Store, TurnCommit,
};
use tokio::sync::Mutex;

/// What the product's binary uses.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn now() -> Millis {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis() as Millis
}

#[tokio::main]
async fn main() {
    let mut args = std::env::args().skip(1);
    let mut url = args.next().expect("a database URL");
    let mut server = None;
    if url == "postgres" {
        server = sufler_store::testing::postgres(sufler_store::testing::Durability::Full).await.unwrap();
        url = server.as_ref().expect("PostgreSQL is installed").url().to_owned();
    }
    let clients: usize = args.next().map_or(64, |text| text.parse().expect("clients"));
    let turns: usize = args.next().map_or(20_000, |text| text.parse().expect("turns"));
    let store = Store::open(&url, &EncryptionKey::generate().unwrap()).await.unwrap();
    let account = NewAccount {
        channel: "bench".into(),
        title: "bench".into(),
        external_id: Some(now().to_string()),
        settings: serde_json::json!({}),
        flow_id: None,
        enabled: true,
        secrets: sufler_store::AccountSecrets::default(),
    };
    let account = store.account_create(account, now()).await.unwrap().id;
    let latencies = Arc::new(Mutex::new(Vec::with_capacity(turns)));
    let began = Instant::now();
    let (done_sender, mut done) = tokio::sync::mpsc::unbounded_channel();
    let mut replies = store.changes();
    let dispatcher = tokio::spawn(dispatch(store.clone(), done_sender));
    let listener = tokio::spawn(async move { while replies.recv().await.is_ok() {} });
    let waiting: Arc<Mutex<std::collections::HashMap<Id, tokio::sync::oneshot::Sender<()>>>> = Arc::default();
    let finished = Arc::clone(&waiting);
    let router = tokio::spawn(async move {
        while let Some(conversation) = done.recv().await {
            loop {
                if let Some(client) = finished.lock().await.remove(&conversation) {
                    let _gone = client.send(());
                    break;
                }
                tokio::task::yield_now().await;
            }
        }
    });
    let per_client = turns / clients;
    let tasks: Vec<_> = (0..clients)
        .map(|client| {
            let (store, waiting, latencies) = (store.clone(), Arc::clone(&waiting), Arc::clone(&latencies));
            tokio::spawn(async move {
                for n in 0..per_client {
                    let start = Instant::now();
                    let (sender, done) = tokio::sync::oneshot::channel();
                    let message = inbound(account, client, n);
                    let ingested = store.ingest(vec![message], 0, now()).await.unwrap();
                    let Some(sufler_store::Ingested::New { conversation_id, .. }) = ingested.first().copied()
                    else {
                        continue;
                    };
                    waiting.lock().await.insert(conversation_id, sender);
                    done.await.unwrap();
                    latencies.lock().await.push(start.elapsed());
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let took = began.elapsed();
    let mut latencies = latencies.lock().await;
    latencies.sort();
    let at =
        |share: f64| latencies.get((latencies.len() as f64 * share) as usize).copied().unwrap_or_default();
    println!(
        "{clients} clients: {:.0} turns/s, p50 {:?}, p99 {:?}, cpu {:.0} µs/turn",
        latencies.len() as f64 / took.as_secs_f64(),
        at(0.5),
        at(0.99),
        cpu_seconds() * 1e6 / latencies.len() as f64
    );
    dispatcher.abort();
    router.abort();
    listener.abort();
    store.close().await.unwrap();
    drop(server);
}

fn inbound(account_id: Id, client: usize, n: usize) -> NewInbound {
    // Five messages a conversation, like a real chat.
    let chat = format!("u2i-{client}-{}", n / 5);
    NewInbound {
        account_id,
        contact_external_id: Some(format!("buyer-{client}-{}", n / 5)),
        external_id: format!("{:032x}", (client as u128) << 64 | n as u128),
        chat_external_id: chat,
        author: Author::Contact,
        kind: "text".into(),
        text: "Доставка по РФ есть? Сколько стоит?".into(),
        content: None,
        at: now(),
        live: true,
    }
}

async fn dispatch(store: Store, done: tokio::sync::mpsc::UnboundedSender<Id>) {
    let ready = store.ready_signal();
    loop {
        let woken = ready.notified();
        let leases = store.lease_ready(256, 60_000, now()).await.unwrap();
        if leases.is_empty() {
            woken.await;
        }
        for lease in leases {
            let (store, done) = (store.clone(), done.clone());
            tokio::spawn(async move {
                turn(&store, lease).await;
                let _gone = done.send(lease.conversation_id);
            });
        }
    }
}

async fn turn(store: &Store, lease: Lease) {
    let input = store.load_turn(lease, 20).await.unwrap();
    let commit = TurnCommit {
        lease,
        epoch: input.conversation.epoch,
        turn_no: input.turn_no,
        finished: true,
        state: Some(format!("{{\"node\":\"end\",\"vars\":\"{}\"}}", "x".repeat(400))),
        flow_id: Some("shop".into()),
        flow_hash: Some("f".repeat(64)),
        record_json: format!("{{\"trace\":\"{}\"}}", "y".repeat(2_000)),
        processed: input.inbound.iter().map(|message| message.id).collect(),
        replies: vec![NewReply {
            kind: "text".into(),
            text: "Да, доставляем по всей России: СДЭК от 350 рублей, 3–7 дней.".into(),
            content: None,
        }],
        claim_now: true,
        handoff: None,
        close: false,
        contact_variables: None,
        wake_at: None,
        restart_on_new: true,
        now: now(),
    };
    let Ok(saved) = store.save_turn(commit).await else { return };
    let Some(item) = saved.claimed else { return };
    assert!(store.outbox_epoch_ok(item.message.id).await.unwrap(), "nobody took over");
    store.outbox_sent(item.message.id, Some(format!("out-{}", item.message.id)), now()).await.unwrap();
}

/// CPU time of this process so far.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |n: usize| fields.get(n).and_then(|text| text.parse::<f64>().ok()).unwrap_or(0.0);
    (ticks(11) + ticks(12)) / 100.0
}
