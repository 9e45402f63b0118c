//! What the engine wants done.

use std::{io, sync::Arc};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sufler_dsl::{
    flow::ModelSettings,
    nodes::{AiMode, IntentSpec},
};

use crate::{Contact, EffectId, HandoffCard, HistoryMessage, Hit, IntentResult, Item, Name};

/// Work for the caller. `Classify`, `Search` and `Generate` are awaited: exactly one of them ends a step, and the
/// next event must be its outcome. The others need no answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "effect", rename_all = "snake_case")]
pub enum Effect {
    /// Find the intent.
    Classify(Classify),
    /// Find passages.
    Search(Search),
    /// Write a text.
    Generate(Box<Generate>),
    /// Say a text: to the outbox.
    Send(Send),
    /// Give the conversation to operators, after this turn's sends.
    Handoff(Box<Handoff>),
    /// Close the conversation, after this turn's sends.
    Close(Close),
}

/// Find the intent of `text`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Classify {
    /// Identity.
    pub id: EffectId,
    /// Node that asks.
    pub node: Name,
    /// The burst.
    pub text: Arc<str>,
    /// What the classifier may see of the past.
    pub history: Arc<[HistoryMessage]>,
    /// Intents and model settings.
    pub spec: Arc<IntentSpec>,
}

/// Find passages of knowledge.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Search {
    /// Identity.
    pub id: EffectId,
    /// Node that asks.
    pub node: Name,
    /// What to look for.
    pub query: Arc<str>,
    /// Where; empty means everywhere.
    pub categories: Arc<[Name]>,
    /// How many at most.
    pub top: u16,
}

/// Write a reply or a clarifying question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Generate {
    /// Identity.
    pub id: EffectId,
    /// Node that asks.
    pub node: Name,
    /// Reply or question.
    pub mode: GenerateMode,
    /// Model settings.
    pub settings: Arc<ModelSettings>,
    /// The author's instructions, rendered.
    pub prompt: Option<Arc<str>>,
    /// The burst.
    pub text: Arc<str>,
    /// What the model may see of the past.
    pub history: Arc<[HistoryMessage]>,
    /// What was found.
    pub hits: Arc<[Hit]>,
    /// The customer, where the flow's context includes it.
    pub contact: Option<Arc<Contact>>,
    /// The listing, where the flow's context includes it.
    pub item: Option<Arc<Item>>,
    /// The summary, where the flow's context includes it.
    pub summary: Option<Arc<str>>,
    /// What the customer seems to want.
    pub intent: Option<Arc<IntentResult>>,
    /// `clarify`: what they could want.
    pub intents: Option<Arc<IntentSpec>>,
    /// Figures must come from the sources; the engine checks it afterwards.
    pub grounded: bool,
}

/// What kind of text is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GenerateMode {
    /// A reply.
    Answer,
    /// One question that makes the wish clear.
    Clarify,
}

impl From<AiMode> for GenerateMode {
    fn from(mode: AiMode) -> Self {
        match mode {
            AiMode::Answer => Self::Answer,
            AiMode::Clarify => Self::Clarify,
        }
    }
}

/// Say a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Send {
    /// Identity.
    pub id: EffectId,
    /// Node that speaks; `None` when the engine itself does.
    pub node: Name,
    /// The text.
    pub text: Arc<str>,
}

/// Give the conversation to operators.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Handoff {
    /// Identity.
    pub id: EffectId,
    /// Node that gave up.
    pub node: Name,
    /// What operators see.
    pub card: HandoffCard,
}

/// Close the conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Close {
    /// Identity.
    pub id: EffectId,
    /// Node that closes.
    pub node: Name,
}

impl Effect {
    /// Identity of the effect.
    #[must_use]
    pub fn id(&self) -> EffectId {
        match self {
            Self::Classify(e) => e.id,
            Self::Search(e) => e.id,
            Self::Generate(e) => e.id,
            Self::Send(e) => e.id,
            Self::Handoff(e) => e.id,
            Self::Close(e) => e.id,
        }
    }

    /// Node that wants it.
    #[must_use]
    pub fn node(&self) -> &Name {
        match self {
            Self::Classify(e) => &e.node,
            Self::Search(e) => &e.node,
            Self::Generate(e) => &e.node,
            Self::Send(e) => &e.node,
            Self::Handoff(e) => &e.node,
            Self::Close(e) => &e.node,
        }
    }

    /// The engine waits for an outcome of it.
    #[must_use]
    pub fn is_awaited(&self) -> bool {
        matches!(self, Self::Classify(_) | Self::Search(_) | Self::Generate(_))
    }

    /// SHA-256 of the effect's JSON, lower-case hex.
    ///
    /// The journal's key beside the id: a journaled outcome counts only if both agree, because after a crash the
    /// turn may be run again with more messages or a newer flow under the same ids.
    #[must_use]
    pub fn input_hash(&self) -> String {
        let mut sink = HashSink(Sha256::new());
        // Maps with non-text keys are the only thing JSON refuses, and effects have none.
        let written = serde_json::to_writer(&mut sink, self).is_ok();
        debug_assert!(written, "an effect is always JSON");
        let digest = sink.0.finalize();
        let mut hex = String::with_capacity(64);
        for byte in digest {
            for nibble in [byte >> 4, byte & 15] {
                hex.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0'));
            }
        }
        hex
    }
}

/// Feeds written bytes to the hash, so that no copy of the JSON is made.
struct HashSink(Sha256);

impl io::Write for HashSink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
