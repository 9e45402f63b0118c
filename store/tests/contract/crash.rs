//! What was acknowledged survives `kill -9`.

use std::collections::HashSet;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rstest::rstest;
use sufler_store::testing::BreakableServer;
use sufler_store::{EncryptionKey, Id, NewInbound, Store};
use tokio::task::JoinHandle;

use crate::db::{Backend, Db, NOW, SETTLE};

const URL: &str = "SUFLER_TEST_CRASH_URL";
const ACCOUNT: &str = "SUFLER_TEST_CRASH_ACCOUNT";
/// Acknowledgements to wait for before the kill.
const ENOUGH: usize = 400;

#[rstest]
#[tokio::test]
async fn acknowledged_messages_survive_a_kill(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = Db::open(backend).await else { return };
    db.store.close().await.unwrap();
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "crash::writer_to_be_killed", "--ignored", "--nocapture"])
        .env(URL, db.place.url())
        .env(ACCOUNT, db.account.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let mut acknowledged = Vec::new();
    for line in lines {
        let Some(id) = line.strip_prefix("stored ") else { continue };
        acknowledged.push(id.to_owned());
        if acknowledged.len() == ENOUGH {
            child.kill().unwrap();
        }
    }
    child.wait().unwrap();
    assert!(acknowledged.len() >= ENOUGH, "the child stored {} messages", acknowledged.len());

    let db = db.reopen().await;
    let lost = missing(&db.store, &acknowledged).await;
    assert_eq!(lost, Vec::<String>::new(), "of {} acknowledged", acknowledged.len());
}

/// The server of the database writes down only what it is asked for: what was not confirmed is lost with it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn acknowledged_messages_survive_a_crash_of_the_database() {
    let Some(server) = BreakableServer::start().unwrap() else { return };
    let store = Store::open(&server.url(), &EncryptionKey::generate().unwrap()).await.unwrap();
    let account = store.account_create(crate::db::new_account("42"), NOW).await.unwrap().id;
    let acknowledged = Arc::new(Mutex::new(Vec::new()));
    let writers: Vec<_> = (0..8)
        .map(|writer| tokio::spawn(write(store.clone(), account, writer, Arc::clone(&acknowledged))))
        .collect();
    for round in 1..=3 {
        while acknowledged.lock().unwrap().len() < round * ENOUGH {
            tokio::task::yield_now().await;
        }
        tokio::task::block_in_place(|| server.crash()).unwrap();
    }
    let enough = acknowledged.lock().unwrap().len() + ENOUGH;
    while acknowledged.lock().unwrap().len() < enough {
        tokio::task::yield_now().await;
    }
    writers.iter().for_each(JoinHandle::abort);
    let acknowledged = acknowledged.lock().unwrap().clone();
    assert_eq!(missing(&store, &acknowledged).await, Vec::<String>::new(), "of {}", acknowledged.len());
    store.close().await.unwrap();
}

/// Sends one message after another, each until it is acknowledged, as channels do.
async fn write(store: Store, account: Id, writer: usize, acknowledged: Arc<Mutex<Vec<String>>>) {
    for n in 0.. {
        let message = message(account, &format!("chat {writer}"), &format!("{writer}-{n}"));
        while let Err(error) = store.ingest(vec![message.clone()], SETTLE, NOW).await {
            assert!(error.is_retryable(), "{error}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        acknowledged.lock().unwrap().push(message.external_id);
    }
}

async fn missing(store: &Store, acknowledged: &[String]) -> Vec<String> {
    let stored = store.changes_since(0, None, 1_000_000).await.unwrap().messages;
    let stored: HashSet<_> = stored.into_iter().filter_map(|message| message.external_id).collect();
    acknowledged.iter().filter(|id| !stored.contains(*id)).cloned().collect()
}

fn message(account_id: Id, chat: &str, external_id: &str) -> NewInbound {
    NewInbound {
        account_id,
        chat_external_id: chat.into(),
        contact_external_id: None,
        external_id: external_id.into(),
        author: sufler_store::Author::Contact,
        kind: "text".into(),
        text: "жив?".into(),
        content: None,
        at: NOW,
        live: true,
    }
}

/// Stores messages, sixteen at a time, and says each one's id once the store has acknowledged it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "run by the test above in a process of its own, which it kills"]
async fn writer_to_be_killed() {
    let Ok(url) = std::env::var(URL) else { return };
    let account = std::env::var(ACCOUNT).unwrap().parse().unwrap();
    let store = Store::open(&url, &EncryptionKey::generate().unwrap()).await.unwrap();
    let writers = (0..16).map(|writer| {
        let store = store.clone();
        tokio::spawn(async move {
            for n in 0.. {
                let external_id = format!("{writer}-{n}");
                let message = message(account, &format!("chat {writer}"), &external_id);
                store.ingest(vec![message], SETTLE, NOW).await.unwrap();
                writeln!(std::io::stdout().lock(), "stored {external_id}").unwrap();
            }
        })
    });
    futures::future::join_all(writers).await;
}
