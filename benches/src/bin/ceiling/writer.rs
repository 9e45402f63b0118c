//! What the one writer is asked to do.

use tokio::sync::{mpsc, oneshot};

/// Commands that share a commit.
pub(crate) const BATCH: usize = 512;
/// Commands that may wait.
pub(crate) const QUEUE: usize = 4_096;

/// A row to store.
pub(crate) enum Row {
    /// An inbound message; stored once per chat and id.
    Inbound { chat: i64, external_id: String, text: String, at: i64 },
    /// The outcome of a turn.
    Turn { chat: i64, state: String, trace: String, reply: String },
}

/// A row and who waits for its commit; the answer is whether the row is new.
pub(crate) struct Command {
    pub(crate) row: Row,
    pub(crate) done: oneshot::Sender<bool>,
}

/// Everything that waits now.
pub(crate) fn drain(first: Command, commands: &mut mpsc::Receiver<Command>) -> Vec<Command> {
    let mut batch = vec![first];
    while batch.len() < BATCH {
        match commands.try_recv() {
            Ok(command) => batch.push(command),
            Err(_) => break,
        }
    }
    batch
}

/// Answers a committed batch.
pub(crate) fn answer(batch: Vec<Command>, new: Vec<bool>) {
    for (command, new) in batch.into_iter().zip(new) {
        // A caller that went away has no use for the answer.
        let _gone = command.done.send(new);
    }
}
