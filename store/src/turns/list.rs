//! Stored turns by time.

use super::{CHAIN, TURN, Turn, turn_row};
use crate::db::Value;
use crate::{Id, Millis, Result, Store};

/// Which turns; what is `None` leaves nothing out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TurnRange {
    /// Of this conversation.
    pub conversation_id: Option<Id>,
    /// Saved at or after.
    pub from: Option<Millis>,
    /// Saved before.
    pub to: Option<Millis>,
    /// Only turns whose id is below this one's: the next page.
    pub before: Option<Id>,
}

impl Store {
    /// Finished turns of a range, newest first, so many at most.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn turns_in(&self, range: TurnRange, limit: u32) -> Result<Vec<Turn>> {
        self.read(move |conn| {
            Box::pin(async move {
                let mut params: Vec<Value<'_>> = Vec::new();
                let mut sql = match range.conversation_id {
                    Some(id) => {
                        params.push(id.into());
                        format!("{CHAIN} SELECT {TURN} FROM chain t WHERE t.finished = $2")
                    }
                    None => format!("SELECT {TURN} FROM turns t WHERE t.finished = $1"),
                };
                params.push(true.into());
                let bounds = [("t.at >=", range.from), ("t.at <", range.to), ("t.id <", range.before)];
                for (condition, value) in bounds {
                    let Some(value) = value else { continue };
                    params.push(value.into());
                    sql.push_str(&format!(" AND {condition} ${}", params.len()));
                }
                sql.push_str(&format!(" ORDER BY t.id DESC LIMIT {limit}"));
                conn.query(&sql, &params, turn_row).await
            })
        })
        .await
    }
}
