//! Drafts for operators: from knowledge and history, thrown away when the conversation moved on, never sent.

use serde_json::{Value, json};
use sufler_tests::{Buyer, Setup, Stage};

async fn ask(stage: &Stage, buyer: &Buyer) -> Result<Value, (String, u16)> {
    let path = format!("conversations/{}/draft", stage.conversation(buyer).await.id);
    stage.api.post(&path, &json!({})).await.map_err(|refusal| (refusal.code, refusal.status))
}

/// A conversation that people lead, with a question of the buyer's.
async fn asked(stage: &Stage, buyer: &Buyer, question: &str) {
    buyer.says("Здравствуйте");
    stage.settles().await;
    let id = stage.conversation(buyer).await.id;
    let taken = stage.api.take_over(id, None).await;
    assert!(taken.is_ok(), "{taken:?}");
    let before = stage.stored(buyer).await.len();
    buyer.says(question);
    stage
        .until("the question is stored", async || {
            let stored = stage.stored(buyer).await.len();
            sufler_tests::wait::holds(stored > before, stored)
        })
        .await;
}

#[tokio::test]
async fn a_draft_stands_on_history_and_the_operator_sends_it_or_not() {
    let stage = Setup::model().start().await;
    let buyer = stage.buyer("Вера");
    asked(&stage, &buyer, "Красный обогреватель довезёте?").await;
    let heard = buyer.hears();
    stage.model().says("Да, довезём завтра.");

    let draft = ask(&stage, &buyer).await.expect("a draft");
    assert_eq!(draft["text"], "Да, довезём завтра.");
    let request = stage.model().requests().last().expect("a request").to_string();
    assert!(request.contains("Красный обогреватель довезёте?") && request.contains("Здравствуйте"));
    stage.settles().await;
    assert_eq!(buyer.hears(), heard, "a draft is no message");
}

#[tokio::test]
async fn a_draft_is_thrown_away_when_the_conversation_moved_on() {
    let stage = Setup::model().start().await;
    let buyer = stage.buyer("Вера");
    asked(&stage, &buyer, "Красный обогреватель довезёте?").await;
    let times = stage.model().requests().len();
    stage.model().hold();
    let id = stage.conversation(&buyer).await.id;
    let meanwhile = async {
        stage.model().is_asked(times + 1).await;
        stage.api.send(id, "one", "Минуту, узнаю.", None).await.expect("sent");
        stage.model().release();
    };
    let (draft, ()) = tokio::join!(ask(&stage, &buyer), meanwhile);
    assert_eq!(draft, Err(("draft.outdated".to_owned(), 409)));
}

#[tokio::test]
async fn without_a_question_there_is_nothing_to_draft() {
    let stage = Setup::flow("echo").start().await;
    let buyer = stage.buyer("Вера");
    asked(&stage, &buyer, "Летает ли эта штука на Марс?").await;
    assert_eq!(ask(&stage, &buyer).await, Err(("draft.nothing_found".to_owned(), 409)));
}
