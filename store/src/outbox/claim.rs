//! Which messages of an account go next.
//!
//! Candidates are read beside the writer; the writer then looks at each again under its locks and takes it only if
//! nothing changed meanwhile.

use std::collections::{HashMap, HashSet};
use std::sync::{LazyLock, Mutex, PoisonError};

use super::{OutboxItem, UNSETTLED};
use crate::db::{Bulk, Conn, Row, Type, params};
use crate::writer::{Needs, Operation, Work, is_bots};
use crate::{Delivery, Id, Millis, Result};

pub(super) static EPOCH_OK: LazyLock<Bulk> = LazyLock::new(|| {
    Bulk::select(
        "SELECT m.id FROM messages m JOIN conversations c ON c.id = m.conversation_id \
         WHERE m.id = $1 AND m.delivery = 'sending' AND (m.author = 'operator' OR m.epoch = c.epoch)",
        &[Type::Int],
    )
});

/// The first unsent message of a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Head {
    message_id: Id,
    conversation_id: Id,
    is_operators: bool,
    /// Queued under an epoch that is over: to be cancelled, not sent.
    stale: bool,
}

/// Heads of the account's conversations that could go now.
pub(super) async fn candidates(conn: &mut Conn<'_>, account_id: Id, now: Millis) -> Result<Vec<Head>> {
    let sql = format!(
        "SELECT m.id, m.conversation_id, m.author, m.epoch, c.epoch, m.delivery, m.not_before FROM messages m \
         JOIN conversations c ON c.id = m.conversation_id \
         WHERE m.account_id = $1 AND {UNSETTLED} AND m.delivery <> 'unknown' ORDER BY m.id"
    );
    let read = |row: &Row<'_>| {
        let is_operators = row.text(2)? == "operator";
        let stale = !is_operators && row.opt_int(3)? != Some(row.int(4)?);
        let head = Head { message_id: row.int(0)?, conversation_id: row.int(1)?, is_operators, stale };
        let free = row.text(5)? == "queued" && row.opt_int(6)?.is_none_or(|not_before| not_before <= now);
        Ok((head, free))
    };
    let waiting = conn.query(&sql, params![account_id], read).await?;
    let in_flight: HashSet<Id> =
        waiting.iter().filter(|(_, free)| !free).map(|(head, _)| head.conversation_id).collect();
    let mut begun = HashSet::new();
    let heads = waiting.into_iter().map(|(head, _)| head).filter(|head| {
        // Stale rows hold nobody up: the message behind them is the head.
        head.stale || (!in_flight.contains(&head.conversation_id) && begun.insert(head.conversation_id))
    });
    Ok(heads.collect())
}

/// Round robin between the conversations of an account, as far as this process has served them.
#[derive(Debug, Default)]
pub(crate) struct Fairness(Mutex<HashMap<Id, Served>>);

#[derive(Debug, Default)]
struct Served {
    turn: u64,
    /// When each conversation that still waits was served last.
    last: HashMap<Id, u64>,
}

impl Fairness {
    /// Up to `limit` heads to send: operators' first, then whoever was served longest ago. Stale ones come on top.
    pub(super) fn choose(&self, account_id: Id, heads: Vec<Head>, limit: usize) -> Vec<Head> {
        let mut accounts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let served = accounts.entry(account_id).or_default();
        let waiting: HashSet<Id> = heads.iter().map(|head| head.conversation_id).collect();
        served.last.retain(|conversation_id, _| waiting.contains(conversation_id));
        let (mut chosen, mut fresh): (Vec<Head>, Vec<Head>) = heads.into_iter().partition(|head| head.stale);
        fresh.sort_by_key(|head| {
            let last = served.last.get(&head.conversation_id).copied().unwrap_or(0);
            (!head.is_operators, last, head.message_id)
        });
        chosen.extend(fresh.into_iter().take(limit));
        chosen
    }

    pub(super) fn served(&self, account_id: Id, conversations: impl Iterator<Item = Id>) {
        let mut accounts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let served = accounts.entry(account_id).or_default();
        served.turn += 1;
        let turn = served.turn;
        served.last.extend(conversations.map(|conversation_id| (conversation_id, turn)));
    }
}

/// Marks the chosen ones `sending`.
pub(super) struct Claim {
    pub(super) chosen: Vec<Head>,
    pub(super) now: Millis,
}

impl Operation for Claim {
    type Applied = Vec<Id>;
    type Output = Vec<OutboxItem>;

    fn needs(&self, needs: &mut Needs) {
        for head in &self.chosen {
            needs.conversation_and_pending(head.conversation_id);
            needs.messages.insert(head.message_id);
        }
    }

    fn apply(&self, work: &mut Work) -> Result<Vec<Id>> {
        let mut claimed = Vec::new();
        for head in &self.chosen {
            // Whatever vanished or moved on meanwhile is no longer ours to send.
            let (Ok(conv), Ok(msg)) = (work.conv(head.conversation_id), work.msg(head.message_id)) else {
                continue;
            };
            if msg.row.delivery != Some(Delivery::Queued) {
                continue;
            }
            let stale = is_bots(msg.row.author) && msg.epoch != Some(conv.row.epoch);
            let busy =
                work.pending(head.conversation_id).any(|msg| msg.row.delivery == Some(Delivery::Sending));
            if stale {
                work.msg_mut(head.message_id)?.row.delivery = Some(Delivery::Cancelled);
            } else if !busy {
                let msg = work.msg_mut(head.message_id)?;
                msg.row.delivery = Some(Delivery::Sending);
                msg.claimed_at = Some(self.now);
                claimed.push(head.message_id);
            }
        }
        Ok(claimed)
    }

    fn output(claimed: Vec<Id>, work: &Work) -> Result<Vec<OutboxItem>> {
        let item = |id| {
            let msg = work.msg(id)?;
            Ok(OutboxItem {
                message: msg.row.clone(),
                account_id: msg.account_id,
                chat_external_id: work.conv(msg.row.conversation_id)?.row.external_id.clone(),
                attempts: msg.attempts.unwrap_or(0),
                claimed_at: msg.claimed_at,
                is_followed: work.pending(msg.row.conversation_id).count() > 1,
            })
        };
        claimed.into_iter().map(item).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(message_id: Id, conversation_id: Id, is_operators: bool) -> Head {
        Head { message_id, conversation_id, is_operators, stale: false }
    }

    #[test]
    fn operators_go_first_then_whoever_was_served_longest_ago() {
        let fairness = Fairness::default();
        let first = fairness.choose(1, vec![head(1, 10, false), head(5, 20, false), head(9, 30, true)], 2);
        assert_eq!(first.iter().map(|head| head.message_id).collect::<Vec<_>>(), [9, 1]);
        fairness.served(1, [30, 10].into_iter());
        let next = fairness.choose(1, vec![head(2, 10, false), head(5, 20, false)], 1);
        assert_eq!(next, [head(5, 20, false)], "10 has just been served");
    }
}
