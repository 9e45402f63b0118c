//! A value without its spelling: what an edit wants, and what a file means.

use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{self, MapAccess, SeqAccess, Visitor},
    ser::{SerializeMap, SerializeSeq},
};

use super::path::{Path, Segment};
use crate::yaml::{Kind, Node, Resolved};

/// A value as JSON knows it; mappings keep their order.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the names say it all")]
pub enum Value {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    List(Vec<Value>),
    Map(Vec<(String, Value)>),
}

impl Value {
    /// What a tree means; aliases are followed.
    pub fn of(node: &Node) -> Self {
        match &node.kind {
            Kind::Scalar(scalar) => match scalar.resolved() {
                Resolved::Null => Self::Null,
                Resolved::Bool(value) => Self::Bool(value),
                Resolved::Int(value) => Self::Int(value),
                Resolved::Float(value) => Self::Float(value),
                Resolved::Text(text) => Self::Text(text.to_owned()),
            },
            Kind::Seq { items, .. } => Self::List(items.iter().map(Self::of).collect()),
            Kind::Map { pairs, .. } => {
                let entry = |key: &Node| key.key_text().unwrap_or_default().to_owned();
                Self::Map(pairs.iter().map(|pair| (entry(&pair.key), Self::of(&pair.value))).collect())
            }
        }
    }

    /// The same value, entries of mappings in the same order.
    pub fn same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Map(left), Self::Map(right)) => {
                left.len() == right.len()
                    && left.iter().zip(right).all(|(one, two)| one.0 == two.0 && one.1.same(&two.1))
            }
            (Self::List(left), Self::List(right)) => {
                left.len() == right.len() && left.iter().zip(right).all(|(one, two)| one.same(two))
            }
            _ => self.same_scalar(other),
        }
    }

    /// The same value, whatever the order of entries.
    pub fn alike(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Map(left), Self::Map(_)) => {
                self.len() == other.len()
                    && left.iter().all(|(key, value)| other.get(key).is_some_and(|it| value.alike(it)))
            }
            (Self::List(left), Self::List(right)) => {
                left.len() == right.len() && left.iter().zip(right).all(|(one, two)| one.alike(two))
            }
            _ => self.same_scalar(other),
        }
    }

    #[expect(clippy::cast_precision_loss, clippy::float_cmp, reason = "`1` and `1.0` are one number")]
    fn same_scalar(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Null, Self::Null) => true,
            (Self::Bool(left), Self::Bool(right)) => left == right,
            (Self::Int(left), Self::Int(right)) => left == right,
            (Self::Text(left), Self::Text(right)) => left == right,
            (Self::Float(left), Self::Float(right)) => left == right || (left.is_nan() && right.is_nan()),
            (Self::Float(float), Self::Int(int)) | (Self::Int(int), Self::Float(float)) => {
                *float == *int as f64
            }
            _ => false,
        }
    }

    /// The value under a key of a mapping.
    pub fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Map(entries) => entries.iter().find(|(name, _)| name == key).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Entries or items; 0 for single values.
    pub fn len(&self) -> usize {
        match self {
            Self::List(items) => items.len(),
            Self::Map(entries) => entries.len(),
            _ => 0,
        }
    }

    /// Nothing inside.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A mapping or a list.
    pub fn is_collection(&self) -> bool {
        matches!(self, Self::List(_) | Self::Map(_))
    }

    /// The value at a path.
    pub fn at(&self, path: &Path) -> Option<&Self> {
        path.segments().iter().try_fold(self, |value, segment| match (segment, value) {
            (Segment::Key(key), _) => value.get(key),
            (Segment::Index(index), Self::List(items)) => items.get(*index),
            (Segment::Index(_), _) => None,
        })
    }

    /// The place at a path, to write there.
    pub(super) fn at_mut(&mut self, path: &Path) -> Option<&mut Self> {
        path.segments().iter().try_fold(self, |value, segment| match (segment, value) {
            (Segment::Key(key), Self::Map(entries)) => {
                entries.iter_mut().find(|(name, _)| name == key).map(|(_, value)| value)
            }
            (Segment::Index(index), Self::List(items)) => items.get_mut(*index),
            _ => None,
        })
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Self {
        Self::Float(value)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Int(value) => serializer.serialize_i64(*value),
            Self::Float(value) => serializer.serialize_f64(*value),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(items) => {
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                items.iter().try_for_each(|item| list.serialize_element(item))?;
                list.end()
            }
            Self::Map(entries) => {
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                entries.iter().try_for_each(|(key, value)| map.serialize_entry(key, value))?;
                map.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        Value::deserialize(deserializer)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Int(value))
    }

    #[expect(clippy::cast_precision_loss, reason = "YAML reads such a number the same way")]
    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(i64::try_from(value).map_or(Value::Float(value as f64), Value::Int))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Float(value))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(Value::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element()? {
            items.push(item);
        }
        Ok(Value::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut entries: Vec<(String, Value)> = Vec::new();
        while let Some((key, value)) = map.next_entry::<String, Value>()? {
            if entries.iter().any(|(name, _)| *name == key) {
                return Err(de::Error::custom(format!("the key `{key}` is written a second time")));
            }
            entries.push((key, value));
        }
        Ok(Value::Map(entries))
    }
}
