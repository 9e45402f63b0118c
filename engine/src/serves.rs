//! Which flow answers a conversation.

use sufler_dsl::flow::Flow;

use crate::{Entry, Run, State, TurnInput, scope::Scope};

/// `flow` answers this conversation: its channel is listed (or none is) and `serves.when` holds.
/// A condition over something unknown does not hold.
#[must_use]
pub fn serves(flow: &Flow, input: &TurnInput) -> bool {
    let channels = &flow.serves.channels;
    if !channels.is_empty() && !channels.contains(&input.account.channel) {
        return false;
    }
    let Some(when) = &flow.serves.when else { return true };
    let (state, run) = (State::default(), Run::new(input.clone(), Entry::default(), 0));
    let now = input.messages.last().map_or(0, |message| message.at);
    when.holds(&Scope { flow, vars: &state.memory.vars, state: &state, run: &run, now }).unwrap_or(false)
}
