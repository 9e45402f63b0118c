//! The way out: order, fairness, one at a time, doubt.

use rstest::rstest;
use sufler_store::{Author, Delivery, Id, Ingested, NewInbound, OperatorMessage, OutboxItem, StoreError};

use crate::db::{Backend, Db, NOW};

/// Well after everything is due.
const LATER: i64 = NOW + 1_000_000;

fn ids(items: &[OutboxItem]) -> Vec<Id> {
    items.iter().map(|item| item.message.id).collect()
}

async fn operator_says(db: &Db, chat: &str, client_id: &str) -> Id {
    let message = OperatorMessage {
        conversation_id: db.conversation_of(chat).await,
        user_id: 7,
        client_id: client_id.into(),
        kind: "text".into(),
        text: "я".into(),
        content: None,
        expected_epoch: None,
    };
    db.store.operator_send(message, NOW).await.unwrap().id
}

#[rstest]
#[tokio::test]
async fn operators_first_then_round_robin_in_order(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = Db::open(backend).await else { return };
    let a = db.bot_answers("a", "1", &["a1", "a2", "a3"]).await;
    let b = db.bot_answers("b", "1", &["b1", "b2"]).await;
    db.customer_writes("c", "1").await;
    let operators = operator_says(&db, "c", "c1").await;

    let mut order = Vec::new();
    loop {
        let items = db.store.outbox_claim(db.account, 1, LATER).await.unwrap();
        let Some(item) = items.first() else { break };
        assert_eq!(item.message.delivery, Some(Delivery::Sending));
        order.push(item.message.id);
        db.store.outbox_sent(item.message.id, None, NOW).await.unwrap();
    }
    assert_eq!(order, [operators, a[0].id, b[0].id, a[1].id, b[1].id, a[2].id]);
}

#[rstest]
#[tokio::test]
async fn one_message_of_a_conversation_is_in_flight(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = Db::open(backend).await else { return };
    let a = db.bot_answers("a", "1", &["a1", "a2"]).await;
    let b = db.bot_answers("b", "1", &["b1"]).await;
    let claims = (0..6).map(|_| db.store.outbox_claim(db.account, 9, LATER));
    let claimed: Vec<_> =
        futures::future::join_all(claims).await.into_iter().flat_map(Result::unwrap).collect();
    let mut claimed = ids(&claimed);
    claimed.sort_unstable();
    assert_eq!(claimed, [a[0].id, b[0].id]);
    db.store.outbox_sent(a[0].id, Some("x".into()), NOW).await.unwrap();
    assert_eq!(ids(&db.store.outbox_claim(db.account, 9, LATER).await.unwrap()), [a[1].id]);
}

#[rstest]
#[tokio::test]
async fn a_retry_waits_and_holds_its_conversation(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = Db::open(backend).await else { return };
    let a = db.bot_answers("a", "1", &["a1", "a2"]).await;
    db.store.outbox_claim(db.account, 9, LATER).await.unwrap();
    db.store.outbox_retry(a[0].id, LATER + 5_000, Some("429".into())).await.unwrap();
    let row = db.message(a[0].id).await;
    assert_eq!((row.delivery, row.problem.as_deref()), (Some(Delivery::Queued), Some("429")));
    assert_eq!(db.store.outbox_claim(db.account, 9, LATER).await.unwrap(), [], "a2 does not overtake a1");
    let again = db.store.outbox_claim(db.account, 9, LATER + 5_000).await.unwrap();
    assert_eq!((ids(&again), again[0].attempts), (vec![a[0].id], 1));
}

#[rstest]
#[tokio::test]
async fn a_claimed_reply_needs_no_second_step(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = Db::open(backend).await else { return };
    db.customer_writes("a", "1").await;
    let mut commit = db.begin_turn().await.commit(&["a1", "a2"]);
    commit.claim_now = true;
    let saved = db.store.save_turn(commit).await.unwrap();
    let claimed = saved.claimed.unwrap();
    assert_eq!((claimed.message.id, claimed.chat_external_id.as_str()), (saved.messages[0].id, "a"));
    assert_eq!(db.store.outbox_claim(db.account, 9, LATER).await.unwrap(), [], "a2 waits for a1");

    db.customer_writes("a", "2").await;
    let mut commit = db.begin_turn().await.commit(&["a3"]);
    commit.claim_now = true;
    assert_eq!(db.store.save_turn(commit).await.unwrap().claimed, None, "others wait before it");
}

#[rstest]
#[tokio::test]
async fn calls_of_a_dead_process_are_in_doubt(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = Db::open(backend).await else { return };
    let a = db.bot_answers("a", "1", &["a1"]).await[0].id;
    db.store.outbox_claim(db.account, 9, LATER).await.unwrap();
    let db = db.reopen().await;
    let doubt = db.store.outbox_in_doubt().await.unwrap();
    assert_eq!(ids(&doubt), [a]);
    let item = &doubt[0];
    assert_eq!(
        (item.account_id, item.chat_external_id.as_str(), item.claimed_at),
        (db.account, "a", Some(LATER))
    );
    assert_eq!(db.store.outbox_claim(db.account, 9, LATER).await.unwrap(), [], "never sent again by itself");

    db.store.outbox_unknown(a, "неизвестно, дошло ли".into()).await.unwrap();
    assert_eq!(db.store.outbox_in_doubt().await.unwrap(), []);
    assert_eq!(db.store.outbox_claim(db.account, 9, LATER).await.unwrap(), []);
}

#[rstest]
#[tokio::test]
async fn people_decide_what_failed(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = Db::open(backend).await else { return };
    let a = db.bot_answers("a", "1", &["a1", "a2"]).await;
    db.store.outbox_claim(db.account, 9, LATER).await.unwrap();
    assert!(
        matches!(db.store.retry_message(a[0].id, NOW).await, Err(StoreError::Conflict { .. })),
        "on its way"
    );
    assert!(
        matches!(db.store.cancel_message(a[0].id, NOW).await, Err(StoreError::Conflict { .. })),
        "on its way"
    );
    db.store.outbox_failed(a[0].id, "текст запрещён".into()).await.unwrap();
    assert_eq!(db.message(a[0].id).await.problem.as_deref(), Some("текст запрещён"));
    assert!(db.store.outbox_failed(a[0].id, "ещё раз".into()).await.is_err());

    db.store.take_over(a[0].conversation_id, 7, None, NOW).await.unwrap();
    let again = db.store.retry_message(a[0].id, NOW).await.unwrap();
    assert_eq!((again.delivery, again.problem), (Some(Delivery::Queued), None));
    assert_eq!(
        ids(&db.store.outbox_claim(db.account, 9, LATER).await.unwrap()),
        [a[0].id],
        "a person wills it"
    );
    db.store.outbox_unknown(a[0].id, "?".into()).await.unwrap();
    let gone = db.store.cancel_message(a[0].id, NOW).await.unwrap();
    assert_eq!(gone.delivery, Some(Delivery::Cancelled));
}

#[rstest]
#[tokio::test]
async fn accounts_say_what_waits(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = Db::open(backend).await else { return };
    assert_eq!(db.store.outbox_accounts(LATER).await.unwrap(), []);
    db.bot_answers("a", "1", &["a1", "a2"]).await;
    db.bot_answers("b", "1", &["b1"]).await;
    let queues = db.store.outbox_accounts(LATER).await.unwrap();
    assert_eq!(
        queues.iter().map(|queue| (queue.account_id, queue.waiting)).collect::<Vec<_>>(),
        [(db.account, 3)]
    );
    assert_eq!(queues[0].due_at, LATER, "due now");
    for item in db.store.outbox_claim(db.account, 9, LATER).await.unwrap() {
        db.store.outbox_retry(item.message.id, LATER + 5_000, None).await.unwrap();
    }
    let a2 = db.store.outbox_accounts(LATER).await.unwrap();
    assert_eq!((a2[0].waiting, a2[0].due_at), (3, LATER), "a2 is due, though it may not overtake a1");
}

#[rstest]
#[tokio::test]
async fn read_marks_only_go_forward(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = Db::open(backend).await else { return };
    let a = db.bot_answers("a", "1", &["a1", "a2"]).await;
    for (message, at) in a.iter().zip([NOW, NOW + 9_000]) {
        db.store.outbox_claim(db.account, 9, LATER).await.unwrap();
        db.store.outbox_sent(message.id, None, at).await.unwrap();
    }
    let mark = |upto, delivery| db.store.set_delivery_by_external(db.account, "a", upto, delivery);
    mark(NOW + 100, Delivery::Read).await.unwrap();
    mark(NOW + 9_000, Delivery::Delivered).await.unwrap();
    let states = [db.message(a[0].id).await.delivery, db.message(a[1].id).await.delivery];
    assert_eq!(states, [Some(Delivery::Read), Some(Delivery::Delivered)]);
    mark(NOW + 9_000, Delivery::Sent).await.unwrap();
    assert_eq!(db.message(a[1].id).await.delivery, Some(Delivery::Delivered));
}

#[rstest]
#[tokio::test]
async fn a_row_the_database_refuses_fails_nobody_else(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = Db::open(backend).await else { return };
    let a = db.bot_answers("a", "1", &["a1"]).await[0].id;
    db.store.outbox_claim(db.account, 9, LATER).await.unwrap();
    db.ingest(db.native("a", "taken", "что-то другое")).await;
    let others = (0..20).map(|n| db.ingest(db.inbound(&format!("b{n}"), "1", "да")));
    let ((), others) = tokio::join!(
        async { db.store.outbox_sent(a, Some("taken".into()), NOW).await.unwrap() },
        futures::future::join_all(others)
    );
    assert!(others.iter().all(|result| matches!(result, Ingested::New { .. })));
    assert_eq!(db.message(a).await.delivery, Some(Delivery::Sent));
}

#[rstest]
#[tokio::test]
async fn an_id_taken_by_a_reworded_echo_loses_nothing(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = Db::open(backend).await else { return };
    let a = db.bot_answers("a", "1", &["со ссылкой http://x"]).await[0].id;
    db.store.outbox_claim(db.account, 9, LATER).await.unwrap();
    db.ingest(db.native("a", "x1", "со ссылкой (скрыта)")).await;
    db.store.outbox_sent(a, Some("x1".into()), NOW).await.unwrap();
    assert_eq!(db.message(a).await.delivery, Some(Delivery::Sent));
}

/// A reply on its way: its conversation and its id.
async fn on_its_way(db: &Db) -> (Id, Id) {
    let message = db.bot_answers("a", "1", &["a1"]).await[0].id;
    db.store.outbox_claim(db.account, 9, LATER).await.unwrap();
    (db.conversation_of("a").await, message)
}

#[rstest]
#[tokio::test]
async fn a_mark_that_may_wait_is_stored_with_what_the_conversation_does_next(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = Db::open(backend).await else { return };
    let (conversation, message) = on_its_way(&db).await;
    let mut heard = db.store.changes();
    let mark = db.store.outbox_sent_later(conversation, message, Some("x".into()), NOW);
    let (marked, _) = tokio::join!(mark, db.customer_writes("a", "2"));
    marked.unwrap();
    let together = heard.try_recv().unwrap();
    let delivery: Vec<_> = together.messages.iter().map(|message| message.delivery).collect();
    assert_eq!(delivery, [Some(Delivery::Sent), None]);
    assert!(heard.try_recv().is_err(), "one commit, one change");
}

#[rstest]
#[tokio::test]
async fn a_mark_that_may_wait_does_not_wait_for_long(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = Db::open(backend).await else { return };
    let (conversation, message) = on_its_way(&db).await;
    let mut heard = db.store.changes();
    db.store.outbox_sent_later(conversation, message, Some("x".into()), NOW).await.unwrap();
    assert_eq!(heard.try_recv().unwrap().messages[0].delivery, Some(Delivery::Sent));
}

#[rstest]
#[tokio::test]
async fn a_mark_that_waits_is_stored_when_the_store_closes(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = Db::open(backend).await else { return };
    let (conversation, message) = on_its_way(&db).await;
    let mark = db.store.outbox_sent_later(conversation, message, Some("x".into()), NOW);
    let (marked, closed) = tokio::join!(mark, db.store.close());
    marked.unwrap();
    closed.unwrap();
}

#[rstest]
#[tokio::test]
async fn a_mark_and_the_echo_of_its_message_may_meet_in_one_batch(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = Db::open(backend).await else { return };
    let (conversation, message) = on_its_way(&db).await;
    let mark = db.store.outbox_sent_later(conversation, message, Some("x".into()), NOW);
    let echo = NewInbound { author: Author::Native, ..db.inbound("a", "x", "a1") };
    let (marked, echoed) = tokio::join!(mark, db.store.ingest(vec![echo], 0, NOW));
    marked.unwrap();
    assert_eq!(echoed.unwrap(), [Ingested::Echo { message_id: message }]);
}
