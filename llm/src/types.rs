//! Requests and answers, the same for every provider.

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use crate::builtin::Prepared;

/// Settings of one model call; `None` leaves the choice to the provider.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Settings {
    /// Model id such as `openai/gpt-5-mini`.
    pub model: Option<Arc<str>>,
    /// Tried in turn when `model` is unavailable.
    pub fallback_models: Vec<Arc<str>>,
    /// 0..=2.
    pub temperature: Option<f64>,
    /// Largest reply in tokens.
    pub max_tokens: Option<u32>,
    /// For one attempt, from connect to last byte.
    pub timeout: Option<Duration>,
    /// Attempts after the first.
    pub retries: Option<u32>,
}

/// Who wrote a line of the conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Author {
    /// The customer.
    Contact,
    /// The bot.
    Bot,
    /// A person of the company, here or in the channel's own app.
    Operator,
}

/// One line of the conversation, oldest first in every list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turn {
    /// Who wrote it.
    pub author: Author,
    /// Its text.
    pub text: Arc<str>,
}

/// One intent as the flow describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IntentClass {
    /// Name the flow branches on.
    pub name: Arc<str>,
    /// What it means, for people and models.
    pub about: String,
    /// What customers say when they mean it.
    pub examples: Vec<String>,
}

/// The intents of one node. Keep it in an `Arc` for as long as the flow lives: the built-in
/// classifier prepares itself once per set, at first use.
#[derive(Debug)]
pub struct IntentSet {
    classes: Vec<IntentClass>,
    prepared: OnceLock<Prepared>,
}

impl IntentSet {
    /// A set in the flow's order.
    pub fn new(classes: Vec<IntentClass>) -> Self {
        Self { classes, prepared: OnceLock::new() }
    }

    /// The intents in the flow's order.
    pub fn classes(&self) -> &[IntentClass] {
        &self.classes
    }

    /// The built-in classifier's state, computed at first use.
    pub fn prepared(&self) -> &Prepared {
        self.prepared.get_or_init(|| Prepared::new(&self.classes))
    }
}

/// What does the customer want?
#[derive(Debug, Clone)]
pub struct ClassifyRequest {
    /// What they may want.
    pub intents: Arc<IntentSet>,
    /// The customer's burst.
    pub text: Arc<str>,
    /// The conversation before it.
    pub history: Vec<Turn>,
    /// How to call the model.
    pub settings: Settings,
}

/// An intent with its probability.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranked {
    /// Name of the intent.
    pub name: Arc<str>,
    /// Calibrated probability, 0..=1.
    pub confidence: f64,
}

/// What the customer wants.
#[derive(Debug, Clone, PartialEq)]
pub struct Classification {
    /// The likeliest intent; `None` only when the set is empty or the model named none.
    pub name: Option<Arc<str>>,
    /// Calibrated probability that `name` is right, 0..=1; low when nothing fits.
    pub confidence: f64,
    /// The customer wants a person.
    pub asks_human: bool,
    /// All intents, likeliest first; the rest to 1 is «nothing of these».
    pub ranked: Vec<Ranked>,
    /// What the call took.
    pub usage: Usage,
}

/// A passage the answer may rest on.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// Id of the article.
    pub article: Arc<str>,
    /// Version of the article.
    pub version: Arc<str>,
    /// Title of the article.
    pub title: Arc<str>,
    /// Text of the passage.
    pub text: Arc<str>,
    /// Probability that the passage answers the question, 0..=1.
    pub score: f64,
}

/// The listing the conversation is about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ItemCard {
    /// Title of the listing.
    pub title: Arc<str>,
    /// Price as the channel writes it, e.g. `25 000 ₽`.
    pub price: Option<Arc<str>>,
    /// Address of the listing.
    pub url: Option<Arc<str>>,
}

/// Answer the customer.
#[derive(Debug, Clone)]
pub struct AnswerRequest {
    /// The flow's instruction to the model; the built-in answerer needs none.
    pub prompt: Arc<str>,
    /// The customer's burst.
    pub question: Arc<str>,
    /// The conversation before it.
    pub history: Vec<Turn>,
    /// Found passages, best first.
    pub sources: Vec<Source>,
    /// The listing, when there is one.
    pub item: Option<ItemCard>,
    /// How to call the model.
    pub settings: Settings,
}

/// A cited article.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct SourceRef {
    /// Id of the article.
    pub article: Arc<str>,
    /// Version of the article.
    pub version: Arc<str>,
}

/// A reply to the customer.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    /// Text to send; empty only when `confidence` is 0.
    pub text: String,
    /// Calibrated probability that the reply answers the question, 0..=1.
    pub confidence: f64,
    /// Articles it rests on, first the most important.
    pub sources: Vec<SourceRef>,
    /// What the call took.
    pub usage: Usage,
}

/// Ask the customer what they mean.
#[derive(Debug, Clone)]
pub struct ClarifyRequest {
    /// The flow's instruction to the model; may be empty.
    pub prompt: Arc<str>,
    /// The customer's burst.
    pub question: Arc<str>,
    /// What they may have meant, in words («Доставка и сроки»), likeliest first.
    pub options: Vec<Arc<str>>,
    /// The conversation before it.
    pub history: Vec<Turn>,
    /// How to call the model.
    pub settings: Settings,
}

/// A clarifying question.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// Text to send.
    pub text: String,
    /// What the call took.
    pub usage: Usage,
}

/// Read values out of the customer's words.
#[derive(Debug, Clone)]
pub struct ExtractRequest {
    /// What may be found; never empty.
    pub slots: Vec<ExtractSlot>,
    /// Name of the slot that was asked about last.
    pub asked: Option<Arc<str>>,
    /// The customer's burst.
    pub text: Arc<str>,
    /// The conversation before it.
    pub history: Vec<Turn>,
    /// How to call the model.
    pub settings: Settings,
}

/// One value that may be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtractSlot {
    /// Name of the value.
    pub name: Arc<str>,
    /// The question that asks for it.
    pub ask: Arc<str>,
    /// What is known of it.
    pub value: Option<Arc<str>>,
}

/// Values that were found.
#[derive(Debug, Clone, PartialEq)]
pub struct Extraction {
    /// By name; only what the customer said or corrected.
    pub values: Vec<(Arc<str>, String)>,
    /// The customer does not answer but speaks of something else.
    pub off_topic: bool,
    /// What the call took.
    pub usage: Usage,
}

/// What a call took. The built-in answerer costs nothing and is named `builtin`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Usage {
    /// Model that answered and was billed.
    pub model: Option<Arc<str>>,
    /// Id of the generation at the server, for later checks of the bill.
    pub generation: Option<Arc<str>>,
    /// Tokens read.
    pub prompt_tokens: u64,
    /// Tokens written, reasoning included.
    pub completion_tokens: u64,
    /// Billionths of a US dollar; `None` when the server does not say.
    pub cost_nano_usd: Option<u64>,
    /// HTTP requests made, retries and repairs included.
    pub requests: u32,
}

impl Usage {
    /// Nothing but a name: the work was done here.
    pub(crate) fn of(model: &str) -> Self {
        Self { model: Some(model.into()), ..Self::default() }
    }
}
