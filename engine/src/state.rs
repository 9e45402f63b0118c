//! Where a conversation stands.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{
    AnswerResult, EffectId, Failure, HistoryMessage, IntentResult, Millis, Name, SearchResult, TurnInput,
    Vars,
};

/// Version of the JSON form of [`State`].
pub const STATE_VERSION: u32 = 1;

/// Everything the engine remembers of one conversation. Stored as JSON between turns; small then.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// Version of this form.
    pub v: u32,
    /// Hash of the flow it was last stepped with; pinned while a turn runs.
    #[serde(default)]
    pub flow: Name,
    /// Number of the last turn; the first is 1.
    pub turn: u64,
    /// What it does now.
    pub phase: Phase,
    /// Where the next turn enters instead of `start`: `resume_at` of the last handoff.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resume_at: Option<Name>,
    /// An operator gave the conversation back, and no one has taken it since.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub handed_back: bool,
    /// Calls of `subflow` nodes that have not come back, outermost first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stack: Vec<Frame>,
    /// What the episode has found out so far.
    #[serde(default, skip_serializing_if = "Memory::is_empty")]
    pub memory: Memory,
    /// The running turn; `None` between turns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<Box<Run>>,
}

/// What a conversation does now.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Phase {
    /// Nothing until the customer writes.
    #[default]
    Idle,
    /// A node waits for the outcome of an effect.
    Awaiting {
        /// The node, in the innermost flow of [`State::stack`].
        node: Name,
        /// The effect.
        effect: EffectId,
    },
    /// A node waits for the customer.
    Waiting {
        /// The node, in the innermost flow of [`State::stack`].
        node: Name,
        /// When it goes on without the customer.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Millis>,
    },
    /// People lead; customer messages reach only them.
    Operator,
    /// Closed; a new message begins anew.
    Closed,
}

/// What was found out in an episode: from `start` to `end`, handoff or close, over any number of turns.
///
/// Shared parts make the copy that a restart of the turn needs nearly free.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Memory {
    /// Variables; they outlive the episode.
    #[serde(default, skip_serializing_if = "no_vars")]
    pub vars: Arc<Vars>,
    /// Last intent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intent: Option<Arc<IntentResult>>,
    /// Last search.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<Arc<SearchResult>>,
    /// Last reply written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Arc<AnswerResult>>,
    /// Questions asked per clarifying node, and per `node.variable` of collecting ones.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asked: Vec<(Name, u16)>,
    /// The variable that the waiting collect node asked about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asking: Option<Name>,
}

/// A call of a `subflow` node: the flow that runs, and what its caller gets back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Frame {
    /// The calling node, in the flow one level out.
    pub node: Name,
    /// The called flow.
    pub flow: Name,
    /// Its version.
    pub hash: Name,
    /// Variables of the caller.
    #[serde(default, skip_serializing_if = "no_vars")]
    pub vars: Arc<Vars>,
    /// [`Memory::asked`] of the caller.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asked: Vec<(Name, u16)>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn is_zero(count: &u32) -> bool {
    *count == 0
}

fn no_vars(vars: &Arc<Vars>) -> bool {
    vars.is_empty()
}

impl Memory {
    /// Nothing is remembered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Forgets the episode; variables stay.
    pub(crate) fn end_episode(&mut self) {
        *self = Self { vars: Arc::clone(&self.vars), ..Self::default() };
    }

    /// Questions this node has asked in the episode.
    pub(crate) fn questions_of(&self, node: &str) -> u16 {
        self.asked.iter().find(|(name, _)| &**name == node).map_or(0, |(_, count)| *count)
    }

    /// Takes back a question that the customer did not answer but interrupted.
    pub(crate) fn uncount_question(&mut self, node: &str) {
        if let Some((_, count)) = self.asked.iter_mut().find(|(name, _)| &**name == node) {
            *count = count.saturating_sub(1);
        }
    }

    /// Gives a variable a value, or takes it away.
    pub(crate) fn put(&mut self, name: &Name, value: Option<serde_json::Value>) {
        match value {
            Some(value) => {
                Arc::make_mut(&mut self.vars).insert(Name::clone(name), value);
            }
            None if self.vars.contains_key(name) => {
                Arc::make_mut(&mut self.vars).shift_remove(name);
            }
            None => {}
        }
    }

    /// Counts one more question of this node.
    pub(crate) fn count_question(&mut self, node: &Name) {
        match self.asked.iter_mut().find(|(name, _)| name == node) {
            Some((_, count)) => *count = count.saturating_add(1),
            None => self.asked.push((Name::clone(node), 1)),
        }
    }
}

/// A running turn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// What the caller gave.
    pub input: TurnInput,
    /// The burst as one text.
    pub text: Arc<str>,
    /// What nodes that call a model may see, as chosen by the last context node.
    pub view: View,
    /// The burst or the classifier asks for a human.
    pub asks_human: bool,
    /// Nodes visited.
    pub steps: u32,
    /// Models asked.
    pub model_calls: u32,
    /// Effects made; also the number of the next one. Goes on over restarts.
    pub effects: u32,
    /// Texts sent; a turn that has sent can't be restarted.
    pub sent: u32,
    /// A call that changes data was asked for; such a turn can't be restarted either.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub acted: bool,
    /// Calls asked for.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub calls: u32,
    /// Collect nodes that have read the burst.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub read: Vec<Name>,
    /// `always` rules that fired: each fires once a turn.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fired: Vec<u16>,
    /// The same for called flows: depth and rule.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fired_below: Vec<(u8, u16)>,
    /// The step budget is used up; only the way out is left.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub way_out: bool,
    /// The last failure of the turn: why a handoff came about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
    /// What to go back to if the turn is restarted.
    pub entry: Entry,
}

/// What the conversation was when its turn began.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Entry {
    /// The node that waited for the customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waited: Option<Name>,
    /// When it would have gone on by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Millis>,
    /// See [`State::stack`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stack: Vec<Frame>,
    /// See [`State::resume_at`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resume_at: Option<Name>,
    /// See [`State::memory`].
    #[serde(default, skip_serializing_if = "Memory::is_empty")]
    pub memory: Memory,
}

/// The part of the conversation that is shown to models.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct View {
    /// Earlier messages.
    pub history: Arc<[HistoryMessage]>,
    /// The customer is shown.
    pub contact: bool,
    /// The listing is shown.
    pub item: bool,
    /// The summary is shown.
    pub summary: bool,
}

impl Default for State {
    fn default() -> Self {
        Self {
            v: STATE_VERSION,
            flow: Name::default(),
            turn: 0,
            phase: Phase::Idle,
            resume_at: None,
            handed_back: false,
            stack: Vec::new(),
            memory: Memory::default(),
            run: None,
        }
    }
}

/// A stored state could not be read.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// Not the JSON of a state.
    #[error(
        "the stored state of the conversation is damaged: {0}; handing it to an operator and back begins anew"
    )]
    Damaged(#[from] serde_json::Error),
    /// Written by a newer program.
    #[error(
        "the stored state has version {found}, this program reads up to {STATE_VERSION}; update the program"
    )]
    TooNew {
        /// Version of the stored state.
        found: u32,
    },
}

impl State {
    /// Reads a stored state.
    ///
    /// # Errors
    /// [`StateError`] when the text is damaged or of a newer version.
    pub fn from_json(text: &str) -> Result<Self, StateError> {
        #[derive(Deserialize)]
        struct Versioned {
            v: u32,
        }
        let Versioned { v } = serde_json::from_str(text)?;
        if v > STATE_VERSION {
            return Err(StateError::TooNew { found: v });
        }
        Ok(serde_json::from_str(text)?)
    }

    /// Text to store.
    ///
    /// # Errors
    /// None in practice: every part of a state is JSON.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        serde_json::to_string(self)
    }

    /// No effect is awaited: the turn, if there was one, is over and may be committed.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        !matches!(self.phase, Phase::Awaiting { .. })
    }

    /// When a node goes on without the customer; the caller gives [`crate::Event::Timer`] then.
    #[must_use]
    pub fn timer(&self) -> Option<Millis> {
        match self.phase {
            Phase::Waiting { until, .. } => until,
            _ => None,
        }
    }

    /// Leaves every called flow: variables are the outermost flow's again.
    pub(crate) fn unwind(&mut self) {
        if let Some(outermost) = std::mem::take(&mut self.stack).into_iter().next() {
            self.memory.vars = outermost.vars;
            self.memory.asked = outermost.asked;
        }
    }

    /// Texts sent in the running turn.
    #[must_use]
    pub fn sent(&self) -> u32 {
        self.run.as_ref().map_or(0, |run| run.sent)
    }
}

impl Run {
    pub(crate) fn new(input: TurnInput, entry: Entry, effects: u32) -> Self {
        let view = View { history: Arc::clone(&input.history), contact: true, item: true, summary: true };
        Self {
            text: input.text(),
            asks_human: input.signals.asks_human,
            view,
            steps: 0,
            model_calls: 0,
            effects,
            sent: 0,
            acted: false,
            calls: 0,
            read: Vec::new(),
            fired_below: Vec::new(),
            fired: Vec::new(),
            way_out: false,
            failure: None,
            entry,
            input,
        }
    }
}
