//! Description of a flow file's own fields; those of nodes are with their kinds.

use crate::{
    nodes::{BRANCH, MODEL_FIELDS},
    shape::{Choice, Field, NameRule, Shape, doc},
};

const ON_CHANGE: &[Choice] = &[
    Choice {
        word: "finish",
        doc: doc(
            "закончить ход по старой версии, потом начать с новой",
            "finish the turn on the old version, then start on the new one",
        ),
    },
    Choice { word: "restart", doc: doc("сразу начать заново", "start again at once") },
    Choice { word: "handoff", doc: doc("передать оператору", "give it to operators") },
];

const TYPES: &[Choice] = &[
    Choice { word: "text", doc: doc("текст", "text") },
    Choice { word: "number", doc: doc("число", "number") },
    Choice { word: "bool", doc: doc("да или нет", "yes or no") },
    Choice { word: "date", doc: doc("дата", "date") },
    Choice { word: "phone", doc: doc("телефон", "phone") },
    Choice { word: "email", doc: doc("почта", "e-mail") },
    Choice { word: "choice", doc: doc("одно из `choices`", "one of `choices`") },
    Choice { word: "list", doc: doc("список", "list") },
];

const SERVES: &[Field] = &[
    Field::new(
        "channels",
        Shape::List { of: &Shape::Name(NameRule::Word), min: 1 },
        "[avito, web]",
        doc("каналы; без них все", "channels; all without it"),
    ),
    Field::new(
        "when",
        Shape::Condition,
        "'account.tags contains \"shop\"'",
        doc(
            "условие на `account`, `item`, `contact`, `conversation`",
            "condition on `account`, `item`, `contact`, `conversation`",
        ),
    ),
];

const DEFAULTS: &[Field] = &[Field::new(
    "on_error",
    Shape::Node,
    "operator",
    doc(
        "куда идёт узел, который не справился и не назвал своего `on_error`",
        "where a failed node goes that names no `on_error` of its own",
    ),
)];

const VARIABLE: &[Field] = &[
    Field::new("type", Shape::Choice(TYPES), "text", doc("тип значения", "type of the value")).required(),
    Field::new(
        "pii",
        Shape::Bool,
        "true",
        doc(
            "личные данные: скрываются в журналах и перед моделями",
            "personal data: masked in logs and before models",
        ),
    )
    .default("false"),
    Field::new(
        "default",
        Shape::Json,
        "Москва",
        doc("значение в начале разговора", "value when a conversation begins"),
    ),
    Field::new(
        "choices",
        Shape::List { of: &Shape::Name(NameRule::Word), min: 1 },
        "[pickup, courier]",
        doc("варианты для `type: choice`", "choices of `type: choice`"),
    ),
    Field::new("note", Shape::Text, "Куда везти", doc("пометка для людей", "note for people")),
];

/// Fields of a flow file.
pub(crate) const FLOW_FIELDS: &[Field] = &[
    Field::new(
        "flow",
        Shape::Name(NameRule::Word),
        "support",
        doc("имя сценария, как у его папки", "name of the flow, the same as its folder's"),
    )
    .required(),
    Field::new("title", Shape::Text, "Поддержка магазина", doc("название для людей", "title for people")),
    Field::new(
        "serves",
        Shape::Object(&[SERVES]),
        "{channels: [avito, web]}",
        doc(
            "на какие разговоры отвечает сценарий; без него на все",
            "which conversations the flow answers; all without it",
        ),
    ),
    Field::new(
        "defaults",
        Shape::Object(&[MODEL_FIELDS, DEFAULTS]),
        "{timeout: 20s, on_error: operator}",
        doc("настройки, которые узлы могут переопределить", "settings that nodes may override"),
    ),
    Field::new(
        "on_change",
        Shape::Choice(ON_CHANGE),
        "restart",
        doc(
            "что делать с разговором, который ждёт в узле, исчезнувшем из новой версии",
            "what happens to a conversation that waits at a node gone in a newer version",
        ),
    )
    .default("finish"),
    Field::new(
        "variables",
        Shape::Map { keys: NameRule::Identifier, of: &Shape::Object(&[VARIABLE]), min: 0 },
        "{city: {type: text}}",
        doc(
            "что сценарий помнит о разговоре; в выражениях `vars.имя`",
            "what the flow remembers of a conversation; `vars.name` in expressions",
        ),
    ),
    Field::new(
        "always",
        Shape::List { of: &Shape::Object(&[BRANCH]), min: 0 },
        "[{when: intent.asks_human, next: operator}]",
        doc("правила, которые проверяются раньше любого узла", "rules looked at before any node"),
    ),
    Field::new(
        "nodes",
        Shape::Nodes,
        "{start: {type: start, next: end}, end: {type: end}}",
        doc("узлы", "nodes"),
    )
    .required(),
];
