//! Lossless editing.

mod flows;
mod formatting;
mod laws;
mod oracle;
mod table;
mod untidy;
