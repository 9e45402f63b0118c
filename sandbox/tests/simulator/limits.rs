//! Budgets of a sliding minute (contract §7).

use std::time::Duration;

use serde_json::json;
use sufler_sandbox::{Config, Mode, Operation, RateLimit, SellerPatch};

use crate::stage::{Stage, config};

fn limited(per_minute: u32, enforced: bool) -> Config {
    Config { rate: RateLimit { per_minute, enforced }, ..config(Mode::Spec) }
}

#[tokio::test]
async fn the_budget_is_enforced_told_and_logged() {
    let stage = Stage::with(limited(3, true)).await;
    for left in ["2", "1", "0"] {
        let answer = stage.get(&stage.chat("v2", "")).await;
        assert_eq!((answer.status, answer.header("x-ratelimit-remaining")), (200, Some(left)));
        assert_eq!(answer.header("x-ratelimit-limit"), Some("3"));
    }
    let refused = stage.get(&stage.chat("v2", "")).await;
    assert_eq!(refused.status, 429);
    let wait: u64 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((30..=60).contains(&wait), "{wait}");

    let stats = stage.control().stats();
    let [violation] = &stats.violations[..] else { panic!("{:?}", stats.violations) };
    assert_eq!((violation.account, violation.seen, violation.limit), (stage.seller.user_id, 4, 3));
    let account = &stats.accounts[&stage.seller.user_id];
    assert_eq!((account.max_per_minute, account.violations), (4, 1));

    stage.control().travel(Duration::from_secs(wait));
    assert_eq!(stage.get(&stage.chat("v2", "")).await.status, 200);
}

#[tokio::test]
async fn each_account_has_a_budget_of_its_own() {
    let stage = Stage::with(limited(1, true)).await;
    let (stranger, token) = stage.another_seller().await;
    stage.get(&stage.chat("v2", "")).await.ok();
    assert_eq!(stage.get(&stage.chat("v2", "")).await.status, 429);
    let path = format!("/messenger/v2/accounts/{}/chats", stranger.user_id);
    assert_eq!(stage.call_as(&token, reqwest::Method::GET, &path, None).await.status, 200);
}

#[tokio::test]
async fn a_watched_limit_is_served_and_written_down() {
    let stage = Stage::with(limited(2, false)).await;
    for _ in 0..5 {
        assert_eq!(stage.get(&stage.chat("v2", "")).await.status, 200);
    }
    let stats = stage.control().stats();
    assert_eq!(stats.violations.len(), 3);
    assert_eq!(stats.accounts[&stage.seller.user_id].max_per_minute, 5);
    stage.control().reset_stats();
    assert_eq!(stage.control().stats().violations.len(), 0);
}

#[tokio::test]
async fn the_list_of_listings_is_limited_apart() {
    let stage = Stage::with(limited(1, true)).await;
    for _ in 0..25 {
        stage.get("/core/v1/items").await.ok();
    }
    let refused = stage.get("/core/v1/items").await;
    assert_eq!((refused.status, &refused.body["code"]), (429, &json!("429")));
    assert_eq!(stage.get(&stage.chat("v2", "")).await.status, 200, "another budget");
}

#[tokio::test]
async fn a_budget_can_be_changed_while_running() {
    let stage = Stage::with(limited(1, true)).await;
    stage.get(&stage.chat("v2", "")).await.ok();
    let patch = SellerPatch { per_minute: Some(2), ..SellerPatch::default() };
    stage.control().change_seller(stage.seller.user_id, &patch).unwrap();
    assert_eq!(stage.get(&stage.chat("v2", "")).await.status, 200);
    assert_eq!(stage.get(&stage.chat("v2", "")).await.status, 429);
}

#[tokio::test]
async fn requests_and_sends_are_counted() {
    let stage = Stage::new(Mode::Spec).await;
    stage.send("раз").await.ok();
    stage.send("два").await.ok();
    stage.get("/core/v1/accounts/self").await.ok();
    assert_eq!(stage.call_as("bad", reqwest::Method::GET, "/core/v1/accounts/self", None).await.status, 401);
    let stats = stage.control().stats();
    let account = &stats.accounts[&stage.seller.user_id];
    assert_eq!(account.sends[&stage.chat_id], 2);
    assert_eq!(account.by_operation[&Operation::PostSendMessage], 2);
    assert_eq!((account.requests, account.by_status[&200]), (4, 4), "the token is one of them");
    assert_eq!(stats.anonymous[&401], 1);
    let log = stage.control().requests(Some(stage.seller.user_id));
    assert!(log.windows(2).all(|pair| pair[0].at_ms <= pair[1].at_ms));
    assert_eq!(log.last().unwrap().operation, Operation::GetUserInfoSelf);
}
