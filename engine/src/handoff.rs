//! The card that a handoff gives to operators.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{Failure, Name, Vars};

/// Everything an operator needs to go on without reading the whole thread.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HandoffCard {
    /// Reason code: of the handoff node, or `error.<code>` when a failure had no other way out.
    pub reason: Name,
    /// The failure behind it, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
    /// Summary of the conversation, where one is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<Arc<str>>,
    /// Variables that are set.
    #[serde(default, skip_serializing_if = "Vars::is_empty")]
    pub variables: Vars,
    /// Articles that were looked at, best first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<SourceRef>,
    /// What the customer seems to want.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intent: Option<Name>,
    /// Probability of the intent, 0..=1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f64>,
    /// The customer's last words.
    pub question: Arc<str>,
}

/// One article that was looked at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SourceRef {
    /// Id of the article.
    pub article: Name,
    /// Its title.
    pub title: Arc<str>,
    /// How well it fitted, 0..=1.
    pub score: f64,
}
