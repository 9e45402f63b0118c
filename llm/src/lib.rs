//! The voice of the bot behind one small interface: [`Provider`].
//!
//! Two providers: [`Builtin`] answers offline, deterministically, from the flow's examples and the
//! found passages; [`OpenAi`] speaks to OpenRouter or any OpenAI-compatible server. Both take and
//! give the same plain types, which know nothing of flows, stores or channels.

pub mod builtin;
pub mod error;
pub mod openai;
pub mod provider;
pub mod types;

pub use builtin::{Builtin, asks_human};
pub use error::{LlmError, LlmErrorKind};
pub use openai::{Dialect, OpenAi, OpenAiConfig};
pub use provider::Provider;
pub use types::{
    AnswerRequest, Author, ClarifyRequest, Classification, ClassifyRequest, ExtractRequest, ExtractSlot,
    Extraction, IntentClass, IntentSet, ItemCard, Question, Ranked, Reply, Settings, Source, SourceRef, Turn,
    Usage,
};
