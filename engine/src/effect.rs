//! What the engine wants done.

use std::{io, sync::Arc};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sufler_dsl::{
    flow::ModelSettings,
    nodes::{AiMode, DataPath, IntentSpec, Method},
};

use crate::{CallResult, Contact, EffectId, HandoffCard, HistoryMessage, Hit, IntentResult, Item, Name};

/// Work for the caller. `Classify`, `Search`, `Generate`, `Extract` and `Call` are awaited: exactly one of them ends a
/// step, and the next event must be its outcome. The others need no answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "effect", rename_all = "snake_case")]
pub enum Effect {
    /// Find the intent.
    Classify(Classify),
    /// Find passages.
    Search(Search),
    /// Write a text.
    Generate(Box<Generate>),
    /// Read free texts out of the customer's words.
    Extract(Box<Extract>),
    /// Ask a service of the company.
    Call(Box<Call>),
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

/// Read values out of the customer's words that have no form of their own: names, cities, addresses.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Extract {
    /// Identity.
    pub id: EffectId,
    /// Node that asks.
    pub node: Name,
    /// Model settings.
    pub settings: Arc<ModelSettings>,
    /// The burst; phones and e-mails in it are replaced by `‹телефон›` and `‹почта›`.
    pub text: Arc<str>,
    /// What the model may see of the past.
    pub history: Arc<[HistoryMessage]>,
    /// The variable that was asked about; `None` when nothing was asked yet.
    pub asked: Option<Name>,
    /// What may be found.
    pub slots: Vec<ExtractSlot>,
}

/// One value that may be found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExtractSlot {
    /// The variable.
    pub name: Name,
    /// The question about it, as the flow writes it.
    pub ask: Arc<str>,
    /// How customers call it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<Name>,
    /// What is known of it; personal data is not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Arc<str>>,
    /// It has a value.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub filled: bool,
}

/// Ask a service of the company, or change data there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Call {
    /// Identity.
    pub id: EffectId,
    /// Node that asks.
    pub node: Name,
    /// Name of the connector.
    pub connector: Name,
    /// What to do.
    pub method: Method,
    /// Path under the connector's address, values in it percent-encoded.
    pub path: Arc<str>,
    /// Query parameters, not encoded yet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub query: Vec<(Name, Arc<str>)>,
    /// JSON to send.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<serde_json::Value>,
    /// Parts of the answer that are wanted; nothing else of it is kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub wanted: Vec<Name>,
    /// Milliseconds for one attempt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout_ms: Option<u64>,
    /// Attempts after the first.
    pub retries: u32,
}

impl Call {
    /// What of a service's answer counts for this call.
    #[must_use]
    pub fn result(&self, status: u16, answer: &serde_json::Value) -> CallResult {
        let part = |wanted: &Name| (Name::clone(wanted), part_of_answer(answer, wanted));
        CallResult { status, values: self.wanted.iter().map(part).collect() }
    }
}

/// The part of a service's answer under a path; `null` when it has none.
#[must_use]
pub fn part_of_answer(answer: &serde_json::Value, path: &str) -> serde_json::Value {
    DataPath::parse(path).and_then(|path| path.of(answer).cloned()).unwrap_or_default()
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
            Self::Extract(e) => e.id,
            Self::Call(e) => e.id,
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
            Self::Extract(e) => &e.node,
            Self::Call(e) => &e.node,
            Self::Send(e) => &e.node,
            Self::Handoff(e) => &e.node,
            Self::Close(e) => &e.node,
        }
    }

    /// The engine waits for an outcome of it.
    #[must_use]
    pub fn is_awaited(&self) -> bool {
        !matches!(self, Self::Send(_) | Self::Handoff(_) | Self::Close(_))
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
