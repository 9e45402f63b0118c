//! Node kinds: one file a kind, each with its fields, how they are read, and one description
//! from which the linter, the JSON Schema and the documentation come.

mod ai_response;
mod call;
mod collect;
mod common;
mod condition;
mod confidence;
mod context;
mod end;
mod handoff;
mod intent;
mod kind;
mod message;
mod search;
mod set;
mod start;
mod subflow;
mod wait;

pub use self::{
    ai_response::{AiMode, AiResponse},
    call::{Call, CustomerText, DataPath, Method},
    collect::{Collect, Slot},
    condition::{Branch, Condition},
    confidence::{Confidence, ConfidenceOf, Level},
    context::{Context, ContextParts},
    end::End,
    handoff::Handoff,
    intent::{Intent, IntentClass, IntentSpec},
    kind::Kind,
    message::Message,
    search::Search,
    set::{NewValue, Set},
    start::Start,
    subflow::Subflow,
    wait::{Wait, WaitTime},
};
pub(crate) use self::{
    common::{MODEL_FIELDS, NODE_FIELDS, read_settings},
    condition::BRANCH,
};

/// What a node does. Exits are indices, already resolved.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "each payload is documented")]
pub enum NodeKind {
    Start(Start),
    Intent(Intent),
    Confidence(Confidence),
    Context(Context),
    Search(Search),
    AiResponse(AiResponse),
    Condition(Condition),
    Handoff(Handoff),
    End(End),
    Message(Message),
    Set(Set),
    Wait(Wait),
    Collect(Collect),
    Call(Call),
    Subflow(Subflow),
}

/// Every kind, in the order of the documentation.
pub const KINDS: &[&Kind] = &[
    &start::KIND,
    &context::KIND,
    &intent::KIND,
    &confidence::KIND,
    &search::KIND,
    &condition::KIND,
    &ai_response::KIND,
    &message::KIND,
    &collect::KIND,
    &set::KIND,
    &call::KIND,
    &subflow::KIND,
    &wait::KIND,
    &handoff::KIND,
    &end::KIND,
];

impl NodeKind {
    /// Description of this kind.
    pub fn kind(&self) -> &'static Kind {
        match self {
            Self::Start(_) => &start::KIND,
            Self::Intent(_) => &intent::KIND,
            Self::Confidence(_) => &confidence::KIND,
            Self::Context(_) => &context::KIND,
            Self::Search(_) => &search::KIND,
            Self::AiResponse(_) => &ai_response::KIND,
            Self::Condition(_) => &condition::KIND,
            Self::Handoff(_) => &handoff::KIND,
            Self::End(_) => &end::KIND,
            Self::Message(_) => &message::KIND,
            Self::Set(_) => &set::KIND,
            Self::Wait(_) => &wait::KIND,
            Self::Collect(_) => &collect::KIND,
            Self::Call(_) => &call::KIND,
            Self::Subflow(_) => &subflow::KIND,
        }
    }

    /// The word written under `type:`.
    pub fn name(&self) -> &'static str {
        self.kind().name
    }
}
