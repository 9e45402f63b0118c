//! Laws of any text, shared with the property tests of the flow language.

#[path = "../../dsl/tests/it/torture.rs"]
pub mod torture;
