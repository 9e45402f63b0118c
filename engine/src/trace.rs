//! What happened and why, as data: kept for every turn, shown to people, replayed byte for byte.

use std::{fmt, str::FromStr, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sufler_dsl::nodes::ConfidenceOf;

use crate::{EffectId, Failure, GenerateMode, Millis, ModelCall, Name};

/// One happening. A node visit is one entry, written when the node is left.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TraceEntry {
    /// When.
    pub at: Millis,
    /// At which node; `None` for what happens to the conversation as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub node: Option<Name>,
    /// What.
    pub what: What,
    /// By which exit the node was left; `None` when the turn stopped there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exit: Option<Exit>,
    /// Where it went.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Name>,
}

impl TraceEntry {
    /// The node, if this entry is a visit of it: not a rule looked at before it, nor what followed its visit.
    #[must_use]
    pub fn visited(&self) -> Option<&Name> {
        let aside = matches!(
            self.what,
            What::Always { .. }
                | What::Resumed
                | What::TimerFired
                | What::Returned { .. }
                | What::Handoff { implied: true, .. }
        );
        self.node.as_ref().filter(|_| !aside)
    }
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum What {
    /// A turn began.
    Turn {
        /// Its number.
        turn: u64,
        /// Ids of the burst's messages.
        messages: Vec<i64>,
        /// The same turn began anew, because more was said before anything was sent.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        restarted: bool,
        /// The burst asks for a human.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        asks_human: bool,
        /// The flow changed while the conversation waited, and what came of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        migration: Option<crate::Migration>,
    },
    /// An event changed nothing.
    Dropped {
        /// Why.
        why: Dropped,
        /// The effect it was about.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        effect: Option<EffectId>,
    },
    /// A human took over.
    TakenOver {
        /// Who.
        by: Name,
    },
    /// The bot leads again.
    HandedBack {
        /// Who gave it back.
        by: Name,
    },
    /// An `always` rule held; `node` is where it was looked at.
    Always {
        /// Its number in the file, from 0.
        rule: u16,
    },
    /// Start node.
    Start,
    /// Context node.
    Context {
        /// Earlier messages shown from here on.
        messages: u32,
    },
    /// Intent node.
    Intent {
        /// The effect.
        effect: EffectId,
        /// What was found.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        intent: Option<Name>,
        /// Its probability.
        confidence: f64,
        /// A wish for a human was seen.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        asks_human: bool,
        /// Who answered and what it cost.
        #[serde(flatten)]
        call: ModelCall,
    },
    /// Confidence node.
    Confidence {
        /// Whose.
        of: Of,
        /// The value read; `None` when nothing was computed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        value: Option<f64>,
    },
    /// Search node.
    Search {
        /// The effect.
        effect: EffectId,
        /// What was found.
        hits: Vec<HitRef>,
        /// Probability of the best.
        best: f64,
    },
    /// AI response node.
    AiResponse {
        /// The effect.
        effect: EffectId,
        /// Reply or question.
        mode: GenerateMode,
        /// Its probability.
        confidence: f64,
        /// Articles it stands on.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        sources: Vec<Name>,
        /// The effect that sends it.
        send: EffectId,
        /// Who answered and what it cost.
        #[serde(flatten)]
        call: ModelCall,
    },
    /// All questions of a clarifying node are used up.
    AttemptsUsedUp {
        /// How many were asked.
        asked: u16,
    },
    /// The customer answered a clarifying question.
    Resumed,
    /// The time that a wait node waited for has come.
    TimerFired,
    /// Wait node.
    Wait {
        /// When it goes on without the customer.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Millis>,
    },
    /// Set node.
    Set {
        /// Variables and their new values, in order; personal data is not repeated here.
        values: Vec<Reading>,
    },
    /// Collect node.
    Collect {
        /// The effect that read free texts, if one was needed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        effect: Option<EffectId>,
        /// Variables filled or corrected; personal data is not repeated here.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        filled: Vec<Reading>,
        /// The variable asked about.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        asked: Option<Name>,
        /// The effect that sends the question.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        send: Option<EffectId>,
        /// Who read the texts and what it cost.
        #[serde(flatten)]
        call: ModelCall,
    },
    /// Call node.
    Call {
        /// The effect.
        effect: EffectId,
        /// Connector that was asked.
        connector: Name,
        /// Status of HTTP.
        status: u16,
        /// Variables that took parts of the answer; personal data is not repeated here.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        saved: Vec<Reading>,
    },
    /// Subflow node: the called flow begins. Its nodes are written `node/inner`.
    Subflow {
        /// The called flow.
        flow: Name,
    },
    /// The called flow has come back.
    Returned {
        /// The called flow.
        flow: Name,
    },
    /// Condition node: the exit tells the branch.
    Condition {
        /// What the taken branch or, for `else`, all branches looked at.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        read: Vec<Reading>,
    },
    /// Message node.
    Message {
        /// The effect that sends it.
        send: EffectId,
    },
    /// Handoff: of a node, or implied by a failure that had no other way out.
    Handoff {
        /// The effect.
        effect: EffectId,
        /// Reason code.
        reason: Name,
        /// No handoff node was there: a failure had no other way out.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        implied: bool,
        /// The effect that tells the customer.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        send: Option<EffectId>,
    },
    /// End node.
    End {
        /// The effect that closes the conversation.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        close: Option<EffectId>,
    },
    /// A node could not do its work.
    Failed {
        /// The effect that failed, if the failure came from one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        effect: Option<EffectId>,
        /// Why.
        failure: Failure,
        /// What a refused answer cost.
        #[serde(flatten)]
        call: ModelCall,
    },
}

/// Why an event changed nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dropped {
    /// Nobody awaits this outcome: the turn was restarted, taken over or is over.
    LateOutcome,
    /// People lead.
    OperatorLeads,
    /// Nothing waits for time, or the time has not come.
    NoTimer,
    /// Something was already sent in the running turn.
    AlreadySent,
    /// The bot leads already.
    BotLeads,
}

/// Article of a hit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HitRef {
    /// Id of the article.
    pub article: Name,
    /// Its version.
    pub version: Name,
    /// Probability that it answers.
    pub score: f64,
}

/// A name of an expression and its value; `None` when it had none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// Dotted name.
    pub name: Arc<str>,
    /// Its value.
    pub value: Option<serde_json::Value>,
}

/// Whose confidence was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it all")]
pub enum Of {
    Intent,
    Search,
    Answer,
}

impl From<ConfidenceOf> for Of {
    fn from(of: ConfidenceOf) -> Self {
        match of {
            ConfidenceOf::Intent => Self::Intent,
            ConfidenceOf::Search => Self::Search,
            ConfidenceOf::Answer => Self::Answer,
        }
    }
}

/// An exit as the flow file addresses it: `next`, `else`, `levels[0]`, `branches[1]`, `on_error`, `always[0]`,
/// `reply`, `interrupted`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are those of the flow file")]
pub enum Exit {
    Next,
    Else,
    Level(u16),
    Branch(u16),
    OnError,
    Reply,
    Interrupted,
    Always(u16),
}

impl fmt::Display for Exit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Next => f.write_str("next"),
            Self::Else => f.write_str("else"),
            Self::OnError => f.write_str("on_error"),
            Self::Reply => f.write_str("reply"),
            Self::Interrupted => f.write_str("interrupted"),
            Self::Level(n) => write!(f, "levels[{n}]"),
            Self::Branch(n) => write!(f, "branches[{n}]"),
            Self::Always(n) => write!(f, "always[{n}]"),
        }
    }
}

/// The text names no exit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is not an exit: expected next, else, on_error, reply, interrupted, levels[N], branches[N] or always[N]"
)]
pub struct BadExit(String);

impl FromStr for Exit {
    type Err = BadExit;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let numbered = |list: &str| text.strip_prefix(list)?.strip_suffix(']')?.parse().ok();
        match text {
            "next" => Ok(Self::Next),
            "else" => Ok(Self::Else),
            "on_error" => Ok(Self::OnError),
            "reply" => Ok(Self::Reply),
            "interrupted" => Ok(Self::Interrupted),
            _ => numbered("levels[")
                .map(Self::Level)
                .or_else(|| numbered("branches[").map(Self::Branch))
                .or_else(|| numbered("always[").map(Self::Always))
                .ok_or_else(|| BadExit(text.to_owned())),
        }
    }
}

impl Serialize for Exit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Exit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exits_are_written_as_the_flow_addresses_them() {
        let exits =
            [Exit::Next, Exit::Else, Exit::OnError, Exit::Level(0), Exit::Branch(12), Exit::Always(3)];
        for exit in exits {
            assert_eq!(exit.to_string().parse(), Ok(exit));
        }
        assert_eq!(Exit::Level(2).to_string(), "levels[2]");
        assert!("levels[x]".parse::<Exit>().is_err());
    }
}
