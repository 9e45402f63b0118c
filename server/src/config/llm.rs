//! Settings of the model.

use serde::{Deserialize, Serialize};

/// Who classifies and answers.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LlmConfig {
    /// Where answers come from.
    pub provider: LlmProvider,
    /// Base address with its path, such as `https://openrouter.ai/api/v1`.
    pub base_url: String,
    /// Name of the variable that holds the key; the key itself never stands in a file.
    pub api_key_env: String,
    /// Model for nodes that name none.
    pub model: Option<String>,
    /// Models tried in turn when the first fails.
    pub fallback_models: Vec<String>,
    /// Longest wait for one answer, in seconds.
    pub timeout_s: u64,
    /// Repeats of a call that failed in a way worth repeating.
    pub max_retries: u32,
}

/// Where answers come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LlmProvider {
    /// The built-in answerer: no key, no network, quotes the knowledge base.
    Builtin,
    /// OpenRouter or any server that speaks OpenAI's protocol.
    Openai,
}

impl Default for LlmConfig {
    fn default() -> Self {
        Self {
            provider: LlmProvider::Builtin,
            base_url: "https://openrouter.ai/api/v1".into(),
            api_key_env: "OPENROUTER_API_KEY".into(),
            model: None,
            fallback_models: Vec::new(),
            timeout_s: 20,
            max_retries: 2,
        }
    }
}
