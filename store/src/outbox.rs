//! Outgoing messages on their way to the channel.

mod claim;

pub(crate) use claim::Fairness;

use std::collections::HashSet;

use crate::db::{Conn, Value, params};
use crate::reader::HotRead;
use crate::writer::{Needs, Operation, Work, is_bots, unsettled};
use crate::{Delivery, Id, Message, Millis, Result, Store, StoreError, rows};

/// Milliseconds by which our time of a message may differ from the channel's.
const CLOCK_SKEW: u64 = 2_000;
/// The partial index's condition, word for word.
const UNSETTLED: &str = "m.delivery IN ('queued', 'sending', 'unknown')";

/// A message to send.
#[derive(Debug, Clone, PartialEq)]
pub struct OutboxItem {
    /// The message, `sending`.
    pub message: Message,
    /// Account to send from.
    pub account_id: Id,
    /// The channel's chat id.
    pub chat_external_id: String,
    /// Attempts before this one.
    pub attempts: i64,
    /// When it last became `sending`.
    pub claimed_at: Option<Millis>,
    /// More of the conversation waits for it.
    pub is_followed: bool,
}

/// Outgoing work of one account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutboxQueue {
    /// The account.
    pub account_id: Id,
    /// Messages that wait, those not due yet included.
    pub waiting: i64,
    /// When the first of them is due; in the past when one is due now.
    pub due_at: Millis,
}

impl Store {
    /// Takes the next messages of an account and marks them `sending`: operators' before the bot's, round robin
    /// between conversations, at most one per conversation in flight, in order within it. Bot messages of an older
    /// epoch become `cancelled` instead.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn outbox_claim(&self, account_id: Id, limit: u32, now: Millis) -> Result<Vec<OutboxItem>> {
        let candidates = self.read(move |conn| Box::pin(claim::candidates(conn, account_id, now))).await?;
        let chosen = self.fairness().choose(account_id, candidates, limit as usize);
        if chosen.is_empty() {
            return Ok(Vec::new());
        }
        let claimed = self.run(claim::Claim { chosen, now }).await?;
        self.fairness().served(account_id, claimed.iter().map(|item| item.message.conversation_id));
        Ok(claimed)
    }

    /// Accounts with queued messages.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn outbox_accounts(&self, now: Millis) -> Result<Vec<OutboxQueue>> {
        self.read(move |conn| {
            Box::pin(async move {
                let sql = format!(
                    "SELECT m.account_id, COUNT(*), MIN(COALESCE(m.not_before, $1)) FROM messages m \
                     WHERE {UNSETTLED} AND m.delivery = 'queued' GROUP BY m.account_id ORDER BY m.account_id"
                );
                conn.query(&sql, params![now], |row| {
                    Ok(OutboxQueue { account_id: row.int(0)?, waiting: row.int(1)?, due_at: row.int(2)? })
                })
                .await
            })
        })
        .await
    }

    /// The last look before the channel call: is the message still `sending` and of the current epoch?
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn outbox_epoch_ok(&self, message_id: Id) -> Result<bool> {
        match self.hot() {
            Some(hot) => hot.read(|reply| HotRead::EpochOk { message_id, reply }).await,
            None => Ok(self.signals().sendable.contains(message_id)),
        }
    }

    /// The channel took the message under `external_id` at `at` (its clock).
    ///
    /// # Errors
    /// [`NotFound`](crate::StoreError::NotFound).
    pub async fn outbox_sent(&self, message_id: Id, external_id: Option<String>, at: Millis) -> Result<()> {
        let sent = Settle { message_id, fate: Fate::Sent { external_id, at } };
        self.sent_or_twice(message_id, at, self.run(sent).await).await
    }

    /// The same where nothing waits for it: it is stored with what the conversation does next, or a moment later.
    ///
    /// # Errors
    /// As [`outbox_sent`](Self::outbox_sent).
    pub async fn outbox_sent_later(
        &self,
        conversation_id: Id,
        message_id: Id,
        external_id: Option<String>,
        at: Millis,
    ) -> Result<()> {
        let sent = Settle { message_id, fate: Fate::Sent { external_id, at } };
        let stored = self.writer().run_later(conversation_id, sent).await;
        self.sent_or_twice(message_id, at, stored).await
    }

    /// Where the channel's id is on another row, the echo came back in other words and was taken for a person's. That
    /// row keeps it; what counts here is that ours is out.
    async fn sent_or_twice(&self, message_id: Id, at: Millis, stored: Result<()>) -> Result<()> {
        match stored {
            Err(StoreError::Conflict { .. }) => {
                self.run(Settle { message_id, fate: Fate::Sent { external_id: None, at } }).await
            }
            other => other,
        }
    }

    /// The call failed in a way that surely sent nothing: queue it again, not before `not_before`. A message of the
    /// bot whose epoch is over becomes `cancelled` instead.
    ///
    /// # Errors
    /// [`Conflict`](crate::StoreError::Conflict) when it is not on its way.
    pub async fn outbox_retry(
        &self,
        message_id: Id,
        not_before: Millis,
        problem: Option<String>,
    ) -> Result<()> {
        self.run(Settle { message_id, fate: Fate::Retry { not_before, problem } }).await
    }

    /// The channel refused it for good; `problem` says why in Russian.
    ///
    /// # Errors
    /// [`Conflict`](crate::StoreError::Conflict) when it is not on its way.
    pub async fn outbox_failed(&self, message_id: Id, problem: String) -> Result<()> {
        self.run(Settle { message_id, fate: Fate::Failed { problem } }).await
    }

    /// Nobody can say whether it went out; a person must decide.
    ///
    /// # Errors
    /// [`Conflict`](crate::StoreError::Conflict) when it is not on its way.
    pub async fn outbox_unknown(&self, message_id: Id, problem: String) -> Result<()> {
        self.run(Settle { message_id, fate: Fate::Unknown { problem } }).await
    }

    /// The epoch check failed right before the call: the message never leaves.
    ///
    /// # Errors
    /// [`Conflict`](crate::StoreError::Conflict) when it is not on its way.
    pub async fn outbox_cancelled(&self, message_id: Id) -> Result<()> {
        self.run(Settle { message_id, fate: Fate::Cancelled }).await
    }

    /// Messages left `sending`: at start these are the calls a dead process may or may not have made.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn outbox_in_doubt(&self) -> Result<Vec<OutboxItem>> {
        self.read(|conn| {
            Box::pin(async move {
                let sql = format!(
                    "SELECT {}, m.account_id, m.attempts, m.claimed_at, c.external_id FROM messages m \
                     JOIN conversations c ON c.id = m.conversation_id \
                     WHERE {UNSETTLED} AND m.delivery = 'sending' ORDER BY m.id",
                    rows::MESSAGE
                );
                conn.query(&sql, &[], |row| {
                    let at = rows::MESSAGE_WIDTH;
                    Ok(OutboxItem {
                        message: rows::message(row)?,
                        account_id: row.int(at)?,
                        attempts: row.opt_int(at + 1)?.unwrap_or(0),
                        claimed_at: row.opt_int(at + 2)?,
                        chat_external_id: row.text(at + 3)?,
                        is_followed: true,
                    })
                })
                .await
            })
        })
        .await
    }

    /// Read or delivery marks of the channel: our messages of the chat up to `upto_at` are at least `delivery`.
    ///
    /// # Errors
    /// The database does not answer.
    pub async fn set_delivery_by_external(
        &self,
        account_id: Id,
        chat_external_id: &str,
        upto_at: Millis,
        delivery: Delivery,
    ) -> Result<()> {
        let chat = chat_external_id.to_owned();
        let ids = self
            .read(move |conn| {
                Box::pin(async move {
                    let sql = "SELECT m.id FROM messages m JOIN conversations c ON c.id = m.conversation_id \
                               WHERE c.account_id = $1 AND c.external_id = $2 AND m.at <= $3 \
                               AND m.delivery IN ('sent', 'delivered') ORDER BY m.at DESC LIMIT 500";
                    conn.query(sql, params![account_id, &chat, upto_at], |row| row.int(0)).await
                })
            })
            .await?;
        if ids.is_empty() { Ok(()) } else { self.run(Mark { ids, delivery }).await }
    }
}

/// Which of these messages are `sending` under their conversation's epoch; operators' words do not depend on it.
pub(crate) async fn epochs_ok(conn: &mut Conn<'_>, message_ids: &[Id]) -> Result<Vec<bool>> {
    let keys: Vec<Vec<Value<'_>>> = message_ids.iter().map(|id| params![*id].to_vec()).collect();
    let found = conn.bulk_query(&claim::EPOCH_OK, &keys, |row| row.int(0)).await?;
    let found: HashSet<Id> = found.into_iter().collect();
    Ok(message_ids.iter().map(|id| found.contains(id)).collect())
}

/// What became of a channel call.
enum Fate {
    Sent { external_id: Option<String>, at: Millis },
    Retry { not_before: Millis, problem: Option<String> },
    Failed { problem: String },
    Unknown { problem: String },
    Cancelled,
}

struct Settle {
    message_id: Id,
    fate: Fate,
}

impl Operation for Settle {
    type Applied = ();
    type Output = ();

    fn needs(&self, needs: &mut Needs) {
        match self.fate {
            Fate::Retry { .. } => needs.conversations_of.insert(self.message_id),
            _ => needs.messages.insert(self.message_id),
        };
    }

    fn apply(&self, work: &mut Work) -> Result<()> {
        let delivery = work.msg(self.message_id)?.row.delivery;
        let arrived = matches!(delivery, Some(Delivery::Sent | Delivery::Delivered | Delivery::Read));
        let sent = matches!(self.fate, Fate::Sent { .. });
        if delivery.is_none() || (!sent && !delivery.is_some_and(unsettled)) {
            return Err(StoreError::conflict("message", "is not on its way"));
        }
        let is_over = self.is_over(work)?;
        if let Fate::Sent { external_id: Some(external_id), .. } = &self.fate {
            // Its echo may be in the same batch.
            let of_conversation = work.externals.entry(work.msg(self.message_id)?.row.conversation_id);
            of_conversation.or_default().entry(external_id.clone()).or_insert(self.message_id);
        }
        let msg = work.msg_mut(self.message_id)?;
        match &self.fate {
            // A person took over during the call: the bot does not try again.
            Fate::Retry { .. } if is_over => msg.row.delivery = Some(Delivery::Cancelled),
            Fate::Sent { external_id, at } => {
                msg.row.external_id = msg.row.external_id.take().or_else(|| external_id.clone());
                msg.row.problem = None;
                if !arrived {
                    msg.row.delivery = Some(Delivery::Sent);
                    // The channel tells whole seconds: ours is finer, unless the clocks disagree.
                    if msg.row.at.abs_diff(*at) > CLOCK_SKEW {
                        msg.row.at = *at;
                    }
                }
            }
            Fate::Retry { not_before, problem } => {
                msg.row.delivery = Some(Delivery::Queued);
                msg.row.problem.clone_from(problem);
                msg.not_before = Some(*not_before);
                msg.attempts = Some(msg.attempts.unwrap_or(0) + 1);
            }
            Fate::Failed { problem } => {
                msg.row.delivery = Some(Delivery::Failed);
                msg.row.problem = Some(problem.clone());
            }
            Fate::Unknown { problem } => {
                msg.row.delivery = Some(Delivery::Unknown);
                msg.row.problem = Some(problem.clone());
            }
            Fate::Cancelled => msg.row.delivery = Some(Delivery::Cancelled),
        }
        Ok(())
    }

    fn output((): (), _: &Work) -> Result<()> {
        Ok(())
    }
}

impl Settle {
    /// Whether a message to be tried again is the bot's, of an epoch that has ended.
    fn is_over(&self, work: &Work) -> Result<bool> {
        let msg = work.msg(self.message_id)?;
        if !matches!(self.fate, Fate::Retry { .. }) || !is_bots(msg.row.author) {
            return Ok(false);
        }
        Ok(msg.epoch != Some(work.conv(msg.row.conversation_id)?.row.epoch))
    }
}

/// Delivery and read marks.
struct Mark {
    ids: Vec<Id>,
    delivery: Delivery,
}

impl Operation for Mark {
    type Applied = ();
    type Output = ();

    fn needs(&self, needs: &mut Needs) {
        needs.messages.extend(&self.ids);
    }

    fn apply(&self, work: &mut Work) -> Result<()> {
        for id in &self.ids {
            let Ok(msg) = work.msg(*id) else { continue };
            let later = match msg.row.delivery {
                Some(Delivery::Sent) => matches!(self.delivery, Delivery::Delivered | Delivery::Read),
                Some(Delivery::Delivered) => self.delivery == Delivery::Read,
                _ => false,
            };
            if later {
                work.msg_mut(*id)?.row.delivery = Some(self.delivery);
            }
        }
        Ok(())
    }

    fn output((): (), _: &Work) -> Result<()> {
        Ok(())
    }
}
