//! The checked flow: what the engine interprets.
//!
//! A `Flow` exists only if its text passed every check, so nothing downstream checks again.
//! Nodes are addressed by index; ids stay for traces, stored state and people.

use std::{collections::HashMap, sync::Arc};

use indexmap::IndexMap;

use crate::{expr::Expr, nodes::NodeKind, source::Span, template::Template};

/// A name in a flow file: node id, intent, variable, category. Cheap to clone into traces.
pub type Name = Arc<str>;

/// Position of a node in [`Flow::nodes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct NodeIx(pub u16);

/// A whole, valid flow.
#[derive(Debug, Clone)]
pub struct Flow {
    /// `flow:` of the file; also the name of its folder.
    pub id: Name,
    /// Title for people.
    pub title: String,
    /// SHA-256 of the file's bytes, lower-case hex: the version a conversation is pinned to.
    pub hash: Name,
    /// Which conversations this flow answers.
    pub serves: Serves,
    /// Settings of model calls that nodes may override.
    pub defaults: ModelSettings,
    /// Where a failed node goes when it names no `on_error` of its own.
    pub on_error: Option<NodeIx>,
    /// What happens to a waiting conversation whose node is gone in a newer version.
    pub on_change: OnChange,
    /// Declared variables in file order.
    pub variables: IndexMap<Name, Variable>,
    /// Rules looked at before any node, in every state.
    pub always: Vec<AlwaysRule>,
    /// Nodes in file order.
    pub nodes: Vec<Node>,
    /// Node id to index.
    pub index: HashMap<Name, NodeIx>,
    /// The one `start` node.
    pub start: NodeIx,
    /// Flows that `subflow` nodes call, by id; filled by [`crate::set::link`].
    pub subflows: IndexMap<Name, Arc<Flow>>,
}

impl Flow {
    /// The node at `ix`; `None` only for an index of another flow.
    pub fn node(&self, ix: NodeIx) -> Option<&Node> {
        self.nodes.get(usize::from(ix.0))
    }

    /// The node called `id`.
    pub fn find(&self, id: &str) -> Option<(NodeIx, &Node)> {
        let ix = *self.index.get(id)?;
        Some((ix, self.node(ix)?))
    }
}

/// `serves:`.
#[derive(Debug, Clone, Default)]
pub struct Serves {
    /// Channel names; empty means every channel.
    pub channels: Vec<Name>,
    /// Condition on `account`, `item`, `contact`, `conversation`.
    pub when: Option<Expr>,
}

/// `on_change:`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnChange {
    /// Finish the turn on the old version, then start at the new start.
    #[default]
    Finish,
    /// Start again at once.
    Restart,
    /// Give the conversation to operators.
    Handoff,
}

/// One entry of `variables:`.
#[derive(Debug, Clone)]
pub struct Variable {
    /// Type of the value.
    pub ty: VarType,
    /// Personal data: masked in logs, exports and before models.
    pub pii: bool,
    /// Value at the start of a conversation.
    pub default: Option<serde_json::Value>,
    /// Choices when `ty` is [`VarType::Choice`].
    pub choices: Vec<Name>,
    /// Note for people.
    pub note: Option<String>,
}

/// Type of a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it all")]
pub enum VarType {
    Text,
    Number,
    Bool,
    Date,
    Phone,
    Email,
    Choice,
    List,
}

/// One rule of `always:`.
#[derive(Debug, Clone)]
pub struct AlwaysRule {
    /// Condition.
    pub when: Expr,
    /// Where to go when it holds.
    pub next: NodeIx,
    /// Place of the rule.
    pub span: Span,
}

/// A node with what every kind may have.
#[derive(Debug, Clone)]
pub struct Node {
    /// Key under `nodes:`.
    pub id: Name,
    /// Title for people.
    pub title: Option<String>,
    /// Note for people.
    pub note: Option<String>,
    /// Where a failure of this node goes; already falls back to [`Flow::on_error`].
    pub on_error: Option<NodeIx>,
    /// What it does.
    pub kind: NodeKind,
    /// Place of the node in the file.
    pub span: Span,
}

/// Settings of a model call, already merged: node over flow defaults.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct ModelSettings {
    /// Model id such as `openai/gpt-5-mini`; `None` means the server's default answerer.
    pub model: Option<Name>,
    /// Models tried in turn when the first is unavailable.
    pub fallback_models: Vec<Name>,
    /// 0..=2.
    pub temperature: Option<f64>,
    /// Largest reply in tokens.
    pub max_tokens: Option<u32>,
    /// Milliseconds for one attempt.
    pub timeout_ms: Option<u64>,
    /// Attempts after the first.
    pub retries: Option<u32>,
}

/// A text with `{{ }}` places, compiled once.
pub type Text = Arc<Template>;
