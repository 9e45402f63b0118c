//! Turns of the bot.

use serde::{Deserialize, Serialize};
use sufler_store as store;
use sufler_store::{Id, Millis};
use utoipa::ToSchema;

/// What the bot did with a burst of messages, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Turn {
    /// Its id.
    pub id: Id,
    /// Its conversation.
    pub conversation_id: Id,
    /// 1, 2, … in the conversation.
    pub turn_no: i64,
    /// Flow that ran.
    #[schema(required)]
    pub flow_id: Option<String>,
    /// Content hash of that flow.
    #[schema(required)]
    pub flow_hash: Option<String>,
    /// Input, effects, outcomes and trace.
    #[schema(value_type = Object)]
    pub record: serde_json::Value,
    /// Whether it came to its end.
    pub finished: bool,
    /// When it was saved last.
    pub at: Millis,
}

impl From<store::Turn> for Turn {
    fn from(row: store::Turn) -> Self {
        Self {
            id: row.id,
            conversation_id: row.conversation_id,
            turn_no: row.turn_no,
            flow_id: row.flow_id,
            flow_hash: row.flow_hash,
            record: row.record,
            finished: row.finished,
            at: row.at,
        }
    }
}
