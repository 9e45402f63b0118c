//! Tokens: three grants, rotation, expiry, the authorize page (contract §3).

use std::time::Duration;

use reqwest::header::LOCATION;
use rstest::rstest;
use sufler_sandbox::{Config, Mode, NewApplication, SellerPatch};
use url::Url;

use crate::stage::{Answer, Stage, config};

const BACK: &str = "https://shop.example/oauth/avito";

struct Application {
    id: String,
    secret: String,
}

fn application(stage: &Stage) -> Application {
    let new = NewApplication { redirect_uri: Some(BACK.to_owned()), ..NewApplication::default() };
    let view = stage.control().add_application(new).unwrap();
    Application { id: view.client_id, secret: view.client_secret }
}

/// Where the authorize page sends the person.
async fn authorize(stage: &Stage, query: &[(&str, &str)]) -> Url {
    let mut url = Url::parse(&(stage.running.url() + "/oauth")).unwrap();
    url.query_pairs_mut().extend_pairs(query);
    let answer = stage.http.get(url).send().await.unwrap();
    assert_eq!(answer.status(), 303);
    Url::parse(answer.headers()[LOCATION].to_str().unwrap()).unwrap()
}

fn param(url: &Url, name: &str) -> Option<String> {
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

async fn grant(stage: &Stage, app: &Application, kind: &str, name: &str, value: &str) -> Answer {
    let form = [("grant_type", kind), ("client_id", &app.id), ("client_secret", &app.secret), (name, value)];
    stage.form("/token", &form).await
}

async fn code(stage: &Stage, app: &Application, scope: &str) -> String {
    let user = stage.seller.user_id.to_string();
    let query = [("response_type", "code"), ("client_id", &app.id), ("scope", scope), ("user_id", &user)];
    param(&authorize(stage, &query).await, "code").unwrap()
}

#[tokio::test]
async fn keys_of_a_seller_buy_a_token_at_either_address() {
    let stage = Stage::new(Mode::Spec).await;
    for path in ["/token", "/token/"] {
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", &*stage.seller.client_id),
            ("client_secret", &*stage.seller.client_secret),
        ];
        let body = stage.form(path, &form).await.ok();
        assert_eq!((body["expires_in"].as_i64(), &body["token_type"]), (Some(86_400), &"Bearer".into()));
        assert!(body.get("refresh_token").is_none());
    }
}

#[rstest]
#[case::wrong_secret(&[("grant_type", "client_credentials"), ("client_id", "ID"), ("client_secret", "no")], 401)]
#[case::unknown_id(&[("grant_type", "client_credentials"), ("client_id", "?"), ("client_secret", "SECRET")], 401)]
#[case::no_secret(&[("grant_type", "client_credentials"), ("client_id", "ID")], 400)]
#[case::strange_grant(&[("grant_type", "password"), ("client_id", "ID"), ("client_secret", "SECRET")], 400)]
#[case::bad_code(&[("grant_type", "authorization_code"), ("client_id", "ID"), ("client_secret", "SECRET"), ("code", "x")], 400)]
#[case::nothing(&[], 400)]
#[tokio::test]
async fn a_bad_request_for_a_token_is_refused(#[case] form: &[(&str, &str)], #[case] status: u16) {
    let stage = Stage::new(Mode::Spec).await;
    let fill = |value| match value {
        "ID" => stage.seller.client_id.clone(),
        "SECRET" => stage.seller.client_secret.clone(),
        other => other.to_owned(),
    };
    let filled: Vec<(&str, String)> = form.iter().map(|(name, value)| (*name, fill(*value))).collect();
    let form: Vec<(&str, &str)> = filled.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(stage.form("/token", &form).await.status, status);
}

#[tokio::test]
async fn a_code_works_once_and_brings_a_pair_with_its_scope() {
    let stage = Stage::new(Mode::Observed).await;
    let app = application(&stage);
    let code = code(&stage, &app, "messenger:read").await;
    let pair = grant(&stage, &app, "authorization_code", "code", &code).await.ok();
    assert_eq!(pair["scope"], "messenger:read");
    assert!(pair["refresh_token"].is_string());
    assert_eq!(grant(&stage, &app, "authorization_code", "code", &code).await.status, 400);

    let token = pair["access_token"].as_str().unwrap();
    let (get, post) = (reqwest::Method::GET, reqwest::Method::POST);
    assert_eq!(stage.call_as(token, get, &stage.chat("v2", ""), None).await.status, 200);
    let send = serde_json::json!({ "type": "text", "message": { "text": "x" } });
    let sent = stage.call_as(token, post, &stage.chat("v1", "/messages"), Some(send)).await;
    assert_eq!(sent.status, 403, "the scope messenger:write was not granted");
}

#[tokio::test]
async fn a_refresh_token_dies_when_used_and_belongs_to_its_client() {
    let stage = Stage::new(Mode::Observed).await;
    let app = application(&stage);
    let code = code(&stage, &app, "").await;
    let pair = grant(&stage, &app, "authorization_code", "code", &code).await.ok();
    let first = pair["refresh_token"].as_str().unwrap();

    let stranger = application(&stage);
    assert_eq!(grant(&stage, &stranger, "refresh_token", "refresh_token", first).await.status, 400);
    let renewed = grant(&stage, &app, "refresh_token", "refresh_token", first).await.ok();
    let second = renewed["refresh_token"].as_str().unwrap();
    assert_ne!(first, second);
    assert_eq!(renewed["scope"], "messenger:read,messenger:write");
    assert_eq!(grant(&stage, &app, "refresh_token", "refresh_token", first).await.status, 400);
    assert_eq!(grant(&stage, &app, "refresh_token", "refresh_token", second).await.status, 200);
}

#[tokio::test]
async fn tokens_and_codes_expire_with_the_clock() {
    let short = Config {
        access_ttl: Duration::from_secs(600),
        refresh_ttl: Duration::from_secs(1200),
        ..config(Mode::Observed)
    };
    let stage = Stage::with(short).await;
    let app = application(&stage);
    let stale = code(&stage, &app, "").await;
    let fresh = code(&stage, &app, "").await;
    let pair = grant(&stage, &app, "authorization_code", "code", &fresh).await.ok();
    assert_eq!(pair["expires_in"], 600);

    stage.control().travel(Duration::from_secs(500));
    assert_eq!(stage.get(&stage.chat("v2", "")).await.status, 200);
    stage.control().travel(Duration::from_secs(101));
    assert_eq!(stage.get(&stage.chat("v2", "")).await.status, 401);
    stage.control().travel(Duration::from_secs(1200));
    assert_eq!(grant(&stage, &app, "authorization_code", "code", &stale).await.status, 400);
    let refresh = pair["refresh_token"].as_str().unwrap();
    assert_eq!(grant(&stage, &app, "refresh_token", "refresh_token", refresh).await.status, 400);
}

#[tokio::test]
async fn permissions_can_be_withdrawn() {
    let stage = Stage::new(Mode::Observed).await;
    let patch = SellerPatch { revoke_access: true, ..SellerPatch::default() };
    stage.control().change_seller(stage.seller.user_id, &patch).unwrap();
    assert_eq!(stage.get(&stage.chat("v2", "")).await.status, 401);
}

#[tokio::test]
async fn the_authorize_page_returns_the_code_and_the_state() {
    let stage = Stage::new(Mode::Observed).await;
    let app = application(&stage);
    let query = [("response_type", "code"), ("client_id", &*app.id), ("state", "a&b=c")];
    let back = authorize(&stage, &query).await;
    assert!(back.as_str().starts_with(BACK));
    assert_eq!(param(&back, "state").as_deref(), Some("a&b=c"));
    assert!(param(&back, "code").is_some());
    let denied = authorize(&stage, &[query[0], query[1], ("decision", "deny")]).await;
    assert_eq!(param(&denied, "error").as_deref(), Some("access_denied"));
}

#[tokio::test]
async fn the_authorize_page_never_redirects_to_an_address_in_doubt() {
    let stage = Stage::new(Mode::Observed).await;
    let app = application(&stage);
    for query in [
        "response_type=code".to_owned(),
        "response_type=code&client_id=nobody".to_owned(),
        format!("response_type=code&client_id={}&redirect_uri=https://evil.example/", app.id),
        format!("response_type=code&client_id={}&redirect_uri=javascript:alert(1)", stage.seller.client_id),
        format!("response_type=code&client_id={}", stage.seller.client_id),
    ] {
        let url = format!("{}/oauth?{query}", stage.running.url());
        let answer = stage.http.get(url).send().await.unwrap();
        assert_eq!(answer.status(), 400, "{query}");
        assert!(answer.headers().get(LOCATION).is_none());
    }
}

#[tokio::test]
async fn the_consent_page_asks_and_its_links_decide() {
    let stage = Stage::with(Config { consent: true, ..config(Mode::Observed) }).await;
    let app = application(&stage);
    let url = format!("{}/oauth?response_type=code&client_id={}&state=s", stage.running.url(), app.id);
    let page = stage.http.get(url).send().await.unwrap();
    assert_eq!(page.status(), 200);
    let page = page.text().await.unwrap();
    let links: Vec<String> = page
        .split("href=\"/oauth?")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap().replace("&amp;", "&"))
        .collect();
    assert_eq!(links.len(), 2, "{page}");
    for (link, outcome) in links.iter().zip(["code", "error"]) {
        let url = format!("{}/oauth?{link}", stage.running.url());
        let answer = stage.http.get(url).send().await.unwrap();
        let back = Url::parse(answer.headers()[LOCATION].to_str().unwrap()).unwrap();
        assert!(param(&back, outcome).is_some(), "{back}");
        assert_eq!(param(&back, "state").as_deref(), Some("s"));
    }
}
