//! What came of a dialog.

use serde::Serialize;
use sufler_engine::{HandoffCard, Name, TraceEntry, Vars};

use crate::{Answered, Coverage};

/// What came of one dialog.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DialogReport {
    /// `dialog:` of the file.
    pub title: String,
    /// Name of the file as it was given.
    pub file: String,
    /// Nothing went against the expectations.
    pub passed: bool,
    /// Turns of the customer, in order.
    pub turns: Vec<TurnReport>,
    /// What went against the expectations, in file order.
    pub failures: Vec<Mismatch>,
    /// Nodes and edges of the flow that the dialog went through.
    #[serde(skip)]
    pub coverage: Coverage,
}

/// What the flow made of one burst.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TurnReport {
    /// Number of the turn in the file, from 1; operators' turns count.
    pub number: usize,
    /// Line of the turn in the dialog file, from 1.
    pub line: usize,
    /// What the customer wrote.
    pub customer: Vec<String>,
    /// Nodes visited.
    pub path: Vec<Name>,
    /// What the bot said.
    pub replies: Vec<String>,
    /// The last intent found in the turn.
    pub intent: Option<Name>,
    /// Its probability, 0..=1.
    pub confidence: Option<f64>,
    /// Articles found in the turn, best first.
    pub hits: Vec<Name>,
    /// Variables after the turn, declared defaults included.
    pub variables: Vars,
    /// People lead after the turn.
    pub operator_leads: bool,
    /// The turn closed the conversation.
    pub closed: bool,
    /// The card, if the turn handed the conversation off.
    pub handoff: Option<HandoffCard>,
    /// Cost of the turn's model calls in millionths of a US dollar.
    pub cost_micros: u64,
    /// Everything that happened.
    pub trace: Vec<TraceEntry>,
    /// What the engine asked for and what it got, in order.
    #[serde(skip)]
    pub answered: Vec<Answered>,
}

/// One expectation that does not hold.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Mismatch {
    /// Number of the turn in the file, from 1; operators' turns count.
    pub turn: usize,
    /// What was expected of.
    pub about: Expected,
    /// Where the expectation stands below its turn: `expect.reply.contains`.
    pub key: String,
    /// What the file says.
    pub expected: String,
    /// What came.
    pub got: String,
    /// Line of the expectation in the dialog file, from 1.
    pub line: usize,
    /// Column of it in characters, from 1.
    pub column: usize,
    /// The node that decided, as far as one can tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub node: Option<Name>,
    /// Line of that node in the flow file, from 1, where the flow's text is at hand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flow_line: Option<usize>,
    /// What that node saw, in Russian.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// Subject of an expectation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "named after the keys of `expect:`")]
pub enum Expected {
    Path,
    Intent,
    Confidence,
    Hits,
    Reply,
    Variable,
    Owner,
    Handoff,
    Closed,
    Cost,
    /// The world can't answer what the flow asks for.
    World,
}

impl Expected {
    /// For people, in Russian.
    #[must_use]
    pub fn ru(self) -> &'static str {
        match self {
            Self::Path => "путь",
            Self::Intent => "интент",
            Self::Confidence => "уверенность",
            Self::Hits => "найденные статьи",
            Self::Reply => "ответ",
            Self::Variable => "переменная",
            Self::Owner => "кто ведёт",
            Self::Handoff => "причина передачи",
            Self::Closed => "закрыт ли разговор",
            Self::Cost => "цена хода",
            Self::World => "запись мира",
        }
    }
}
