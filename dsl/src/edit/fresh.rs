//! A new entry of a collection, before it is put somewhere.

use super::value::Value;
use crate::write::{Layout, entry_lines, flow_entry};

/// What to write.
pub(crate) enum Fresh<'v> {
    /// A value, under a name in mappings.
    Value {
        /// Its name.
        name: Option<&'v str>,
        /// The value.
        value: &'v Value,
    },
    /// Text taken from elsewhere: whole lines without their common indentation, and the same
    /// for use within brackets.
    Raw(Vec<String>),
}

impl Fresh<'_> {
    /// As lines at this column.
    pub(super) fn block(&self, column: usize, layout: Layout) -> Vec<String> {
        match self {
            Self::Value { name, value } => entry_lines(*name, value, column, layout),
            Self::Raw(lines) => {
                let pad = " ".repeat(column);
                let indent = |line: &String| {
                    if line.trim().is_empty() { line.clone() } else { format!("{pad}{line}") }
                };
                lines.iter().map(indent).collect()
            }
        }
    }

    /// As text within brackets.
    pub(super) fn flow(&self, eol: &str) -> String {
        match self {
            Self::Value { name, value } => flow_entry(*name, value),
            Self::Raw(lines) => lines.join(eol),
        }
    }
}
