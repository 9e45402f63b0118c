//! The HTTP API as an operator's browser uses it; `docs/api.md` is the reference.

use reqwest::{Method, StatusCode, header};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};
use sufler_store::{Contact, Conversation, Id, Message};

/// A logged-in user.
#[derive(Debug, Clone)]
pub struct Api {
    base: String,
    http: reqwest::Client,
    cookie: String,
    csrf: String,
    /// Who it is.
    pub user_id: Id,
}

/// An error answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    /// HTTP status.
    pub status: u16,
    /// Stable code.
    pub code: String,
    /// Words for people.
    pub message: String,
    /// The rest.
    pub details: Value,
}

/// A conversation as the list shows it.
#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of docs/api.md")]
pub struct ConversationRow {
    pub conversation: Conversation,
    pub contact: Contact,
    pub owner_name: Option<String>,
}

/// An account with its state.
#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of docs/api.md")]
pub struct AccountView {
    pub id: Id,
    pub title: String,
    pub external_id: Option<String>,
    pub problem: Option<sufler_store::AccountProblem>,
    pub status: String,
    pub queue: Value,
    pub webhook: Value,
}

/// Everything that changed after a version.
#[derive(Debug, Clone, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of docs/api.md")]
pub struct Changes {
    pub conversations: Vec<ConversationRow>,
    pub messages: Vec<Message>,
    pub version: i64,
    pub more: bool,
}

#[derive(Deserialize)]
struct Items<T> {
    items: Vec<T>,
}

/// A client without proxies and redirects.
///
/// # Panics
/// TLS can't be set up.
pub fn http_client() -> reqwest::Client {
    // `Err` means that it is installed already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none());
    client.build().expect("an HTTP client")
}

impl Api {
    /// Logs in.
    ///
    /// # Panics
    /// The server refuses.
    pub async fn log_in(base: &str, login: &str, password: &str) -> Self {
        let http = http_client();
        let request = http.post(format!("{base}/api/v1/login"));
        let answer = request.json(&json!({ "login": login, "password": password })).send().await;
        let answer = answer.expect("the server answers a login");
        assert_eq!(answer.status(), StatusCode::OK, "{login} may log in");
        let cookie = answer.headers().get(header::SET_COOKIE).expect("a session cookie").to_str().unwrap();
        let cookie = cookie.split(';').next().unwrap().to_owned();
        let me: Value = answer.json().await.expect("a login answers JSON");
        Self {
            base: base.to_owned(),
            http,
            cookie,
            csrf: me["csrf"].as_str().expect("a csrf token").to_owned(),
            user_id: me["user"]["id"].as_i64().expect("the user's id"),
        }
    }

    /// Adds an operator and logs in as them.
    ///
    /// # Panics
    /// The server refuses.
    pub async fn add_operator(&self, login: &str) -> Self {
        let user =
            json!({ "login": login, "name": login, "role": "operator", "password": "a long password" });
        self.post::<Value>("users", &user).await.expect("the admin adds a user");
        Self::log_in(&self.base, login, "a long password").await
    }

    /// Adds an operator who may see only these accounts and logs in as them.
    ///
    /// # Panics
    /// The server refuses.
    pub async fn add_operator_of(&self, login: &str, accounts: &[Id]) -> Self {
        let operator = self.add_operator(login).await;
        let path = format!("users/{}", operator.user_id);
        let granted = self.call::<Value>(Method::PATCH, &path, Some(&json!({ "accounts": accounts }))).await;
        assert!(granted.is_ok(), "{granted:?}");
        // New rights end the session.
        Self::log_in(&self.base, login, "a long password").await
    }

    /// Sends a request and reads the answer; `path` is below `/api/v1/`.
    ///
    /// # Errors
    /// The server refused.
    ///
    /// # Panics
    /// The server does not answer, or not as documented.
    pub async fn call<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<T, Refusal> {
        let url = format!("{}/api/v1/{path}", self.base);
        let mut request = self.http.request(method.clone(), &url);
        request = request.header(header::COOKIE, &self.cookie).header("x-csrf-token", &self.csrf);
        if let Some(body) = body {
            request = request.json(body);
        }
        let answer = request.send().await.unwrap_or_else(|error| panic!("{method} {url}: {error}"));
        let status = answer.status();
        let text = answer.text().await.unwrap_or_else(|error| panic!("{method} {url}: {error}"));
        let unreadable =
            |error: serde_json::Error| format!("{method} {url} answered {status}: {error} in {text}");
        if status.is_success() {
            let text = if text.is_empty() { "null" } else { &text };
            return Ok(serde_json::from_str(text).map_err(unreadable).unwrap());
        }
        let body: Value = serde_json::from_str(&text).map_err(unreadable).unwrap();
        Err(Refusal {
            status: status.as_u16(),
            code: body["code"].as_str().unwrap_or_default().to_owned(),
            message: body["message"].as_str().unwrap_or_default().to_owned(),
            details: body["details"].clone(),
        })
    }

    /// Reads.
    ///
    /// # Panics
    /// The server refuses.
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> T {
        let answer = self.call(Method::GET, path, None).await;
        answer.unwrap_or_else(|refusal| panic!("GET {path}: {refusal:?}"))
    }

    /// The session's cookie, for connections of another kind.
    pub fn cookie(&self) -> &str {
        &self.cookie
    }

    /// Sends anything anywhere, `path` from the root on; status and text of the answer.
    ///
    /// # Panics
    /// The server does not answer.
    pub async fn raw(&self, method: Method, path: &str, body: Option<String>, kind: &str) -> (u16, String) {
        let url = format!("{}{path}", self.base);
        let mut request = self.http.request(method.clone(), &url);
        request = request.header(header::COOKIE, &self.cookie).header("x-csrf-token", &self.csrf);
        if let Some(body) = body {
            request = request.header(header::CONTENT_TYPE, kind).body(body);
        }
        let answer = request.send().await.unwrap_or_else(|error| panic!("{method} {url}: {error}"));
        let status = answer.status().as_u16();
        (status, answer.text().await.unwrap_or_else(|error| panic!("{method} {url}: {error}")))
    }

    /// Reads an answer that is no JSON.
    ///
    /// # Panics
    /// The server refused.
    pub async fn text(&self, path: &str) -> String {
        let url = format!("{}/api/v1/{path}", self.base);
        let answer = self.http.get(&url).header(header::COOKIE, &self.cookie).send().await;
        let answer = answer.unwrap_or_else(|error| panic!("{url}: {error}"));
        assert_eq!(answer.status(), StatusCode::OK, "{url}");
        answer.text().await.expect("a text")
    }

    /// Posts.
    ///
    /// # Errors
    /// The server refused.
    pub async fn post<T: DeserializeOwned>(&self, path: &str, body: &Value) -> Result<T, Refusal> {
        self.call(Method::POST, path, Some(body)).await
    }

    /// Follows a link as the logged-in browser does; where it redirects to.
    ///
    /// # Panics
    /// It does not redirect.
    pub async fn redirect(&self, url: &str) -> String {
        let answer = self.http.get(url).header(header::COOKIE, &self.cookie).send().await;
        let answer = answer.unwrap_or_else(|error| panic!("{url}: {error}"));
        let location = answer.headers().get(header::LOCATION).map(|to| to.to_str().unwrap().to_owned());
        location.unwrap_or_else(|| panic!("{url} does not redirect but answers {}", answer.status()))
    }

    /// Every conversation, newest first; the API's largest page.
    pub async fn conversations(&self) -> Vec<ConversationRow> {
        self.get::<Items<ConversationRow>>("conversations?tab=all&limit=200").await.items
    }

    /// The conversation of a chat, once it is stored.
    pub async fn conversation_of(&self, chat_id: &str) -> Option<ConversationRow> {
        self.conversations().await.into_iter().find(|row| row.conversation.external_id == chat_id)
    }

    /// One conversation.
    pub async fn conversation(&self, id: Id) -> Conversation {
        self.get::<ConversationRow>(&format!("conversations/{id}")).await.conversation
    }

    /// Messages of a conversation, oldest first; the API's largest page.
    pub async fn messages(&self, conversation: Id) -> Vec<Message> {
        self.get::<Items<Message>>(&format!("conversations/{conversation}/messages?limit=200")).await.items
    }

    /// Turns of a conversation with their records.
    pub async fn turns(&self, conversation: Id) -> Vec<Value> {
        self.get(&format!("conversations/{conversation}/turns")).await
    }

    /// Accounts.
    pub async fn accounts(&self) -> Vec<AccountView> {
        self.get("accounts").await
    }

    /// The account with this title.
    ///
    /// # Panics
    /// There is none.
    pub async fn account(&self, title: &str) -> AccountView {
        let accounts = self.accounts().await;
        accounts
            .into_iter()
            .find(|account| account.title == title)
            .unwrap_or_else(|| panic!("no account {title}"))
    }

    /// Changes after a version, all pages.
    pub async fn changes(&self, mut after: i64) -> Changes {
        let mut all = Changes { conversations: Vec::new(), messages: Vec::new(), version: after, more: true };
        while all.more {
            let page: Changes = self.get(&format!("changes?after={after}&limit=500")).await;
            after = page.version;
            all.conversations.extend(page.conversations);
            all.messages.extend(page.messages);
            (all.version, all.more) = (page.version, page.more);
        }
        all
    }

    /// «Передать оператору»: to me.
    ///
    /// # Errors
    /// Somebody else leads since.
    pub async fn take_over(&self, conversation: Id, epoch: Option<i64>) -> Result<Conversation, Refusal> {
        let path = format!("conversations/{conversation}/take_over");
        Ok(self.post::<ConversationRow>(&path, &json!({ "epoch": epoch })).await?.conversation)
    }

    /// «Передать боту».
    ///
    /// # Errors
    /// Somebody else leads since.
    pub async fn hand_back(&self, conversation: Id, epoch: Option<i64>) -> Result<Conversation, Refusal> {
        let path = format!("conversations/{conversation}/hand_back");
        Ok(self.post::<ConversationRow>(&path, &json!({ "epoch": epoch })).await?.conversation)
    }

    /// Writes to the customer.
    ///
    /// # Errors
    /// Somebody else leads since.
    pub async fn send(
        &self,
        conversation: Id,
        client_id: &str,
        text: &str,
        epoch: Option<i64>,
    ) -> Result<Message, Refusal> {
        let path = format!("conversations/{conversation}/messages");
        self.post(&path, &json!({ "client_id": client_id, "text": text, "epoch": epoch })).await
    }
}
