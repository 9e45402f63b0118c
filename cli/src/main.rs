//! The `sufler` command.
fn main() {}
