//! Saving a turn: state, record, replies and owner in one transaction.

use super::{Handoff, Lease, NewReply, SavedTurn, TurnCommit};
use crate::ownership::owner_changed;
use crate::writer::{Conv, Msg, Needs, Operation, Touch, TurnRow, Work, is_bots};
use crate::{Author, ConversationStatus, Delivery, Id, Message, OutboxItem, Owner, Result, StoreError};

pub(super) struct SaveTurn {
    pub(super) commit: TurnCommit,
    /// The packed record.
    pub(super) record: Vec<u8>,
}

/// Ids of what a turn wrote.
pub(super) struct Saved {
    lease: Lease,
    turn_id: Id,
    messages: Vec<Id>,
    claimed: bool,
}

impl Operation for SaveTurn {
    type Applied = Saved;
    type Output = SavedTurn;

    fn needs(&self, needs: &mut Needs) {
        needs.conversations.insert(self.commit.lease.conversation_id);
        if !self.commit.replies.is_empty() || self.commit.handoff.is_some() {
            needs.pending.insert(self.commit.lease.conversation_id);
        }
    }

    fn apply(&self, work: &mut Work) -> Result<Saved> {
        let id = self.commit.lease.conversation_id;
        self.check(work)?;
        let turn_id = self.write_turn(work)?;
        let idle = !work.pending(id).any(|msg| msg.row.delivery != Some(Delivery::Unknown));
        let claimed = self.commit.claim_now && idle && !self.commit.replies.is_empty();
        if let Some(handoff) = &self.commit.handoff {
            self.hand_off(work, handoff)?;
        }
        let mut messages = Vec::with_capacity(self.commit.replies.len());
        for (index, reply) in self.commit.replies.iter().enumerate() {
            let row = self.reply_row(work.ids.next(), turn_id, work.conv(id)?, reply, claimed && index == 0);
            messages.push(work.insert_message(row, self.commit.now)?);
        }
        self.settle(work)?;
        Ok(Saved { lease: self.commit.lease, turn_id, messages, claimed })
    }

    fn output(saved: Saved, work: &Work) -> Result<SavedTurn> {
        let conv = work.conv(saved.lease.conversation_id)?;
        let rows: Result<Vec<&Msg>> = saved.messages.iter().map(|id| work.msg(*id)).collect();
        let rows = rows?;
        let claimed = rows.first().filter(|_| saved.claimed).map(|msg| OutboxItem {
            message: msg.row.clone(),
            account_id: msg.account_id,
            chat_external_id: conv.row.external_id.clone(),
            attempts: 0,
            claimed_at: msg.claimed_at,
            is_followed: rows.len() > 1,
        });
        Ok(SavedTurn {
            turn_id: saved.turn_id,
            conversation: conv.row.clone(),
            messages: rows.into_iter().map(|msg| msg.row.clone()).collect(),
            claimed,
            more: !conv.unprocessed.is_empty(),
        })
    }
}

impl SaveTurn {
    fn check(&self, work: &Work) -> Result<()> {
        let conversation_id = self.commit.lease.conversation_id;
        let conv = work.conv(conversation_id)?;
        if conv.row.epoch != self.commit.epoch || conv.row.owner != Owner::Bot {
            return Err(owner_changed(conv));
        }
        work.check_lease(self.commit.lease)?;
        if self.commit.restart_on_new && conv.unprocessed.iter().any(|id| !self.commit.processed.contains(id))
        {
            return Err(StoreError::Superseded { conversation_id });
        }
        Ok(())
    }

    /// A turn that was saved before goes on in its row.
    fn write_turn(&self, work: &mut Work) -> Result<Id> {
        let commit = &self.commit;
        let fresh = work.ids.next();
        let conv = work.conv_mut(commit.lease.conversation_id, commit.now)?;
        let open = conv.open_turn.filter(|_| conv.turn_no == commit.turn_no);
        let turn_id = open.unwrap_or(fresh);
        let prev = conv.last_turn.replace(turn_id);
        conv.turn_no = commit.turn_no;
        conv.open_turn = (!commit.finished).then_some(turn_id);
        if commit.state.is_some() {
            conv.state_turn = Some(turn_id);
            conv.resume_state = None;
        }
        let contact_id = conv.row.contact_id;
        if let Some(variables) = &commit.contact_variables {
            work.contact_variables.push((contact_id, variables.to_string()));
        }
        work.turns.push(TurnRow {
            id: turn_id,
            conversation_id: commit.lease.conversation_id,
            turn_no: commit.turn_no,
            prev,
            flow_id: commit.flow_id.clone(),
            flow_hash: commit.flow_hash.clone(),
            record: self.record.clone(),
            state: commit.state.clone(),
            finished: commit.finished,
            at: commit.now,
            is_new: open.is_none(),
        });
        Ok(turn_id)
    }

    /// The bot lets go by itself: what it has queued may still leave, hence moves to the new epoch. What a person
    /// stopped before stays stopped.
    fn hand_off(&self, work: &mut Work, handoff: &Handoff) -> Result<()> {
        let id = self.commit.lease.conversation_id;
        let current = Some(self.commit.epoch);
        let queued: Vec<Id> = work
            .pending(id)
            .filter(|msg| is_bots(msg.row.author) && msg.epoch == current)
            .map(|msg| msg.row.id)
            .collect();
        let conv = work.conv_mut(id, self.commit.now)?;
        conv.row.owner = handoff.owner;
        conv.row.epoch += 1;
        conv.row.snoozed_until = None;
        conv.row.handoff = Some(handoff.card.clone());
        conv.handoff_changed = true;
        let epoch = conv.row.epoch;
        for message_id in queued {
            work.msg_mut(message_id)?.epoch = Some(epoch);
        }
        Ok(())
    }

    fn reply_row(&self, id: Id, turn_id: Id, conv: &Conv, reply: &NewReply, claimed: bool) -> Msg {
        Msg {
            row: Message {
                id,
                conversation_id: conv.row.id,
                external_id: None,
                client_id: None,
                author: Author::Bot,
                kind: reply.kind.clone(),
                text: reply.text.clone(),
                content: reply.content.clone(),
                at: self.commit.now.max(conv.row.last_at),
                delivery: Some(if claimed { Delivery::Sending } else { Delivery::Queued }),
                problem: None,
                turn_id: Some(turn_id),
                version: 0,
            },
            account_id: conv.row.account_id,
            epoch: Some(conv.row.epoch),
            not_before: None,
            attempts: Some(0),
            claimed_at: claimed.then_some(self.commit.now),
            filed: None,
            touch: Touch::New,
        }
    }

    /// Status, what still waits, and the lease.
    fn settle(&self, work: &mut Work) -> Result<()> {
        let commit = &self.commit;
        let conv = work.conv_mut(commit.lease.conversation_id, commit.now)?;
        conv.unprocessed.retain(|id| !commit.processed.contains(id));
        let waiting = !conv.unprocessed.is_empty();
        match conv.row.owner {
            Owner::Bot if !commit.replies.is_empty() => {
                conv.row.status = ConversationStatus::Open;
                conv.row.waiting_since = conv.row.waiting_since.filter(|_| waiting);
            }
            Owner::Bot => {}
            Owner::Queue | Owner::Operator { .. } => {
                conv.row.status = ConversationStatus::Pending;
                let told = commit.processed.len() + conv.unprocessed.len();
                conv.row.unread = i64::try_from(told.max(1)).unwrap_or(1);
                conv.row.waiting_since.get_or_insert(commit.now);
            }
        }
        if commit.close {
            conv.row.status = ConversationStatus::Closed;
            conv.row.snoozed_until = None;
            conv.answered_by_person();
        }
        if commit.finished {
            let bot_goes_on = conv.row.owner == Owner::Bot;
            conv.stop_bot();
            if bot_goes_on {
                conv.ready_at = if conv.unprocessed.is_empty() { commit.wake_at } else { Some(commit.now) };
            }
            work.journal_done.push(commit.lease.conversation_id);
        }
        Ok(())
    }
}
