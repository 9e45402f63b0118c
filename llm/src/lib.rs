//! sufler-llm
