//! The engine: a pure interpreter of flows.
//!
//! [`step`] takes a flow, where a conversation stands, what happened and what time it is, and gives where the
//! conversation stands now, what is to be done ([`Effect`]) and why ([`TraceEntry`]). It does no I/O, has no clock
//! and no randomness, so the same input gives the same output: any turn can be replayed.
//!
//! A turn begins with [`Event::Turn`]. While the state is [`Phase::Awaiting`], the caller performs the one awaited
//! effect and gives its outcome as [`Event::Outcome`]; a failure is an outcome too. When [`State::is_settled`] the
//! turn is over and its sends may leave.

mod clock;
pub mod codes;
mod coerce;
mod effect;
mod event;
mod evidence;
mod frames;
mod handoff;
mod ids;
mod input;
pub mod limits;
mod machine;
mod migrate;
mod nodes;
mod outcome;
mod record;
mod scope;
mod serves;
mod slots;
mod state;
mod step;
mod trace;

pub use sufler_dsl::flow::Name;

pub use self::{
    effect::{
        Call, Classify, Close, Effect, Extract, ExtractSlot, Generate, GenerateMode, Handoff, Search, Send,
        part_of_answer,
    },
    event::Event,
    handoff::{HandoffCard, SourceRef},
    ids::{BadEffectId, EffectId},
    input::{Account, Contact, Conversation, HistoryMessage, InMessage, Item, Signals, Speaker, TurnInput},
    migrate::{Migration, migrate},
    outcome::{
        AnswerResult, CallResult, ExtractResult, Failure, Hit, IntentResult, ModelCall, Outcome,
        SearchResult, Usage, Vars,
    },
    record::{TurnRecord, replay},
    serves::serves,
    slots::free::read_free_texts,
    state::{Entry, Frame, Memory, Phase, Run, STATE_VERSION, State, StateError, View},
    step::step,
    trace::{BadExit, Dropped, Exit, HitRef, Of, Reading, TraceEntry, What},
};

/// UTC milliseconds since 1970.
pub type Millis = i64;

/// What one event led to.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Where the conversation stands now.
    pub state: State,
    /// What is to be done, in order.
    pub effects: Vec<Effect>,
    /// Why.
    pub trace: Vec<TraceEntry>,
}
