//! sufler-server
