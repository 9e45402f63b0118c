//! An operator without rights to an account neither sees nor hears of its conversations, whichever way they try.

#![allow(clippy::indexing_slicing, clippy::panic, reason = "a failing test says why by panicking")]

use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::{Value, json};
use sufler_store::Id;
use sufler_tests::{Api, Buyer, Setup, Socket, Stage, wait::holds};

/// In everything the foreign buyer says and is called.
const SECRET: &str = "Зоя-7391";

/// What a route must do for somebody without rights to the account.
enum Ask {
    /// Answers, and tells nothing foreign; `?query` where it needs one.
    Read(&'static str),
    /// Answers for the foreign id just as for one that does not exist.
    Id(Of, Body),
    /// Refuses a body that names the foreign account and conversation.
    Within(fn(Id, Id) -> Value),
    /// Is for other roles.
    Refuse(Body),
    /// Neither takes nor gives anything of a conversation.
    Other,
}

/// What the `{id}` of a path names.
#[derive(Clone, Copy)]
enum Of {
    Conversation,
    Message,
    Account,
    QuickReply,
    Note,
    User,
}

enum Body {
    Nothing,
    Json(Value),
    Picture,
}

use Ask::{Id as ById, Other, Read, Refuse, Within};
use Body::{Json, Nothing, Picture};

/// Every route of the server. One that is missing here fails the test: say what it must do.
fn asks() -> Vec<(&'static str, Ask)> {
    let reply = json!({ "scope": { "kind": "team" }, "title": "т", "keyword": null, "text": "т" });
    let edit = json!({ "revision": 1, "reply": reply });
    let pause = || Refuse(Json(json!({ "scope": { "kind": "all" } })));
    let user = json!({ "login": "new", "name": "n", "role": "viewer", "password": "a long password" });
    let account = json!({ "channel": "avito", "title": "т", "client_id": "a", "client_secret": "b" });
    let conversation = |body| ById(Of::Conversation, body);
    vec![
        ("GET /api/v1/conversations", Read("?tab=all&q=Зоя-7391")),
        ("GET /api/v1/conversations/{id}", conversation(Nothing)),
        ("GET /api/v1/conversations/{id}/messages", conversation(Nothing)),
        ("GET /api/v1/conversations/{id}/turns", conversation(Nothing)),
        ("GET /api/v1/conversations/{id}/dialog", conversation(Nothing)),
        ("GET /api/v1/conversations/{id}/colleagues", conversation(Nothing)),
        (
            "POST /api/v1/conversations/{id}/messages",
            conversation(Json(json!({ "client_id": "c", "text": "т" }))),
        ),
        ("POST /api/v1/conversations/{id}/images", conversation(Picture)),
        ("POST /api/v1/conversations/{id}/take_over", conversation(Nothing)),
        ("POST /api/v1/conversations/{id}/hand_back", conversation(Nothing)),
        ("POST /api/v1/conversations/{id}/close", conversation(Nothing)),
        ("POST /api/v1/conversations/{id}/read", conversation(Nothing)),
        ("POST /api/v1/conversations/{id}/assign", conversation(Json(json!({ "user_id": null })))),
        ("POST /api/v1/conversations/{id}/presence", conversation(Json(json!({ "stance": "typing" })))),
        ("POST /api/v1/conversations/{id}/draft", conversation(Nothing)),
        ("GET /api/v1/conversations/{id}/export", conversation(Nothing)),
        ("GET /api/v1/conversations/{id}/shares", conversation(Nothing)),
        ("POST /api/v1/conversations/{id}/shares", conversation(Json(json!({ "expires_in_hours": 24 })))),
        ("DELETE /api/v1/conversations/{id}/shares/{share_id}", conversation(Nothing)),
        (
            "POST /api/v1/conversations/{id}/draft/fate",
            conversation(Json(json!({ "id": 1, "fate": "dropped" }))),
        ),
        ("GET /api/v1/conversations/{id}/notes", conversation(Nothing)),
        (
            "POST /api/v1/conversations/{id}/notes",
            conversation(Json(json!({ "client_id": "c", "text": "т" }))),
        ),
        ("PUT /api/v1/notes/{id}", ById(Of::Note, Json(json!({ "text": "т" })))),
        ("DELETE /api/v1/notes/{id}", ById(Of::Note, Nothing)),
        ("POST /api/v1/conversations/{id}/snooze", conversation(Json(json!({ "until": null })))),
        ("PUT /api/v1/conversations/{id}/unsent", conversation(Json(json!({ "text": "т", "page": "p" })))),
        ("GET /api/v1/me/unsent", Read("")),
        ("GET /api/v1/channels", Read("")),
        ("GET /api/v1/colleagues", Read("")),
        ("GET /api/v1/messages/{id}/turn", ById(Of::Message, Nothing)),
        ("POST /api/v1/messages/{id}/retry", ById(Of::Message, Nothing)),
        ("POST /api/v1/messages/{id}/cancel", ById(Of::Message, Nothing)),
        ("GET /api/v1/search", Read("?q=Зоя-7391")),
        ("GET /api/v1/changes", Read("?after=0")),
        ("GET /api/v1/accounts", Read("")),
        ("POST /api/v1/accounts", Refuse(Json(account))),
        ("PATCH /api/v1/accounts/{id}", ById(Of::Account, Json(json!({ "title": "т" })))),
        ("DELETE /api/v1/accounts/{id}", ById(Of::Account, Nothing)),
        ("POST /api/v1/accounts/{id}/check", ById(Of::Account, Nothing)),
        ("GET /api/v1/accounts/{id}/oauth", ById(Of::Account, Nothing)),
        ("GET /api/v1/bot/pauses", Read("")),
        ("POST /api/v1/bot/pause", pause()),
        ("POST /api/v1/bot/resume", pause()),
        (
            "POST /api/v1/bot/pause",
            Within(|_, id| json!({ "scope": { "kind": "conversation", "conversation_id": id } })),
        ),
        (
            "POST /api/v1/bot/resume",
            Within(|id, _| json!({ "scope": { "kind": "account", "account_id": id } })),
        ),
        ("GET /api/v1/quick_replies", Read("")),
        (
            "POST /api/v1/quick_replies",
            Within(|id, _| {
                json!({
                    "scope": { "kind": "account", "account_id": id }, "title": "т", "keyword": null, "text": "т"
                })
            }),
        ),
        ("PUT /api/v1/quick_replies/{id}", ById(Of::QuickReply, Json(edit))),
        ("DELETE /api/v1/quick_replies/{id}", ById(Of::QuickReply, Nothing)),
        ("POST /api/v1/quick_replies/{id}/used", ById(Of::QuickReply, Json(json!({ "use_id": "u" })))),
        ("GET /api/v1/users", Refuse(Nothing)),
        ("POST /api/v1/users", Refuse(Json(user))),
        ("PATCH /api/v1/users/{id}", ById(Of::User, Json(json!({ "accounts": null })))),
        ("POST /api/v1/me/look", Other),
        ("GET /api/v1/push", Read("")),
        ("POST /api/v1/push/subscriptions", Other),
        ("DELETE /api/v1/push/subscriptions/{id}", ById(Of::User, Nothing)),
        ("GET /api/v1/telegram", Refuse(Nothing)),
        ("POST /api/v1/telegram/test", Refuse(Nothing)),
        ("GET /api/v1/flows", Read("")),
        ("POST /api/v1/flows/preview", Refuse(Json(json!({ "files": [] })))),
        ("GET /api/v1/articles", Read("")),
        ("POST /api/v1/login", Other),
        ("POST /api/v1/logout", Other),
        ("GET /api/v1/me", Read("")),
        ("POST /api/v1/me/password", Other),
        // These ask for no session: what they tell, everybody hears.
        ("GET /share/{token}", Read("")),
        ("GET /oauth/avito", Read("")),
        ("GET /health", Read("")),
        ("GET /metrics", Read("")),
        ("GET /openapi.json", Read("")),
        ("POST /webhooks/avito/{account_id}/{secret}", Other),
    ]
}

/// Two shops, and an operator of the first.
struct Scene {
    stage: Stage,
    operator: Api,
    ours: Buyer,
    theirs: Buyer,
    ids: BTreeMap<&'static str, Id>,
    /// What must not be told.
    secrets: Vec<String>,
}

async fn scene() -> Scene {
    let stage = Setup::flow("echo").sellers(2).start().await;
    let (ours, theirs) = (stage.buyer("Вера"), stage.shop.add_buyer(&stage.sellers[1], SECRET));
    ours.says("Здравствуйте");
    theirs.says(&format!("Я {SECRET}, перезвоните"));
    let conversation = stage.conversation(&theirs).await;
    stage.conversation(&ours).await;
    stage.hears_anything(&theirs).await;
    let id = conversation.id;
    let taken = stage.api.take_over(id, None).await;
    let mine = stage.api.send(id, "one", &format!("Да, {SECRET}"), None).await;
    let accounts = stage.api.accounts().await;
    let title = stage.sellers[1].view.name.clone();
    let own = accounts.iter().find(|account| account.title != title).map(|account| account.id);
    let reply = json!({ "scope": { "kind": "account", "account_id": conversation.account_id },
        "title": SECRET, "keyword": null, "text": SECRET });
    let reply = stage.api.post::<Value>("quick_replies", &reply).await;
    let note = json!({ "client_id": "n", "text": SECRET });
    let note = stage.api.post::<Value>(&format!("conversations/{id}/notes"), &note).await;
    let pause = json!({ "scope": { "kind": "conversation", "conversation_id": id } });
    let paused = stage.api.post::<Value>("bot/pause", &pause).await;
    assert!(taken.is_ok() && paused.is_ok(), "{taken:?} {paused:?}");
    let (Ok(mine), Ok(reply), Ok(note), Some(own)) = (mine, reply, note, own) else { panic!("a scene") };
    let ids = BTreeMap::from([
        ("conversation", id),
        ("message", mine.id),
        ("account", conversation.account_id),
        ("note", note["id"].as_i64().unwrap_or_default()),
        ("reply", reply["id"].as_i64().unwrap_or_default()),
        ("user", stage.api.user_id),
    ]);
    let mut secrets: Vec<String> =
        ["conversation", "message", "note", "reply"].iter().map(|key| ids[key].to_string()).collect();
    secrets.extend([SECRET.to_owned(), title, theirs.chat_id.clone()]);
    let operator = stage.api.add_operator_of("anna", &[own]).await;
    Scene { stage, operator, ours, theirs, ids, secrets }
}

impl Scene {
    fn id(&self, of: Of) -> Id {
        self.ids[match of {
            Of::Conversation => "conversation",
            Of::Message => "message",
            Of::Account => "account",
            Of::QuickReply => "reply",
            Of::Note => "note",
            Of::User => "user",
        }]
    }

    async fn call(&self, who: &Api, route: &str, id: Id, query: &str, body: &Body) -> (u16, String) {
        let (method, path) = route.split_once(' ').unwrap_or(("GET", route));
        let method: Method = method.parse().unwrap_or_default();
        let path = path.replace("{id}", &id.to_string()).replace("{share_id}", "1") + query;
        match body {
            Nothing => who.raw(method, &path, None, "").await,
            Json(body) => who.raw(method, &path, Some(body.to_string()), "application/json").await,
            Picture => {
                let form = "--b\r\ncontent-disposition: form-data; name=\"client_id\"\r\n\r\nc\r\n--b--\r\n";
                who.raw(method, &path, Some(form.to_owned()), "multipart/form-data; boundary=b").await
            }
        }
    }

    fn assert_silent(&self, route: &str, text: &str) {
        // A question comes back in no answer; everything else would be a leak.
        let told = self.secrets.iter().find(|secret| text.contains(secret.as_str()));
        assert_eq!(told, None, "{route} tells {text}");
    }
}

#[tokio::test]
async fn no_route_tells_of_a_foreign_conversation() {
    let scene = scene().await;
    let asks = asks();
    let mut told_to_admin = 0;
    let before = scene.stage.api.changes(0).await.version;
    for (route, ask) in &asks {
        match ask {
            Read(query) => {
                let (_, text) = scene.call(&scene.operator, route, 0, query, &Nothing).await;
                scene.assert_silent(route, &text);
                let (_, text) = scene.call(&scene.stage.api, route, 0, query, &Nothing).await;
                told_to_admin += usize::from(scene.secrets.iter().any(|secret| text.contains(secret)));
            }
            ById(of, body) => {
                let foreign = scene.call(&scene.operator, route, scene.id(*of), "", body).await;
                let absent = scene.call(&scene.operator, route, 1, "", body).await;
                assert_eq!(foreign, absent, "{route}");
                assert!((400..500).contains(&foreign.0), "{route}: {foreign:?}");
            }
            Within(body) => {
                let body = Json(body(scene.id(Of::Account), scene.id(Of::Conversation)));
                let (status, text) = scene.call(&scene.operator, route, 0, "", &body).await;
                assert!((400..500).contains(&status), "{route}: {status} {text}");
                scene.assert_silent(route, &text);
            }
            Refuse(body) => {
                let (status, text) = scene.call(&scene.operator, route, 0, "", body).await;
                assert_eq!(status, 403, "{route}: {text}");
            }
            Other => {}
        }
    }
    assert!(told_to_admin >= 5, "lists, changes, search, pauses and replies hold it for who may see it");
    assert_eq!(scene.stage.api.changes(0).await.version, before, "nothing was changed");
}

#[tokio::test]
async fn every_route_of_the_document_was_asked() {
    let stage = Setup::flow("echo").start().await;
    let (_, document) = stage.api.raw(Method::GET, "/openapi.json", None, "").await;
    let document: Value = serde_json::from_str(&document).unwrap();
    let paths = document["paths"].as_object().unwrap();
    let described = paths.iter().flat_map(|(path, methods)| {
        methods.as_object().unwrap().keys().map(move |method| format!("{} {path}", method.to_uppercase()))
    });
    let asked = asks();
    let missing: Vec<String> =
        described.filter(|route| !asked.iter().any(|(asked, _)| asked == route)).collect();
    assert_eq!(missing, Vec::<String>::new(), "say in this file what they must do for a stranger");
}

#[tokio::test]
async fn no_live_event_tells_of_a_foreign_conversation() {
    let scene = scene().await;
    let mut socket = Socket::open(&scene.operator).await;
    scene.theirs.says(&format!("{SECRET} снова"));
    let id = scene.id(Of::Conversation);
    let typing = json!({ "stance": "typing" });
    let looks = scene.stage.api.post::<Value>(&format!("conversations/{id}/presence"), &typing).await;
    assert!(looks.is_ok(), "{looks:?}");
    scene
        .stage
        .until("the foreign message is stored", async || {
            let stored = scene.stage.stored_questions(&scene.theirs).await;
            holds(stored.len() == 2, stored)
        })
        .await;
    scene.ours.says("Свой вопрос");
    loop {
        let (name, event) = socket.event().await;
        scene.assert_silent(&name, &event.to_string());
        if event.to_string().contains("Свой вопрос") {
            break;
        }
    }
}
