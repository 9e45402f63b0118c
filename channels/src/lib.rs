//! sufler-channels
