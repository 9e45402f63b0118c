//! Opening, migrating, closing.

use rstest::rstest;
use sufler_store::{EncryptionKey, Store, StoreError};

use crate::db::{Backend, Db, NOW, Place};

#[rstest]
#[tokio::test]
async fn an_empty_place_is_migrated_once(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(place) = Place::new(backend).await else { return };
    let key = EncryptionKey::generate().unwrap();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../migrations/sqlite");
    let last = i64::try_from(std::fs::read_dir(folder).unwrap().count()).unwrap();
    for _ in 0..3 {
        let store = Store::open(&place.url(), &key).await.unwrap();
        let health = store.health().await.unwrap();
        assert_eq!((health.schema, health.version), (last, 0));
        assert!(health.engine.starts_with(|first: char| first.is_ascii_digit()), "{health:?}");
        store.close().await.unwrap();
    }
}

#[rstest]
#[tokio::test]
async fn closing_finishes_then_refuses(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = Db::open(backend).await else { return };
    let (ingested, closed) = tokio::join!(db.ingest(db.inbound("chat", "1", "да")), db.store.close());
    closed.unwrap();
    assert!(matches!(ingested, sufler_store::Ingested::New { .. }), "what was asked before is done");
    assert_eq!(db.store.mark_read(1, NOW).await.unwrap_err(), StoreError::Closed);
    assert_eq!(db.store.users().await.unwrap_err(), StoreError::Closed);
    db.store.close().await.unwrap();
}

#[tokio::test]
async fn one_process_owns_a_file() {
    let Some(db) = Db::open(Backend::Sqlite).await else { return };
    let second = Store::open(&db.place.url(), &db.key).await.unwrap_err();
    assert!(second.to_string().contains("another process"), "{second}");
}

#[tokio::test]
async fn bad_urls_are_explained_without_their_secrets() {
    let key = EncryptionKey::generate().unwrap();
    for url in
        ["", "sqlite:", "sqlite::memory:", "mysql://root:hunter2@x/y", "postgres://u:hunter2@127.0.0.1:1/x"]
    {
        let error = Store::open(url, &key).await.unwrap_err();
        assert!(!error.to_string().contains("hunter2"), "{error}");
    }
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("not-a-database");
    std::fs::write(&text, "x".repeat(5_000)).unwrap();
    let error = Store::open(&format!("sqlite:{}", text.display()), &key).await.unwrap_err();
    assert!(matches!(error, StoreError::Corrupt(_)), "{error}");
}

#[tokio::test]
async fn a_newer_schema_is_left_alone() {
    let Some(db) = Db::open(Backend::Sqlite).await else { return };
    db.store.close().await.unwrap();
    let Place::Sqlite(folder) = &db.place else { panic!("a file") };
    let conn = rusqlite::Connection::open(folder.path().join("test.db")).unwrap();
    conn.execute("INSERT INTO schema_version (number, at) VALUES (999, 0)", []).unwrap();
    drop(conn);
    let error = Store::open(&db.place.url(), &db.key).await.unwrap_err();
    assert!(error.to_string().contains("newer version"), "{error}");
}
