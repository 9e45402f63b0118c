//! Types of a checked dialog.

use indexmap::IndexMap;
use regex::Regex;

use crate::{flow::Name, source::Span};

/// A value and where it stands in the dialog file.
#[derive(Debug, Clone)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Its place.
    pub span: Span,
}

/// Facts by field name, as `account`, `item` and `contact` of expressions see them.
pub type Facts = serde_json::Map<String, serde_json::Value>;

/// A whole dialog file.
#[derive(Debug, Clone)]
pub struct Dialog {
    /// `dialog:`, a title for people.
    pub title: String,
    /// Facts of the account.
    pub account: Facts,
    /// Facts of the contact.
    pub contact: Facts,
    /// Facts of the item.
    pub item: Facts,
    /// Virtual clock at the first turn, Unix milliseconds UTC.
    pub start_at_ms: Option<i64>,
    /// Turns in order; never empty.
    pub turns: Vec<Turn>,
}

/// One entry of `turns:`.
#[derive(Debug, Clone)]
pub struct Turn {
    /// What happens.
    pub kind: TurnKind,
    /// Milliseconds that pass before it; `None` leaves it to the player.
    pub after_ms: Option<u64>,
    /// Place in the file.
    pub span: Span,
}

/// What happens in a turn.
#[derive(Debug, Clone)]
pub enum TurnKind {
    /// The customer writes, the flow reacts.
    Customer(Box<CustomerTurn>),
    /// The operator writes.
    Operator(String),
    /// The operator gives the conversation back to the bot.
    Handback,
    /// Nobody writes for a while.
    Wait(Box<WaitTurn>),
}

/// The customer's burst and everything about it.
#[derive(Debug, Clone)]
pub struct CustomerTurn {
    /// Texts of one burst; empty only where there is media.
    pub texts: Vec<String>,
    /// Kinds of messages without words that come before the texts: `image`, `voice`, …
    pub media: Vec<Name>,
    /// What the server would notice by itself.
    pub signals: Signals,
    /// Who answers the engine's questions.
    pub world: World,
    /// What must be true afterwards.
    pub expect: Expect,
}

/// Time passes without a word of the customer.
#[derive(Debug, Clone)]
pub struct WaitTurn {
    /// Milliseconds.
    pub ms: u64,
    /// Who answers the engine's questions if a timer fires.
    pub world: World,
    /// What must be true afterwards.
    pub expect: Expect,
}

/// `signals:`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Signals {
    /// The customer asks for a person; `None` leaves it to the built-in rule.
    pub asks_human: Option<bool>,
}

/// `world:` of a turn, or of the file where the turn names none.
#[derive(Debug, Clone)]
pub enum World {
    /// The built-in answerer over the repository's knowledge.
    Builtin,
    /// Recorded outcomes.
    Recorded(Box<RecordedWorld>),
}

/// What came back from an effect.
#[derive(Debug, Clone)]
pub enum Outcome<T> {
    /// It worked.
    Done(T),
    /// `fail:`, an error code such as `timeout`.
    Failed(Name),
}

/// A cassette: an effect that is not recorded must not be asked for, unless `builtin` answers it.
#[derive(Debug, Clone, Default)]
pub struct RecordedWorld {
    /// The built-in answerer does what is not recorded.
    pub builtin: bool,
    /// Outcome of classifying.
    pub intent: Option<Outcome<RecordedIntent>>,
    /// Outcome of searching; an empty list means nothing was found.
    pub search: Option<Outcome<Vec<RecordedHit>>>,
    /// Outcome of writing an answer.
    pub answer: Option<Outcome<RecordedAnswer>>,
    /// Outcome of writing a clarifying question.
    pub clarify: Option<Outcome<ClarifyAnswer>>,
    /// Outcome of reading free texts; the built-in rules read them where it is absent.
    pub extract: Option<Outcome<RecordedExtract>>,
    /// Outcome of a call of a service.
    pub call: Option<Outcome<RecordedResponse>>,
    /// Outcomes of single nodes by visit; they go before the ones above. Their own `nodes` is empty.
    pub nodes: IndexMap<Name, Vec<RecordedWorld>>,
}

/// `world.intent`.
#[derive(Debug, Clone)]
pub struct RecordedIntent {
    /// Intent's name; `None` (written as `null`) means no intent of the list fits.
    pub name: Option<Name>,
    /// 0..=1.
    pub confidence: f64,
    /// The classifier saw a wish for a person.
    pub asks_human: bool,
    /// Millionths of a US dollar.
    pub cost_micros: u64,
}

/// One entry of `world.search`.
#[derive(Debug, Clone)]
pub struct RecordedHit {
    /// Article id: its path under `knowledge/` without `.md`.
    pub article: String,
    /// Title of the article.
    pub title: String,
    /// The passage.
    pub text: String,
    /// 0..=1.
    pub score: f64,
    /// Category; `None` means the article's folder.
    pub category: Option<String>,
}

/// `world.answer`.
#[derive(Debug, Clone)]
pub struct RecordedAnswer {
    /// Reply text.
    pub text: String,
    /// 0..=1.
    pub confidence: f64,
    /// Millionths of a US dollar.
    pub cost_micros: u64,
}

/// `world.clarify`.
#[derive(Debug, Clone)]
pub struct ClarifyAnswer {
    /// The question.
    pub text: String,
    /// Millionths of a US dollar.
    pub cost_micros: u64,
}

/// `world.extract`.
#[derive(Debug, Clone)]
pub struct RecordedExtract {
    /// What was found, by variable.
    pub values: IndexMap<Name, String>,
    /// The customer speaks of something else.
    pub off_topic: bool,
    /// Millionths of a US dollar.
    pub cost_micros: u64,
}

/// `world.call`.
#[derive(Debug, Clone)]
pub struct RecordedResponse {
    /// Status of HTTP.
    pub status: u16,
    /// JSON of the answer.
    pub body: serde_json::Value,
}

/// `expect:`. Whatever is absent is not checked.
#[derive(Debug, Clone, Default)]
pub struct Expect {
    /// Node ids visited in this turn, in order.
    pub path: Option<Spanned<Vec<Name>>>,
    /// Name of the intent.
    pub intent: Option<Spanned<Name>>,
    /// Confidence of the intent.
    pub confidence: Option<Spanned<Band>>,
    /// Article ids among the hits, in any order.
    pub hits: Option<Spanned<Vec<String>>>,
    /// What the bot says, all its messages of the turn joined by line breaks.
    pub reply: Option<Spanned<ReplyExpect>>,
    /// Variables after the turn.
    pub variables: IndexMap<Name, Spanned<serde_json::Value>>,
    /// Who leads after the turn.
    pub owner: Option<Spanned<OwnerExpected>>,
    /// Reason of the handoff of this turn.
    pub handoff: Option<Spanned<Name>>,
    /// Whether the turn closed the conversation.
    pub closed: Option<Spanned<bool>>,
    /// What the turn's models cost, in US dollars.
    pub cost: Option<Spanned<Band>>,
}

/// Inclusive range.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Band {
    /// Lowest allowed.
    pub min: f64,
    /// Highest allowed.
    pub max: f64,
}

/// `reply:`; everything named must hold.
#[derive(Debug, Clone, Default)]
pub struct ReplyExpect {
    /// The whole reply.
    pub equals: Option<Spanned<String>>,
    /// Parts that must be there; case and ё/е do not matter.
    pub contains: Vec<Spanned<String>>,
    /// Patterns that must be found.
    pub matches: Vec<Spanned<Regex>>,
    /// Parts that must not be there; case and ё/е do not matter.
    pub not_contains: Vec<Spanned<String>>,
    /// A sample that the reply must be like.
    pub similar: Option<Spanned<Similar>>,
    /// Whether the bot says nothing.
    pub silent: Option<Spanned<bool>>,
}

/// `similar:`.
#[derive(Debug, Clone, PartialEq)]
pub struct Similar {
    /// The sample.
    pub text: String,
    /// Least likeness, 0..=1.
    pub at_least: f64,
}

/// `owner:`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it all")]
pub enum OwnerExpected {
    Bot,
    Operator,
}
