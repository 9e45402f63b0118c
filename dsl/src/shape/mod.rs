//! What a file may hold, as data: from one description come the check of a file, its JSON
//! Schema and its documentation.

pub(crate) mod check;
pub(crate) mod family;
pub(crate) mod json_schema;
pub(crate) mod places;
pub(crate) mod read;
pub(crate) mod reference;

/// A sentence for people, in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Doc {
    /// Russian.
    pub ru: &'static str,
    /// English.
    pub en: &'static str,
}

/// Short for a [`Doc`].
pub(crate) const fn doc(ru: &'static str, en: &'static str) -> Doc {
    Doc { ru, en }
}

/// One field of an object.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Key.
    pub name: &'static str,
    /// What may stand there.
    pub shape: Shape,
    /// Must be there.
    pub required: bool,
    /// Meaning of its absence, as it would be written.
    pub default: Option<&'static str>,
    /// What it is for.
    pub doc: Doc,
    /// A value as it would be written.
    pub example: &'static str,
}

impl Field {
    /// An optional field.
    pub(crate) const fn new(name: &'static str, shape: Shape, example: &'static str, doc: Doc) -> Self {
        Self { name, shape, required: false, default: None, doc, example }
    }

    /// Makes it required.
    pub(crate) const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Says what its absence means.
    pub(crate) const fn default(mut self, value: &'static str) -> Self {
        self.default = Some(value);
        self
    }
}

/// One word of a choice.
#[derive(Debug, Clone, Copy)]
pub struct Choice {
    /// As written.
    pub word: &'static str,
    /// What it means.
    pub doc: Doc,
}

/// What names may look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameRule {
    /// Letters of any script, digits, `_`, `-`.
    Word,
    /// A node, or one of a called flow behind it: `terms`, `order/phone`.
    Step,
    /// Latin letters, digits, `_`: usable in expressions and texts.
    Identifier,
    /// The same, and declared in `variables:`.
    Variable,
}

/// What may stand at a place.
#[derive(Debug, Clone, Copy)]
pub enum Shape {
    /// A text, not empty.
    Text,
    /// A text with `{{ }}` places, not empty.
    Template,
    /// An expression that answers yes or no.
    Condition,
    /// An expression of any type.
    Expression,
    /// What a variable becomes: a text with places or an expression, by the variable's type.
    Value,
    /// Anything JSON can say; its texts are [`Shape::Template`].
    Data,
    /// A name.
    Name(NameRule),
    /// The id of a node: an exit.
    Node,
    /// `true` or `false`.
    Bool,
    /// A number within limits.
    Number {
        /// Smallest.
        min: f64,
        /// Largest.
        max: f64,
    },
    /// A whole number within limits.
    Integer {
        /// Smallest.
        min: i64,
        /// Largest.
        max: i64,
    },
    /// Such as `20s`; limits in milliseconds.
    Duration {
        /// Shortest.
        min_ms: u64,
        /// Longest.
        max_ms: u64,
    },
    /// An RFC 3339 time.
    Time,
    /// A time of day such as `10:00`.
    TimeOfDay,
    /// A regular expression.
    Pattern,
    /// One of a few words.
    Choice(&'static [Choice]),
    /// A list.
    List {
        /// Of what.
        of: &'static Shape,
        /// At least so many.
        min: usize,
    },
    /// A list, or something else.
    ListOr(&'static Shape, &'static Shape),
    /// One value, or a list of them.
    OneOrMany(&'static Shape),
    /// A mapping with free keys.
    Map {
        /// What keys look like.
        keys: NameRule,
        /// What stands under each.
        of: &'static Shape,
        /// At least so many.
        min: usize,
    },
    /// A mapping with known keys, in groups.
    Object(&'static [&'static [Field]]),
    /// A single word, or something else.
    WordOr(&'static str, &'static Shape),
    /// Anything JSON can say.
    Json,
    /// The nodes of a flow; checked by their kinds.
    Nodes,
}

impl Shape {
    /// Name for people.
    pub fn title(&self) -> Doc {
        match self {
            Self::Text | Self::Pattern => doc("текст", "text"),
            Self::Template => doc("текст с вставками", "text with places"),
            Self::Condition => doc("условие", "condition"),
            Self::Expression => doc("выражение", "expression"),
            Self::Value => doc(
                "текст с вставками или выражение, по типу переменной",
                "text with places or expression, by the variable's type",
            ),
            Self::Data => doc("любое значение, тексты с вставками", "any value, texts with places"),
            Self::Name(_) => doc("имя", "name"),
            Self::Node => doc("имя узла", "node id"),
            Self::Bool => doc("true или false", "true or false"),
            Self::Number { .. } => doc("число", "number"),
            Self::Integer { .. } => doc("целое число", "whole number"),
            Self::Duration { .. } => doc("длительность", "duration"),
            Self::Time => doc("время", "time"),
            Self::TimeOfDay => doc("время суток", "time of day"),
            Self::Choice(_) => doc("одно из слов", "one of the words"),
            Self::List { .. } | Self::ListOr(..) => doc("список", "list"),
            Self::OneOrMany(_) => doc("текст или список текстов", "text or list of texts"),
            Self::Map { .. } | Self::Object(_) | Self::Nodes => doc("набор полей", "mapping"),
            Self::WordOr(_, other) => other.title(),
            Self::Json => doc("любое значение", "any value"),
        }
    }
}

/// Whether `text` is a name by this rule; at most 64 characters.
pub(crate) fn is_name(text: &str, rule: NameRule) -> bool {
    if rule == NameRule::Step {
        return text.split('/').all(|part| is_name(part, NameRule::Word));
    }
    let letter = |c: char| match rule {
        NameRule::Word | NameRule::Step => c.is_alphabetic() || c == '_',
        NameRule::Identifier | NameRule::Variable => c.is_ascii_alphabetic() || c == '_',
    };
    let more = |c: char| letter(c) || c.is_ascii_digit() || (c == '-' && rule == NameRule::Word);
    text.chars().count() <= 64 && text.starts_with(letter) && text.chars().all(more)
}

/// Milliseconds of `500ms`, `20s`, `2m`, `1h`, `3d`.
pub(crate) fn duration_ms(text: &str) -> Option<u64> {
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = text.split_at_checked(digits)?;
    let factor = match unit {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return None,
    };
    number.parse::<u64>().ok()?.checked_mul(factor)
}

/// Minutes since midnight of `10:00`.
pub(crate) fn minute_of_day(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let two = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    if !(matches!(hour.len(), 1 | 2) && two(minute)) {
        return None;
    }
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    (hour < 24 && minute < 60).then_some(hour * 60 + minute)
}

/// Unix milliseconds of an RFC 3339 time.
pub(crate) fn time_ms(text: &str) -> Option<i64> {
    text.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_millisecond)
}
