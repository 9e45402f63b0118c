//! Keeps the search of messages in step with them, behind everybody's back.

use std::time::Duration;

use sufler_store::{SearchCursor, SearchDoc, SearchSource, Store};
use tokio::sync::broadcast::error::RecvError;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use crate::search;

/// Messages of one step.
const STEP: u32 = 200;
/// Pause before a message is looked at: others come with it.
const GATHER: Duration = Duration::from_millis(150);
/// A step is followed by a rest this many times as long: whoever converses needs the processor more.
const REST: u32 = 19;
/// After a failure, and at the latest anyway: other nodes do not wake this one.
const RETRY: Duration = Duration::from_secs(5);

/// Indexes until `cancel`.
pub(super) async fn run(store: Store, cancel: CancellationToken) {
    let work = async {
        loop {
            match idle(&store).await {
                // The store is closed.
                Ok(false) => return,
                Ok(true) => {}
                Err(error) => {
                    tracing::warn!(%error, "Messages were not indexed for the search; trying again.");
                    sleep(RETRY).await;
                }
            }
        }
    };
    tokio::select! {
        () = cancel.cancelled() => {}
        () = work => {}
    }
}

/// Indexes everything, then waits for more; `false` when there will be no more.
///
/// It listens only while nothing is left to do: whoever subscribes and does not listen keeps every change in memory.
async fn idle(store: &Store) -> Result<bool, sufler_store::StoreError> {
    catch_up(store).await?;
    let mut changes = store.changes();
    let from = store.search_cursor().await?;
    if store.search_pending(from, 1).await?.is_empty() {
        let heard = tokio::time::timeout(RETRY, changes.recv()).await;
        if matches!(heard, Ok(Err(RecvError::Closed))) {
            return Ok(false);
        }
    }
    drop(changes);
    sleep(GATHER).await;
    Ok(true)
}

/// Everything that waits.
async fn catch_up(store: &Store) -> Result<(), sufler_store::StoreError> {
    loop {
        let begun = Instant::now();
        let from = store.search_cursor().await?;
        let waiting = store.search_pending(from, STEP).await?;
        let Some(to) = waiting.last().map(|last| last.cursor) else { return Ok(()) };
        let docs = tokio::task::spawn_blocking(move || docs(waiting)).await.unwrap_or_default();
        add(store, from, to, docs).await?;
        sleep(begun.elapsed() * REST).await;
    }
}

async fn add(
    store: &Store,
    from: SearchCursor,
    to: SearchCursor,
    docs: Vec<SearchDoc>,
) -> Result<(), sufler_store::StoreError> {
    if !store.search_add(from, to, docs).await? {
        tracing::debug!("Another node indexed these messages.");
    }
    Ok(())
}

fn docs(waiting: Vec<SearchSource>) -> Vec<SearchDoc> {
    waiting
        .into_iter()
        .map(|source| SearchDoc { message_id: source.cursor.message_id, stems: search::stems(&source.text) })
        .filter(|doc| !doc.stems.is_empty())
        .collect()
}
