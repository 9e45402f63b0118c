//! Putting conversations off: out of the lists until a time comes or the customer writes.

use crate::db::params;
use crate::writer::{Needs, Operation, Work};
use crate::{Conversation, ConversationStatus, Id, Millis, Result, Store, StoreError};

/// Conversations that come back in one go.
const BATCH: u32 = 500;

impl Store {
    /// Puts a conversation off until a time, or brings it back now (`None`). The customer's next message, a change of
    /// leader and closing bring it back too.
    ///
    /// # Errors
    /// [`Conflict`](crate::StoreError::Conflict) for a closed one.
    pub async fn snooze(
        &self,
        conversation_id: Id,
        until: Option<Millis>,
        now: Millis,
    ) -> Result<Conversation> {
        self.run(Snooze { conversation_id, until, now }).await
    }

    /// Brings back conversations whose time has come, on top of the lists. Answers how many.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn snooze_wake(&self, now: Millis) -> Result<usize> {
        let due = self
            .read(move |conn| {
                Box::pin(async move {
                    let sql = format!(
                        "SELECT id FROM conversations WHERE snoozed_until IS NOT NULL AND snoozed_until <= $1 \
                         ORDER BY snoozed_until LIMIT {BATCH}"
                    );
                    conn.query(&sql, params![now], |row| row.int(0)).await
                })
            })
            .await?;
        if due.is_empty() { Ok(0) } else { self.run(Wake { due, now }).await }
    }

    /// When the next conversation comes back.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn snooze_next(&self) -> Result<Option<Millis>> {
        self.read(|conn| {
            Box::pin(async move {
                let sql = "SELECT snoozed_until FROM conversations WHERE snoozed_until IS NOT NULL \
                           ORDER BY snoozed_until LIMIT 1";
                conn.query_optional(sql, &[], |row| row.int(0)).await
            })
        })
        .await
    }
}

struct Snooze {
    conversation_id: Id,
    until: Option<Millis>,
    now: Millis,
}

impl Operation for Snooze {
    type Applied = Id;
    type Output = Conversation;

    fn needs(&self, needs: &mut Needs) {
        needs.conversations.insert(self.conversation_id);
    }

    fn apply(&self, work: &mut Work) -> Result<Id> {
        let id = self.conversation_id;
        let row = &work.conv(id)?.row;
        if self.until.is_some() && row.status == ConversationStatus::Closed {
            return Err(StoreError::conflict("conversation", "is closed"));
        }
        if row.snoozed_until != self.until {
            work.conv_mut(id, self.now)?.row.snoozed_until = self.until;
        }
        Ok(id)
    }

    fn output(id: Id, work: &Work) -> Result<Conversation> {
        Ok(work.conv(id)?.row.clone())
    }
}

/// Looks at each row again: another node may have brought it back, or somebody put it off further.
struct Wake {
    due: Vec<Id>,
    now: Millis,
}

impl Operation for Wake {
    type Applied = usize;
    type Output = usize;

    fn needs(&self, needs: &mut Needs) {
        needs.conversations.extend(&self.due);
    }

    fn apply(&self, work: &mut Work) -> Result<usize> {
        let mut woken = 0;
        for id in &self.due {
            let Ok(conv) = work.conv(*id) else { continue };
            let Some(until) = conv.row.snoozed_until.filter(|until| *until <= self.now) else { continue };
            let conv = work.conv_mut(*id, self.now)?;
            conv.row.snoozed_until = None;
            conv.row.last_at = conv.row.last_at.max(until);
            woken += 1;
        }
        Ok(woken)
    }

    fn output(woken: usize, _: &Work) -> Result<usize> {
        Ok(woken)
    }
}
