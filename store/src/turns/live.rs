//! Where conversations stand that are not closed.

use crate::db::params;
use crate::{Id, Result, Store};

/// The engine's state of a conversation, with the flow it was saved by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveState {
    /// The conversation.
    pub conversation_id: Id,
    /// Flow of the turn that left this state.
    pub flow_id: Option<String>,
    /// The engine's state as it will be resumed, JSON.
    pub state: String,
}

impl Store {
    /// States of open conversations behind `after`, in the order of their ids, so many at most.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn live_states(&self, after: Id, limit: u32) -> Result<Vec<LiveState>> {
        self.read(move |conn| {
            Box::pin(async move {
                let sql = format!(
                    "SELECT c.id, t.flow_id, COALESCE(c.resume_state, t.state) \
                     FROM conversations c JOIN turns t ON t.id = c.state_turn \
                     WHERE c.id > $1 AND c.status <> 'closed' AND COALESCE(c.resume_state, t.state) IS NOT NULL \
                     ORDER BY c.id LIMIT {limit}"
                );
                conn.query(&sql, params![after], |row| {
                    Ok(LiveState { conversation_id: row.int(0)?, flow_id: row.opt_text(1)?, state: row.text(2)? })
                })
                .await
            })
        })
        .await
    }
}
