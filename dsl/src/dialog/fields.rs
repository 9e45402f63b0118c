//! Description of a dialog file.

use crate::shape::{Choice, Field, NameRule, Shape, doc};

const UNIT: Shape = Shape::Number { min: 0.0, max: 1.0 };
const WORD: Shape = Shape::Name(NameRule::Word);
/// Dollars of one turn.
const DOLLARS: Shape = Shape::Number { min: 0.0, max: 1_000.0 };

/// What a recorded model call was billed for.
const COST: Field = Field::new(
    "cost",
    DOLLARS,
    "0.0004",
    doc("цена вызова модели в долларах", "price of the model call in US dollars"),
)
.default("0");

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
    COST,
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
    Field::new(
        "category",
        Shape::Text,
        "delivery",
        doc("её категория; без неё папка статьи", "its category; the article's folder without it"),
    ),
];

const FAILED: &[Field] = &[FAIL];

const ANSWER: &[Field] = &[
    Field::new("text", Shape::Text, "Доставка стоит 500 рублей.", doc("ответ", "the reply")),
    Field::new("confidence", UNIT, "0.9", doc("вероятность, что он верен", "probability that it is right")),
    COST,
    FAIL,
];

const CLARIFY: &[Field] =
    &[Field::new("text", Shape::Text, "В какой город?", doc("вопрос", "the question")), COST, FAIL];

const EXTRACT: &[Field] = &[
    Field::new(
        "values",
        Shape::Map { keys: NameRule::Variable, of: &Shape::Text, min: 0 },
        "{city: Тверь}",
        doc("что прочитано, по переменным", "what was read, by variable"),
    ),
    Field::new(
        "off_topic",
        Shape::Bool,
        "true",
        doc("клиент говорит о другом", "the customer speaks of something else"),
    )
    .default("false"),
    COST,
    FAIL,
];

const CALL: &[Field] = &[
    Field::new(
        "status",
        Shape::Integer { min: 200, max: 299 },
        "201",
        doc("код ответа", "status of the answer"),
    )
    .default("200"),
    Field::new("body", Shape::Json, "{order: {status: в пути}}", doc("ответ в JSON", "the answer, JSON")),
    FAIL,
];

const OUTCOMES: &[Field] = &[
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
    Field::new(
        "extract",
        Shape::Object(&[EXTRACT]),
        "{values: {city: Тверь}}",
        doc(
            "что узел `collect` прочитал из свободного текста; без этого читают встроенные правила",
            "what a `collect` node read from free text; the built-in rules read it without this",
        ),
    ),
    Field::new(
        "call",
        Shape::Object(&[CALL]),
        "{body: {order: {status: в пути}}}",
        doc("что ответил сервис узлу `call`", "what the service answered to a `call` node"),
    ),
];

const BY_NODE: &[Field] = &[Field::new(
    "nodes",
    Shape::Map { keys: NameRule::Step, of: &Shape::OneOrMany(&Shape::Object(&[OUTCOMES])), min: 1 },
    "{terms: {search: []}}",
    doc(
        "исходы отдельных узлов, если узлов одного вида в ходе несколько; список по порядку заходов в узел; узел вызванного сценария пишется `узел/внутренний`",
        "outcomes of single nodes where a turn has several of a kind; a list goes by visits of the node; a node of a called flow is written `node/inner`",
    ),
)];

const BUILTIN: &[Field] = &[Field::new(
    "builtin",
    Shape::Bool,
    "true",
    doc(
        "на то, чего здесь нет, отвечает встроенный ответчик",
        "what is not recorded here is answered by the built-in answerer",
    ),
)
.default("false")];

const WORLD_SHAPE: Shape = Shape::WordOr("builtin", &Shape::Object(&[OUTCOMES, BY_NODE, BUILTIN]));

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

const BILL: &[Field] = &[
    Field::new("min", DOLLARS, "0.0001", doc("не меньше", "at least")).default("0"),
    Field::new("max", DOLLARS, "0.002", doc("не больше", "at most")).default("1000"),
];

const TEXTS: Shape = Shape::OneOrMany(&Shape::Text);

const SIMILAR: &[Field] = &[
    Field::new("text", Shape::Text, "Доставка стоит 500 рублей", doc("образец", "the sample")).required(),
    Field::new(
        "at_least",
        UNIT,
        "0.6",
        doc("наименьшее сходство: 1 те же слова, 0 ничего общего", "least likeness: 1 same words, 0 none"),
    )
    .default("0.6"),
];

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
    Field::new(
        "similar",
        Shape::Object(&[SIMILAR]),
        "{text: Доставка стоит 500 рублей}",
        doc(
            "ответ похож на образец: порядок слов, окончания, регистр и ё/е не важны",
            "the reply is like the sample: word order, endings, case and ё/е do not matter",
        ),
    ),
    Field::new("silent", Shape::Bool, "true", doc("бот молчит", "the bot says nothing")),
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
    Field::new(
        "closed",
        Shape::Bool,
        "true",
        doc("закрыт ли разговор после хода", "whether the turn closed the conversation"),
    ),
    Field::new(
        "cost",
        Shape::Object(&[BILL]),
        "{max: 0.002}",
        doc("во что обошлись модели за ход, доллары", "what the turn's models cost, US dollars"),
    ),
];

const MEDIA: &[Choice] = &[
    Choice { word: "image", doc: doc("фото", "a picture") },
    Choice { word: "voice", doc: doc("голосовое сообщение", "a voice message") },
    Choice { word: "link", doc: doc("ссылка", "a link") },
    Choice { word: "item", doc: doc("объявление", "a listing") },
    Choice { word: "location", doc: doc("место на карте", "a place on the map") },
    Choice { word: "other", doc: doc("другое", "anything else") },
];

/// Thirty days.
const LONGEST_PAUSE_MS: u64 = 2_592_000_000;

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
        "media",
        Shape::List { of: &Shape::Choice(MEDIA), min: 1 },
        "[image]",
        doc(
            "что клиент прислал без слов, перед текстами этого хода",
            "what the customer sends without words, before this turn's texts",
        ),
    ),
    Field::new(
        "after",
        Shape::Duration { min_ms: 1, max_ms: LONGEST_PAUSE_MS },
        "24h",
        doc(
            "сколько времени проходит перед ходом; без него минута",
            "time that passes before the turn; a minute without it",
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
    Field::new(
        "wait",
        Shape::Duration { min_ms: 1_000, max_ms: LONGEST_PAUSE_MS },
        "2h",
        doc(
            "сколько клиент молчит: срабатывают таймеры узлов `wait`",
            "how long the customer is silent: timers of `wait` nodes fire",
        ),
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
