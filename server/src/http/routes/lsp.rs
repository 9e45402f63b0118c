//! The language server of flow files for the editor on our page: one WebSocket message is one
//! message of the protocol.

use std::{
    collections::BTreeSet,
    fs,
    path::{Component, Path, PathBuf},
    sync::Arc,
};

use axum::extract::State;
use axum::extract::ws::{Message as Frame, Utf8Bytes, WebSocket, WebSocketUpgrade};
use axum::response::Response;
use sufler_dsl::diagnostic::Lang;
use sufler_lsp::{Facts, Host, Message, Server};
use sufler_store::Role;
use tokio::sync::{Semaphore, mpsc};

use crate::auth::Qa;
use crate::config::Config;
use crate::http::AppState;
use crate::http::error::{ApiError, ApiResult};

/// Longest message: a flow file with the escapes of JSON.
const MAX_BYTES: usize = 4 << 20;
/// Messages that wait for the server of one connection; an editor that sends more waits.
const QUEUE: usize = 64;
/// Editors at once; each has a thread of its own while it is connected.
static EDITORS: Semaphore = Semaphore::const_new(32);

/// Opens the connection.
pub(crate) async fn connect(
    State(state): State<AppState>,
    Qa(actor): Qa,
    upgrade: WebSocketUpgrade,
) -> ApiResult<Response> {
    // Operators rank above QA, but flows are not theirs to edit.
    if !matches!(actor.user.role, Role::Qa | Role::Admin) {
        return Err(ApiError::forbidden());
    }
    let upgrade = upgrade.max_message_size(MAX_BYTES).max_frame_size(MAX_BYTES);
    Ok(upgrade.on_upgrade(move |socket| serve(socket, Arc::clone(&state.config))))
}

async fn serve(mut socket: WebSocket, config: Arc<Config>) {
    // With no place left the socket closes, and the editor tries again.
    let Ok(_place) = EDITORS.try_acquire() else { return };
    let (to_server, from_editor) = mpsc::channel(QUEUE);
    // Answers never wait: each is asked for, so there are no more than questions.
    let (to_editor, mut from_server) = mpsc::unbounded_channel();
    tokio::task::spawn_blocking(move || run(config, from_editor, &to_editor));
    loop {
        tokio::select! {
            frame = socket.recv() => {
                let Some(Ok(frame)) = frame else { return };
                let message = match &frame {
                    Frame::Text(text) => serde_json::from_str::<Message>(text),
                    Frame::Binary(bytes) => serde_json::from_slice(bytes),
                    Frame::Close(_) => return,
                    Frame::Ping(_) | Frame::Pong(_) => continue,
                };
                // What is no message of the protocol ends the connection.
                let Ok(message) = message else { return };
                if to_server.send(message).await.is_err() {
                    return;
                }
            }
            answer = from_server.recv() => {
                let Some(text) = answer else { return };
                if socket.send(Frame::Text(Utf8Bytes::from(text))).await.is_err() {
                    return;
                }
            }
        }
    }
}

/// The server of one connection, until either side has gone.
fn run(
    config: Arc<Config>,
    mut from_editor: mpsc::Receiver<Message>,
    to_editor: &mpsc::UnboundedSender<String>,
) {
    let mut server = Server::new(Flows { config }, Lang::Ru);
    let send = |messages: Vec<Message>| {
        messages.iter().all(|message| match serde_json::to_string(message) {
            Ok(text) => to_editor.send(text).is_ok(),
            Err(_) => false,
        })
    };
    while let Some(first) = from_editor.blocking_recv() {
        let mut open = send(server.handle(first));
        while let Ok(next) = from_editor.try_recv() {
            open = open && send(server.handle(next));
        }
        if !open || server.exited().is_some() || !send(server.idle()) {
            return;
        }
    }
}

/// The flows folder and nothing else of this machine. Addresses end in `/flows/<flow>/…`.
struct Flows {
    config: Arc<Config>,
}

impl Flows {
    fn place(&self, path: &Path) -> Option<PathBuf> {
        let rest = path.strip_prefix("/flows").ok()?;
        let plain = rest.components().all(|part| matches!(part, Component::Normal(_)));
        plain.then(|| self.config.flows_dir.join(rest))
    }
}

impl Host for Flows {
    fn read(&self, path: &Path) -> Option<String> {
        let place = self.place(path)?;
        // A link must not lead out of the folder.
        let (root, file) = (fs::canonicalize(&self.config.flows_dir).ok()?, fs::canonicalize(place).ok()?);
        file.starts_with(root).then(|| fs::read_to_string(file).ok()).flatten()
    }

    fn dialogs(&self, flow: &Path) -> Vec<PathBuf> {
        let dir = flow.with_file_name("dialogs");
        let entries = self.place(&dir).and_then(|place| fs::read_dir(place).ok());
        let names = entries.into_iter().flatten().flatten().map(|entry| dir.join(entry.file_name()));
        let is_yaml = |path: &PathBuf| path.extension().is_some_and(|it| it == "yaml" || it == "yml");
        let found: BTreeSet<PathBuf> = names.filter(is_yaml).collect();
        found.into_iter().collect()
    }

    fn facts(&self, _: &Path) -> Facts {
        let folders = fs::read_dir(&self.config.knowledge_dir).ok();
        let categories = folders.map(|entries| {
            let dirs = entries.flatten().filter(|entry| entry.path().is_dir());
            let names: BTreeSet<String> =
                dirs.map(|it| it.file_name().to_string_lossy().into_owned()).collect();
            names.into_iter().collect()
        });
        let models = self.config.llm.model.iter().cloned().collect();
        Facts { categories: categories.unwrap_or_default(), models, ..Facts::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_flows_folder_is_read() {
        let dir = tempfile::tempdir().expect("a folder");
        let flows = dir.path().join("flows");
        fs::create_dir_all(flows.join("a/dialogs")).expect("folders");
        fs::write(flows.join("a/flow.yaml"), "flow: a\n").expect("a file");
        fs::write(flows.join("a/dialogs/1.yaml"), "dialog: 1\n").expect("a file");
        fs::write(dir.path().join("secret"), "x").expect("a file");
        std::os::unix::fs::symlink(dir.path().join("secret"), flows.join("a/link.yaml")).expect("a link");
        let host = Flows { config: Arc::new(Config { flows_dir: flows, ..Config::default() }) };
        let read = |path: &str| host.read(Path::new(path));
        assert_eq!(read("/flows/a/flow.yaml").as_deref(), Some("flow: a\n"));
        assert_eq!(host.dialogs(Path::new("/flows/a/flow.yaml")), [Path::new("/flows/a/dialogs/1.yaml")]);
        for outside in ["/flows/../secret", "/secret", "/flows/a/link.yaml", "secret", "/flows//etc/passwd"] {
            assert_eq!(read(outside), None, "{outside}");
        }
    }
}
