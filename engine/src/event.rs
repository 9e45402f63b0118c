//! What happens to a conversation.

use serde::{Deserialize, Serialize};

use crate::{EffectId, Name, Outcome, TurnInput};

/// Input of [`crate::step`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// A closed burst of customer messages.
    ///
    /// While an effect is awaited and nothing was sent it restarts the turn, and must then carry all messages
    /// that no finished turn has handled. After a send it is dropped: give it again when the turn is over.
    Turn(TurnInput),
    /// The time that a `wait` node waits for has come; the input carries no messages. Begins a turn.
    ///
    /// Dropped where nothing waits for time or the time has not come.
    Timer(TurnInput),
    /// What an effect brought. An id that nobody awaits is dropped.
    Outcome {
        /// Which effect.
        id: EffectId,
        /// What it brought.
        outcome: Outcome,
    },
    /// A human leads from now on; the running turn is over.
    TakenOver {
        /// Who: login of the operator, or `native` for the channel's own app.
        by: Name,
    },
    /// The bot leads again from the customer's next burst on.
    HandedBack {
        /// Login of the operator.
        by: Name,
    },
}
