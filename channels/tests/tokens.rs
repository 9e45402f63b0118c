//! Tokens: one renewal at a time, ahead of expiry, stored before use; what a refused token leads to.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a failed assumption in a test should fail the test"
)]

mod common;

use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use common::{CHAT, Counter, USER, client, credentials};
use futures::future::{BoxFuture, join_all};
use rstest::rstest;
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use sufler_channels::avito::{
    Account, Grant, TokenManager, TokenSet, TokenSource, TokenStore, TokenStoreError,
};
use sufler_channels::{AdapterError, AdapterErrorKind as Kind};
use tokio::sync::Notify;
use wiremock::matchers::{body_string_contains, header, path, path_regex};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

const DAY_S: i64 = 86_400;
const HOUR_MS: i64 = 3_600_000;

/// A store in memory that can be told to fail or to wait.
#[derive(Default)]
struct Memory {
    tokens: Mutex<Option<TokenSet>>,
    fails: AtomicBool,
    waits: AtomicBool,
    entered: Notify,
    go_on: Notify,
    saved: Notify,
}

impl Memory {
    fn holding(access: &str, refresh: &str, expires_at_ms: i64) -> Self {
        let tokens = TokenSet {
            access_token: SecretString::from(access),
            expires_at_ms,
            refresh_token: Some(SecretString::from(refresh)),
        };
        Self { tokens: Mutex::new(Some(tokens)), ..Self::default() }
    }

    fn access(&self) -> String {
        self.tokens.lock().unwrap().as_ref().unwrap().access_token.expose_secret().to_owned()
    }
}

impl TokenStore for Memory {
    fn load(&self) -> BoxFuture<'_, Result<Option<TokenSet>, TokenStoreError>> {
        Box::pin(async { Ok(self.tokens.lock().unwrap().clone()) })
    }

    fn save<'a>(&'a self, tokens: &'a TokenSet) -> BoxFuture<'a, Result<(), TokenStoreError>> {
        Box::pin(async {
            if self.waits.load(Ordering::SeqCst) {
                self.entered.notify_one();
                self.go_on.notified().await;
            }
            if self.fails.load(Ordering::SeqCst) {
                return Err(TokenStoreError("disk full".to_owned()));
            }
            *self.tokens.lock().unwrap() = Some(tokens.clone());
            self.saved.notify_one();
            Ok(())
        })
    }
}

/// One account before a mock of Avito, with a clock that stands until it is moved.
struct World {
    server: MockServer,
    store: Arc<Memory>,
    now: Arc<AtomicI64>,
    tokens: TokenManager,
}

impl World {
    async fn new(grant: Grant, store: Memory) -> Self {
        let server = MockServer::start().await;
        let store = Arc::new(store);
        let now = Arc::new(AtomicI64::new(0));
        let clock = {
            let now = Arc::clone(&now);
            Arc::new(move || now.load(Ordering::SeqCst))
        };
        let tokens = TokenManager::new(client(&server), credentials(), grant, store.clone(), clock);
        Self { server, store, now, tokens }
    }

    /// With keys of its own and an empty store.
    async fn with_keys() -> Self {
        Self::new(Grant::ClientCredentials, Memory::default()).await
    }

    fn account(&self) -> Account {
        client(&self.server).account(USER, Arc::new(self.tokens.clone()))
    }

    fn at(&self, now_ms: i64) {
        self.now.store(now_ms, Ordering::SeqCst);
    }

    /// The token endpoint gives A1, A2, … (and R1, R2, …).
    async fn issue_tokens(&self, life_s: i64) {
        let count = AtomicU32::new(0);
        let answer = move |_: &Request| {
            let number = count.fetch_add(1, Ordering::SeqCst) + 1;
            ResponseTemplate::new(200).set_body_json(json!({
                "access_token": format!("A{number}"), "refresh_token": format!("R{number}"),
                "expires_in": life_s, "token_type": "Bearer", "scope": "messenger:read",
            }))
        };
        Mock::given(path("/token")).respond_with(answer).mount(&self.server).await;
    }

    async fn fail_tokens(&self, status: u16) {
        Mock::given(path("/token")).respond_with(ResponseTemplate::new(status)).mount(&self.server).await;
    }

    /// Calls with this token get this status, others 200.
    async fn refuse(&self, token: &str, status: u16) {
        Mock::given(path_regex("^/messenger/"))
            .and(header("authorization", format!("Bearer {token}")))
            .respond_with(ResponseTemplate::new(status))
            .mount(&self.server)
            .await;
        Mock::given(path_regex("^/messenger/"))
            .respond_with(ResponseTemplate::new(200).set_body_json(json!({"id": "m1"})))
            .mount(&self.server)
            .await;
    }

    async fn access(&self) -> Result<String, AdapterError> {
        self.tokens.access_token().await.map(|token| token.expose_secret().to_owned())
    }

    async fn requests(&self, path: &str) -> Vec<Request> {
        let requests = self.server.received_requests().await.unwrap();
        requests.into_iter().filter(|request| request.url.path().starts_with(path)).collect()
    }

    async fn renewals(&self) -> usize {
        self.requests("/token").await.len()
    }
}

#[tokio::test]
async fn fifty_callers_make_one_request() {
    let world = World::with_keys().await;
    world.issue_tokens(DAY_S).await;
    let tokens = join_all((0..50).map(|_| world.access())).await;
    assert!(tokens.iter().all(|token| token.as_ref().unwrap() == "A1"));
    assert_eq!(world.renewals().await, 1);
    let request = &world.requests("/token").await[0];
    let body = String::from_utf8(request.body.clone()).unwrap();
    assert_eq!(body, "grant_type=client_credentials&client_id=our-id&client_secret=top-secret");
    assert_eq!(request.headers["content-type"], "application/x-www-form-urlencoded");
}

#[tokio::test]
async fn fifty_callers_with_revoked_keys_make_one_request() {
    let world = World::with_keys().await;
    world.fail_tokens(401).await;
    let tokens = join_all((0..50).map(|_| world.access())).await;
    assert!(tokens.iter().all(|token| token.as_ref().unwrap_err().kind == Kind::Unauthorized));
    assert_eq!(world.renewals().await, 1);
    assert!(world.access().await.is_err());
    assert_eq!(world.renewals().await, 2, "a later caller tries again");
}

#[rstest]
#[case::a_day(DAY_S, DAY_S * 1000 - 300_000)]
#[case::a_minute(60, 48_000)]
#[tokio::test]
async fn renews_ahead_of_expiry(#[case] life_s: i64, #[case] due_ms: i64) {
    let world = World::with_keys().await;
    world.issue_tokens(life_s).await;
    assert_eq!(world.access().await.unwrap(), "A1");
    world.at(due_ms - 1);
    assert_eq!(world.access().await.unwrap(), "A1");
    world.at(due_ms);
    assert_eq!(world.access().await.unwrap(), "A2");
}

#[tokio::test]
async fn the_stored_token_serves_after_a_restart() {
    let world = World::new(Grant::AuthorizationCode, Memory::holding("A0", "R0", HOUR_MS)).await;
    assert_eq!(world.access().await.unwrap(), "A0");
    assert_eq!(world.renewals().await, 0);
}

#[tokio::test]
async fn each_refresh_token_is_used_once() {
    let world = World::new(Grant::AuthorizationCode, Memory::holding("A0", "R0", 0)).await;
    world.issue_tokens(DAY_S).await;
    assert_eq!(world.access().await.unwrap(), "A1");
    world.at(DAY_S * 1000);
    assert_eq!(world.access().await.unwrap(), "A2");
    let used: Vec<bool> = world
        .requests("/token")
        .await
        .iter()
        .zip(["refresh_token=R0", "refresh_token=R1"])
        .map(|(request, token)| String::from_utf8_lossy(&request.body).contains(token))
        .collect();
    assert_eq!(used, [true, true]);
}

#[tokio::test]
async fn a_refresh_token_that_does_not_rotate_stays_good() {
    let world = World::new(Grant::AuthorizationCode, Memory::holding("A0", "R0", 0)).await;
    Mock::given(body_string_contains("refresh_token=R0"))
        .respond_with(
            ResponseTemplate::new(200).set_body_json(json!({"access_token": "A1", "expires_in": 60.0})),
        )
        .mount(&world.server)
        .await;
    world.access().await.unwrap();
    world.at(60_000);
    world.access().await.unwrap();
    assert_eq!(world.renewals().await, 2);
}

#[tokio::test]
async fn another_nodes_token_is_taken_over() {
    let world = World::new(Grant::AuthorizationCode, Memory::holding("A0", "R0", HOUR_MS)).await;
    assert_eq!(world.access().await.unwrap(), "A0");
    *world.store.tokens.lock().unwrap() =
        Memory::holding("B1", "S1", 2 * HOUR_MS).tokens.into_inner().unwrap();
    world.at(HOUR_MS);
    assert_eq!(world.access().await.unwrap(), "B1");
    assert_eq!(world.renewals().await, 0);
}

#[tokio::test]
async fn without_a_grant_the_admin_has_to_connect() {
    let world = World::new(Grant::AuthorizationCode, Memory::default()).await;
    let error = world.access().await.unwrap_err();
    assert_eq!(error.kind, Kind::Unauthorized);
    assert!(error.admin_message_ru().contains("подключите аккаунт заново"));
}

/// The mock of the call and the store share one order: what is used was stored before.
#[tokio::test]
async fn the_rotated_pair_is_stored_before_it_is_used() {
    let world = World::new(Grant::AuthorizationCode, Memory::holding("A0", "R0", 0)).await;
    world.issue_tokens(DAY_S).await;
    let store = Arc::clone(&world.store);
    let answer = move |request: &Request| {
        assert_eq!(request.headers["authorization"], format!("Bearer {}", store.access()).as_str());
        ResponseTemplate::new(200).set_body_json(json!({"ok": true}))
    };
    Mock::given(path_regex("/read$")).respond_with(answer).expect(1).mount(&world.server).await;
    world.account().mark_read(CHAT).await.unwrap();
    assert_eq!(world.store.access(), "A1");
}

#[tokio::test]
async fn a_pair_that_could_not_be_stored_is_neither_used_nor_lost() {
    let world = World::new(Grant::AuthorizationCode, Memory::holding("A0", "R0", 0)).await;
    world.issue_tokens(DAY_S).await;
    world.store.fails.store(true, Ordering::SeqCst);
    let error = world.account().send_text(CHAT, "да").await.unwrap_err();
    assert_eq!(error.kind, Kind::Storage);
    assert!(error.is_retryable() && !error.is_in_doubt());
    assert!(world.requests("/messenger").await.is_empty());

    world.store.fails.store(false, Ordering::SeqCst);
    assert_eq!(world.access().await.unwrap(), "A1");
    assert_eq!(world.store.access(), "A1");
    assert_eq!(world.renewals().await, 1, "the old refresh token is void: no second request");
}

#[tokio::test]
async fn a_caller_that_gives_up_loses_nothing() {
    let world = World::new(Grant::AuthorizationCode, Memory::holding("A0", "R0", 0)).await;
    world.issue_tokens(DAY_S).await;
    world.store.waits.store(true, Ordering::SeqCst);
    tokio::select! {
        _ = world.access() => unreachable!("the store has not answered yet"),
        () = world.store.entered.notified() => {}
    }
    world.store.go_on.notify_one();
    world.store.saved.notified().await;
    assert_eq!(world.store.access(), "A1");
    assert_eq!(world.access().await.unwrap(), "A1");
    assert_eq!(world.renewals().await, 1);
}

#[tokio::test]
async fn a_failed_renewal_harms_nobody_while_the_old_token_lives() {
    let world = World::new(Grant::ClientCredentials, Memory::holding("A0", "R0", HOUR_MS)).await;
    world.fail_tokens(503).await;
    assert_eq!(world.access().await.unwrap(), "A0");
    world.at(HOUR_MS - 200_000);
    assert_eq!(world.access().await.unwrap(), "A0");
    assert_eq!(world.access().await.unwrap(), "A0");
    assert_eq!(world.renewals().await, 1, "not at every call");
    world.at(HOUR_MS - 200_000 + 15_000);
    assert_eq!(world.access().await.unwrap(), "A0");
    assert_eq!(world.renewals().await, 2);
    world.at(HOUR_MS);
    assert_eq!(world.access().await.unwrap_err().kind, Kind::Server);
}

#[rstest]
#[case::unauthorized(401)]
#[case::forbidden(403)]
#[tokio::test]
async fn a_refused_token_is_renewed_and_the_call_repeated(#[case] status: u16) {
    let world = World::new(Grant::ClientCredentials, Memory::holding("A0", "R0", HOUR_MS)).await;
    world.issue_tokens(DAY_S).await;
    world.refuse("A0", status).await;
    let counter = Arc::new(Counter::default());
    let sent = world.account().with_gate(counter.clone()).send_text(CHAT, "да").await.unwrap();
    assert_eq!(sent.external_id, "m1");
    let repeats: Vec<bool> = counter.seen().into_iter().map(|(_, _, repeat)| repeat).collect();
    assert_eq!(repeats, [false, true], "the repeat counts in the rate budget too");
    assert_eq!((world.renewals().await, world.requests("/messenger").await.len()), (1, 2));
}

#[rstest]
#[case::unauthorized(401, Kind::Unauthorized)]
#[case::forbidden(403, Kind::Forbidden)]
#[tokio::test]
async fn refused_twice_it_is_a_problem_of_the_account(#[case] status: u16, #[case] kind: Kind) {
    let world = World::new(Grant::ClientCredentials, Memory::holding("A0", "R0", HOUR_MS)).await;
    world.issue_tokens(DAY_S).await;
    Mock::given(path_regex("^/messenger/"))
        .respond_with(ResponseTemplate::new(status))
        .mount(&world.server)
        .await;
    let error = world.account().send_text(CHAT, "да").await.unwrap_err();
    assert_eq!(error.kind, kind);
    assert!(error.is_account_problem() && !error.is_retryable() && !error.is_in_doubt());
    assert_eq!((world.renewals().await, world.requests("/messenger").await.len()), (1, 2));
}

#[tokio::test]
async fn a_young_token_is_not_renewed_for_a_missing_right() {
    let world = World::with_keys().await;
    world.issue_tokens(DAY_S).await;
    world.refuse("A1", 403).await;
    for _ in 0..3 {
        assert_eq!(world.account().mark_read(CHAT).await.unwrap_err().kind, Kind::Forbidden);
    }
    assert_eq!((world.renewals().await, world.requests("/messenger").await.len()), (1, 3));
}

#[tokio::test]
async fn fifty_refused_calls_renew_once() {
    let world = World::new(Grant::ClientCredentials, Memory::holding("A0", "R0", HOUR_MS)).await;
    world.issue_tokens(DAY_S).await;
    world.refuse("A0", 401).await;
    let account = world.account();
    let outcomes = join_all((0..50).map(|_| account.mark_read(CHAT))).await;
    assert!(outcomes.iter().all(Result::is_ok));
    assert_eq!(world.renewals().await, 1);
}

#[tokio::test]
async fn a_send_that_found_no_token_is_not_in_doubt() {
    let world = World::with_keys().await;
    world.fail_tokens(503).await;
    let error = world.account().send_text(CHAT, "да").await.unwrap_err();
    assert_eq!(error.kind, Kind::Server);
    assert!(error.is_retryable() && !error.is_in_doubt());
}

#[tokio::test]
async fn the_code_of_the_page_buys_the_first_pair() {
    let world = World::with_keys().await;
    world.issue_tokens(DAY_S).await;
    let client = client(&world.server);
    let back = "https://shop.example/oauth/avito?x=1".parse().unwrap();
    let page = client.authorize_url("our-id", "state/1", &back);
    let query: Vec<(String, String)> = page.query_pairs().into_owned().collect();
    insta::assert_yaml_snapshot!(query);
    let tokens = client.exchange_code(&credentials(), "c&d", &back, 1_000).await.unwrap();
    assert_eq!(tokens.expires_at_ms, DAY_S * 1000 + 1_000);
    assert_eq!(tokens.refresh_token.unwrap().expose_secret(), "R1");
    let body = String::from_utf8(world.requests("/token").await[0].body.clone()).unwrap();
    assert!(
        body.starts_with("grant_type=authorization_code&code=c%26d&redirect_uri=https%3A%2F%2Fshop"),
        "{body}"
    );
}
