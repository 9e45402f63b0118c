//! Calls of services: made once, whatever happens to this process.
//!
//! A call that changes data is noted in the journal before it is made, together with the burst and the flow's version
//! that the turn began with. After a crash the turn runs again from exactly those, so the same call comes up: with a
//! journaled outcome it is not made again; without one nobody knows whether the service did it, and it is made again
//! only where that does no harm.

use serde::{Deserialize, Serialize};
use sufler_engine::{Call, Failure, Outcome};
use sufler_store::{Id, JournalEntry, Lease, StoreError, TurnInput};

use super::{core::Core, failpoint::failpoint};

/// Journal key of what the turn is pinned to; effects are called `t1.0`.
const PIN: &str = "pin";

/// What a turn that has changed data outside began with.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Pin {
    /// Messages of the burst.
    messages: Vec<Id>,
    /// Version of the flow.
    pub flow: String,
}

/// Stands in the journal while a call is under way.
#[derive(Serialize, Deserialize)]
struct UnderWay {
    under_way: bool,
}

/// What an earlier attempt of this turn was pinned to; what came later waits for the next turn.
pub(super) fn pin(input: &mut TurnInput) -> Option<Pin> {
    let entry = input.journal.iter().find(|entry| entry.effect_id == PIN)?;
    let pin: Pin = serde_json::from_str(&entry.outcome_json).ok()?;
    input.inbound.retain(|message| pin.messages.contains(&message.id));
    Some(pin)
}

/// The same for the same call of the same conversation, however often it is made.
fn key(input: &TurnInput, call: &Call, hash: &str) -> String {
    let hash = hash.get(..16).unwrap_or(hash);
    format!("sufler-{}-{}-{hash}", input.conversation.id, call.id)
}

/// Makes a call, or gives what is known of it.
pub(super) async fn perform(
    core: &Core,
    lease: Lease,
    input: &TurnInput,
    flow_hash: &str,
    call: &Call,
    hash: String,
) -> Result<Outcome, StoreError> {
    let (id, key) = (call.id.to_string(), key(input, call, &hash));
    let noted = input.journal.iter().find(|entry| entry.effect_id == id && entry.input_hash == hash);
    match noted.map(|entry| serde_json::from_str::<Outcome>(&entry.outcome_json)) {
        Some(Ok(outcome)) => return Ok(outcome),
        Some(Err(_)) if !core.connectors.may_repeat(call) => {
            return Ok(Outcome::Failed(Failure::new(
                "call.unknown",
                "связь оборвалась посреди запроса: выполнил ли его сервис, неизвестно; повторять его нельзя",
            )));
        }
        Some(Err(_)) | None => {}
    }
    let journal = async |effect_id: &str, outcome_json: String| {
        let entry = JournalEntry { effect_id: effect_id.to_owned(), input_hash: hash.clone(), outcome_json };
        core.store.journal(lease, input.turn_no, entry).await
    };
    if !call.method.is_safe() {
        let messages = input.inbound.iter().map(|message| message.id).collect();
        journal(PIN, super::turn::json(&Pin { messages, flow: flow_hash.to_owned() })?).await?;
        journal(&id, super::turn::json(&UnderWay { under_way: true })?).await?;
        failpoint("call.noted");
    }
    let outcome = core.connectors.perform(call, &key).await;
    failpoint("call.performed");
    journal(&id, super::turn::json(&outcome)?).await?;
    failpoint("call.journaled");
    Ok(outcome)
}
