//! Description of a dialog file.

use crate::shape::{Choice, Field, NameRule, Shape, doc};

const UNIT: Shape = Shape::Number { min: 0.0, max: 1.0 };
const WORD: Shape = Shape::Name(NameRule::Word);

const FAIL: Field = Field::new(
    "fail",
    WORD,
    "timeout",
    doc("вместо исхода: код неудачи", "instead of an outcome: a failure code"),
);

const INTENT: &[Field] = &[
    Field::new(
        "name",
        WORD,
        "delivery",
        doc("интент; без него ни один не подошёл", "the intent; without it none fits"),
    ),
    Field::new("confidence", UNIT, "0.9", doc("вероятность", "probability")),
    Field::new(
        "asks_human",
        Shape::Bool,
        "true",
        doc("клиент просит человека", "the customer asks for a person"),
    )
    .default("false"),
    FAIL,
];

const HIT: &[Field] = &[
    Field::new(
        "article",
        Shape::Text,
        "delivery/russia",
        doc("статья: путь в knowledge/ без .md", "article: path under knowledge/ without .md"),
    )
    .required(),
    Field::new("title", Shape::Text, "Доставка", doc("её название", "its title")).required(),
    Field::new("text", Shape::Text, "По России 500 рублей.", doc("отрывок", "the passage")).required(),
    Field::new(
        "score",
        UNIT,
        "0.8",
        doc("вероятность, что он отвечает на вопрос", "probability that it answers"),
    )
    .required(),
];

const FAILED: &[Field] = &[FAIL];

const ANSWER: &[Field] = &[
    Field::new("text", Shape::Text, "Доставка стоит 500 рублей.", doc("ответ", "the reply")),
    Field::new("confidence", UNIT, "0.9", doc("вероятность, что он верен", "probability that it is right")),
    FAIL,
];

const CLARIFY: &[Field] =
    &[Field::new("text", Shape::Text, "В какой город?", doc("вопрос", "the question")), FAIL];

const WORLD: &[Field] = &[
    Field::new(
        "intent",
        Shape::Object(&[INTENT]),
        "{name: delivery, confidence: 0.9}",
        doc("что ответил классификатор", "what the classifier said"),
    ),
    Field::new(
        "search",
        Shape::ListOr(&Shape::Object(&[HIT]), &Shape::Object(&[FAILED])),
        "[]",
        doc("что нашлось в базе знаний", "what the knowledge base gave"),
    ),
    Field::new(
        "answer",
        Shape::Object(&[ANSWER]),
        "{text: Доставка 500 рублей., confidence: 0.9}",
        doc("какой ответ составила модель", "the reply the model wrote"),
    ),
    Field::new(
        "clarify",
        Shape::Object(&[CLARIFY]),
        "{text: В какой город?}",
        doc("какой вопрос составила модель", "the question the model wrote"),
    ),
];

const WORLD_SHAPE: Shape = Shape::WordOr("builtin", &Shape::Object(&[WORLD]));

const SIGNALS: &[Field] = &[Field::new(
    "asks_human",
    Shape::Bool,
    "true",
    doc("клиент просит человека", "the customer asks for a person"),
)];

const BAND: &[Field] = &[
    Field::new("min", UNIT, "0.7", doc("не меньше", "at least")).default("0"),
    Field::new("max", UNIT, "1", doc("не больше", "at most")).default("1"),
];

const TEXTS: Shape = Shape::OneOrMany(&Shape::Text);

const REPLY: &[Field] = &[
    Field::new("equals", Shape::Text, "Здравствуйте!", doc("ответ целиком", "the whole reply")),
    Field::new(
        "contains",
        TEXTS,
        "[500, рублей]",
        doc("что в нём есть; регистр и ё/е не важны", "parts of it; case and ё/е do not matter"),
    ),
    Field::new(
        "matches",
        Shape::OneOrMany(&Shape::Pattern),
        "'\\d+ ₽'",
        doc("регулярные выражения, которые в нём находятся", "patterns found in it"),
    ),
    Field::new("not_contains", TEXTS, "бесплатно", doc("чего в нём нет", "parts that must not be there")),
];

const OWNERS: &[Choice] = &[
    Choice { word: "bot", doc: doc("бот", "the bot") },
    Choice { word: "operator", doc: doc("оператор", "an operator") },
];

const EXPECT: &[Field] = &[
    Field::new(
        "path",
        Shape::List { of: &Shape::Node, min: 1 },
        "[start, intent, end]",
        doc("узлы хода по порядку", "nodes of the turn in order"),
    ),
    Field::new("intent", WORD, "delivery", doc("интент", "the intent")),
    Field::new(
        "confidence",
        Shape::Object(&[BAND]),
        "{min: 0.7}",
        doc("уверенность в интенте", "confidence of the intent"),
    ),
    Field::new(
        "hits",
        Shape::List { of: &Shape::Text, min: 1 },
        "[delivery/russia]",
        doc("статьи среди найденных", "articles among the hits"),
    ),
    Field::new("reply", Shape::Object(&[REPLY]), "{contains: 500}", doc("ответ бота", "what the bot says")),
    Field::new(
        "variables",
        Shape::Map { keys: NameRule::Identifier, of: &Shape::Json, min: 1 },
        "{city: Казань}",
        doc("переменные после хода", "variables after the turn"),
    ),
    Field::new(
        "owner",
        Shape::Choice(OWNERS),
        "bot",
        doc("кто ведёт разговор после хода", "who leads after the turn"),
    ),
    Field::new("handoff", WORD, "low_confidence", doc("причина передачи оператору", "reason of the handoff")),
];

const TURN: &[Field] = &[
    Field::new(
        "customer",
        TEXTS,
        "Доставка есть?",
        doc(
            "что пишет клиент; список означает несколько сообщений подряд",
            "what the customer writes; a list is a burst",
        ),
    ),
    Field::new(
        "signals",
        Shape::Object(&[SIGNALS]),
        "{asks_human: true}",
        doc("что сервер заметил бы сам", "what the server would notice by itself"),
    ),
    Field::new(
        "world",
        WORLD_SHAPE,
        "builtin",
        doc(
            "кто отвечает движку: `builtin` или запись; иначе `world` файла",
            "who answers the engine: `builtin` or a recording; else the file's `world`",
        ),
    ),
    Field::new(
        "expect",
        Shape::Object(&[EXPECT]),
        "{owner: bot}",
        doc("что должно быть верно после хода", "what must be true after the turn"),
    ),
    Field::new(
        "operator",
        Shape::Text,
        "Сейчас посмотрю",
        doc("что пишет оператор", "what the operator writes"),
    ),
    Field::new(
        "handback",
        Shape::Bool,
        "true",
        doc("оператор возвращает разговор боту", "the operator gives the conversation back"),
    ),
];

const FACTS: Shape = Shape::Map { keys: NameRule::Identifier, of: &Shape::Json, min: 0 };

/// Fields of a dialog file.
pub(crate) const DIALOG_FIELDS: &[Field] = &[
    Field::new("dialog", Shape::Text, "Доставка по России", doc("название для людей", "title for people"))
        .required(),
    Field::new("account", FACTS, "{channel: avito}", doc("что известно об аккаунте", "facts of the account")),
    Field::new("contact", FACTS, "{name: Анна}", doc("что известно о клиенте", "facts of the contact")),
    Field::new(
        "item",
        FACTS,
        "{title: Кондиционер, price: 25000}",
        doc("карточка объявления", "facts of the listing"),
    ),
    Field::new(
        "start_at",
        Shape::Time,
        "'2026-03-02T12:00:00+03:00'",
        doc("виртуальные часы в начале", "virtual clock at the start"),
    ),
    Field::new(
        "world",
        WORLD_SHAPE,
        "builtin",
        doc(
            "кто отвечает движку, если ход не говорит своего",
            "who answers the engine where a turn does not say",
        ),
    ),
    Field::new(
        "turns",
        Shape::List { of: &Shape::Object(&[TURN]), min: 1 },
        "[{customer: Доставка есть?}]",
        doc("ходы по порядку", "turns in order"),
    )
    .required(),
];
