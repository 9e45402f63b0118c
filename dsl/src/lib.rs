//! sufler-dsl
