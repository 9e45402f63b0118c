//! The bot is silent the moment a person takes over.

use rstest::rstest;
use sufler_store::{ConversationStatus, Delivery, OperatorMessage, Owner, StoreError};

use crate::db::{Backend, Db, NOW};

const ME: i64 = 7;
const OTHER: i64 = 8;

fn words(conversation_id: i64, client_id: &str) -> OperatorMessage {
    OperatorMessage {
        conversation_id,
        user_id: ME,
        client_id: client_id.into(),
        kind: "text".into(),
        text: "Здравствуйте, это менеджер".into(),
        content: None,
        expected_epoch: None,
    }
}

#[rstest]
#[tokio::test]
async fn taking_over_while_a_turn_runs(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = Db::open(backend).await else { return };
    let queued = db.bot_answers("chat", "1", &["ответ бота"]).await[0].id;
    let id = db.customer_writes("chat", "2").await;
    let turn = db.begin_turn().await;

    let taken = db.store.take_over(id, ME, Some(turn.input.conversation.epoch), NOW).await.unwrap();
    assert_eq!(
        (taken.owner, taken.epoch),
        (Owner::Operator { user_id: ME }, turn.input.conversation.epoch + 1)
    );
    assert_eq!(db.message(queued).await.delivery, Some(Delivery::Cancelled));
    let refused = db.store.save_turn(turn.commit(&["поверх человека"])).await.unwrap_err();
    assert_eq!(refused, StoreError::OwnerChanged { owner: taken.owner, epoch: taken.epoch });
    assert!(matches!(db.store.renew(turn.lease, 1, NOW).await, Err(StoreError::Fenced { .. })));
    assert_eq!(db.store.outbox_claim(db.account, 9, NOW * 2).await.unwrap(), []);

    let again = db.store.take_over(id, ME, None, NOW).await.unwrap();
    assert_eq!(again, taken, "taking what one has changes nothing");
}

#[rstest]
#[tokio::test]
async fn a_reply_on_its_way_is_stopped_by_the_last_look(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = Db::open(backend).await else { return };
    let reply = db.bot_answers("chat", "1", &["ответ бота"]).await.remove(0);
    db.store.outbox_claim(db.account, 9, NOW * 2).await.unwrap();
    assert!(db.store.outbox_epoch_ok(reply.id).await.unwrap());
    db.store.take_over(reply.conversation_id, ME, None, NOW).await.unwrap();
    assert!(!db.store.outbox_epoch_ok(reply.id).await.unwrap());
    db.store.outbox_cancelled(reply.id).await.unwrap();
    assert_eq!(db.message(reply.id).await.delivery, Some(Delivery::Cancelled));
}

#[rstest]
#[tokio::test]
async fn an_operator_writes_once_however_often_the_browser_tries(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = Db::open(backend).await else { return };
    let queued = db.bot_answers("chat", "1", &["ответ бота"]).await[0].id;
    let id = db.conversation_of("chat").await;
    let tries = (0..5).map(|_| db.store.operator_send(words(id, "c1"), NOW));
    let sent: Vec<_> =
        futures::future::join_all(tries).await.into_iter().map(|sent| sent.unwrap().id).collect();
    assert!(sent.iter().all(|other| *other == sent[0]));
    assert_eq!(db.store.operator_send(words(id, "c1"), NOW).await.unwrap().id, sent[0]);

    let row = db.store.conversation(id).await.unwrap().conversation;
    assert_eq!((row.owner, row.status), (Owner::Operator { user_id: ME }, ConversationStatus::Open));
    assert_eq!((row.unread, row.waiting_since), (0, None));
    assert_eq!(db.message(queued).await.delivery, Some(Delivery::Cancelled));
}

#[rstest]
#[tokio::test]
async fn nobody_writes_over_another_operator(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = Db::open(backend).await else { return };
    let id = db.customer_writes("chat", "1").await;
    let theirs = db.store.take_over(id, OTHER, None, NOW).await.unwrap();
    let owner_changed = StoreError::OwnerChanged { owner: theirs.owner, epoch: theirs.epoch };
    assert_eq!(db.store.operator_send(words(id, "c1"), NOW).await.unwrap_err(), owner_changed);
    assert_eq!(db.store.hand_back(id, ME, None, None, NOW).await.unwrap_err(), owner_changed);
    let stale = Some(theirs.epoch - 1);
    assert_eq!(db.store.take_over(id, ME, stale, NOW).await.unwrap_err(), owner_changed);
    assert_eq!(db.store.messages(id, None, None, 9).await.unwrap().items.len(), 1);
    let mine = db.store.take_over(id, ME, Some(theirs.epoch), NOW).await.unwrap();
    assert_eq!(mine.owner, Owner::Operator { user_id: ME });
}

#[rstest]
#[tokio::test]
async fn handing_back_lets_the_bot_go_on(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = Db::open(backend).await else { return };
    db.bot_answers("chat", "1", &["ответ бота"]).await;
    let id = db.conversation_of("chat").await;
    db.store.take_over(id, ME, None, NOW).await.unwrap();
    db.customer_writes("chat", "2").await;
    db.store.operator_send(words(id, "c1"), NOW).await.unwrap();

    let back = db.store.hand_back(id, ME, None, Some(r#"{"node":"resume"}"#.into()), NOW).await.unwrap();
    assert_eq!(back.owner, Owner::Bot);
    assert_eq!(db.store.next_ready_at().await.unwrap(), None, "the operator has answered everything");
    db.customer_writes("chat", "3").await;
    let input = db.begin_turn().await.input;
    assert_eq!(input.state.as_deref(), Some(r#"{"node":"resume"}"#));
    assert!(
        input.history.iter().any(|message| message.text.contains("менеджер")),
        "the bot knows what was said"
    );
    assert_eq!(input.inbound.len(), 1);
}

#[rstest]
#[tokio::test]
async fn handing_back_an_open_question_answers_it(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = Db::open(backend).await else { return };
    db.bot_answers("chat", "1", &["ответ бота"]).await;
    let id = db.conversation_of("chat").await;
    db.store.take_over(id, ME, None, NOW).await.unwrap();
    db.customer_writes("chat", "2").await;
    db.store.assign(id, Owner::Bot, None, NOW).await.unwrap();
    let input = db.begin_turn().await.input;
    assert_eq!(input.inbound.len(), 1, "what nobody answered");
    assert_eq!(input.state.as_deref(), Some(r#"{"node":"end"}"#), "the state is kept");
}

#[rstest]
#[tokio::test]
async fn unknown_conversations_are_an_error(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = Db::open(backend).await else { return };
    let missing = StoreError::NotFound { what: "conversation", id: "1".into() };
    assert_eq!(db.store.take_over(1, ME, None, NOW).await.unwrap_err(), missing);
    assert_eq!(db.store.mark_read(1, NOW).await.unwrap_err(), missing);
    assert_eq!(db.store.operator_send(words(1, "c"), NOW).await.unwrap_err(), missing);
    assert_eq!(db.store.conversation(1).await.unwrap_err(), missing);
}
