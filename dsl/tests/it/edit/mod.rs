//! Lossless editing.

pub(crate) mod corpus;
pub(crate) mod flows;
pub(crate) mod formatting;
pub(crate) mod laws;
pub(crate) mod oracle;
pub(crate) mod table;
pub(crate) mod untidy;
