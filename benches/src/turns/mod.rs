//! What the benchmark of durable turns is made of: a mock channel, a driver, the programs under test.

pub mod channel;
pub mod drive;
pub mod process;
pub mod program;
