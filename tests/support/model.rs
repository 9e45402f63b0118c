//! A mock model: OpenAI's chat completions, answers by the schema that is asked for, counts what it would bill.

use std::sync::{Arc, Mutex, PoisonError};

use axum::{Json, Router, extract::State, routing::post};
use serde_json::{Map, Value, json};
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};

use crate::{
    PATIENCE,
    wait::{holds, try_until},
};

/// The model at work; stops when dropped.
#[derive(Debug)]
pub struct Model {
    base_url: String,
    inner: Arc<Inner>,
    serving: JoinHandle<()>,
}

#[derive(Debug)]
struct Inner {
    requests: Mutex<Vec<Value>>,
    answer: Mutex<String>,
    /// Whether requests wait.
    held: watch::Sender<bool>,
}

impl Model {
    /// Listens on a free port.
    ///
    /// # Panics
    /// It can't listen.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("the mock model listens");
        let base_url = format!("http://{}/api/v1", listener.local_addr().expect("an address"));
        let inner = Arc::new(Inner {
            requests: Mutex::default(),
            answer: Mutex::new("Доставка есть.".to_owned()),
            held: watch::Sender::new(false),
        });
        let app =
            Router::new().route("/api/v1/chat/completions", post(complete)).with_state(Arc::clone(&inner));
        let serving = tokio::spawn(async move {
            axum::serve(listener, app).await.expect("the mock model serves");
        });
        Self { base_url, inner, serving }
    }

    /// For `llm.base_url`.
    pub fn base_url(&self) -> String {
        self.base_url.clone()
    }

    /// What it answers customers from now on.
    pub fn says(&self, text: &str) {
        text.clone_into(&mut lock(&self.inner.answer));
    }

    /// Requests wait from now on.
    pub fn hold(&self) {
        self.inner.held.send_replace(true);
    }

    /// Held requests are answered.
    pub fn release(&self) {
        self.inner.held.send_replace(false);
    }

    /// Bodies of all requests: each would have been billed.
    pub fn requests(&self) -> Vec<Value> {
        lock(&self.inner.requests).clone()
    }

    /// Waits until it has been asked this often in all.
    ///
    /// # Panics
    /// It has not been.
    pub async fn is_asked(&self, times: usize) {
        let what = format!("the model is asked {times} times");
        let asked = try_until(&what, PATIENCE, async || {
            let requests = self.requests();
            holds(requests.len() >= times, requests.len())
        });
        asked.await.unwrap_or_else(|problem| panic!("{problem}"));
    }
}

impl Drop for Model {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn complete(State(model): State<Arc<Inner>>, Json(request): Json<Value>) -> Json<Value> {
    let number = {
        let mut requests = lock(&model.requests);
        requests.push(request.clone());
        requests.len()
    };
    // An error would mean that the mock is gone: then nobody reads the answer.
    let _ = model.held.subscribe().wait_for(|held| !held).await;
    let says = lock(&model.answer).clone();
    let content = match request.pointer("/response_format/json_schema/schema") {
        Some(schema) => fill(schema, &says).to_string(),
        None => says,
    };
    Json(json!({
        "id": format!("gen-{number}"), "object": "chat.completion", "created": 1_780_000_000,
        "model": request["model"], "system_fingerprint": null,
        "choices": [{ "index": 0, "finish_reason": "stop", "message": { "role": "assistant", "content": content } }],
        "usage": { "prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120, "cost": 0.0001 },
    }))
}

/// A value that obeys the schema: the first choice of an enum, high confidence, `says` for every free text.
fn fill(schema: &Value, says: &str) -> Value {
    if let Some(choice) = schema["enum"].as_array().and_then(|choices| choices.iter().find(|c| !c.is_null()))
    {
        return choice.clone();
    }
    if let Some(first) = schema["anyOf"].as_array().and_then(|variants| variants.first()) {
        return fill(first, says);
    }
    let kind = schema["type"].as_str().or_else(|| schema["type"][0].as_str()).unwrap_or("string");
    match kind {
        "object" => {
            let fields = schema["properties"].as_object().into_iter().flatten();
            let filled = fields.map(|(name, field)| (name.clone(), fill(field, says)));
            Value::Object(filled.collect::<Map<_, _>>())
        }
        // One choice with its probability, but no sources: the mock knows none.
        "array" if schema["items"]["type"] == "object" => json!([fill(&schema["items"], says)]),
        "array" => json!([]),
        "boolean" => json!(false),
        "integer" => json!(1),
        "number" => json!(0.97),
        _ => json!(says),
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::fill;

    #[test]
    fn every_field_of_a_schema_is_filled() {
        let choice = json!({"type": "object", "properties": {
            "intent": {"type": "string", "enum": ["delivery", "payment"]}, "confidence": {"type": "number"},
        }});
        let schema = json!({"type": "object", "properties": {
            "ranked": {"type": "array", "items": choice}, "asks_human": {"type": "boolean"},
            "text": {"type": "string"}, "sources": {"type": "array", "items": {"type": "string"}},
        }});
        let wanted = json!({"ranked": [{"intent": "delivery", "confidence": 0.97}], "asks_human": false,
            "text": "Да.", "sources": []});
        assert_eq!(fill(&schema, "Да."), wanted);
    }
}
