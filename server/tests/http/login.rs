//! Logging in and out, throttling, users.

use reqwest::Method;
use serde_json::json;
use sufler_server::auth::{FIRST_ADMIN_LOGIN, ensure_first_admin, password};
use sufler_store::{NewUser, Role};

use crate::client::{Answer, Client, Session, answer};
use crate::fixture::Server;

const PASSWORD: &str = "верный пароль";

async fn add(server: &Server, login: &str) -> i64 {
    let new = NewUser {
        login: login.into(),
        name: "Анна".into(),
        role: Role::Operator,
        password_hash: password::hash(PASSWORD.into()).await.expect("hashed"),
        accounts: None,
    };
    server.store.user_create(new, 1).await.expect("a user").id
}

async fn log_in(server: &Server, login: &str, password: &str) -> Answer {
    server.nobody().post("/api/v1/login", json!({"login": login, "password": password})).await
}

/// The browser after a login.
fn browser(server: &Server, login: &Answer) -> Client {
    let cookie = login.header("set-cookie");
    let token = cookie.split(['=', ';']).nth(1).expect("a token").to_owned();
    let me = login.json();
    let user = sufler_store::User {
        id: me["user"]["id"].as_i64().expect("an id"),
        login: String::new(),
        name: String::new(),
        role: Role::Viewer,
        accounts: None,
        active: true,
        created_at: 0,
    };
    let csrf = me["csrf"].as_str().expect("a token").to_owned();
    Client { session: Some(Session { user, token, csrf }), ..server.nobody() }
}

#[tokio::test]
async fn a_session_lasts_from_login_to_logout() {
    let server = Server::start().await;
    add(&server, "anna").await;
    let login = log_in(&server, " Anna ", PASSWORD).await;
    assert_eq!(login.status, 200, "{}", login.text);
    let cookie = login.header("set-cookie");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && !cookie.contains("Secure"));
    assert_eq!(login.header("cache-control"), "no-store");
    assert!(!login.text.contains("argon2"), "{}", login.text);

    let browser = browser(&server, &login);
    let me = browser.get("/api/v1/me").await.json();
    assert_eq!(
        (me["user"]["login"].clone(), me["csrf"].clone()),
        (json!("anna"), login.json()["csrf"].clone())
    );

    let logout = browser.call(Method::POST, "/api/v1/logout", None).await;
    assert_eq!(logout.status, 204);
    assert!(logout.header("set-cookie").contains("Max-Age=0"));
    assert_eq!(browser.get("/api/v1/me").await.error(), (401, "auth.required".into()));
}

#[tokio::test]
async fn who_may_not_log_in_learns_nothing() {
    let server = Server::start().await;
    let id = add(&server, "gone").await;
    add(&server, "anna").await;
    let off = sufler_store::UserChange { active: Some(false), ..Default::default() };
    server.store.user_update(id, off).await.expect("switched off");
    let wrong = log_in(&server, "anna", "не тот пароль").await;
    assert_eq!(wrong.error(), (401, "login.wrong".into()));
    for (login, password) in [("nobody", PASSWORD), ("gone", PASSWORD), ("anna", &"x".repeat(5000))] {
        assert_eq!(log_in(&server, login, password).await.text, wrong.text, "{login}");
    }
}

#[tokio::test]
async fn guessing_is_slowed_down_even_for_the_right_password() {
    let server = Server::start().await;
    add(&server, "anna").await;
    for _ in 0..5 {
        assert_eq!(log_in(&server, "anna", "догадка").await.status, 401);
    }
    let slowed = log_in(&server, "anna", PASSWORD).await;
    assert_eq!(slowed.error(), (429, "login.too_many".into()));
    assert_eq!(slowed.json()["details"]["retry_after_s"], 1);
    assert_eq!(slowed.header("retry-after"), "1");
}

#[tokio::test]
async fn behind_a_proxy_each_client_is_slowed_alone() {
    let server = Server::start_with(|config| config.behind_proxy = true).await;
    let from = async |address: &str| {
        let body = json!({"login": "anna", "password": "догадка"});
        let request = server.nobody().request(Method::POST, "/api/v1/login").json(&body);
        answer(request.header("x-forwarded-for", format!("1.1.1.1, {address}"))).await.status.as_u16()
    };
    for _ in 0..5 {
        assert_eq!(from("10.0.0.1").await, 401);
    }
    assert_eq!(from("10.0.0.1").await, 429);
    assert_eq!(from("10.0.0.2").await, 401);
}

#[tokio::test]
async fn the_first_admin_is_made_once_and_can_log_in() {
    let server = Server::start().await;
    let password = ensure_first_admin(&server.store).await.expect("asked").expect("made");
    assert!(ensure_first_admin(&server.store).await.expect("asked").is_none());
    let login = log_in(&server, FIRST_ADMIN_LOGIN, password.expose()).await;
    assert_eq!(login.json()["user"]["role"], "admin", "{}", login.text);
}

#[tokio::test]
async fn an_admin_adds_a_user_who_logs_in_until_switched_off() {
    let server = Server::start().await;
    let admin = server.user(Role::Admin, None).await;
    let new = json!({"login": "oleg", "name": "Олег", "role": "operator", "password": PASSWORD,
        "accounts": [server.ours.account]});
    let user = admin.post("/api/v1/users", new.clone()).await;
    assert_eq!(user.status, 201, "{}", user.text);
    assert_eq!(admin.post("/api/v1/users", new).await.error(), (409, "user.conflict".into()));

    let login = log_in(&server, "oleg", PASSWORD).await;
    let browser = browser(&server, &login);
    assert_eq!(browser.get("/api/v1/me").await.json()["user"], user.json());

    let path = format!("/api/v1/users/{}", user.json()["id"]);
    let off = admin.call(Method::PATCH, &path, Some(json!({"active": false}))).await;
    assert_eq!(off.json()["active"], false, "{}", off.text);
    assert_eq!(browser.get("/api/v1/me").await.status, 401);
    assert_eq!(log_in(&server, "oleg", PASSWORD).await.status, 401);

    let log = server.store.audit_list(None, 10).await.expect("the log");
    let acts: Vec<_> = log.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(acts, ["user.update", "user.create"]);
    assert!(!format!("{log:?}").contains(PASSWORD));
}

#[tokio::test]
async fn the_last_admin_stays() {
    let server = Server::start().await;
    let admin = server.user(Role::Admin, None).await;
    let path = format!("/api/v1/users/{}", admin.session.as_ref().expect("a session").user.id);
    for change in [json!({"role": "operator"}), json!({"active": false})] {
        let refused = admin.call(Method::PATCH, &path, Some(change)).await;
        assert_eq!(refused.error(), (409, "user.last_admin".into()));
    }
    server.user(Role::Admin, None).await;
    let left = admin.call(Method::PATCH, &path, Some(json!({"role": "operator"}))).await;
    assert_eq!(left.json()["role"], "operator", "{}", left.text);
    assert_eq!(admin.get("/api/v1/users").await.status, 403);
}

#[tokio::test]
async fn a_new_password_ends_the_sessions_elsewhere() {
    const NEW: &str = "новый пароль 2";
    let server = Server::start().await;
    add(&server, "anna").await;
    let here = browser(&server, &log_in(&server, "anna", PASSWORD).await);
    let elsewhere = browser(&server, &log_in(&server, "anna", PASSWORD).await);
    let change = async |current: &str, new: &str| {
        here.post("/api/v1/me/password", json!({"current": current, "new": new})).await
    };
    let wrong = change("не тот пароль", NEW).await;
    assert_eq!(wrong.error(), (422, "password.wrong".into()));
    assert_eq!(wrong.json()["details"]["fields"]["current"], "неверный пароль");
    let short = change(PASSWORD, "короткий").await;
    assert_eq!(short.error(), (422, "request.invalid".into()));
    assert!(short.json()["details"]["fields"]["new"].is_string());

    assert_eq!(change(PASSWORD, NEW).await.status, 204);
    assert_eq!(here.get("/api/v1/me").await.status, 200, "who changed it stays");
    assert_eq!(elsewhere.get("/api/v1/me").await.status, 401);
    assert_eq!(log_in(&server, "anna", PASSWORD).await.status, 401);
    assert_eq!(log_in(&server, "anna", NEW).await.status, 200);
}

#[tokio::test]
async fn an_open_page_is_no_way_to_guess_the_password() {
    let server = Server::start().await;
    add(&server, "anna").await;
    let page = browser(&server, &log_in(&server, "anna", PASSWORD).await);
    let mut last = None;
    for guess in 0..7 {
        let body = json!({"current": format!("догадка {guess}"), "new": "новый пароль 2"});
        last = Some(page.post("/api/v1/me/password", body).await.error());
    }
    assert_eq!(last, Some((429, "login.too_many".into())));
}
