//! Lossless editing.

mod laws;
mod oracle;
mod table;
mod untidy;
