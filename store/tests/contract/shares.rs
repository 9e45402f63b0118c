//! Links to a conversation's history.

use rstest::rstest;
use sufler_store::{NewShare, StoreError};

use crate::db::{Backend, Db, NOW};

#[rstest]
#[tokio::test]
async fn a_link_lives_until_it_is_revoked_and_goes_with_its_account(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = Db::open(backend).await else { return };
    let conversation_id = db.customer_writes("chat", "1").await;
    let new = |user_id| NewShare {
        conversation_id,
        user_id,
        time_zone: "Europe/Moscow".into(),
        expires_at: NOW + 60_000,
    };
    let first = db.store.share_create(new(7), NOW).await.unwrap();
    let second = db.store.share_create(new(8), NOW + 1).await.unwrap();
    assert_eq!((first.user_id, first.created_at, first.revoked_at), (7, NOW, None));
    assert_eq!(db.store.share(first.id).await.unwrap(), first);

    let revoked = db.store.share_revoke(first.id, NOW + 5).await.unwrap();
    assert_eq!(revoked.revoked_at, Some(NOW + 5));
    let again = db.store.share_revoke(first.id, NOW + 9).await.unwrap();
    assert_eq!(again, revoked, "the first revocation stays");
    assert_eq!(db.store.shares(conversation_id).await.unwrap(), [second, revoked]);
    assert!(db.store.shares(conversation_id + 1).await.unwrap().is_empty());

    let absent = db.store.share_revoke(1, NOW).await.unwrap_err();
    assert!(matches!(absent, StoreError::NotFound { what: "share", .. }));
    db.store.account_delete(db.account).await.unwrap();
    assert!(db.store.shares(conversation_id).await.unwrap().is_empty());
}
