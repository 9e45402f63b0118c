//! sufler-tests
