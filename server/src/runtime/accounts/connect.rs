//! An account's life: learn whose keys these are, subscribe, import, then poll as a safety net.

use std::{sync::Arc, time::Duration};

use sufler_channels::{
    AdapterError,
    budget::{Priority, Request},
};
use tokio::time::sleep;

use super::{super::core::Core, Session, history, poll};

/// First pause after a failure; doubles up to [`LONGEST`].
const FIRST: Duration = Duration::from_secs(2);
const LONGEST: Duration = Duration::from_secs(300);
/// Polls between two looks at the subscription.
const LOOK_AT_WEBHOOK_EVERY: u32 = 10;

/// Runs until the session is cancelled.
pub(super) async fn serve(core: Arc<Core>, session: Arc<Session>) {
    let cancel = session.cancel.clone();
    tokio::select! {
        () = cancel.cancelled() => {}
        () = live(&core, &session) => {}
    }
}

async fn live(core: &Arc<Core>, session: &Arc<Session>) {
    let mut pause = FIRST;
    while let Err(error) = connect(core, session).await {
        report(core, session, &error).await;
        tokio::select! {
            () = sleep(pause) => {}
            () = session.wake.notified() => {}
        }
        pause = (pause * 2).min(LONGEST);
    }
    tokio::spawn(history::import(Arc::clone(core), Arc::clone(session)));
    let mut poller = poll::Poller::default();
    for round in 1_u32.. {
        tokio::select! {
            () = sleep(core.accounts.poll_every) => {}
            () = session.wake.notified() => {}
        }
        let polled = poller.round(core, session).await;
        let looked = match polled {
            Ok(()) if round % LOOK_AT_WEBHOOK_EVERY == 0 => subscribe(core, session).await,
            other => other,
        };
        match looked {
            Ok(()) => session.works(core).await,
            Err(error) => report(core, session, &error).await,
        }
    }
}

/// Whose keys these are, and where messages should be delivered.
pub(super) async fn connect(core: &Arc<Core>, session: &Arc<Session>) -> Result<(), AdapterError> {
    if session.calls().is_none() {
        session.acquire(Request::call(Priority::Bot)).await;
        let profile = core.accounts.client.profile(session.tokens.as_ref()).await?;
        if let Err(error) = core.store.account_set_external_id(session.id(), &profile.user_id).await {
            tracing::error!(account = session.id(), %error, "The account's id on the channel was not saved.");
        }
        core.accounts.attach(session, &profile.user_id);
        core.outbox_kick.notify_one();
    }
    subscribe(core, session).await?;
    session.works(core).await;
    tracing::info!(account = session.id(), "The account is connected.");
    Ok(())
}

/// Subscribes our webhook unless it is; without a public address polling has to do.
async fn subscribe(core: &Arc<Core>, session: &Arc<Session>) -> Result<(), AdapterError> {
    let (Some(url), Some(calls)) = (core.accounts.webhook_url(session), session.calls()) else {
        return Ok(());
    };
    session.acquire(Request::call(Priority::Bot)).await;
    let known = calls.subscriptions().await?;
    if !known.iter().any(|subscription| subscription.url == url) {
        session.acquire(Request::call(Priority::Bot)).await;
        calls.subscribe(&url).await?;
    }
    session.set_webhook_active(true);
    Ok(())
}

async fn report(core: &Core, session: &Session, error: &AdapterError) {
    if error.is_account_problem() {
        session.has_problem(core, error).await;
    } else {
        tracing::warn!(account = session.id(), %error, "The channel did not answer as it should.");
    }
    if let Some(pause) = error.retry_after() {
        session.pause(Some(pause));
    }
}
