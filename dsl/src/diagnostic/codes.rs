//! The table of diagnostic codes.

use std::fmt;

use serde::{Serialize, Serializer};

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The text cannot be used.
    Error,
    /// Usable, but most likely not what was meant.
    Warning,
}

/// What is known of a code; one static entry a code.
#[derive(Debug)]
pub struct CodeInfo {
    /// Such as `F203`.
    pub id: &'static str,
    /// Such as `unknown-node`.
    pub name: &'static str,
    /// How bad.
    pub severity: Severity,
}

/// A diagnostic code: a reference to its entry in the table.
#[derive(Clone, Copy)]
pub struct Code(pub(crate) &'static CodeInfo);

impl Code {
    /// Such as `F203`.
    pub fn id(self) -> &'static str {
        self.0.id
    }

    /// Such as `unknown-node`.
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// How bad.
    pub fn severity(self) -> Severity {
        self.0.severity
    }
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.id() == other.id()
    }
}

impl Eq for Code {}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.id(), self.name())
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.id())
    }
}
