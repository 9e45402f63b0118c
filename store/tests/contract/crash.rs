//! What was acknowledged survives `kill -9`.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

use rstest::rstest;
use sufler_store::{EncryptionKey, Store};

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
    let stored = db.store.changes_since(0, None, 1_000_000).await.unwrap();
    let stored: std::collections::HashSet<_> =
        stored.messages.into_iter().filter_map(|message| message.external_id).collect();
    let lost: Vec<_> = acknowledged.iter().filter(|id| !stored.contains(*id)).collect();
    assert_eq!(lost, Vec::<&String>::new(), "of {} acknowledged", acknowledged.len());
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
                let message = sufler_store::NewInbound {
                    account_id: account,
                    chat_external_id: format!("chat {writer}"),
                    contact_external_id: None,
                    external_id: external_id.clone(),
                    author: sufler_store::Author::Contact,
                    kind: "text".into(),
                    text: "жив?".into(),
                    content: None,
                    at: NOW,
                    live: true,
                };
                store.ingest(vec![message], SETTLE, NOW).await.unwrap();
                writeln!(std::io::stdout().lock(), "stored {external_id}").unwrap();
            }
        })
    });
    futures::future::join_all(writers).await;
}
