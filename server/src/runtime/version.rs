//! Which flow, in which version, runs the next turn of a conversation.

use std::sync::Arc;

use sufler_engine::{self as engine, Migration, Phase, State, migrate};
use sufler_store::TurnInput;

use super::{core::Core, flows::LiveFlow};

/// What the next turn runs on.
pub(super) struct Plan {
    /// The flow.
    pub live: Arc<LiveFlow>,
    /// Where the conversation stands.
    pub state: State,
}

/// Why no flow can take the message; becomes the reason of a handoff.
pub(super) struct Refusal {
    /// Stable code.
    pub reason: &'static str,
    /// Russian words for the operator.
    pub message: String,
}

/// Decides.
pub(super) async fn plan(
    core: &Core,
    input: &TurnInput,
    facts: &engine::TurnInput,
    pinned: Option<&str>,
) -> Result<Plan, Refusal> {
    let state = match &input.state {
        None => State::default(),
        Some(text) => State::from_json(text).map_err(|error| Refusal {
            reason: "error.state",
            message: format!("Состояние диалога не читается: {error}"),
        })?,
    };
    if let Some(hash) = pinned
        && let Some(live) = old_version(core, hash, &state).await
    {
        return Ok(Plan { live, state });
    }
    if let Phase::Waiting { .. } = state.phase
        && let Some(live) = waiting_flow(core, input, &state).await
    {
        return Ok(Plan { live, state });
    }
    let live = choose(core, input, facts).ok_or_else(|| Refusal {
        reason: "no_flow",
        message: "Ни один сценарий не обслуживает этот диалог. Проверьте поле serves сценариев и настройку аккаунта."
            .to_owned(),
    })?;
    Ok(Plan { live, state })
}

/// The version for a conversation that waits at a node: the newest, unless the flow wants the old one finished.
async fn waiting_flow(core: &Core, input: &TurnInput, state: &State) -> Option<Arc<LiveFlow>> {
    let set = core.flows.current();
    let new = set.get(input.flow_id.as_deref()?)?;
    if migrate(state, None, &new.flow) == Migration::Continue && new.flow.hash == state.flow {
        return Some(Arc::clone(new));
    }
    let old = old_version(core, &state.flow, state).await;
    match migrate(state, old.as_ref().map(|live| &*live.flow), &new.flow) {
        Migration::Finish => Some(old.unwrap_or_else(|| Arc::clone(new))),
        Migration::Continue | Migration::Restart | Migration::Handoff => Some(Arc::clone(new)),
    }
}

/// A version that runs no more, joined with the versions of the flows that the conversation is inside of.
async fn old_version(core: &Core, hash: &str, state: &State) -> Option<Arc<LiveFlow>> {
    let root = single_version(core, hash).await?;
    if sufler_dsl::set::calls(&root.flow).next().is_none() {
        return Some(root);
    }
    let mut flows = vec![Arc::clone(&root.flow)];
    for frame in &state.stack {
        flows.push(Arc::clone(&single_version(core, &frame.hash).await?.flow));
    }
    flows.extend(core.flows.current().iter().map(|live| Arc::clone(&live.flow)));
    let linked = sufler_dsl::set::link(&flows).into_iter().next()?.flow?;
    Some(Arc::new(LiveFlow::new(linked, Arc::clone(&root.text))))
}

async fn single_version(core: &Core, hash: &str) -> Option<Arc<LiveFlow>> {
    if let Some(live) = core.flows.version(hash) {
        return Some(live);
    }
    let stored = core.store.flow_version(hash).await.ok()??;
    core.flows.remember(&stored.text)
}

/// The account's own flow, else the first that serves the conversation.
fn choose(core: &Core, input: &TurnInput, facts: &engine::TurnInput) -> Option<Arc<LiveFlow>> {
    let set = core.flows.current();
    if let Some(id) = &input.account.flow_id {
        return set.get(id).cloned();
    }
    set.iter().find(|live| engine::serves(&live.flow, facts)).cloned()
}
