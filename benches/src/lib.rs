//! sufler-benches
