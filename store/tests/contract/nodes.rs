//! Several nodes on one PostgreSQL, and a server that goes away.

use futures::future::join_all;
use sqlx::{Connection, PgConnection};
use sufler_store::{Ingested, Store};

use crate::db::{Backend, Db, NOW, SETTLE};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn share_messages_leases_and_versions() {
    let Some(db) = Db::open(Backend::Postgres).await else { return };
    let other = Store::open(&db.place.url(), &db.key).await.unwrap();
    let (mut ours, mut theirs) = (db.store.changes(), other.changes());
    let start = db.store.health().await.unwrap().version;

    let deliveries = (0..60).map(|n| {
        let message = db.inbound(&format!("chat {}", n % 20), &format!("m{}", n % 30), "да");
        let store = if n % 2 == 0 { &db.store } else { &other };
        async move { store.ingest(vec![message], SETTLE, NOW).await.unwrap()[0] }
    });
    let new = join_all(deliveries)
        .await
        .into_iter()
        .filter(|result| matches!(result, Ingested::New { .. }))
        .count();
    let stored = db.store.changes_since(start, None, 999).await.unwrap();
    assert_eq!(stored.messages.len(), new, "every answer `new` is a row, and every row was new once");
    assert_eq!(stored.conversations.len(), 20);

    let workers =
        (0..6).map(|n| if n % 2 == 0 { &db.store } else { &other }.lease_ready(9, 60_000, NOW + SETTLE));
    let leases: Vec<_> = join_all(workers).await.into_iter().flat_map(Result::unwrap).collect();
    let mut ids: Vec<_> = leases.iter().map(|lease| lease.conversation_id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!((leases.len(), ids.len()), (20, 20));

    let mut versions: Vec<_> = std::iter::from_fn(|| ours.try_recv().or_else(|_| theirs.try_recv()).ok())
        .map(|change| change.version)
        .collect();
    versions.sort_unstable();
    assert_eq!(
        versions,
        (start + 1..=stored.last_version).collect::<Vec<_>>(),
        "one row of numbers for both"
    );
    other.close().await.unwrap();
}

#[tokio::test]
async fn a_takeover_on_one_node_stops_the_turn_on_another() {
    let Some(db) = Db::open(Backend::Postgres).await else { return };
    let other = Store::open(&db.place.url(), &db.key).await.unwrap();
    let id = db.customer_writes("chat", "1").await;
    let turn = db.begin_turn().await;
    let taken = other.take_over(id, 7, None, NOW).await.unwrap();
    let refused = db.store.save_turn(turn.commit(&["поверх"])).await.unwrap_err();
    assert_eq!(refused, sufler_store::StoreError::OwnerChanged { owner: taken.owner, epoch: taken.epoch });
    other.close().await.unwrap();
}

#[tokio::test]
async fn a_lost_connection_is_replaced() {
    let Some(db) = Db::open(Backend::Postgres).await else { return };
    let id = db.customer_writes("chat", "1").await;
    let lease = db.lease().await;
    let mut admin = PgConnection::connect(&db.place.url()).await.unwrap();
    let others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                  WHERE datname = current_database() AND pid <> pg_backend_pid()";
    sqlx::query(others).execute(&mut admin).await.unwrap();

    let mut failures = 0;
    while let Err(error) = db.store.mark_read(id, NOW).await {
        assert!(error.is_retryable(), "{error}");
        failures += 1;
        assert!(failures < 20, "{error}");
    }
    failures = 0;
    while let Err(error) = db.store.load_turn(lease, 9).await {
        assert!(error.is_retryable(), "{error}");
        failures += 1;
        assert!(failures < 20, "{error}");
    }
    assert!(matches!(db.ingest(db.inbound("chat", "2", "да")).await, Ingested::New { .. }));
}

/// A text changed behind the node's back shows whether it read or remembered.
async fn rewrites(db: &Db, text: &str) {
    let mut admin = PgConnection::connect(&db.place.url()).await.unwrap();
    let sql = "UPDATE messages SET text = $1 WHERE external_id = 'm1'";
    sqlx::query(sql).bind(text).execute(&mut admin).await.unwrap();
}

/// The first message as a turn sees it that begins after it was rewritten.
async fn first_words(db: &Db, external_id: &str) -> String {
    db.ingest(db.inbound("chat", external_id, "ещё")).await;
    rewrites(db, "переписано").await;
    let turn = db.begin_turn().await;
    rewrites(db, "вопрос").await;
    db.store.save_turn(turn.commit(&[])).await.unwrap();
    turn.input.history[0].text.clone()
}

#[tokio::test]
async fn the_only_node_remembers_until_another_comes() {
    let Some(db) = Db::open(Backend::Postgres).await else { return };
    db.bot_answers("chat", "m1", &["ответ"]).await;
    assert_eq!(first_words(&db, "m2").await, "вопрос", "it knows what was said");
    let other = Store::open(&db.place.url(), &db.key).await.unwrap();
    assert_eq!(first_words(&db, "m3").await, "переписано", "another node may have changed it: it reads");
    assert_eq!(first_words(&db, "m4").await, "переписано", "every time");
    assert_eq!(other.health().await.unwrap().version, db.store.health().await.unwrap().version);
    other.close().await.unwrap();
}

#[tokio::test]
async fn what_another_node_did_before_it_left_is_seen() {
    let Some(db) = Db::open(Backend::Postgres).await else { return };
    let said = db.bot_answers("chat", "m1", &["ответ"]).await;
    let other = Store::open(&db.place.url(), &db.key).await.unwrap();
    // Changes the message alone, and no conversation.
    other.outbox_cancelled(said[0].id).await.unwrap();
    other.close().await.unwrap();
    db.ingest(db.inbound("chat", "m3", "ещё")).await;
    let turn = db.begin_turn().await;
    let texts: Vec<_> = turn.input.history.iter().map(|message| message.text.as_str()).collect();
    assert_eq!(texts, ["вопрос"], "the answer was cancelled");
}
