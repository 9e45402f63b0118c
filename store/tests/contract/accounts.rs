//! Accounts and their secrets.

use rstest::rstest;
use sufler_store::{AccountChange, AccountProblem, AccountSecrets, EncryptionKey, Store, StoreError};

use crate::db::{Backend, Db, NOW, Place, new_account};

#[rstest]
#[tokio::test]
async fn are_made_changed_and_listed(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = Db::open(backend).await else { return };
    let mut changes = db.store.changes();
    let change = AccountChange {
        title: Some("Второй магазин".into()),
        settings: Some(serde_json::json!({"per_minute": 50})),
        flow_id: Some(Some("shop".into())),
        enabled: Some(false),
    };
    let changed = db.store.account_update(db.account, change).await.unwrap();
    assert_eq!(
        (changed.title.as_str(), changed.flow_id.as_deref(), changed.enabled),
        ("Второй магазин", Some("shop"), false)
    );
    assert_eq!(changes.try_recv().unwrap().account.as_ref(), Some(&changed));

    let problem =
        AccountProblem {
            code: "payment_required".into(), message: "Оплатите тариф".into(), since: NOW
        };
    let broken = db.store.account_set_problem(db.account, Some(problem.clone())).await.unwrap();
    assert_eq!(broken.problem, Some(problem));
    assert_eq!(db.store.account_list().await.unwrap(), std::slice::from_ref(&broken));
    assert_eq!(db.store.account_get(db.account).await.unwrap(), broken);

    let unchanged = db.store.account_update(db.account, AccountChange::default()).await.unwrap();
    assert_eq!((unchanged.title, unchanged.settings), (broken.title, broken.settings));
}

#[rstest]
#[tokio::test]
async fn one_login_is_connected_once(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = Db::open(backend).await else { return };
    let twice = db.store.account_create(new_account("42"), NOW).await.unwrap_err();
    assert!(matches!(twice, StoreError::Conflict { what: "account", .. }), "{twice}");
    let other = db.store.account_create(new_account("43"), NOW).await.unwrap();
    assert!(matches!(
        db.store.account_set_external_id(other.id, "42").await,
        Err(StoreError::Conflict { .. })
    ));
    assert_eq!(
        db.store.account_set_external_id(other.id, "44").await.unwrap().external_id.as_deref(),
        Some("44")
    );
}

#[rstest]
#[tokio::test]
async fn a_deleted_account_leaves_nothing(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = Db::open(backend).await else { return };
    let id = db.customer_writes("chat", "1").await;
    db.store.account_delete(db.account).await.unwrap();
    assert_eq!(db.lease_all().await, [], "no worker gets its conversations");
    assert!(matches!(db.store.conversation(id).await, Err(StoreError::NotFound { .. })));
    assert!(matches!(db.store.account_secrets(db.account).await, Err(StoreError::NotFound { .. })));
    assert!(matches!(db.store.account_delete(db.account).await, Err(StoreError::NotFound { .. })));
    assert_eq!(db.store.account_list().await.unwrap(), []);
}

#[rstest]
#[tokio::test]
async fn secrets_come_back_only_with_the_key(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = Db::open(backend).await else { return };
    assert_eq!(db.store.account_secrets(db.account).await.unwrap().client_secret, "top-secret-value");
    let rotated = AccountSecrets { refresh_token: Some("refresh-2".into()), ..AccountSecrets::default() };
    db.store.account_set_secrets(db.account, rotated).await.unwrap();
    let db = db.reopen().await;
    assert_eq!(
        db.store.account_secrets(db.account).await.unwrap().refresh_token.as_deref(),
        Some("refresh-2")
    );

    db.store.close().await.unwrap();
    let stranger = Store::open(&db.place.url(), &EncryptionKey::generate().unwrap()).await.unwrap();
    let refused = stranger.account_secrets(db.account).await.unwrap_err();
    assert!(matches!(refused, StoreError::WrongKey { .. }));
    assert!(!refused.to_string().contains("refresh-2"));
}

#[tokio::test]
async fn secrets_cannot_be_read_in_the_files() {
    let Some(db) = Db::open(Backend::Sqlite).await else { return };
    let look = |folder: &std::path::Path| {
        let files =
            std::fs::read_dir(folder).unwrap().map(|file| std::fs::read(file.unwrap().path()).unwrap());
        files.collect::<Vec<_>>().concat()
    };
    let Place::Sqlite(folder) = &db.place else { panic!("a file") };
    let contains =
        |bytes: &[u8], text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    let live = look(folder.path());
    assert!(contains(&live, "Магазин"), "the search finds what is there");
    assert!(!contains(&live, "top-secret-value"));
    db.store.close().await.unwrap();
    assert!(!contains(&look(folder.path()), "top-secret-value"));
}
