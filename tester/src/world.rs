//! Who answers what the engine wants done.

use sufler_engine::{Effect, Name, Outcome};

/// The world outside of the engine, for dialogs that say `world: builtin` and for asking anew what was recorded.
///
/// To keep dialogs repeatable the same effect must bring the same outcome.
pub trait World: Send + Sync {
    /// Performs an awaited effect: classify, search, generate, extract or call.
    fn perform(&self, effect: &Effect) -> Outcome;

    /// The cheap detector that runs before any model: the text asks for a human.
    fn asks_human(&self, text: &str) -> bool;
}

/// Who may be asked while dialogs are played.
#[derive(Clone, Copy, Default)]
pub struct Worlds<'w> {
    /// Answers turns that say `world: builtin`; without one they fail with an explanation.
    pub builtin: Option<&'w dyn World>,
    /// Asked instead of what is recorded; recorded failures stay, for nobody can order a provider to fail.
    pub live: Option<&'w dyn World>,
}

impl<'w> Worlds<'w> {
    /// Recordings and this answerer.
    #[must_use]
    pub fn builtin(world: &'w dyn World) -> Self {
        Self { builtin: Some(world), live: None }
    }

    /// What the cheap detector says; `None` when nobody can tell.
    pub(crate) fn asks_human(&self, texts: &[String]) -> Option<bool> {
        let world = self.builtin.or(self.live)?;
        Some(texts.iter().any(|text| world.asks_human(text)))
    }
}

/// One question of the engine and what came back.
#[derive(Debug, Clone, PartialEq)]
pub struct Answered {
    /// Node that asked.
    pub node: Name,
    /// What it asked for.
    pub kind: Asked,
    /// What came back.
    pub outcome: Outcome,
}

/// What the engine asks for, named as under `world:`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are those of the dialog file")]
pub enum Asked {
    Intent,
    Search,
    Answer,
    Clarify,
    Extract,
    Call,
}

impl Asked {
    /// Kinds in the order in which they are written.
    pub(crate) const ALL: [Self; 6] =
        [Self::Intent, Self::Search, Self::Answer, Self::Clarify, Self::Extract, Self::Call];

    /// What an effect asks for; `None` when nobody waits for its outcome.
    #[must_use]
    pub fn of(effect: &Effect) -> Option<Self> {
        match effect {
            Effect::Classify(_) => Some(Self::Intent),
            Effect::Search(_) => Some(Self::Search),
            Effect::Generate(wanted) => Some(match wanted.mode {
                sufler_engine::GenerateMode::Answer => Self::Answer,
                sufler_engine::GenerateMode::Clarify => Self::Clarify,
            }),
            Effect::Extract(_) => Some(Self::Extract),
            Effect::Call(_) => Some(Self::Call),
            Effect::Send(_) | Effect::Handoff(_) | Effect::Close(_) => None,
        }
    }

    /// Key under `world:`.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Intent => "intent",
            Self::Search => "search",
            Self::Answer => "answer",
            Self::Clarify => "clarify",
            Self::Extract => "extract",
            Self::Call => "call",
        }
    }
}
