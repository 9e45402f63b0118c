//! Leases, fencing, the journal, and turns that are saved whole or not at all.

use futures::future::join_all;
use rstest::rstest;
use sufler_store::{ConversationStatus, Delivery, Handoff, JournalEntry, Owner, StoreError};

use crate::db::{Backend, Db, NOW, SETTLE};

fn entry(effect_id: &str, outcome: &str) -> JournalEntry {
    JournalEntry { effect_id: effect_id.into(), input_hash: "q1".into(), outcome_json: outcome.into() }
}

#[rstest]
#[tokio::test]
async fn a_turn_sees_everything_and_is_saved_whole(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = Db::open(backend).await else { return };
    let id = db.customer_writes("chat", "1").await;
    let turn = db.begin_turn().await;
    assert_eq!((turn.input.turn_no, turn.input.state.as_deref()), (1, None));
    assert_eq!(turn.input.contact.external_id, "buyer of chat");
    assert_eq!(turn.input.account.id, db.account);

    let mut commit = turn.commit(&["раз", "два"]);
    commit.contact_variables = Some(serde_json::json!({"city": "Казань"}));
    let saved = db.store.save_turn(commit).await.unwrap();
    assert_eq!((saved.more, saved.claimed), (false, None));
    assert_eq!(
        saved.messages.iter().map(|message| message.delivery).collect::<Vec<_>>(),
        [Some(Delivery::Queued); 2]
    );
    assert_eq!(
        (saved.conversation.status, saved.conversation.waiting_since),
        (ConversationStatus::Open, None)
    );

    let stored = db.store.turn_of_message(saved.messages[1].id).await.unwrap().unwrap();
    assert_eq!((stored.id, stored.turn_no, stored.finished), (saved.turn_id, 1, true));
    assert_eq!(stored.record, serde_json::json!({"trace": []}));
    assert_eq!(db.store.turns(id).await.unwrap(), [stored]);

    db.customer_writes("chat", "2").await;
    let next = db.begin_turn().await.input;
    assert_eq!((next.turn_no, next.state.as_deref()), (2, Some(r#"{"node":"end"}"#)));
    assert_eq!((next.flow_id.as_deref(), next.flow_hash.as_deref()), (Some("shop"), Some("h1")));
    assert_eq!(next.contact_variables, Some(serde_json::json!({"city": "Казань"})));
    let said: Vec<_> = next.history.iter().map(|message| message.text.as_str()).collect();
    assert_eq!(said, ["вопрос", "раз", "два"], "the new message is not history yet");
    assert_eq!(next.inbound.len(), 1);
}

#[rstest]
#[tokio::test]
async fn one_lease_at_a_time(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = Db::open(backend).await else { return };
    join_all((0..30).map(|n| db.ingest(db.inbound(&format!("chat {n}"), "1", "да")))).await;
    let workers = (0..8).map(|_| db.store.lease_ready(7, 60_000, NOW + SETTLE));
    let taken: Vec<_> = join_all(workers).await.into_iter().flat_map(Result::unwrap).collect();
    let mut ids: Vec<_> = taken.iter().map(|lease| lease.conversation_id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!((taken.len(), ids.len()), (30, 30), "each conversation once");
    assert_eq!(db.lease_all().await, []);
}

#[rstest]
#[tokio::test]
async fn an_old_fence_cannot_write(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = Db::open(backend).await else { return };
    let id = db.customer_writes("chat", "1").await;
    let slow = db.begin_turn().await;
    let later = NOW + 100_000;
    let quick = db.store.lease_ready(1, 60_000, later).await.unwrap()[0];
    assert!(quick.fence > slow.lease.fence, "fences grow");

    let fenced = StoreError::Fenced { conversation_id: id };
    assert_eq!(db.store.save_turn(slow.commit(&["поздно"])).await.unwrap_err(), fenced);
    assert_eq!(db.store.journal(slow.lease, 1, entry("e1", "1")).await.unwrap_err(), fenced);
    assert_eq!(db.store.renew(slow.lease, 60_000, later).await.unwrap_err(), fenced);
    db.store.release(slow.lease, None).await.unwrap();
    assert_eq!(db.store.turns(id).await.unwrap(), []);
    assert_eq!(db.store.messages(id, None, None, 9).await.unwrap().items.len(), 1, "nothing was written");

    let mut commit = slow.commit(&["вовремя"]);
    commit.lease = quick;
    assert_eq!(db.store.save_turn(commit).await.unwrap().messages.len(), 1);
}

#[rstest]
#[tokio::test]
async fn a_lease_can_be_kept_and_given_back(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = Db::open(backend).await else { return };
    db.customer_writes("chat", "1").await;
    let lease = db.lease().await;
    db.store.renew(lease, 500_000, NOW).await.unwrap();
    assert_eq!(db.store.lease_ready(1, 1, NOW + 400_000).await.unwrap(), []);
    assert_eq!(db.store.next_ready_at().await.unwrap(), Some(NOW + 500_000));

    db.store.release(lease, Some(NOW + 30_000)).await.unwrap();
    assert_eq!(db.store.next_ready_at().await.unwrap(), Some(NOW + 30_000));
    assert_eq!(db.store.lease_ready(1, 1, NOW + 29_999).await.unwrap(), []);
    assert_eq!(db.store.lease_ready(1, 1, NOW + 30_000).await.unwrap().len(), 1);
}

#[rstest]
#[tokio::test]
async fn a_dead_process_holds_nobody_up(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = Db::open(backend).await else { return };
    db.customer_writes("chat", "1").await;
    let dead = db.begin_turn().await;
    db.store.journal(dead.lease, 1, entry("e1", r#"{"intent":"price"}"#)).await.unwrap();
    let db = db.reopen().await;
    let at_once = db.lease_all().await;
    let lease = match backend {
        Backend::Sqlite => at_once[0],
        Backend::Postgres => {
            assert_eq!(at_once, [], "another node may hold it");
            db.store.lease_ready(1, 60_000, NOW + 100_000).await.unwrap()[0]
        }
    };
    assert!(lease.fence > dead.lease.fence);
    let input = db.store.load_turn(lease, 9).await.unwrap();
    assert_eq!((input.turn_no, input.inbound.len()), (1, 1), "the message still waits");
    assert_eq!(input.journal, [entry("e1", r#"{"intent":"price"}"#)], "no second bill for the model");
}

#[rstest]
#[tokio::test]
async fn the_journal_lasts_as_long_as_the_turn(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = Db::open(backend).await else { return };
    db.customer_writes("chat", "1").await;
    let turn = db.begin_turn().await;
    db.store.journal(turn.lease, 1, entry("e1", "1")).await.unwrap();
    db.store.journal(turn.lease, 1, entry("e2", "2")).await.unwrap();
    db.store.journal(turn.lease, 1, entry("e1", "3")).await.unwrap();
    let journal = db.store.load_turn(turn.lease, 9).await.unwrap().journal;
    assert_eq!(journal, [entry("e1", "3"), entry("e2", "2")]);

    let mut half = turn.commit(&["минутку"]);
    (half.finished, half.processed) = (false, vec![]);
    let first = db.store.save_turn(half).await.unwrap();
    let input = db.store.load_turn(turn.lease, 9).await.unwrap();
    assert_eq!((input.turn_no, input.journal.len(), input.inbound.len()), (1, 2, 1), "the turn goes on");
    let second = db.store.save_turn(turn.commit(&["вот"])).await.unwrap();
    assert_eq!(second.turn_id, first.turn_id, "one row a turn");

    db.customer_writes("chat", "2").await;
    let next = db.begin_turn().await.input;
    assert_eq!((next.turn_no, next.journal), (2, vec![]));
}

#[rstest]
#[tokio::test]
async fn a_message_during_the_turn_restarts_it_or_is_next(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = Db::open(backend).await else { return };
    let id = db.customer_writes("chat", "1").await;
    let turn = db.begin_turn().await;
    db.customer_writes("chat", "2").await;
    assert_eq!(db.lease_all().await, [], "the conversation is still leased");

    let mut commit = turn.commit(&["ответ"]);
    commit.restart_on_new = true;
    let refused = db.store.save_turn(commit).await.unwrap_err();
    assert_eq!(refused, StoreError::Superseded { conversation_id: id });
    assert_eq!(db.store.load_turn(turn.lease, 9).await.unwrap().inbound.len(), 2);

    let saved = db.store.save_turn(turn.commit(&["ответ"])).await.unwrap();
    assert!(saved.more);
    let next = db.begin_turn().await;
    assert_eq!((next.input.turn_no, next.input.inbound.len()), (2, 1), "ready again at once");
}

#[rstest]
#[tokio::test]
async fn a_handoff_lets_the_bot_finish_its_sentence(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = Db::open(backend).await else { return };
    let earlier = db.bot_answers("chat", "1", &["раньше"]).await[0].id;
    db.customer_writes("chat", "2").await;
    let turn = db.begin_turn().await;
    let mut commit = turn.commit(&["Передаю вопрос менеджеру."]);
    let card = serde_json::json!({"reason": "low_confidence"});
    commit.handoff = Some(Handoff { owner: Owner::Queue, card: card.clone() });
    let saved = db.store.save_turn(commit).await.unwrap();
    let row = &saved.conversation;
    assert_eq!((row.owner, row.epoch), (Owner::Queue, turn.input.conversation.epoch + 1));
    assert_eq!((row.status, row.unread, row.waiting_since), (ConversationStatus::Pending, 1, Some(NOW)));
    assert_eq!(row.handoff, Some(card));

    let mut sent = Vec::new();
    for _ in 0..2 {
        let item = db.store.outbox_claim(db.account, 9, NOW * 2).await.unwrap().remove(0);
        assert!(db.store.outbox_epoch_ok(item.message.id).await.unwrap());
        db.store.outbox_sent(item.message.id, None, NOW).await.unwrap();
        sent.push(item.message.id);
    }
    assert_eq!(sent, [earlier, saved.messages[0].id]);
    db.customer_writes("chat", "3").await;
    assert_eq!(db.lease_all().await, [], "from now on people answer");
    assert_eq!(db.store.conversation(row.id).await.unwrap().conversation.unread, 2);
}

#[rstest]
#[tokio::test]
async fn a_turn_may_close_or_wait(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = Db::open(backend).await else { return };
    db.customer_writes("chat", "1").await;
    let turn = db.begin_turn().await;
    let mut commit = turn.commit(&[]);
    commit.wake_at = Some(NOW + 77_000);
    db.store.save_turn(commit).await.unwrap();
    assert_eq!(db.store.next_ready_at().await.unwrap(), Some(NOW + 77_000));

    let lease = db.store.lease_ready(1, 60_000, NOW + 77_000).await.unwrap()[0];
    let input = db.store.load_turn(lease, 9).await.unwrap();
    assert_eq!((input.turn_no, input.inbound.len()), (2, 0));
    let mut commit = turn.commit(&["Всего доброго!"]);
    (commit.lease, commit.turn_no, commit.close) = (lease, 2, true);
    let saved = db.store.save_turn(commit).await.unwrap();
    assert_eq!(saved.conversation.status, ConversationStatus::Closed);
    assert_eq!(db.store.next_ready_at().await.unwrap(), None);
}

#[rstest]
#[tokio::test]
async fn many_turns_at_once_stay_apart(#[values(Backend::Sqlite, Backend::Postgres)] backend: Backend) {
    let Some(db) = Db::open(backend).await else { return };
    let chats: Vec<String> = (0..60).map(|n| format!("chat {n}")).collect();
    for round in 0..3 {
        let external_id = format!("m{round}");
        join_all(chats.iter().map(|chat| db.ingest(db.inbound(chat, &external_id, chat)))).await;
        let leases = db.lease_all().await;
        assert_eq!(leases.len(), chats.len());
        join_all(leases.into_iter().map(async |lease| {
            let input = db.store.load_turn(lease, 20).await.unwrap();
            let word = input.conversation.external_id.clone();
            let texts = input.inbound.iter().chain(&input.history).map(|message| &message.text);
            assert!(texts.into_iter().all(|text| *text == word), "words of another chat");
            assert_eq!((input.inbound.len(), input.history.len()), (1, 2 * round));
            db.store.journal(lease, input.turn_no, entry("e", "1")).await.unwrap();
            let mut commit = crate::db::Begun { lease, input }.commit(&[&word]);
            commit.claim_now = true;
            let claimed = db.store.save_turn(commit).await.unwrap().claimed.unwrap();
            assert!(db.store.outbox_epoch_ok(claimed.message.id).await.unwrap());
            let external_id = format!("out {}", claimed.message.id);
            db.store.outbox_sent(claimed.message.id, Some(external_id), NOW).await.unwrap();
        }))
        .await;
    }
    assert_eq!(db.store.outbox_in_doubt().await.unwrap(), []);
}

#[rstest]
#[tokio::test]
async fn states_of_open_conversations_come_page_by_page(
    #[values(Backend::Sqlite, Backend::Postgres)] backend: Backend,
) {
    let Some(db) = Db::open(backend).await else { return };
    let mut ids = Vec::new();
    for chat in ["one", "two", "three"] {
        ids.push(db.customer_writes(chat, "1").await);
        let turn = db.begin_turn().await;
        let mut commit = turn.commit(&[]);
        commit.close = chat == "two";
        db.store.save_turn(commit).await.unwrap();
    }
    // A conversation that has had no turn stands nowhere.
    db.customer_writes("four", "1").await;
    let first = db.store.live_states(0, 1).await.unwrap();
    assert_eq!(first.iter().map(|it| it.conversation_id).collect::<Vec<_>>(), ids[..1]);
    assert_eq!((first[0].flow_id.as_deref(), first[0].state.as_str()), (Some("shop"), r#"{"node":"end"}"#));
    let rest = db.store.live_states(ids[0], 10).await.unwrap();
    assert_eq!(rest.iter().map(|it| it.conversation_id).collect::<Vec<_>>(), ids[2..]);
}
