//! Fields that several kinds share.

use crate::{
    flow::{ModelSettings, Name},
    shape::{Field, Shape, doc, read::Fields},
    yaml::Node,
};

/// Fields of every node.
pub(crate) const NODE_FIELDS: &[Field] = &[
    // The word itself is checked where kinds are told apart.
    Field::new("type", Shape::Text, "message", doc("вид узла", "kind of the node")).required(),
    Field::new("title", Shape::Text, "Приветствие", doc("название для людей", "title for people")),
    Field::new("note", Shape::Text, "Не менять без Ани", doc("пометка для людей", "note for people")),
    Field::new(
        "on_error",
        Shape::Node,
        "operator",
        doc(
            "куда идти, если узел не справился; иначе `defaults.on_error`",
            "where a failure goes; else `defaults.on_error`",
        ),
    ),
];

/// Settings of a model call: of a node, and of `defaults:`.
pub(crate) const MODEL_FIELDS: &[Field] = &[
    Field::new(
        "model",
        Shape::Text,
        "openai/gpt-5-mini",
        doc(
            "модель; без неё отвечает встроенный ответчик или модель сервера",
            "model; without one the server's default answers",
        ),
    ),
    Field::new(
        "fallback_models",
        Shape::List { of: &Shape::Text, min: 0 },
        "[openai/gpt-5-nano]",
        doc(
            "модели, к которым идти по очереди, если первая недоступна",
            "models tried in turn when the first is unavailable",
        ),
    ),
    Field::new(
        "temperature",
        Shape::Number { min: 0.0, max: 2.0 },
        "0.3",
        doc(
            "разброс ответов: 0 всегда одинаково, 2 как угодно",
            "spread of replies: 0 always the same, 2 anything",
        ),
    ),
    Field::new(
        "max_tokens",
        Shape::Integer { min: 1, max: 32_768 },
        "400",
        doc("наибольшая длина ответа в токенах", "longest reply in tokens"),
    ),
    Field::new(
        "timeout",
        Shape::Duration { min_ms: 100, max_ms: 600_000 },
        "20s",
        doc("сколько ждать одну попытку", "time for one attempt"),
    ),
    Field::new(
        "retries",
        Shape::Integer { min: 0, max: 10 },
        "2",
        doc("сколько раз повторить после неудачи", "attempts after the first"),
    ),
];

/// Settings written here, on top of `defaults`.
pub(crate) fn read_settings(fields: Fields<'_>, defaults: &ModelSettings) -> ModelSettings {
    let fallback_models: Vec<Name> =
        fields.items("fallback_models").iter().filter_map(Node::as_text).map(Name::from).collect();
    let fallbacks_given = fields.get("fallback_models").is_some();
    ModelSettings {
        model: fields.text("model").map(Name::from).or_else(|| defaults.model.clone()),
        fallback_models: if fallbacks_given { fallback_models } else { defaults.fallback_models.clone() },
        temperature: fields.number("temperature").or(defaults.temperature),
        max_tokens: fields.integer("max_tokens").or(defaults.max_tokens),
        timeout_ms: fields.duration_ms("timeout").or(defaults.timeout_ms),
        retries: fields.integer("retries").or(defaults.retries),
    }
}
