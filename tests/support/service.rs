//! A mock service of the company: takes every request, remembers it, answers what it was told to.

use std::sync::{Arc, Mutex, PoisonError};

use axum::{
    Json, Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, Method, Uri},
};
use serde_json::{Value, json};
use tokio::{net::TcpListener, task::JoinHandle};

/// One request as it came.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Method and path.
    pub line: String,
    /// JSON of the body; `null` without one.
    pub body: Value,
    /// `Idempotency-Key`.
    pub key: String,
    /// `Authorization`.
    pub authorization: String,
}

/// The service at work; stops when dropped.
#[derive(Debug)]
pub struct Service {
    base_url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
    serving: JoinHandle<()>,
}

impl Service {
    /// Listens on a free port and answers `{"lead": {"id": 17}}`.
    ///
    /// # Panics
    /// It can't listen.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("the mock service listens");
        let base_url = format!("http://{}/api", listener.local_addr().expect("an address"));
        let asked = Arc::new(Mutex::default());
        let app = Router::new().fallback(answer).with_state(Arc::clone(&asked));
        let serving = tokio::spawn(async move {
            axum::serve(listener, app).await.expect("the mock service serves");
        });
        Self { base_url, asked, serving }
    }

    /// For `connectors[].base_url`.
    pub fn base_url(&self) -> String {
        self.base_url.clone()
    }

    /// All requests so far.
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn answer(
    State(asked): State<Arc<Mutex<Vec<Asked>>>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Json<Value> {
    let header =
        |name: &str| headers.get(name).and_then(|it| it.to_str().ok()).unwrap_or_default().to_owned();
    let request = Asked {
        line: format!("{method} {uri}"),
        body: serde_json::from_slice(&body).unwrap_or_default(),
        key: header("idempotency-key"),
        authorization: header("authorization"),
    };
    asked.lock().unwrap_or_else(PoisonError::into_inner).push(request);
    Json(json!({"lead": {"id": 17}}))
}
