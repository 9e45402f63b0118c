//! sufler-engine
