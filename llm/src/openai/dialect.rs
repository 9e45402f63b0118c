//! What servers and model families want said differently.

use serde_json::json;

use super::{Dialect, wire::ChatRequest};

/// Reasoning tokens count against the reply's limit; this much is added for them.
const ROOM_FOR_REASONING: u32 = 1024;
/// Smallest limit that reasoning models accept.
const SMALLEST_LIMIT: u32 = 16;

/// How hard a reasoning model should think.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Effort {
    /// As little as it can: classification. Left unset it costs many times more.
    Least,
    /// A little: replies.
    Low,
}

/// Puts the settings into the fields that this server and model understand.
pub(super) fn apply(
    request: &mut ChatRequest,
    dialect: Dialect,
    effort: Effort,
    temperature: Option<f64>,
    limit: Option<u32>,
) {
    let reasons = is_reasoning(&request.model);
    // Reasoning models refuse any temperature but their own.
    request.temperature = temperature.filter(|_| !reasons);
    let limit =
        limit.map(
            |limit| {
                if reasons { limit.max(SMALLEST_LIMIT).saturating_add(ROOM_FOR_REASONING) } else { limit }
            },
        );
    if reasons || dialect == Dialect::OpenRouter {
        request.max_completion_tokens = limit;
    } else {
        request.max_tokens = limit;
    }
    let word = reasons.then(|| effort_word(&request.model, effort));
    match dialect {
        Dialect::OpenRouter => {
            request.reasoning = word.map(|word| json!({"effort": word}));
            // Only upstream servers that know the schema may answer.
            request.provider = request.response_format.as_ref().map(|_| json!({"require_parameters": true}));
        }
        Dialect::OpenAi => request.reasoning_effort = word,
    }
}

fn is_reasoning(model: &str) -> bool {
    let name = model.rsplit('/').next().unwrap_or(model);
    ["gpt-5", "o1", "o3", "o4"].iter().any(|family| name.starts_with(family))
}

/// `minimal` is known to the first GPT-5, `none` to 5.1 and later.
fn effort_word(model: &str, effort: Effort) -> &'static str {
    match effort {
        Effort::Least if model.contains("gpt-5.") => "none",
        Effort::Least if model.contains("gpt-5") => "minimal",
        Effort::Least | Effort::Low => "low",
    }
}
