//! Live events as a browser behind a strict proxy hears them: Socket.IO over HTTP long polling.

use std::collections::VecDeque;

use reqwest::Method;
use serde_json::Value;

use crate::Api;

const PATH: &str = "/socket.io/?EIO=4&transport=polling";
/// Between packets of one answer.
const SEPARATOR: char = '\x1e';

/// A connected page.
#[derive(Debug)]
pub struct Socket {
    api: Api,
    path: String,
    packets: VecDeque<String>,
}

impl Socket {
    /// Connects and greets.
    ///
    /// # Panics
    /// The server refuses.
    pub async fn open(api: &Api) -> Self {
        let (status, opened) = api.raw(Method::GET, PATH, None, "").await;
        assert_eq!(status, 200, "{opened}");
        let hello: Value = serde_json::from_str(&opened[1..]).expect("an open packet");
        let path = format!("{PATH}&sid={}", hello["sid"].as_str().expect("a session"));
        let mut socket = Self { api: api.clone(), path, packets: VecDeque::new() };
        socket.say("40").await;
        let reply = socket.packet().await;
        assert!(reply.starts_with("40"), "let in: {reply}");
        let (name, _) = socket.event().await;
        assert_eq!(name, "hello");
        socket
    }

    /// The next event: its name and what came with it.
    ///
    /// # Panics
    /// The server disconnects.
    pub async fn event(&mut self) -> (String, Value) {
        loop {
            let packet = self.packet().await;
            let Some(event) = packet.strip_prefix("42") else { continue };
            let event: Value = serde_json::from_str(event).expect("an event is JSON");
            return (event[0].as_str().expect("a name").to_owned(), event[1].clone());
        }
    }

    async fn say(&self, packet: &str) {
        let (status, text) =
            self.api.raw(Method::POST, &self.path, Some(packet.to_owned()), "text/plain").await;
        assert_eq!(status, 200, "{text}");
    }

    async fn packet(&mut self) -> String {
        loop {
            match self.packets.pop_front() {
                // A ping is answered with a pong, else the server takes the page for gone.
                Some(ping) if ping == "2" => self.say("3").await,
                Some(packet) => return packet,
                None => {
                    let (status, polled) = self.api.raw(Method::GET, &self.path, None, "").await;
                    assert_eq!(status, 200, "{polled}");
                    self.packets.extend(polled.split(SEPARATOR).map(str::to_owned));
                }
            }
        }
    }
}
