//! The language server over a WebSocket.

use futures::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use sufler_store::Role;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::{Error, Message, client::IntoClientRequest as _};
use tokio_tungstenite::{WebSocketStream, client_async};

use crate::client::{Client, cookie};
use crate::fixture::Server;

type Socket = WebSocketStream<TcpStream>;

/// Connects as this client, from a page of this origin; else the status of the refusal.
async fn connect(client: &Client, origin: Option<&str>) -> Result<Socket, u16> {
    let address = client.base.trim_start_matches("http://");
    let mut request = format!("ws://{address}/api/v1/lsp").into_client_request().expect("a request");
    let headers = request.headers_mut();
    if let Some(session) = &client.session {
        headers.insert("cookie", cookie(&session.token).parse().expect("a value"));
    }
    if let Some(origin) = origin {
        headers.insert("origin", origin.parse().expect("a value"));
    }
    let stream = TcpStream::connect(address).await.expect("a connection");
    match client_async(request, stream).await {
        Ok((socket, _)) => Ok(socket),
        Err(Error::Http(response)) => Err(response.status().as_u16()),
        Err(error) => panic!("{error}"),
    }
}

async fn send(socket: &mut Socket, message: Value) {
    socket.send(Message::text(message.to_string())).await.expect("sent");
}

async fn receive(socket: &mut Socket) -> Value {
    loop {
        if let Message::Text(text) = socket.next().await.expect("open").expect("a message") {
            return serde_json::from_str(&text).expect("JSON");
        }
    }
}

#[tokio::test]
async fn flows_are_edited_by_admins_and_qa_only() {
    let server = Server::start().await;
    for (role, status) in [(Role::Viewer, 403), (Role::Operator, 403)] {
        let client = server.user(role, None).await;
        assert_eq!(connect(&client, None).await.err(), Some(status), "{role:?}");
    }
    assert_eq!(connect(&server.nobody(), None).await.err(), Some(401));
    let qa = server.user(Role::Qa, None).await;
    assert!(connect(&qa, None).await.is_ok());
    assert_eq!(connect(&qa, Some("https://evil.example")).await.err(), Some(403));
}

#[tokio::test]
async fn the_page_gets_completions_and_diagnostics() {
    let flows = tempfile::tempdir().expect("a folder");
    let knowledge = flows.path().join("knowledge");
    std::fs::create_dir_all(knowledge.join("delivery")).expect("folders");
    let server = Server::start_with(|config| {
        config.flows_dir = flows.path().into();
        config.knowledge_dir = knowledge;
    })
    .await;
    let mut socket = connect(&server.user(Role::Admin, None).await, None).await.expect("connected");
    send(&mut socket, json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {}})).await;
    assert_eq!(receive(&mut socket).await["result"]["serverInfo"]["name"], "sufler");
    let uri = "sufler:///flows/a/flow.yaml";
    let text =
        "flow: a\nnodes:\n  start: {type: start, next: find}\n  find: {type: search, categories: []}\n";
    let item = json!({"uri": uri, "languageId": "yaml", "version": 1, "text": text});
    send(
        &mut socket,
        json!({"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": item}}),
    )
    .await;
    let told = receive(&mut socket).await;
    assert_eq!(told["method"], "textDocument/publishDiagnostics");
    assert!(!told["params"]["diagnostics"].as_array().expect("a list").is_empty());
    let place = json!({"textDocument": {"uri": uri}, "position": {"line": 3, "character": 37}});
    send(
        &mut socket,
        json!({"jsonrpc": "2.0", "id": 2, "method": "textDocument/completion", "params": place}),
    )
    .await;
    assert_eq!(receive(&mut socket).await["result"][0]["label"], "delivery");
}
