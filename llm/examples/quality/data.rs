//! Reads the sets: JSON lines.

use std::{collections::BTreeMap, error::Error, fs, path::Path};

/// One line of a set, by field.
pub(crate) type Row = BTreeMap<String, serde_json::Value>;

/// All rows of a file.
pub(crate) fn rows(path: &Path) -> Result<Vec<Row>, Box<dyn Error>> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    text.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}

/// A text field; empty when there is none.
pub(crate) fn text<'r>(row: &'r Row, field: &str) -> &'r str {
    row.get(field).and_then(serde_json::Value::as_str).unwrap_or_default()
}
