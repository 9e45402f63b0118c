//! Lines of the audit log written by routes.

use serde_json::Value;
use sufler_store::Id;

use crate::auth::Actor;
use crate::clock;
use crate::http::AppState;

/// Writes who did what. The act itself is done by now, so a failure is logged, not answered.
pub(crate) async fn record(
    state: &AppState,
    actor: &Actor,
    action: &str,
    kind: &str,
    id: Id,
    details: Option<Value>,
) {
    let object = format!("{kind}:{id}");
    let written = state.store.audit(Some(actor.user.id), action, &object, details, clock::now()).await;
    if let Err(error) = written {
        tracing::error!(%error, action, object, user = actor.user.id, "an act is missing from the audit log");
    }
}
