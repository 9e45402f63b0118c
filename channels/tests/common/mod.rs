//! A client that talks to a mock of Avito.

#![allow(dead_code, reason = "each test program uses its own part")]
#![allow(
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a failed assumption in a test should fail the test"
)]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::future::BoxFuture;
use secrecy::SecretString;
use sufler_channels::avito::{Account, Call, Client, Config, Credentials, Gate, TokenSource};
use url::Url;
use wiremock::MockServer;

pub const USER: &str = "353000001";
pub const CHAT: &str = "u2i-AbCdEfGhIjKlMnOpQrStUv";

/// Short enough for tests of time-outs, long enough for a busy machine where an answer is expected.
pub fn client_at(address: &str, timeout: Duration) -> Client {
    // Fails only when another test of this process was first.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let api = Url::parse(address).unwrap();
    let mut config = Config::new(api.clone(), api.join("/oauth").unwrap());
    config.timeout = timeout;
    Client::new(config).unwrap()
}

pub fn client(server: &MockServer) -> Client {
    client_at(&server.uri(), Duration::from_secs(30))
}

pub fn fixed(token: &str) -> Arc<dyn TokenSource> {
    Arc::new(SecretString::from(token))
}

pub fn account(server: &MockServer) -> Account {
    client(server).account(USER, fixed("good"))
}

pub fn credentials() -> Credentials {
    Credentials { client_id: "our-id".to_owned(), client_secret: SecretString::from("top-secret") }
}

/// A gate that notes what it was asked: operation, chat, whether a repeat.
#[derive(Default)]
pub struct Counter(Mutex<Vec<(&'static str, Option<String>, bool)>>);

impl Counter {
    pub fn seen(&self) -> Vec<(&'static str, Option<String>, bool)> {
        self.0.lock().unwrap().clone()
    }
}

impl Gate for Counter {
    fn admit<'a>(&'a self, call: Call<'a>) -> BoxFuture<'a, ()> {
        self.0.lock().unwrap().push((call.operation, call.chat_id.map(str::to_owned), call.repeat));
        Box::pin(std::future::ready(()))
    }
}
