//! Accidents on demand.

use std::time::Duration;

use rstest::rstest;
use serde_json::json;
use sufler_sandbox::{Action, Mode, NewFault, Operation, SellerPatch};

use crate::stage::Stage;

fn status(status: u16, retry_after_s: Option<u32>) -> Action {
    Action::Status { status, retry_after_s, message: None }
}

fn strike(stage: &Stage, fault: NewFault) -> u64 {
    stage.control().add_fault(fault).id
}

#[rstest]
#[tokio::test]
async fn any_error_can_be_had(#[values(401, 402, 403, 404, 429, 500, 503)] code: u16) {
    let stage = Stage::new(Mode::Spec).await;
    strike(&stage, NewFault::always(status(code, Some(7))).on(Operation::PostSendMessage).times(1));
    let answer = stage.send("раз").await;
    assert_eq!((answer.status, answer.body["error"]["code"].as_u64()), (code, Some(code.into())));
    assert_eq!(answer.header("retry-after"), Some("7"));
    assert!(stage.buyer_sees().is_empty(), "nothing was done");
    assert_eq!(stage.send("два").await.status, 200, "the fault is used up");
}

#[tokio::test]
async fn an_unpaid_account_gets_402_in_the_messenger_alone() {
    let stage = Stage::new(Mode::Spec).await;
    let patch = SellerPatch { paid: Some(false), ..SellerPatch::default() };
    stage.control().change_seller(stage.seller.user_id, &patch).unwrap();
    assert_eq!(stage.send("раз").await.status, 402);
    assert_eq!(stage.get("/core/v1/accounts/self").await.status, 200);
}

#[tokio::test]
async fn a_proxy_answers_in_html() {
    let stage = Stage::new(Mode::Spec).await;
    strike(&stage, NewFault::always(Action::Html { status: 502 }));
    let answer = stage.send("раз").await;
    assert_eq!((answer.status, answer.header("content-type")), (502, Some("text/html; charset=utf-8")));
}

#[tokio::test]
async fn a_token_answer_can_come_without_a_token() {
    let stage = Stage::new(Mode::Spec).await;
    let hollow = Action::Respond {
        status: 200,
        content_type: "application/vnd.hollow+json".into(),
        body: json!({ "error": "temporarily_unavailable" }).to_string(),
    };
    strike(&stage, NewFault::always(hollow).on(Operation::GetAccessToken).account(stage.seller.user_id));
    let answer = stage.form("/token", &[("client_id", &stage.seller.client_id)]).await;
    assert_eq!(answer.status, 200);
}

#[rstest]
#[case::stored(Action::HangAfter, 1)]
#[case::never_stored(Action::HangBefore, 0)]
#[tokio::test]
async fn a_send_in_doubt_may_or_may_not_have_arrived(#[case] action: Action, #[case] stored: usize) {
    let stage = Stage::new(Mode::Spec).await;
    strike(&stage, NewFault::always(action).on(Operation::PostSendMessage).times(1));
    let sending = tokio::spawn(sending(&stage));
    until_unanswered(&stage).await;
    assert_eq!(stage.buyer_sees().len(), stored);
    assert!(!sending.is_finished(), "no answer comes");
    sending.abort();
}

/// A send that is under way, with no time-out to speak of.
fn sending(stage: &Stage) -> impl Future<Output = reqwest::Result<reqwest::Response>> + use<> {
    let url = stage.running.url() + &stage.chat("v1", "/messages");
    let body = json!({ "type": "text", "message": { "text": "раз" } });
    stage.http.post(url).bearer_auth(&stage.token).json(&body).send()
}

/// Waits until the simulator has noted a request that it will not answer.
async fn until_unanswered(stage: &Stage) {
    let control = stage.control();
    while !control.stats().accounts[&stage.seller.user_id].by_status.contains_key(&0) {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn an_answer_can_break_off_after_the_message_was_stored() {
    let stage = Stage::new(Mode::Spec).await;
    strike(&stage, NewFault::always(Action::Truncate).on(Operation::PostSendMessage).times(1));
    let answer = sending(&stage).await;
    assert!(match answer {
        Ok(answer) => answer.bytes().await.is_err(),
        Err(error) => !error.is_timeout(),
    });
    assert_eq!(stage.buyer_sees(), ["раз"]);
}

#[tokio::test]
async fn faults_strike_one_account_one_chat_and_can_be_taken_back() {
    let stage = Stage::new(Mode::Spec).await;
    let (stranger, token) = stage.another_seller().await;
    let id = strike(&stage, NewFault::always(status(503, None)).account(stranger.user_id));
    assert_eq!(stage.get("/core/v1/accounts/self").await.status, 200);
    let theirs = |path: &'static str| stage.call_as(&token, reqwest::Method::GET, path, None);
    assert_eq!(theirs("/core/v1/accounts/self").await.status, 503);
    stage.control().remove_fault(id).unwrap();
    assert_eq!(theirs("/core/v1/accounts/self").await.status, 200);
    assert!(stage.control().remove_fault(id).is_err());

    strike(&stage, NewFault { chat_id: Some(stage.chat_id.clone()), ..NewFault::always(status(500, None)) });
    assert_eq!(stage.get(&stage.account("v2", "/chats")).await.status, 200);
    assert_eq!(stage.get(&stage.chat("v2", "")).await.status, 500);
}

#[tokio::test]
async fn the_dice_fall_the_same_with_the_same_seed() {
    let mut runs = Vec::new();
    for seed in [1, 1, 2] {
        let config = sufler_sandbox::Config { seed, ..crate::stage::config(Mode::Spec) };
        let stage = Stage::with(config).await;
        strike(&stage, NewFault { probability: 0.5, ..NewFault::always(status(500, None)) });
        let mut statuses = Vec::new();
        for _ in 0..30 {
            statuses.push(stage.get("/core/v1/accounts/self").await.status);
        }
        runs.push((stage.chat_id.clone(), statuses));
    }
    assert_eq!(runs[0], runs[1]);
    assert_ne!(runs[0], runs[2]);
}

#[tokio::test]
async fn stopping_does_not_wait_for_hanging_answers() {
    let stage = Stage::new(Mode::Spec).await;
    strike(&stage, NewFault::always(Action::HangAfter).on(Operation::PostSendMessage));
    let hanging = tokio::spawn(sending(&stage));
    until_unanswered(&stage).await;
    tokio::time::timeout(Duration::from_secs(30), stage.running.shutdown()).await.expect("it stops");
    assert_eq!(hanging.await.unwrap().unwrap().status(), 503);
}
