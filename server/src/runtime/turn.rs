//! One turn: load, step, perform what the engine awaits, save everything in one transaction, send.
//!
//! Nothing of a turn is stored before its end but journaled outcomes. After a crash the turn runs again from the same
//! messages; the engine is deterministic, so the same effects come up and journaled ones are not performed again.

use std::sync::Arc;

use sufler_engine::{Effect, Event, Name, Outcome, Phase, State, Step, TurnRecord};
use sufler_store::{
    Author, Handoff, JournalEntry, Lease, Message, Millis, NewReply, OutboxItem, Owner, SavedTurn,
    StoreError, TurnCommit, TurnInput,
};

use super::{
    calls::{self, Pin},
    core::Core,
    facts,
    failpoint::failpoint,
    flows::LiveFlow,
    interrupts::Interrupted,
    version::{self, Plan},
};
use crate::clock::now;

/// How often a turn starts over because the customer went on writing; after that it answers what it has.
const MAX_RESTARTS: u32 = 5;

/// A timer of a paused conversation is looked at again after this.
const PAUSED_MS: i64 = 60_000;

/// Runs the turn of a leased conversation; answers the reply that is to be sent now. The lease is over then.
///
/// # Errors
/// The store's; nothing was written then, and the conversation is still due.
pub(super) async fn run(core: &Arc<Core>, lease: Lease) -> Result<Option<OutboxItem>, StoreError> {
    failpoint("turn.leased");
    for restart in 0..=MAX_RESTARTS {
        core.profiles.wait(lease.conversation_id).await;
        let mut input = core.store.load_turn(lease, core.flows.current().history()).await?;
        let pin = calls::pin(&mut input);
        if input.inbound.is_empty()
            && let Some(ready_at) = idle_until(&input)
        {
            return core.store.release(lease, ready_at).await.map(|()| None);
        }
        if input.inbound.is_empty() && core.pauses.cover(lease.account_id, lease.conversation_id) {
            // A timer waits until the pause is over: nobody wrote, so there is nothing for people to do.
            return core.store.release(lease, Some(now() + PAUSED_MS)).await.map(|()| None);
        }
        // A turn that has changed data outside goes on with what it began with.
        let may_restart = restart < MAX_RESTARTS && pin.is_none();
        let done = match attempt(core, lease, input, pin, may_restart).await {
            Ok(done) => done,
            Err(StoreError::Superseded { .. }) if may_restart => continue,
            Err(error) => return Err(error),
        };
        let Some(saved) = done else { continue };
        metrics::counter!("sufler_turns_total", "result" => "ok").increment(1);
        failpoint("turn.saved");
        return Ok(saved.claimed);
    }
    Ok(None)
}

/// Nobody wrote and no timer is due: when to look again; `None` when there is something to do.
#[expect(clippy::option_option, reason = "nothing to do, and no time to look again, differ")]
fn idle_until(input: &TurnInput) -> Option<Option<Millis>> {
    let Some(text) = &input.state else { return Some(None) };
    // What can't be read is a person's business.
    match State::from_json(text).ok()?.timer() {
        Some(due) if due <= now() => None,
        due => Some(due),
    }
}

/// `None`: the customer wrote more while a model was thinking; start over with all of it.
async fn attempt(
    core: &Arc<Core>,
    lease: Lease,
    input: TurnInput,
    pin: Option<Pin>,
    may_restart: bool,
) -> Result<Option<SavedTurn>, StoreError> {
    if core.pauses.cover(lease.account_id, lease.conversation_id) {
        let refusal = version::Refusal {
            reason: "bot_paused",
            message: "Бот на паузе: новые сообщения ждут людей.".to_owned(),
        };
        return hand_over(core, lease, &input, &refusal).await.map(Some);
    }
    let facts = facts::turn_input(&input, said(core, &input).await?);
    let pinned = pin.as_ref().map(|pin| pin.flow.as_str());
    let plan = match version::plan(core, &input, &facts, pinned).await {
        Ok(plan) => plan,
        Err(refusal) => return hand_over(core, lease, &input, &refusal).await.map(Some),
    };
    let Some(run) = interpret(core, lease, &plan, &input, facts, may_restart).await? else { return Ok(None) };
    failpoint("turn.stepped");
    let may_restart = may_restart && !run.acted;
    let commit = run.commit(core, lease, &plan.live, &input, may_restart);
    core.store.save_turn(commit).await.map(Some)
}

/// How many messages the conversation has. They are counted only where a flow asks and the turn was not given all.
async fn said(core: &Core, input: &TurnInput) -> Result<u32, StoreError> {
    let flows = core.flows.current();
    let given = input.history.len() + input.inbound.len();
    let is_all = input.history.len() < usize::from(flows.history());
    let newest = input.history.iter().chain(&input.inbound).map(|message| message.id).max();
    let said = match newest {
        Some(newest) if !is_all && flows.counts_messages() => {
            usize::try_from(core.store.message_count(input.conversation.id, newest).await?).unwrap_or(given)
        }
        _ => given,
    };
    Ok(u32::try_from(said).unwrap_or(u32::MAX))
}

/// What a turn has come to so far.
struct Run {
    record: TurnRecord,
    state: State,
    replies: Vec<Arc<str>>,
    card: Option<serde_json::Value>,
    close: bool,
    /// Data outside was changed, or may have been: the turn can't start over.
    acted: bool,
}

async fn interpret(
    core: &Arc<Core>,
    lease: Lease,
    plan: &Plan,
    input: &TurnInput,
    facts: sufler_engine::TurnInput,
    may_restart: bool,
) -> Result<Option<Run>, StoreError> {
    let flow = &plan.live.flow;
    let mut record = TurnRecord::new(flow, plan.state.clone());
    let mut state = plan.state.clone();
    for event in handovers(&plan.state, input) {
        state = record.step(flow, state, event, now()).state;
    }
    let event = if input.inbound.is_empty() {
        failpoint("timer.due");
        Event::Timer(facts)
    } else {
        Event::Turn(facts)
    };
    let mut step = record.step(flow, state, event, now());
    let mut run =
        Run { record, state: State::default(), replies: Vec::new(), card: None, close: false, acted: false };
    loop {
        let Some(effect) = run.absorb(&mut step)? else {
            run.state = step.state;
            return Ok(Some(run));
        };
        run.acted |= matches!(&effect, Effect::Call(call) if !call.method.is_safe());
        let outcome = match outcome(core, lease, plan, input, &effect, may_restart && !run.acted).await? {
            Ok(outcome) => outcome,
            Err(Interrupted) => return Ok(None),
        };
        let event = Event::Outcome { id: effect.id(), outcome };
        step = run.record.step(flow, step.state, event, now());
    }
}

/// What the engine has to hear first: people led in between, and the bot leads again.
fn handovers(state: &State, input: &TurnInput) -> Vec<Event> {
    let by: Name = "operator".into();
    let back = Event::HandedBack { by: Arc::clone(&by) };
    let people = |message: &Message| matches!(message.author, Author::Operator { .. } | Author::Native);
    let last_word = input.history.iter().rev().find(|message| message.author != Author::Contact);
    match state.phase {
        Phase::Operator => vec![back],
        Phase::Waiting { .. } if last_word.is_some_and(|message| people(message)) => {
            vec![Event::TakenOver { by }, back]
        }
        _ => Vec::new(),
    }
}

/// The journaled outcome if there is one; otherwise performs the effect and journals what left the process.
async fn outcome(
    core: &Arc<Core>,
    lease: Lease,
    plan: &Plan,
    input: &TurnInput,
    effect: &Effect,
    may_restart: bool,
) -> Result<Result<Outcome, Interrupted>, StoreError> {
    if let Effect::Call(call) = effect {
        let hash = effect.input_hash();
        let performed = calls::perform(core, lease, input, &plan.live.flow.hash, call, hash);
        return Ok(Ok(performed.await?));
    }
    if !core.answerer.is_remote(effect) {
        return Ok(Ok(core.answerer.perform(&plan.live, effect).await));
    }
    let (effect_id, input_hash) = (effect.id().to_string(), effect.input_hash());
    if let Some(outcome) = journaled(input, &effect_id, &input_hash) {
        return Ok(Ok(outcome));
    }
    failpoint("effect.wanted");
    let interrupt = core.interrupts.watch(lease.conversation_id);
    let outcome = tokio::select! {
        outcome = core.answerer.perform(&plan.live, effect) => outcome,
        () = interrupt.fired(), if may_restart => return Ok(Err(Interrupted)),
    };
    failpoint("effect.performed");
    let outcome_json = json(&outcome)?;
    core.store.journal(lease, input.turn_no, JournalEntry { effect_id, input_hash, outcome_json }).await?;
    failpoint("effect.journaled");
    Ok(Ok(outcome))
}

fn journaled(input: &TurnInput, effect_id: &str, input_hash: &str) -> Option<Outcome> {
    let same = |entry: &&JournalEntry| entry.effect_id == effect_id && entry.input_hash == input_hash;
    serde_json::from_str(&input.journal.iter().find(same)?.outcome_json).ok()
}

impl Run {
    /// Takes what a step wants done at the end of the turn; answers the effect it awaits now.
    fn absorb(&mut self, step: &mut Step) -> Result<Option<Effect>, StoreError> {
        let mut awaited = None;
        for effect in step.effects.drain(..) {
            match effect {
                Effect::Send(send) => self.replies.push(send.text),
                Effect::Handoff(handoff) => {
                    let card = serde_json::to_value(&handoff.card);
                    self.card = Some(card.map_err(|error| StoreError::Corrupt(error.to_string()))?);
                }
                Effect::Close(_) => self.close = true,
                awaits => awaited = Some(awaits),
            }
        }
        Ok(awaited)
    }

    fn commit(
        self,
        core: &Core,
        lease: Lease,
        live: &LiveFlow,
        input: &TurnInput,
        may_restart: bool,
    ) -> TurnCommit {
        let limit = core.text_limit(&input.account.channel);
        let parts = self.replies.iter().flat_map(|text| sufler_channels::split(text, limit));
        let replies: Vec<NewReply> =
            parts.map(|text| NewReply { kind: "text".to_owned(), text, content: None }).collect();
        let claim_now = !replies.is_empty() && core.accounts.reserve(lease.account_id, &input.conversation);
        TurnCommit {
            lease,
            epoch: input.conversation.epoch,
            turn_no: input.turn_no,
            finished: true,
            state: self.state.to_json().ok(),
            flow_id: Some(live.flow.id.to_string()),
            flow_hash: Some(live.flow.hash.to_string()),
            record_json: serde_json::to_string(&self.record).unwrap_or_default(),
            processed: input.inbound.iter().map(|message| message.id).collect(),
            replies,
            claim_now,
            handoff: self.card.map(|card| Handoff { owner: Owner::Queue, card: dated(card) }),
            close: self.close,
            contact_variables: None,
            wake_at: self.state.timer(),
            restart_on_new: may_restart,
            now: now(),
        }
    }
}

/// No flow can take the message: people do, and know why.
async fn hand_over(
    core: &Arc<Core>,
    lease: Lease,
    input: &TurnInput,
    refusal: &version::Refusal,
) -> Result<SavedTurn, StoreError> {
    let question = input.inbound.last().map(|message| message.text.clone()).unwrap_or_default();
    let card = serde_json::json!({ "reason": refusal.reason, "question": question, "failure": {
        "code": refusal.reason, "message": refusal.message,
    }});
    let state =
        State { phase: Phase::Operator, turn: u64::try_from(input.turn_no).unwrap_or(1), ..State::default() };
    let commit = TurnCommit {
        lease,
        epoch: input.conversation.epoch,
        turn_no: input.turn_no,
        finished: true,
        state: state.to_json().ok(),
        flow_id: None,
        flow_hash: None,
        record_json: card.to_string(),
        processed: input.inbound.iter().map(|message| message.id).collect(),
        replies: Vec::new(),
        claim_now: false,
        handoff: Some(Handoff { owner: Owner::Queue, card: dated(card) }),
        close: false,
        contact_variables: None,
        wake_at: None,
        restart_on_new: false,
        now: now(),
    };
    core.store.save_turn(commit).await
}

/// The card with the moment it was written, so that it stands there in the history.
fn dated(mut card: serde_json::Value) -> serde_json::Value {
    if let Some(fields) = card.as_object_mut() {
        fields.insert("at".to_owned(), now().into());
    }
    card
}

pub(super) fn json<T: serde::Serialize>(value: &T) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Corrupt(error.to_string()))
}
