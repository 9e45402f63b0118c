//! What a check may know beside the file. All of it is data from the caller: what is not given is
//! not checked.

use crate::diagnostic::Code;

/// Facts of the installation.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Categories of the knowledge base; `None` when it is not known.
    pub categories: Option<Vec<Category>>,
    /// Models that may be called; `None` when any may.
    pub models: Option<Vec<Model>>,
    /// Channels of the installation; `None` when they are not known.
    pub channels: Option<Vec<Channel>>,
}

impl Settings {
    /// Whether findings of this code can be told from what is known.
    pub(super) fn looks_for(&self, code: Code) -> bool {
        match code.id() {
            "F801" | "F802" | "F803" => self.categories.is_some(),
            "F901" => self.models.is_some(),
            "F222" | "F510" | "F511" => self.channels.is_some(),
            _ => true,
        }
    }
}

/// A folder of the knowledge base.
#[derive(Debug, Clone)]
pub struct Category {
    /// As `search.categories` names it.
    pub name: String,
    /// Articles in it.
    pub articles: usize,
}

/// A model that may be called.
#[derive(Debug, Clone)]
pub struct Model {
    /// Such as `openai/gpt-5-mini`.
    pub id: String,
    /// Tokens of prompt and reply together, where known.
    pub context_tokens: Option<u32>,
}

/// What a channel takes.
#[derive(Debug, Clone)]
pub struct Channel {
    /// As `serves.channels` names it.
    pub name: String,
    /// Longest text of one message.
    pub max_text: usize,
    /// Characters outside the basic plane, such as emoji, count twice.
    pub counts_utf16: bool,
    /// Markdown is shown as formatting, not as signs.
    pub shows_markup: bool,
}

impl Channel {
    /// Length of a text as the channel counts.
    pub(crate) fn measure(&self, text: &str) -> usize {
        if self.counts_utf16 { text.encode_utf16().count() } else { text.chars().count() }
    }
}
