//! Lossless editing.

mod flows;
mod laws;
mod oracle;
mod table;
mod untidy;
