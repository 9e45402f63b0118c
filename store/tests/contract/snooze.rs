//! A conversation put off comes back in time, whatever happens meanwhile.

use rstest::rstest;
use sufler_store::{ConversationFilter, Owner, StoreError, Tab};

use crate::db::{Backend, Db, NOW};

const HOUR: i64 = 3_600_000;

async fn listed(db: &Db, tab: Tab) -> Vec<String> {
    let filter = ConversationFilter { tab, ..ConversationFilter::default() };
    let page = db.store.conversations(filter, None, 9).await.unwrap();
    page.items.into_iter().map(|row| row.conversation.external_id).collect()
}

#[rstest]
#[tokio::test]
async fn it_leaves_the_list_until_its_time(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = Db::open(backend).await else { return };
    let id = db.customer_writes("off", "1").await;
    db.customer_writes("stays", "1").await;
    let row = db.store.snooze(id, Some(NOW + HOUR), NOW).await.unwrap();
    assert_eq!(row.snoozed_until, Some(NOW + HOUR));
    assert_eq!(
        (listed(&db, Tab::Bot).await, listed(&db, Tab::Snoozed).await),
        (vec!["stays".into()], vec!["off".into()])
    );
    assert_eq!(listed(&db, Tab::All).await.len(), 2);
    let counts = db.store.counts(7, None).await.unwrap();
    assert_eq!((counts.bot, counts.snoozed), (1, 1));

    let db = db.reopen().await;
    assert_eq!(db.store.snooze_next().await.unwrap(), Some(NOW + HOUR), "a restart forgets no timer");
    assert_eq!(db.store.snooze_wake(NOW + HOUR - 1).await.unwrap(), 0);
    assert_eq!(db.store.snooze_wake(NOW + HOUR).await.unwrap(), 1);
    assert_eq!(db.store.snooze_wake(NOW + HOUR).await.unwrap(), 0);
    assert_eq!(db.store.snooze_next().await.unwrap(), None);
    assert_eq!(listed(&db, Tab::Bot).await, ["off", "stays"], "it comes back on top");
}

#[rstest]
#[tokio::test]
async fn the_customer_a_new_leader_and_closing_bring_it_back(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = Db::open(backend).await else { return };
    let id = db.customer_writes("chat", "1").await;
    let off = async || db.store.snooze(id, Some(NOW + HOUR), NOW).await.unwrap();
    let until = async || db.store.conversation(id).await.unwrap().conversation.snoozed_until;

    off().await;
    db.customer_writes("chat", "2").await;
    assert_eq!(until().await, None);
    off().await;
    db.store.assign(id, Owner::Queue, None, NOW).await.unwrap();
    assert_eq!(until().await, None);
    off().await;
    assert_eq!(db.store.snooze(id, None, NOW).await.unwrap().snoozed_until, None, "undone");
    off().await;
    db.store.close_conversation(id, NOW).await.unwrap();
    assert_eq!(until().await, None);
    let closed = db.store.snooze(id, Some(NOW + HOUR), NOW).await.unwrap_err();
    assert!(matches!(closed, StoreError::Conflict { .. }), "{closed:?}");
}
