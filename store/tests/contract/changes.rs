//! Every commit is numbered, broadcast, and found again.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures::future::join_all;
use rstest::rstest;
use sufler_store::{Change, ChangeStream, Changes, Id, NewInbound, Store, Version};

use crate::db::{Backend, Db, NOW, SETTLE, new_account};

fn drain(receiver: &mut ChangeStream) -> Vec<Arc<Change>> {
    std::iter::from_fn(|| receiver.try_recv().ok()).collect()
}

async fn work(db: &Db) {
    let chats: Vec<String> = (0..12).map(|n| format!("chat {n}")).collect();
    join_all(chats.iter().map(|chat| db.ingest(db.inbound(chat, "1", "привет")))).await;
    join_all(db.lease_all().await.into_iter().map(async |lease| {
        let input = db.store.load_turn(lease, 9).await.unwrap();
        let mut commit = crate::db::Begun { lease, input }.commit(&["да", "нет"]);
        commit.claim_now = true;
        let claimed = db.store.save_turn(commit).await.unwrap().claimed.unwrap().message.id;
        db.store.outbox_sent(claimed, Some(claimed.to_string()), NOW).await.unwrap();
    }))
    .await;
    let id = db.conversation_of("chat 3").await;
    db.store.take_over(id, 7, None, NOW).await.unwrap();
    db.store.account_set_problem(db.account, None).await.unwrap();
    db.store.conversation_item_update(id, None, NOW).await.unwrap();
}

#[rstest]
#[tokio::test]
async fn versions_have_no_gap_and_follow_the_commits(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = Db::open(backend).await else { return };
    let mut receiver = db.store.changes();
    let start = db.store.health().await.unwrap().version;
    work(&db).await;
    let heard = drain(&mut receiver);
    let versions: Vec<Version> = heard.iter().map(|change| change.version).collect();
    assert_eq!(versions, (start + 1..=start + versions.len() as Version).collect::<Vec<_>>());
    assert_eq!(db.store.health().await.unwrap().version, *versions.last().unwrap());
    for change in &heard {
        assert!(change.messages.iter().all(|message| message.version == change.version));
        assert!(change.conversation.iter().all(|row| row.version == change.version));
    }
}

/// Latest state of every row by what was broadcast.
fn latest(heard: &[Arc<Change>]) -> (BTreeMap<Id, Version>, BTreeMap<Id, Version>) {
    let mut state = (BTreeMap::new(), BTreeMap::new());
    for change in heard {
        state.0.extend(change.conversation.iter().map(|row| (row.id, row.version)));
        state.1.extend(change.messages.iter().map(|row| (row.id, row.version)));
    }
    state
}

async fn refetch(
    store: &Store,
    mut version: Version,
    limit: u32,
) -> (BTreeMap<Id, Version>, BTreeMap<Id, Version>) {
    let mut state = (BTreeMap::new(), BTreeMap::new());
    loop {
        let Changes { conversations, messages, last_version, more, .. } =
            store.changes_since(version, None, limit).await.unwrap();
        assert!(!more || last_version > version, "every page goes on");
        state.0.extend(conversations.iter().map(|row| (row.conversation.id, row.conversation.version)));
        state.1.extend(messages.iter().map(|row| (row.id, row.version)));
        version = last_version;
        if !more {
            return state;
        }
    }
}

#[rstest]
#[tokio::test]
async fn a_gap_is_filled_with_exactly_what_was_missed(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = Db::open(backend).await else { return };
    let mut receiver = db.store.changes();
    let start = db.store.health().await.unwrap().version;
    work(&db).await;
    let many =
        (0..40).map(|n| NewInbound { live: false, ..db.inbound("history", &n.to_string(), "давно") });
    db.store.ingest(many.collect(), SETTLE, NOW).await.unwrap();
    let heard = drain(&mut receiver);
    for limit in [1, 7, 1_000] {
        assert_eq!(refetch(&db.store, start, limit).await, latest(&heard), "pages of {limit}");
    }
    let middle = heard[heard.len() / 2].version;
    let missed: Vec<_> = heard.iter().filter(|change| change.version > middle).cloned().collect();
    assert_eq!(refetch(&db.store, middle, 5).await, latest(&missed));
}

#[rstest]
#[tokio::test]
async fn people_hear_only_of_their_accounts(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = Db::open(backend).await else { return };
    let other = db.store.account_create(new_account("43"), NOW).await.unwrap().id;
    db.ingest(db.inbound("mine", "1", "да")).await;
    db.ingest(NewInbound { account_id: other, ..db.inbound("theirs", "1", "нет") }).await;
    let changes = db.store.changes_since(0, Some(vec![other]), 99).await.unwrap();
    assert_eq!(changes.conversations.iter().map(|row| row.account.id).collect::<Vec<_>>(), [other]);
    assert_eq!(changes.messages.iter().map(|row| row.text.as_str()).collect::<Vec<_>>(), ["нет"]);
    assert_eq!(changes.accounts.iter().map(|row| row.id).collect::<Vec<_>>(), [other]);
    let nobody = db.store.changes_since(0, Some(vec![]), 99).await.unwrap();
    assert!(nobody.conversations.is_empty() && nobody.messages.is_empty() && nobody.accounts.is_empty());
    assert_eq!(nobody.last_version, changes.last_version);
}
