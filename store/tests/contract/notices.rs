//! What people outside are told: found once, told once, whatever dies in between.

use rstest::rstest;
use sufler_store::{
    Handoff, NewNotice, NewPushSubscription, NoticeEnd, NoticeTarget, Occasion, OccasionKind, Owner,
    PushAddress, StoreError,
};

use crate::db::{Backend, Db, NOW};

fn notice(told_once: &str, conversation_id: i64, target: NoticeTarget) -> NewNotice {
    NewNotice {
        told_once: told_once.into(),
        target,
        occasion: "handoff".into(),
        account_id: 1,
        conversation_id,
    }
}

#[rstest]
#[tokio::test]
async fn a_handoff_that_still_waits_is_an_occasion(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = Db::open(backend).await else { return };
    let start = db.store.notice_cursor().await.unwrap();
    db.customer_writes("chat", "1").await;
    let begun = db.begin_turn().await;
    let card = serde_json::json!({ "reason": "asks_human", "at": NOW + 7 });
    let mut commit = begun.commit(&[]);
    commit.handoff = Some(Handoff { owner: Owner::Queue, card });
    db.store.save_turn(commit).await.unwrap();
    let conversation_id = db.conversation_of("chat").await;

    let found = db.store.notice_occasions(start).await.unwrap();
    let kind = OccasionKind::Handoff { at: NOW + 7 };
    assert_eq!(found.items, [Occasion { kind, account_id: db.account, conversation_id }]);
    assert!(!found.more);

    // An operator was faster than the notice; from then on the customer's words are for the operator.
    db.store.take_over(conversation_id, 7, None, NOW).await.unwrap();
    assert!(db.store.notice_occasions(start).await.unwrap().items.iter().all(|it| it.kind != kind));
    let before = db.store.health().await.unwrap().version;
    db.customer_writes("chat", "2").await;
    let found = db.store.notice_occasions(before).await.unwrap();
    assert!(matches!(
        found.items[..],
        [Occasion { kind: OccasionKind::Message { user_id: 7, at: NOW, .. }, .. }]
    ));
    assert!(db.store.notice_occasions(found.upto).await.unwrap().items.is_empty());
}

#[rstest]
#[tokio::test]
async fn a_notice_is_queued_once_and_leaves_once(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = Db::open(backend).await else { return };
    let start = db.store.notice_cursor().await.unwrap();
    let telegram = NoticeTarget::Telegram;
    let twice = vec![notice("a", 5, telegram), notice("a", 5, telegram)];
    assert!(db.store.notices_add((start, start + 1), twice.clone(), NOW).await.unwrap());
    assert!(
        !db.store.notices_add((start, start + 1), twice.clone(), NOW).await.unwrap(),
        "another node was faster"
    );
    assert!(db.store.notices_add((start + 1, start + 2), twice, NOW).await.unwrap());

    let db = db.reopen().await;
    assert_eq!(db.store.notice_cursor().await.unwrap(), start + 2);
    let claims = [db.store.notices_claim("telegram", 10, NOW), db.store.notices_claim("telegram", 10, NOW)];
    let claimed: Vec<_> =
        futures::future::join_all(claims).await.into_iter().flat_map(Result::unwrap).collect();
    assert_eq!(claimed.len(), 1, "one of two takes it");

    db.store.notice_retry(claimed[0].id, NOW + 500, "подождите".into()).await.unwrap();
    assert_eq!(db.store.notices_next("telegram").await.unwrap(), Some(NOW + 500));
    assert!(db.store.notices_claim("telegram", 10, NOW + 499).await.unwrap().is_empty());
    let state = db.store.telegram_state().await.unwrap();
    assert_eq!((state.waiting, state.problem.as_deref()), (1, Some("подождите")));
    let again = db.store.notices_claim("telegram", 10, NOW + 500).await.unwrap();
    assert_eq!(again[0].attempts, 1);
    db.store.notice_end(again[0].id, NoticeEnd::Sent, None).await.unwrap();
    let state = db.store.telegram_state().await.unwrap();
    assert_eq!((state.waiting, state.sent_at, state.problem), (0, Some(NOW), None));
}

#[rstest]
#[tokio::test]
async fn what_a_dead_process_was_sending_is_settled(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = Db::open(backend).await else { return };
    let start = db.store.notice_cursor().await.unwrap();
    let both = vec![
        notice("t", 5, NoticeTarget::Telegram),
        notice("p", 5, NoticeTarget::Push { subscription_id: 3 }),
    ];
    db.store.notices_add((start, start), both, NOW).await.unwrap();
    for target in ["telegram", "push"] {
        assert_eq!(db.store.notices_claim(target, 10, NOW).await.unwrap().len(), 1);
    }
    let settle = |before| db.store.notices_settle(before, 0, "неизвестно, дошло ли".into());
    settle(NOW).await.unwrap();
    assert!(
        db.store.notices_claim("push", 10, NOW + 1).await.unwrap().is_empty(),
        "they may still be under way"
    );
    settle(NOW + 1).await.unwrap();
    let again = db.store.notices_claim("push", 10, NOW + 1).await.unwrap();
    assert!(matches!(again[..], [ref one] if one.target == NoticeTarget::Push { subscription_id: 3 }));
    assert_eq!(db.store.telegram_state().await.unwrap().problem.as_deref(), Some("неизвестно, дошло ли"));
}

#[rstest]
#[tokio::test]
async fn a_browser_subscribes_once_and_its_address_is_kept_encrypted(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = Db::open(backend).await else { return };
    let address = PushAddress {
        endpoint: "https://push.example.com/abc".into(),
        p256dh: "key".into(),
        auth: "secret".into(),
    };
    let new = |user_id, hash: &str| NewPushSubscription {
        user_id,
        address: address.clone(),
        endpoint_hash: hash.into(),
        device: "Chrome, Linux".into(),
        lang: "ru".into(),
        mine: true,
        queue: false,
    };
    let first = db.store.push_subscribe(new(7, "h"), NOW).await.unwrap();
    let second = db.store.push_subscribe(new(8, "h"), NOW).await.unwrap();
    let other = db.store.push_subscribe(new(8, "i"), NOW).await.unwrap();
    assert_eq!(db.store.push_subscriptions().await.unwrap(), [second.clone(), other.clone()]);
    assert_eq!(db.store.push_address(second.id).await.unwrap(), address);
    assert_eq!(format!("{address:?}"), "PushAddress(redacted)");
    let gone = db.store.push_address(first.id).await.unwrap_err();
    assert!(matches!(gone, StoreError::NotFound { .. }));
    db.store.push_unsubscribe(other.id).await.unwrap();
    db.store.push_unsubscribe(other.id).await.unwrap();
    assert_eq!(db.store.push_subscriptions().await.unwrap().len(), 1);

    assert_eq!(db.store.own_key("vapid", vec![1]).await.unwrap(), [1]);
    let db = db.reopen().await;
    assert_eq!(db.store.own_key("vapid", vec![2]).await.unwrap(), [1], "the first one stays");
}
