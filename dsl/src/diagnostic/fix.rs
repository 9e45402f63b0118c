//! Edits that mend a problem.

use serde::Serialize;

use super::Words;
use crate::edit::Op;

/// How sure it is that an edit is what the author wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Safety {
    /// The flow does the same as before.
    Safe,
    /// The flow does something else, most likely what was meant.
    Suggested,
}

/// A way to mend a problem, in the operations of the editor.
#[derive(Debug, Clone, Serialize)]
pub struct Fix {
    /// What it does.
    pub title: Words,
    /// How sure.
    pub safety: Safety,
    /// All or none of them.
    pub ops: Vec<Op>,
}

impl PartialEq for Fix {
    fn eq(&self, other: &Self) -> bool {
        let ops = |it: &Self| serde_json::to_value(&it.ops).ok();
        self.title == other.title && self.safety == other.safety && ops(self) == ops(other)
    }
}

impl Eq for Fix {}
