//! sufler-retrieval
