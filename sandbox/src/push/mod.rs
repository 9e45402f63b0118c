//! A simulator of a browser's push service (RFC 8030, 8188, 8291, 8292), written from the standards alone.
//!
//! Browsers are made up here; what is sent to one is checked as a service checks it: signature, audience and life of the
//! token, headers, coding, size. The text stays encrypted, as it does for a real service.

mod check;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// A push that was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// Of several with one topic a browser gets the last.
    pub topic: Option<String>,
    /// Seconds it is kept.
    pub ttl: u64,
    /// Who sent it: the sender's public key.
    pub sender: String,
    /// The encrypted body, in base64url.
    pub body: String,
}

#[derive(Debug, Default)]
struct World {
    /// By the name of the browser; `None` = it unsubscribed.
    browsers: HashMap<String, Option<Vec<Taken>>>,
    /// Requests that were refused, and why.
    refused: Vec<String>,
    /// Seconds the next sender is told to wait.
    busy: Option<u64>,
}

#[derive(Clone)]
struct Service {
    origin: String,
    world: Arc<Mutex<World>>,
}

/// The simulator at work; it stops when this handle is dropped.
#[derive(Debug)]
pub struct PushService {
    origin: String,
    world: Arc<Mutex<World>>,
    stopping: CancellationToken,
}

impl PushService {
    /// Listens at `addr`; port 0 takes a free one.
    ///
    /// # Errors
    /// The address is taken.
    pub async fn start(addr: SocketAddr) -> std::io::Result<Self> {
        let listener = TcpListener::bind(addr).await?;
        let origin = format!("http://{}", listener.local_addr()?);
        let world = Arc::new(Mutex::new(World::default()));
        let stopping = CancellationToken::new();
        let service = Service { origin: origin.clone(), world: Arc::clone(&world) };
        let app = Router::new()
            .route("/push/{browser}", post(push))
            .route("/_sandbox/browsers/{browser}", get(taken).post(subscribe))
            .route("/_sandbox/browsers/{browser}", delete(unsubscribe))
            .with_state(service);
        let serve = axum::serve(listener, app).with_graceful_shutdown(stopping.clone().cancelled_owned());
        tokio::spawn(serve.into_future());
        Ok(Self { origin, world, stopping })
    }

    /// `http://address:port`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.origin
    }

    /// A browser subscribes; answers its endpoint.
    #[must_use]
    pub fn subscribe(&self, browser: &str) -> String {
        self.look(|world| world.browsers.insert(browser.to_owned(), Some(Vec::new())));
        format!("{}/push/{browser}", self.origin)
    }

    /// A browser unsubscribes: from now on pushes to it are refused with 410.
    pub fn unsubscribe(&self, browser: &str) {
        self.look(|world| world.browsers.insert(browser.to_owned(), None));
    }

    /// The next push is refused with 429 and so many seconds to wait.
    pub fn busy(&self, seconds: u64) {
        self.look(|world| world.busy = Some(seconds));
    }

    /// What a browser would get, oldest first.
    #[must_use]
    pub fn taken(&self, browser: &str) -> Vec<Taken> {
        self.look(|world| world.browsers.get(browser).cloned().flatten().unwrap_or_default())
    }

    /// Requests that a service would refuse as wrong, and why.
    #[must_use]
    pub fn refused(&self) -> Vec<String> {
        self.look(|world| world.refused.clone())
    }

    fn look<T>(&self, look: impl FnOnce(&mut World) -> T) -> T {
        look(&mut self.world.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Drop for PushService {
    fn drop(&mut self) {
        self.stopping.cancel();
    }
}

async fn push(
    State(service): State<Service>,
    Path(browser): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> (StatusCode, HeaderMap) {
    let mut world = service.world.lock().unwrap_or_else(PoisonError::into_inner);
    let mut answer = HeaderMap::new();
    if let Some(seconds) = world.busy.take() {
        answer.insert("retry-after", seconds.into());
        return (StatusCode::TOO_MANY_REQUESTS, answer);
    }
    let status = match world.browsers.get(&browser) {
        None => StatusCode::NOT_FOUND,
        Some(None) => StatusCode::GONE,
        Some(Some(_)) => match check::push(&headers, &body, &service.origin) {
            Ok(taken) => {
                if let Some(Some(held)) = world.browsers.get_mut(&browser) {
                    held.push(taken);
                }
                StatusCode::CREATED
            }
            Err((status, why)) => {
                world.refused.push(why);
                status
            }
        },
    };
    (status, answer)
}

async fn taken(State(service): State<Service>, Path(browser): Path<String>) -> Json<Vec<Taken>> {
    let world = service.world.lock().unwrap_or_else(PoisonError::into_inner);
    Json(world.browsers.get(&browser).cloned().flatten().unwrap_or_default())
}

async fn subscribe(State(service): State<Service>, Path(browser): Path<String>) -> StatusCode {
    let mut world = service.world.lock().unwrap_or_else(PoisonError::into_inner);
    world.browsers.insert(browser, Some(Vec::new()));
    StatusCode::CREATED
}

async fn unsubscribe(State(service): State<Service>, Path(browser): Path<String>) -> StatusCode {
    let mut world = service.world.lock().unwrap_or_else(PoisonError::into_inner);
    world.browsers.insert(browser, None);
    StatusCode::NO_CONTENT
}
