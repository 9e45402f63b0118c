//! Every message once, bursts settled, echoes recognised.

use futures::future::join_all;
use rstest::rstest;
use sufler_store::{Author, ConversationStatus, Delivery, Ingested, NewInbound, Owner, StoreError};

use crate::db::{Backend, Db, NOW, SETTLE, reply};

#[rstest]
#[tokio::test]
async fn a_message_delivered_three_times_and_out_of_order_is_stored_once(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = Db::open(backend).await else { return };
    let at = |external_id, at| NewInbound { at, ..db.inbound("chat", external_id, external_id) };
    let (first, second) = (at("a", NOW), at("b", NOW + 1_000));
    let batch = vec![second.clone(), first.clone(), second.clone(), first.clone()];
    let again = db.store.ingest(batch, SETTLE, NOW).await.unwrap();
    assert!(matches!(again[0], Ingested::New { conversation_is_new: true, needs_profile: true, .. }));
    assert!(matches!(again[1], Ingested::New { conversation_is_new: false, .. }));
    assert!(matches!(again[2..], [Ingested::Duplicate { .. }, Ingested::Duplicate { .. }]));
    assert!(matches!(db.ingest(first).await, Ingested::Duplicate { .. }));

    let thread = db.store.messages(db.conversation_of("chat").await, None, None, 10).await.unwrap();
    assert_eq!(thread.items.iter().map(|message| message.text.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    let turn = db.begin_turn().await;
    let order: Vec<_> = turn.input.inbound.iter().map(|message| message.text.as_str()).collect();
    assert_eq!(order, ["a", "b"], "a turn sees them by time on the channel");
}

#[rstest]
#[tokio::test]
async fn concurrent_deliveries_of_one_message_store_it_once(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = Db::open(backend).await else { return };
    let deliveries = (0..20).map(|n| db.ingest(db.inbound(&format!("chat {}", n % 2), "same id", "текст")));
    let results = join_all(deliveries).await;
    let new = results.iter().filter(|result| matches!(result, Ingested::New { .. })).count();
    assert_eq!(new, 2, "once in each chat");
}

#[rstest]
#[tokio::test]
async fn a_burst_settles_and_has_an_end(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = Db::open(backend).await else { return };
    let mut ready = Vec::new();
    for (n, after) in [0, 300, 700, 1_200, 1_900, 1_990].into_iter().enumerate() {
        db.store.ingest(vec![db.inbound("chat", &n.to_string(), "ещё")], SETTLE, NOW + after).await.unwrap();
        ready.push(db.store.next_ready_at().await.unwrap().unwrap() - NOW);
    }
    assert_eq!(
        ready,
        [500, 800, 1_200, 1_700, 2_000, 2_000],
        "each message moves it, at most to 4 settle times"
    );
    assert_eq!(db.store.lease_ready(9, 1_000, NOW + 1_999).await.unwrap(), []);
    assert_eq!(db.store.lease_ready(9, 1_000, NOW + 2_000).await.unwrap().len(), 1);
}

#[rstest]
#[tokio::test]
async fn people_get_unread_counts_and_the_bot_gets_work(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = Db::open(backend).await else { return };
    let id = db.customer_writes("chat", "1").await;
    let row = db.store.conversation(id).await.unwrap().conversation;
    assert_eq!((row.owner, row.unread, row.waiting_since), (Owner::Bot, 0, Some(NOW)));
    assert_eq!(row.status, ConversationStatus::New);

    db.store.take_over(id, 7, None, NOW).await.unwrap();
    db.customer_writes("chat", "2").await;
    db.customer_writes("chat", "3").await;
    let row = db.store.conversation(id).await.unwrap().conversation;
    assert_eq!((row.owner, row.unread), (Owner::Operator { user_id: 7 }, 2));
    assert_eq!(db.store.next_ready_at().await.unwrap(), None, "nothing for the bot");
    assert_eq!(db.store.mark_read(id, NOW).await.unwrap().unread, 0);
}

#[rstest]
#[tokio::test]
async fn history_wakes_nobody(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = Db::open(backend).await else { return };
    let old = |external_id, author, at| NewInbound {
        live: false,
        author,
        at,
        ..db.inbound("chat", external_id, external_id)
    };
    db.ingest(db.inbound("chat", "now", "now")).await;
    let before = db.store.conversation_by_chat(db.account, "chat").await.unwrap().unwrap().conversation;
    let history = vec![old("day 2", Author::Native, NOW - 1_000), old("day 1", Author::Contact, NOW - 2_000)];
    db.store.ingest(history, SETTLE, NOW).await.unwrap();
    let after = db.store.conversation(before.id).await.unwrap().conversation;
    assert_eq!(after.last_message, before.last_message, "the list still shows the latest");
    assert_eq!((after.owner, after.epoch, after.unread), (before.owner, before.epoch, before.unread));
    let thread = db.store.messages(before.id, None, None, 10).await.unwrap().items;
    assert_eq!(
        thread.iter().map(|message| message.text.as_str()).collect::<Vec<_>>(),
        ["day 1", "day 2", "now"]
    );
    let turn = db.begin_turn().await;
    assert_eq!(turn.input.inbound.len(), 1, "only the live message is to be answered");
    assert_eq!(turn.input.history.len(), 2);
}

#[rstest]
#[tokio::test]
async fn our_own_message_coming_back_is_an_echo(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = Db::open(backend).await else { return };
    let sent = db.bot_answers("chat", "1", &["Здравствуйте!  Да, есть."]).await[0].id;
    assert_eq!(db.store.outbox_claim(db.account, 9, NOW * 2).await.unwrap().len(), 1);

    // The webhook is faster than the answer of the send call; the channel has tidied the spaces.
    let echo = db.ingest(db.native("chat", "x1", "Здравствуйте! Да, есть. ")).await;
    assert_eq!(echo, Ingested::Echo { message_id: sent });
    let row = db.message(sent).await;
    assert_eq!((row.delivery, row.external_id.as_deref()), (Some(Delivery::Sent), Some("x1")));

    db.store.outbox_sent(sent, Some("x1".into()), NOW).await.unwrap();
    assert_eq!(db.ingest(db.native("chat", "x1", "whatever")).await, Ingested::Echo { message_id: sent });
    let row = db.store.conversation_by_chat(db.account, "chat").await.unwrap().unwrap().conversation;
    assert_eq!(row.owner, Owner::Bot, "an echo is nobody's takeover");
}

#[rstest]
#[tokio::test]
async fn an_echo_settles_a_message_of_unknown_fate(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = Db::open(backend).await else { return };
    let sent = db.bot_answers("chat", "1", &["Доставим завтра"]).await[0].id;
    db.store.outbox_claim(db.account, 9, NOW * 2).await.unwrap();
    db.store.outbox_unknown(sent, "нет ответа".into()).await.unwrap();
    let history = NewInbound { live: false, ..db.native("chat", "x1", "Доставим завтра") };
    assert_eq!(db.ingest(history).await, Ingested::Echo { message_id: sent });
    let row = db.message(sent).await;
    assert_eq!((row.delivery, row.problem), (Some(Delivery::Sent), None));
}

#[rstest]
#[tokio::test]
async fn a_person_in_the_native_app_takes_the_conversation(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = Db::open(backend).await else { return };
    let queued = db.bot_answers("chat", "1", &["первый", "второй"]).await;
    let before = db.store.conversation(queued[0].conversation_id).await.unwrap().conversation;
    db.customer_writes("chat", "2").await;
    let running = db.begin_turn().await;

    assert!(matches!(db.ingest(db.native("chat", "n1", "Я отвечу сам")).await, Ingested::New { .. }));
    let after = db.store.conversation(before.id).await.unwrap().conversation;
    assert_eq!((after.owner, after.epoch), (Owner::Queue, before.epoch + 1));
    assert_eq!((after.unread, after.waiting_since), (0, None), "the person has answered");
    for message in queued {
        assert_eq!(db.message(message.id).await.delivery, Some(Delivery::Cancelled));
    }
    let refused = db.store.save_turn(running.commit(&["поздно"])).await.unwrap_err();
    assert_eq!(refused, StoreError::OwnerChanged { owner: Owner::Queue, epoch: after.epoch });
    assert_eq!(db.lease_all().await, []);
}

#[rstest]
#[tokio::test]
async fn a_closed_conversation_starts_again_with_the_bot(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = Db::open(backend).await else { return };
    let id = db.customer_writes("chat", "1").await;
    db.store.take_over(id, 7, None, NOW).await.unwrap();
    let closed = db.store.close_conversation(id, NOW).await.unwrap();
    assert_eq!(closed.status, ConversationStatus::Closed);
    db.customer_writes("chat", "2").await;
    let row = db.store.conversation(id).await.unwrap().conversation;
    assert_eq!((row.status, row.owner), (ConversationStatus::Open, Owner::Bot));
    assert!(row.epoch > closed.epoch);
    assert_eq!(db.begin_turn().await.input.inbound.len(), 1, "what was closed is not answered again");
}

#[rstest]
#[tokio::test]
async fn one_bad_call_does_not_fail_the_others(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = Db::open(backend).await else { return };
    let stray = NewInbound { account_id: 1, ..db.inbound("elsewhere", "s", "чужое") };
    let good = (0..10).map(|n| db.store.ingest(vec![db.inbound("chat", &n.to_string(), "да")], SETTLE, NOW));
    let bad = db.store.ingest(vec![db.inbound("chat", "in bad company", "нет"), stray], SETTLE, NOW);
    let (good, bad) = tokio::join!(join_all(good), bad);
    assert!(good.iter().all(Result::is_ok));
    assert!(matches!(bad, Err(StoreError::NotFound { what: "account", .. })));
    let thread = db.store.messages(db.conversation_of("chat").await, None, None, 99).await.unwrap().items;
    assert_eq!(thread.len(), 10, "the bad call left nothing");
}

#[rstest]
#[tokio::test]
async fn strange_texts_survive(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = Db::open(backend).await else { return };
    let content = serde_json::json!({"sizes": {"1280x960": "https://x/\u{0}"}, "quote": "\"'\\"});
    let text = "ноль \0, кавычки '\"\\, 👩‍👩‍👧, \u{202e}наоборот, ; DROP TABLE messages --";
    let message = NewInbound { content: Some(content.clone()), ..db.inbound("ch'at", "id\"1", text) };
    let Ingested::New { message_id, .. } = db.ingest(message.clone()).await else { panic!("new") };
    let stored = db.message(message_id).await;
    assert_eq!(stored.text, text.replace('\0', "\u{FFFD}"));
    assert_eq!(stored.content, Some(content));
    assert!(matches!(db.ingest(message).await, Ingested::Duplicate { .. }));
}

#[rstest]
#[tokio::test]
async fn a_message_deleted_on_the_channel_is_marked(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = Db::open(backend).await else { return };
    let Ingested::New { message_id, .. } = db.ingest(db.inbound("chat", "1", "ой")).await else {
        panic!("new")
    };
    let deleted = NewInbound { kind: "deleted".into(), live: false, ..db.inbound("chat", "1", "") };
    assert_eq!(db.ingest(deleted).await, Ingested::Duplicate { message_id });
    assert_eq!(db.message(message_id).await.kind, "deleted");
}

#[rstest]
#[tokio::test]
async fn an_image_of_ours_is_recognised_without_words(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = Db::open(backend).await else { return };
    db.customer_writes("chat", "1").await;
    let turn = db.begin_turn().await;
    let mut commit = turn.commit(&[]);
    commit.replies = vec![sufler_store::NewReply { kind: "image".into(), ..reply("") }];
    commit.claim_now = true;
    let sent = db.store.save_turn(commit).await.unwrap().claimed.unwrap().message.id;
    let echo = NewInbound { kind: "image".into(), ..db.native("chat", "img", "") };
    assert_eq!(db.ingest(echo).await, Ingested::Echo { message_id: sent });
}
