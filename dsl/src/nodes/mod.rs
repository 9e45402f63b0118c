//! One file per node kind: its fields, how they are read, its exits and its description.

use std::sync::Arc;

use indexmap::IndexMap;

use crate::{
    expr::Expr,
    flow::{ModelSettings, Name, NodeIx, Text},
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

/// Where a turn enters.
#[derive(Debug)]
pub struct Start {
    pub next: NodeIx,
}

/// Finds out what the customer wants.
#[derive(Debug)]
pub struct Intent {
    /// Shared with the effect, so that asking costs no copy.
    pub spec: Arc<IntentSpec>,
    pub next: NodeIx,
}

/// What a classifier needs to know.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct IntentSpec {
    pub settings: ModelSettings,
    pub intents: IndexMap<Name, IntentClass>,
}

/// One intent.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct IntentClass {
    pub about: String,
    pub examples: Vec<String>,
}

/// Branches on a probability.
#[derive(Debug)]
pub struct Confidence {
    pub of: ConfidenceOf,
    /// Highest first.
    pub levels: Vec<Level>,
    pub otherwise: NodeIx,
}

/// Whose confidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConfidenceOf {
    Intent,
    Search,
    Answer,
}

/// One level.
#[derive(Debug)]
pub struct Level {
    /// Inclusive, 0..=1.
    pub at_least: f64,
    pub next: NodeIx,
}

/// Chooses what of the conversation later nodes (and prompts) see.
#[derive(Debug)]
pub struct Context {
    /// How many last messages.
    pub messages: u16,
    pub include: ContextParts,
    pub next: NodeIx,
}

/// `include:`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ContextParts {
    pub contact: bool,
    pub item: bool,
    pub summary: bool,
}

/// Looks into the knowledge base.
#[derive(Debug)]
pub struct Search {
    /// Empty = every category.
    pub categories: Vec<Name>,
    pub top: u16,
    /// `None` = the customer's burst.
    pub query: Option<Text>,
    pub next: NodeIx,
}

/// Writes a reply.
#[derive(Debug)]
pub struct AiResponse {
    pub mode: AiMode,
    pub settings: Arc<ModelSettings>,
    pub prompt: Option<Text>,
    /// Every figure of the reply must stand in a source or on the item card.
    pub grounded: bool,
    /// Where `mode: answer` goes, and where the customer's answer to a clarifying question is taken.
    pub next: NodeIx,
    /// `mode: clarify`: questions before giving up; 1..
    pub attempts: u16,
    /// `mode: clarify`: where to go when attempts are used up.
    pub otherwise: Option<NodeIx>,
}

/// `mode:`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AiMode {
    /// Answers and goes on.
    Answer,
    /// Asks one question, waits for the customer, goes on with what they say.
    Clarify,
}

/// First branch that holds.
#[derive(Debug)]
pub struct Condition {
    pub branches: Vec<Branch>,
    pub otherwise: NodeIx,
}

/// One branch.
#[derive(Debug)]
pub struct Branch {
    pub when: Expr,
    pub next: NodeIx,
}

/// Gives the conversation to people.
#[derive(Debug)]
pub struct Handoff {
    /// Reason code, e.g. `low_confidence`.
    pub reason: Name,
    /// What the customer is told.
    pub say: Option<Text>,
    /// Where the bot resumes after handback; `None` = `start`.
    pub resume_at: Option<NodeIx>,
}

/// Ends the turn.
#[derive(Debug)]
pub struct End {
    /// Also closes the conversation.
    pub close: bool,
}

/// Says a fixed text.
#[derive(Debug)]
pub struct Message {
    pub text: Text,
    pub next: NodeIx,
}
