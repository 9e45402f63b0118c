//! Who leads a conversation: nobody is talked over, and the bot goes on knowing what people said.

use rstest::rstest;
use serde_json::Value;
use sufler_sandbox::Action;
use sufler_sandbox::{NewFault, Operation};
use sufler_store::{Author, Conversation, Delivery, Owner};
use sufler_tests::{Backend, Buyer, Setup, Stage, wait::holds};

const QUESTION: &str = "Красный обогреватель довезёте?";

async fn with_model(backend: Backend) -> Option<Stage> {
    Some(Setup::model().on(backend.open().await?).start().await)
}

/// Waits until the conversation is as wanted.
async fn becomes(
    stage: &Stage,
    buyer: &Buyer,
    what: &str,
    wanted: impl Fn(&Conversation) -> bool,
) -> Conversation {
    let id = stage.conversation(buyer).await.id;
    stage
        .until(what, async || {
            let conversation = stage.api.conversation(id).await;
            holds(wanted(&conversation), &conversation).map(|()| conversation)
        })
        .await
}

/// The buyer asks, the model starts to think and does not answer yet.
async fn model_thinks(stage: &Stage, buyer: &Buyer, question: &str) -> Conversation {
    stage.model().hold();
    let asked = stage.model().requests().len();
    buyer.says(question);
    stage.model().is_asked(asked + 1).await;
    stage.conversation(buyer).await
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn an_operator_who_takes_over_while_the_model_thinks_is_never_talked_over(#[case] backend: Backend) {
    let Some(stage) = with_model(backend).await else { return };
    let buyer = stage.buyer("Вера");
    let conversation = model_thinks(&stage, &buyer, QUESTION).await;
    stage.api.take_over(conversation.id, Some(conversation.epoch)).await.unwrap();
    stage.model().release();
    stage.api.send(conversation.id, "one", "Здравствуйте, это Анна.", None).await.unwrap();
    stage.hears(&buyer, &["Здравствуйте, это Анна."]).await;
    stage.settles().await;
    assert_eq!(buyer.hears(), ["Здравствуйте, это Анна."], "the bot said nothing");
    let bots = stage.stored(&buyer).await.into_iter().filter(|message| message.author == Author::Bot);
    assert_eq!(bots.count(), 0, "the bot's reply was not even queued");
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn a_person_who_answers_in_the_native_app_takes_the_conversation(#[case] backend: Backend) {
    let Some(stage) = with_model(backend).await else { return };
    let buyer = stage.buyer("Вера");
    model_thinks(&stage, &buyer, QUESTION).await;
    buyer.is_answered_in_the_app("Да, довезём, пишу из приложения.");
    let taken = becomes(&stage, &buyer, "operators lead", |c| c.owner == Owner::Queue).await;
    stage.model().release();
    stage.settles().await;
    assert_eq!(buyer.hears(), ["Да, довезём, пишу из приложения."], "the bot said nothing");
    let native = stage.stored(&buyer).await.into_iter().filter(|message| message.author == Author::Native);
    assert_eq!(native.count(), 1, "operators see what was said in the app");
    assert!(taken.epoch > 0);

    let asked = stage.model().requests().len();
    buyer.says("А завтра?");
    becomes(&stage, &buyer, "the new message waits for people", |c| c.unread > 0).await;
    stage.settles().await;
    let about_tomorrow = |request: &Value| request.to_string().contains("А завтра?");
    assert!(!stage.model().requests()[asked..].iter().any(about_tomorrow), "the bot does not even think");
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn our_own_messages_that_come_back_are_recognised_and_take_nothing_over(#[case] backend: Backend) {
    let Some(stage) = with_model(backend).await else { return };
    let buyer = stage.buyer("Вера");
    buyer.says(QUESTION);
    stage.hears(&buyer, &["Доставка есть."]).await;
    stage.settles().await;
    let reply = buyer.thread()[1].id.clone();
    let echoed = stage.control().deliveries(0).iter().any(|delivery| delivery.message_id == reply);
    assert!(echoed, "Avito delivered our own message to our webhook");
    let conversation = stage.conversation(&buyer).await;
    assert_eq!(conversation.owner, Owner::Bot);
    assert_eq!(stage.stored(&buyer).await.len(), 2, "the echo is no message of its own");
}

#[tokio::test]
async fn an_echo_that_is_faster_than_the_answer_to_our_call_takes_nothing_over() {
    let stage = Setup::flow("echo").start().await;
    let slow = NewFault::always(Action::HangAfter).on(Operation::PostSendMessage).times(1);
    let _fault = stage.control().add_fault(slow);
    let buyer = stage.buyer("Вера");
    buyer.says("Привет");
    stage.hears(&buyer, &["Вы написали: Привет"]).await;
    let reply = buyer.thread()[1].id.clone();
    let sent = stage
        .until("the reply counts as sent", async || {
            let stored = stage.stored(&buyer).await;
            let sent = stored.iter().find(|message| message.delivery == Some(Delivery::Sent));
            sent.cloned().ok_or_else(|| format!("{stored:?}"))
        })
        .await;
    assert_eq!(sent.external_id, Some(reply));
    assert_eq!(stage.conversation(&buyer).await.owner, Owner::Bot);
    assert_eq!(stage.stored(&buyer).await.len(), 2);
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn after_the_handback_the_bot_knows_what_was_said(#[case] backend: Backend) {
    let Some(stage) = with_model(backend).await else { return };
    let buyer = stage.buyer("Вера");
    buyer.says(QUESTION);
    stage.hears(&buyer, &["Доставка есть."]).await;
    let conversation = stage.conversation(&buyer).await;
    let mine = stage.api.take_over(conversation.id, None).await.unwrap();
    assert_eq!(mine.owner, Owner::Operator { user_id: stage.api.user_id });
    stage.api.send(conversation.id, "one", "Скидку дам тысячу рублей.", Some(mine.epoch)).await.unwrap();
    stage.hears(&buyer, &["Доставка есть.", "Скидку дам тысячу рублей."]).await;
    buyer.says("Спасибо, подумаю.");
    let waiting = becomes(&stage, &buyer, "the operator sees the message", |c| c.unread > 0).await;
    let back = stage.api.hand_back(conversation.id, Some(waiting.epoch)).await.unwrap();
    assert_eq!(back.owner, Owner::Bot);
    assert!(back.epoch > mine.epoch);

    stage.model().says("Как договорились.");
    let asked = stage.model().requests().len();
    buyer.says("Так какая скидка?");
    stage
        .until("the bot answers again", async || {
            let heard = buyer.hears();
            holds(heard.last().is_some_and(|text| text == "Как договорились."), heard)
        })
        .await;
    let known = stage.model().requests()[asked..].iter().map(Value::to_string).collect::<String>();
    for said in ["Скидку дам тысячу рублей.", "Спасибо, подумаю.", QUESTION, "Доставка есть."]
    {
        assert!(known.contains(said), "the model is told «{said}»");
    }
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn of_two_operators_the_second_is_told_that_the_first_leads(#[case] backend: Backend) {
    let Some(stage) = with_model(backend).await else { return };
    let (anna, boris) = (stage.api.add_operator("anna").await, stage.api.add_operator("boris").await);
    let buyer = stage.buyer("Вера");
    buyer.says(QUESTION);
    stage.hears(&buyer, &["Доставка есть."]).await;
    let seen = stage.conversation(&buyer).await;

    let mine = anna.take_over(seen.id, Some(seen.epoch)).await.unwrap();
    for refused in [
        boris.take_over(seen.id, Some(seen.epoch)).await.map(drop).unwrap_err(),
        boris.send(seen.id, "b1", "Это Борис.", Some(seen.epoch)).await.map(drop).unwrap_err(),
        boris.hand_back(seen.id, Some(seen.epoch)).await.map(drop).unwrap_err(),
    ] {
        assert_eq!(
            (refused.status, refused.code.as_str()),
            (409, "conversation.owner_changed"),
            "{refused:?}"
        );
        assert_eq!(refused.details["owner"]["user_id"], anna.user_id, "who leads: {refused:?}");
        assert_eq!(refused.details["epoch"], mine.epoch);
        assert!(!refused.message.is_empty());
    }
    let first = anna.send(seen.id, "a1", "Это Анна.", Some(mine.epoch)).await.unwrap();
    let again = anna.send(seen.id, "a1", "Это Анна.", Some(mine.epoch)).await.unwrap();
    assert_eq!(first.id, again.id, "the same client id is the same message");
    stage.hears(&buyer, &["Доставка есть.", "Это Анна."]).await;
    stage.settles().await;
    assert_eq!(buyer.hears(), ["Доставка есть.", "Это Анна."]);
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn a_takeover_withdraws_replies_that_have_not_left(#[case] backend: Backend) {
    let Some(stage) = with_model(backend).await else { return };
    let busy = Action::Status { status: 429, retry_after_s: Some(3), message: None };
    let fault = stage.control().add_fault(NewFault::always(busy).on(Operation::PostSendMessage));
    let buyer = stage.buyer("Вера");
    buyer.says(QUESTION);
    let conversation = stage.conversation(&buyer).await;
    stage
        .until("the bot's reply waits", async || {
            let stored = stage.api.messages(conversation.id).await;
            let waits =
                stored.iter().any(|m| m.author == Author::Bot && m.delivery == Some(Delivery::Queued));
            holds(waits, stored)
        })
        .await;
    stage.api.take_over(conversation.id, None).await.unwrap();
    stage.control().remove_fault(fault.id).unwrap();
    stage.api.send(conversation.id, "one", "Здравствуйте, это Анна.", None).await.unwrap();
    stage.hears(&buyer, &["Здравствуйте, это Анна."]).await;
    stage.settles().await;
    assert_eq!(buyer.hears(), ["Здравствуйте, это Анна."]);
    let stored = stage.stored(&buyer).await;
    let bot = stored.iter().find(|message| message.author == Author::Bot).unwrap();
    assert_eq!(bot.delivery, Some(Delivery::Cancelled), "operators see that it never left");
}

#[rstest]
#[case::sqlite(Backend::Sqlite)]
#[case::postgres(Backend::Postgres)]
#[tokio::test]
async fn a_message_that_arrives_while_the_model_thinks_restarts_the_turn_with_both(#[case] backend: Backend) {
    let Some(stage) = with_model(backend).await else { return };
    let buyer = stage.buyer("Вера");
    let conversation = model_thinks(&stage, &buyer, QUESTION).await;
    buyer.says("И сколько это стоит?");
    stage.model().is_asked(2).await;
    let second = stage.model().requests()[1].to_string();
    assert!(second.contains(QUESTION) && second.contains("И сколько это стоит?"), "{second}");
    stage.model().release();
    stage.hears(&buyer, &["Доставка есть."]).await;
    stage.settles().await;
    assert_eq!(buyer.hears(), ["Доставка есть."], "one reply to both messages");
    let turns = stage.api.turns(conversation.id).await;
    assert_eq!(turns.len(), 1, "one turn took both");
}
