//! Just enough of Socket.IO's client: HTTP long polling (Engine.IO 4).

use std::collections::VecDeque;

use reqwest::Method;
use serde_json::Value;

use crate::client::{Answer, Client, answer};

const PATH: &str = "/socket.io/?EIO=4&transport=polling";
/// Between packets of one answer.
const SEPARATOR: char = '\x1e';

/// A connected page.
pub(crate) struct Live {
    client: Client,
    path: String,
    packets: VecDeque<String>,
}

impl Live {
    /// Shakes hands as whoever the client is; refused with a code.
    pub(crate) async fn connect(client: &Client) -> Result<Self, String> {
        let opened = Self::open(client, None).await;
        assert_eq!(opened.status, 200, "{}", opened.text);
        let hello: Value = serde_json::from_str(&opened.text[1..]).expect("an open packet");
        let path = format!("{PATH}&sid={}", hello["sid"].as_str().expect("a session"));
        let mut live = Self { client: client.clone(), path, packets: VecDeque::new() };
        answer(client.request(Method::POST, &live.path).body("40")).await;
        let reply = live.packet().await;
        match reply.strip_prefix("44") {
            Some(refusal) => {
                let refusal: Value = serde_json::from_str(refusal).expect("json");
                Err(refusal["message"].as_str().expect("a message").to_owned())
            }
            None => {
                assert!(reply.starts_with("40"), "{reply}");
                Ok(live)
            }
        }
    }

    /// Connects whom the server must let in.
    pub(crate) async fn of(client: &Client) -> Self {
        Self::connect(client).await.expect("let in")
    }

    /// The first request alone.
    pub(crate) async fn open(client: &Client, origin: Option<&str>) -> Answer {
        let mut request = client.request(Method::GET, PATH);
        if let Some(origin) = origin {
            request = request.header("origin", origin);
        }
        answer(request).await
    }

    /// The next event: its name and what came with it; `None` when the server disconnected.
    pub(crate) async fn event(&mut self) -> Option<(String, Value)> {
        loop {
            let packet = self.packet().await;
            if packet == "41" || packet == "1" {
                return None;
            }
            let Some(event) = packet.strip_prefix("42") else { continue };
            let event: Value = serde_json::from_str(event).expect("json");
            return Some((event[0].as_str().expect("a name").to_owned(), event[1].clone()));
        }
    }

    async fn packet(&mut self) -> String {
        loop {
            match self.packets.pop_front() {
                // A ping is answered with a pong, else the server takes the page for gone.
                Some(ping) if ping == "2" => {
                    answer(self.client.request(Method::POST, &self.path).body("3")).await;
                    continue;
                }
                Some(packet) => return packet,
                None => {}
            }
            let polled = answer(self.client.request(Method::GET, &self.path)).await;
            if polled.status != 200 {
                return "1".into();
            }
            self.packets.extend(polled.text.split(SEPARATOR).map(str::to_owned));
        }
    }
}
