//! sufler-sandbox
