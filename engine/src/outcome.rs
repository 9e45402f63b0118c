//! What effects bring back.

use std::sync::Arc;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::Name;

/// Result of an effect. A failure is data too: it takes the node's `on_error` edge.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Outcome {
    /// Of [`crate::Effect::Classify`].
    Intent(IntentResult),
    /// Of [`crate::Effect::Search`].
    Hits(SearchResult),
    /// Of [`crate::Effect::Generate`].
    Answer(AnswerResult),
    /// Of [`crate::Effect::Extract`].
    Extracted(ExtractResult),
    /// Of [`crate::Effect::Call`].
    Called(CallResult),
    /// Of any.
    Failed(Failure),
}

/// What the customer wants.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IntentResult {
    /// The likeliest intent; `None` when it is none of the flow's.
    pub name: Option<Name>,
    /// Calibrated probability of `name`, 0..=1.
    pub confidence: f64,
    /// The classifier itself saw a wish for a human.
    #[serde(default)]
    pub asks_human: bool,
    /// All intents with their probabilities, best first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ranked: Vec<(Name, f64)>,
    /// Who answered and what it cost.
    #[serde(flatten)]
    pub call: ModelCall,
}

/// Passages found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SearchResult {
    /// Best first.
    pub hits: Arc<[Hit]>,
    /// Calibrated probability that the best hit answers the question, 0..=1; 0 without hits.
    pub best: f64,
}

/// One passage of knowledge. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Hit {
    /// Id of the article.
    pub article: Name,
    /// Version of the article: hash of its content.
    pub version: Name,
    /// Title of the article.
    pub title: Arc<str>,
    /// Category of the article.
    pub category: Name,
    /// The passage.
    pub text: Arc<str>,
    /// Calibrated probability that it answers, 0..=1.
    pub score: f64,
}

/// A text written by a model or quoted by the built-in answerer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AnswerResult {
    /// What to say.
    pub text: Arc<str>,
    /// Calibrated probability that it is right, 0..=1.
    pub confidence: f64,
    /// Ids of the articles it stands on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Name>,
    /// Who answered and what it cost.
    #[serde(flatten)]
    pub call: ModelCall,
}

/// Values read out of the customer's words.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ExtractResult {
    /// What was found, by variable; an unknown name is ignored.
    pub values: IndexMap<Name, Arc<str>>,
    /// The customer speaks of something else.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub off_topic: bool,
    /// Who answered and what it cost.
    #[serde(flatten)]
    pub call: ModelCall,
}

/// A service's answer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CallResult {
    /// Status of HTTP.
    pub status: u16,
    /// The wanted parts of the answer, by path; `null` for what it lacks.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    pub values: IndexMap<Name, serde_json::Value>,
}

/// Bill of one model call.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelCall {
    /// Model that answered, after fallbacks; `builtin` for the built-in answerer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<Name>,
    /// Tokens and money.
    #[serde(default, skip_serializing_if = "Usage::is_zero")]
    pub usage: Usage,
}

/// Tokens and money of one model call.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// Tokens sent.
    #[serde(default)]
    pub input_tokens: u32,
    /// Tokens received.
    #[serde(default)]
    pub output_tokens: u32,
    /// Millionths of a US dollar.
    #[serde(default)]
    pub cost_micros: u64,
}

impl Usage {
    /// Nothing was spent.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        *self == Self::default()
    }
}

/// Why an effect or a node could not do its work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// Stable code such as `timeout`, `ungrounded`, `budget.steps`; becomes the reason `error.<code>` of a handoff.
    pub code: Name,
    /// For people, in Russian; no secrets.
    pub message: Arc<str>,
}

impl Failure {
    /// A failure with this code and message.
    pub fn new(code: &str, message: impl Into<Arc<str>>) -> Self {
        Self { code: code.into(), message: message.into() }
    }
}

/// Values of the flow's variables that were set; declared defaults are not copied here.
pub type Vars = IndexMap<Name, serde_json::Value>;
