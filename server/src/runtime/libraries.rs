//! Keeps flows and articles in step with their folders, and what was in use in the store.

use std::{collections::HashSet, sync::Arc};

use sufler_dsl::flow::{Flow, Name};
use sufler_store::ArticleRow;
use tokio_util::sync::CancellationToken;

use super::{
    core::Core,
    flows::Reload,
    watch::{self, Next},
};
use crate::clock::now;

pub(super) async fn watch_flows(core: Arc<Core>, cancel: CancellationToken) {
    let flows = Arc::clone(&core.flows);
    let (changed, mut wake) = tokio::sync::mpsc::channel(1);
    let keep = async {
        let mut kept = HashSet::new();
        while wake.recv().await.is_some() {
            keep_flow_versions(&core, &mut kept).await;
        }
    };
    let dir = flows.dir().to_path_buf();
    let watching = async move {
        watch::watch(&dir, cancel, |confirmed| match flows.reload(confirmed) {
            Reload::Same => Next::Change,
            Reload::Missing => Next::Confirm,
            Reload::Swapped => {
                // A full channel means that a save is due anyway.
                let _ = changed.try_send(());
                Next::Change
            }
        })
        .await;
    };
    tokio::join!(keep, watching);
}

pub(super) async fn watch_knowledge(core: Arc<Core>, cancel: CancellationToken) {
    let knowledge = Arc::clone(&core.knowledge);
    let (changed, mut wake) = tokio::sync::mpsc::channel(1);
    let keep = async {
        while wake.recv().await.is_some() {
            keep_articles(&core).await;
        }
    };
    let dir = knowledge.dir().to_path_buf();
    let watching = async move {
        watch::watch(&dir, cancel, |_| {
            if knowledge.reload() {
                let _ = changed.try_send(());
            }
            Next::Change
        })
        .await;
    };
    tokio::join!(keep, watching);
}

/// Texts of the flows in use, so that a conversation can finish on its version after a restart. `kept` are the
/// hashes of those that are stored already.
pub(super) async fn keep_flow_versions(core: &Core, kept: &mut HashSet<Name>) {
    for live in core.flows.current().iter() {
        let Flow { id, hash, .. } = &*live.flow;
        if kept.contains(hash) {
            continue;
        }
        match core.store.flow_version_put(id, hash, &live.text, now()).await {
            Ok(()) => drop(kept.insert(Name::clone(hash))),
            Err(error) => tracing::error!(flow = &**id, %error, "The flow's version was not stored."),
        }
    }
}

/// Articles in use, so that a citation can be shown after the article has changed.
pub(super) async fn keep_articles(core: &Core) {
    let knowledge = core.knowledge.current();
    let rows = knowledge.index.articles().iter().map(|article| ArticleRow {
        path: article.id.to_string(),
        category: article.category.to_string(),
        title: article.title.to_string(),
        tags: article.tags.clone(),
        body: article.body.clone(),
        hash: article.version.to_string(),
    });
    if let Err(error) = core.store.articles_replace(rows.collect(), now()).await {
        tracing::error!(%error, "The articles were not stored.");
    }
}
