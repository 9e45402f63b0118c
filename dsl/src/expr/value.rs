//! Values of expressions and where they come from.

use std::{borrow::Cow, fmt};

/// Static type of an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it all")]
pub enum Type {
    Bool,
    Number,
    Text,
    List,
}

impl Type {
    /// Name for Russian messages.
    pub fn ru(self) -> &'static str {
        match self {
            Self::Bool => "да/нет",
            Self::Number => "число",
            Self::Text => "текст",
            Self::List => "список",
        }
    }

    /// Name for English messages.
    pub fn en(self) -> &'static str {
        match self {
            Self::Bool => "yes/no",
            Self::Number => "number",
            Self::Text => "text",
            Self::List => "list",
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.en())
    }
}

/// A value; texts are borrowed from the expression or from the facts where possible.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "the names say it all")]
pub enum Value<'a> {
    Bool(bool),
    Number(f64),
    Text(Cow<'a, str>),
    List(Vec<Value<'a>>),
}

impl Value<'_> {
    /// Type of this value.
    pub fn ty(&self) -> Type {
        match self {
            Self::Bool(_) => Type::Bool,
            Self::Number(_) => Type::Number,
            Self::Text(_) => Type::Text,
            Self::List(_) => Type::List,
        }
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Value<'_> {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl From<bool> for Value<'_> {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<f64> for Value<'_> {
    fn from(value: f64) -> Self {
        Self::Number(value)
    }
}

impl<'a, T: Into<Value<'a>>> FromIterator<T> for Value<'a> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }
}

impl<'a> Value<'a> {
    /// A JSON value as an expression sees it; `null` and objects are missing.
    pub fn from_json(json: &'a serde_json::Value) -> Option<Self> {
        Some(match json {
            serde_json::Value::Bool(value) => Self::Bool(*value),
            serde_json::Value::Number(number) => Self::Number(number.as_f64()?),
            serde_json::Value::String(text) => Self::from(text.as_str()),
            serde_json::Value::Array(items) => Self::List(items.iter().filter_map(Self::from_json).collect()),
            serde_json::Value::Null | serde_json::Value::Object(_) => return None,
        })
    }
}

/// Facts an expression may ask about.
pub trait Lookup {
    /// The value under a dotted name such as `intent.confidence` or `vars.city`; `None` while unknown.
    fn lookup(&self, path: &str) -> Option<Value<'_>>;
}

/// A JSON object of objects; for tools and tests, the engine has its own.
impl Lookup for serde_json::Value {
    fn lookup(&self, path: &str) -> Option<Value<'_>> {
        let found = path.split('.').try_fold(self, |object, key| object.get(key))?;
        Value::from_json(found)
    }
}
