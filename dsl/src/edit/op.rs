//! Operations as the canvas, the API and `sufler edit` write them.

use serde::{Deserialize, Serialize};

use super::{error::EditError, path::Path, value::Value};
use crate::diagnostic::Words;

/// One edit.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case", deny_unknown_fields)]
#[expect(missing_docs, reason = "fields are what the variant names")]
pub enum Op {
    /// Writes a value; whatever it already says the same stays as it is written.
    Set { path: Path, value: Value },
    /// Removes a field or a list element.
    Unset { path: Path },
    /// Adds an element to a list before the one with this index; the length of the list means
    /// its end.
    Insert { path: Path, value: Value },
    /// Moves a list element to another index.
    Move { path: Path, to: usize },
    /// Adds a node, after another one or last.
    AddNode {
        id: String,
        node: Value,
        #[serde(default)]
        after: Option<String>,
    },
    /// Removes a node. With `to`, edges that led to it lead there.
    RemoveNode {
        id: String,
        #[serde(default)]
        to: Option<String>,
    },
    /// Renames a node and everything that names it.
    RenameNode { from: String, to: String },
    /// Renames a variable and every use of it.
    RenameVariable { from: String, to: String },
    /// Renames an intent in every `intent` node and every use of it.
    RenameIntent { from: String, to: String },
    /// Copies a node as it is written, right behind it or after another one.
    DuplicateNode {
        id: String,
        #[serde(rename = "as")]
        copy: String,
        #[serde(default)]
        after: Option<String>,
    },
    /// Moves a node in the file: after another one, or first.
    MoveNode {
        id: String,
        #[serde(default)]
        after: Option<String>,
    },
    /// Leads an exit to a node. Without `from`, an exit of the flow: `always[0].next`.
    Connect {
        #[serde(default)]
        from: Option<String>,
        exit: Path,
        to: String,
    },
    /// Removes an exit.
    Disconnect {
        #[serde(default)]
        from: Option<String>,
        exit: Path,
    },
    /// Puts a new node between an exit and where it leads.
    InsertOnEdge {
        #[serde(default)]
        from: Option<String>,
        exit: Path,
        id: String,
        node: Value,
    },
    /// Writes, changes or (without `text`) removes the comment of a field.
    Comment {
        path: Path,
        #[serde(default)]
        text: Option<String>,
        #[serde(default)]
        place: Option<Place>,
    },
}

/// Where a comment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// On lines of its own.
    Above,
    /// Behind the value, on its line.
    Beside,
}

/// Reads one operation, or an array of them as one transaction.
///
/// # Errors
/// [`EditError`] with the place in the JSON.
pub fn parse_ops(json: &str) -> Result<Vec<Op>, EditError> {
    let several = json.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']).starts_with('[');
    let json = json.trim_start_matches('\u{feff}');
    let parsed =
        if several { serde_json::from_str(json) } else { serde_json::from_str(json).map(|op| vec![op]) };
    parsed.map_err(|error| {
        let message = Words::new(
            format!("список правок не читается: {error}"),
            format!("the list of edits cannot be read: {error}"),
        );
        EditError::bad_op(message).with_help(Words::new(
            r#"правка пишется так: {"op":"set","path":"nodes.answer.temperature","value":0.5}"#,
            r#"an edit is written {"op":"set","path":"nodes.answer.temperature","value":0.5}"#,
        ))
    })
}
