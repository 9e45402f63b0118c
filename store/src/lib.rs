//! sufler-store
