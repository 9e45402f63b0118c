//! The server is killed at every step of a message's way, and Avito fails in the middle of a send: no message is
//! lost, no reply is sent twice, no model is billed twice for what it has answered.
#![expect(clippy::indexing_slicing, reason = "a failing test says why")]

use std::os::unix::process::ExitStatusExt as _;

use rstest::rstest;
use serde_json::Value;
use sufler_sandbox::{Action, NewFault, Operation};
use sufler_store::{Author, Delivery, Message};
use sufler_tests::{Backend, Buyer, PATIENCE, Setup, Stage};

const ABORTED: i32 = 6;
const QUESTION: &str = "Синий конвектор довезёте?";

/// Who answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Voice {
    /// A fixed text, ready at once.
    Builtin,
    /// Two model calls a turn, journaled.
    Model,
}

impl Voice {
    fn setup(self) -> Setup {
        match self {
            Self::Builtin => Setup::flow("echo"),
            Self::Model => Setup::model(),
        }
    }

    fn reply(self, question: &str) -> String {
        match self {
            Self::Builtin => format!("Вы написали: {question}"),
            Self::Model => "Доставка есть.".to_owned(),
        }
    }
}

/// Model calls about the question, each of which would have been billed.
fn bills(stage: &Stage) -> usize {
    let about = |request: &Value| request.to_string().contains(QUESTION);
    stage.model().requests().into_iter().filter(about).count()
}

/// The question is asked, the server dies at `step`, is started again and answers once.
async fn survives(setup: Setup, voice: Voice, step: &str) -> Stage {
    let mut stage = setup.dies_at(step).start().await;
    let buyer = stage.buyer("Вера");
    buyer.says(QUESTION);
    let status = stage.server.ended(&format!("the server dies at {step}")).await;
    assert_eq!(status.signal(), Some(ABORTED), "killed at {step}");
    stage.server.start(None).await;
    answered_once(&stage, &buyer, &voice.reply(QUESTION)).await;
    stage
}

async fn answered_once(stage: &Stage, buyer: &Buyer, reply: &str) {
    stage.hears(buyer, &[reply]).await;
    stage.settles().await;
    assert_eq!(buyer.hears(), [reply], "one reply and no other");
    let stored = stage.stored(buyer).await;
    let written: Vec<(&Author, &str, Option<Delivery>)> =
        stored.iter().map(|message| (&message.author, message.text.as_str(), message.delivery)).collect();
    assert_eq!(written, [(&Author::Contact, QUESTION, None), (&Author::Bot, reply, Some(Delivery::Sent))]);
    let changes = stage.api.changes(0).await.messages;
    let mut seen: Vec<i64> =
        changes.iter().filter(|m| m.conversation_id == stored[0].conversation_id).map(|m| m.id).collect();
    seen.sort_unstable();
    assert_eq!(seen, [stored[0].id, stored[1].id], "a messenger that catches up sees each message once");
}

#[rstest]
#[case::step_1_the_webhook_has_come("webhook.received:2")] // The first is Avito's empty probe.
#[case::step_2_it_is_parsed("webhook.parsed")]
#[case::step_3_it_is_stored_but_not_answered("webhook.stored")]
#[case::step_4_the_conversation_is_leased("turn.leased")]
#[case::step_5_the_engine_has_stepped("turn.stepped")]
#[case::step_6_the_turn_is_saved("turn.saved")]
#[case::step_8_before_the_send("outbox.before_call")]
#[case::step_8_sent_but_not_marked("outbox.after_call")]
#[case::step_8_sent_and_marked("outbox.marked")]
#[case::step_9_the_question_is_told_to_operators("change.heard:1")]
#[case::step_9_the_reply_is_told_to_operators("change.heard:2")]
#[tokio::test]
async fn killed_at_any_step_nothing_is_lost_or_said_twice(
    #[case] step: &str,
    #[values(Voice::Builtin, Voice::Model)] voice: Voice,
) {
    let stage = survives(voice.setup(), voice, step).await;
    if voice == Voice::Model {
        assert_eq!(bills(&stage), 2, "one bill for the intent and one for the answer");
    }
}

/// The second number: a call whose answer was not journaled yet has to be made again.
#[rstest]
#[case::before_the_first_call("effect.wanted", 2)]
#[case::after_the_first_call("effect.performed", 3)]
#[case::after_its_journal("effect.journaled", 2)]
#[case::before_the_second_call("effect.wanted:2", 2)]
#[case::after_the_second_call("effect.performed:2", 3)]
#[case::after_its_journal_too("effect.journaled:2", 2)]
#[tokio::test]
async fn killed_at_step_7_a_journaled_model_call_is_not_made_again(#[case] step: &str, #[case] calls: usize) {
    let stage = survives(Setup::model(), Voice::Model, step).await;
    assert_eq!(bills(&stage), calls);
}

#[rstest]
#[case("webhook.stored")]
#[case("turn.saved")]
#[case("outbox.before_call")]
#[case("outbox.after_call")]
#[tokio::test]
async fn killed_on_postgres_nothing_is_lost_or_said_twice(#[case] step: &str) {
    let Some(database) = Backend::Postgres.open().await else { return };
    survives(Setup::flow("echo").on(database), Voice::Builtin, step).await;
}

#[rstest]
#[case::builtin(Voice::Builtin)]
#[case::model(Voice::Model)]
#[tokio::test]
async fn killed_at_step_10_when_the_messenger_shows_the_reply(#[case] voice: Voice) {
    let mut stage = voice.setup().start().await;
    let buyer = stage.buyer("Вера");
    buyer.says(QUESTION);
    let conversation = stage.conversation(&buyer).await.id;
    stage
        .until("the messenger shows the reply as sent", async || {
            let messages = stage.api.messages(conversation).await;
            let sent = messages.iter().any(|message| message.delivery == Some(Delivery::Sent));
            sent.then_some(()).ok_or_else(|| format!("{messages:?}"))
        })
        .await;
    let seen = stage.api.changes(0).await;
    stage.server.kill();
    stage.server.start(None).await;
    answered_once(&stage, &buyer, &voice.reply(QUESTION)).await;
    let later = stage.api.changes(seen.version).await.messages;
    let shown: Vec<i64> = seen.messages.iter().map(|message| message.id).collect();
    let of_chat = later.iter().filter(|message| message.conversation_id == conversation);
    assert!(
        of_chat.clone().all(|m| shown.contains(&m.id)),
        "what merges by id shows nothing twice: {later:?}"
    );
}

#[tokio::test]
async fn told_to_stop_while_the_model_thinks_it_finishes_and_answers_once() {
    let mut stage = Setup::model().start().await;
    let buyer = stage.buyer("Вера");
    stage.model().hold();
    buyer.says(QUESTION);
    stage.model().is_asked(1).await;
    stage.server.ask_to_stop();
    stage.model().release();
    let status = stage.server.ended("the server stops when asked to").await;
    assert!(status.success(), "a clean end: {status}");
    stage.server.start(None).await;
    answered_once(&stage, &buyer, &Voice::Model.reply(QUESTION)).await;
    assert_eq!(bills(&stage), 2, "what the model had answered was not asked again");
}

#[rstest]
#[case::the_message_arrived(Action::HangAfter)]
#[case::the_message_did_not_arrive(Action::HangBefore)]
#[case::the_answer_broke_off(Action::Truncate)]
#[tokio::test]
async fn a_send_in_doubt_is_settled_by_the_chats_history_and_heard_once(#[case] accident: Action) {
    let stage = Setup::flow("echo").start().await;
    let _fault =
        stage.control().add_fault(NewFault::always(accident).on(Operation::PostSendMessage).times(1));
    let buyer = stage.buyer("Вера");
    buyer.says(QUESTION);
    answered_once(&stage, &buyer, &Voice::Builtin.reply(QUESTION)).await;
}

/// Waits until the reply is shown as unknown, with words.
async fn becomes_unknown(stage: &Stage, buyer: &Buyer) -> Message {
    let conversation = stage.conversation(buyer).await.id;
    stage
        .within(PATIENCE * 2, "the reply is shown as unknown", async || {
            let messages = stage.api.messages(conversation).await;
            let unknown = messages.iter().find(|message| message.delivery == Some(Delivery::Unknown));
            unknown.cloned().ok_or_else(|| format!("{messages:?}"))
        })
        .await
}

#[rstest]
#[case::the_message_arrived(Action::HangAfter, 1)]
#[case::the_message_did_not_arrive(Action::HangBefore, 0)]
#[tokio::test]
async fn what_cannot_be_decided_is_shown_as_unknown_and_never_repeated_by_itself(
    #[case] accident: Action,
    #[case] heard: usize,
) {
    let mut stage = Setup::flow("echo").start().await;
    let control = stage.control();
    let _fault = control.add_fault(NewFault::always(accident).on(Operation::PostSendMessage).times(1));
    // Neither history nor the echo tell what became of it.
    let _fault = control.add_fault(NewFault { skip: 1, ..NewFault::always(Action::Lose).times(1) });
    let no_history = Action::Status { status: 503, retry_after_s: None, message: None };
    let _fault = control.add_fault(NewFault::always(no_history).on(Operation::GetMessagesV3));
    let buyer = stage.buyer("Вера");
    buyer.says(QUESTION);
    let unknown = becomes_unknown(&stage, &buyer).await;
    assert!(unknown.problem.unwrap().contains("Неизвестно, дошло ли"), "the operator reads why");
    control.clear_faults();
    stage.server.kill();
    stage.server.start(None).await;
    stage.settles().await;
    assert_eq!(buyer.hears().len(), heard, "nothing was repeated");

    if heard == 0 {
        let retried: Message =
            stage.api.post(&format!("messages/{}/retry", unknown.id), &Value::Null).await.unwrap();
        assert_eq!(retried.id, unknown.id);
        stage.hears(&buyer, &[&Voice::Builtin.reply(QUESTION)]).await;
    }
}

/// Buyers write all the time, every webhook comes twice, and the server is killed again and again.
#[tokio::test]
async fn killed_again_and_again_under_load_every_word_is_answered_once_and_in_order() {
    const BUYERS: usize = 12;
    const WORDS: usize = 4;
    let mut stage = Setup::flow("echo").start().await;
    let _fault = stage.control().add_fault(NewFault::always(Action::Duplicate { copies: 1 }));
    let buyers: Vec<Buyer> = (0..BUYERS).map(|n| stage.buyer(&format!("Покупатель {n}"))).collect();
    let heard = |buyers: &[Buyer]| buyers.iter().map(|buyer| buyer.hears().len()).sum::<usize>();
    for round in 0..WORDS {
        for (n, buyer) in buyers.iter().enumerate() {
            buyer.says(&format!("слово-{n}-{round}."));
        }
        let goal = heard(&buyers) + BUYERS / 3;
        stage
            .until("some replies leave", async || {
                let now = heard(&buyers);
                (now >= goal).then_some(()).ok_or_else(|| format!("{now} of {goal}"))
            })
            .await;
        // What the channel could not deliver it repeats a second later, behind the words of the next rounds: that
        // order is the channel's. Here the replies are cut off.
        assert!(stage.control().deliveries_settled(PATIENCE).await, "webhooks settle");
        stage.server.kill();
        stage.server.start(None).await;
    }
    for (n, buyer) in buyers.iter().enumerate() {
        let words: Vec<String> = (0..WORDS).map(|round| format!("слово-{n}-{round}.")).collect();
        stage
            .within(PATIENCE * 2, "every word is answered once and in order", async || {
                let said = buyer.hears().join(" ").replace("Вы написали: ", "");
                let found: Vec<&str> = said.split_whitespace().collect();
                (found == words).then_some(()).ok_or_else(|| format!("{found:?} instead of {words:?}"))
            })
            .await;
    }
    stage.settles().await;
    let total: usize = buyers.iter().map(|buyer| buyer.hears().join(" ").matches("слово").count()).sum();
    assert_eq!(total, BUYERS * WORDS, "nothing was repeated afterwards");
}
