//! Node kinds: one file a kind, each with its fields, how they are read, and one description
//! from which the linter, the JSON Schema and the documentation come.

mod ai_response;
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
mod start;

pub use self::{
    ai_response::{AiMode, AiResponse},
    condition::{Branch, Condition},
    confidence::{Confidence, ConfidenceOf, Level},
    context::{Context, ContextParts},
    end::End,
    handoff::Handoff,
    intent::{Intent, IntentClass, IntentSpec},
    kind::Kind,
    message::Message,
    search::Search,
    start::Start,
};
pub(crate) use self::{
    common::{MODEL_FIELDS, NODE_FIELDS, read_settings},
    condition::BRANCH,
};

/// What a node does. Exits are indices, already resolved.
#[derive(Debug)]
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
        }
    }

    /// The word written under `type:`.
    pub fn name(&self) -> &'static str {
        self.kind().name
    }
}
