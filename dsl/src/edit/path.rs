//! Where in a file: `nodes.sure.levels[0].at_least`.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// One step down a tree.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Segment {
    /// Into a mapping.
    Key(String),
    /// Into a list, from 0.
    Index(usize),
}

/// A place in a file; empty means the whole file. A key that holds a dot or a bracket is written
/// `["a.b"]`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Path(Vec<Segment>);

/// The text is no path.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("«{0}» не путь к полю: пишите, например, nodes.sure.levels[0].at_least (not a path)")]
pub struct BadPath(String);

impl Path {
    /// From its steps.
    pub fn new(segments: Vec<Segment>) -> Self {
        Self(segments)
    }

    /// From keys alone.
    pub fn of_keys(keys: &[&str]) -> Self {
        Self(keys.iter().map(|key| Segment::Key((*key).to_owned())).collect())
    }

    /// Steps from the root down.
    pub fn segments(&self) -> &[Segment] {
        &self.0
    }

    /// The collection that holds this place, and the last step into it.
    pub fn split_last(&self) -> Option<(Self, &Segment)> {
        let (last, before) = self.0.split_last()?;
        Some((Self(before.to_vec()), last))
    }

    /// One step further.
    #[must_use]
    pub fn then(&self, segment: Segment) -> Self {
        let mut segments = self.0.clone();
        segments.push(segment);
        Self(segments)
    }

    /// One key further.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        self.then(Segment::Key(key.to_owned()))
    }

    /// One list element further.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        self.then(Segment::Index(index))
    }

    /// All the steps of `other` further.
    #[must_use]
    pub fn join(&self, other: &Self) -> Self {
        Self(self.0.iter().chain(&other.0).cloned().collect())
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, segment) in self.0.iter().enumerate() {
            match segment {
                Segment::Index(index) => write!(f, "[{index}]")?,
                Segment::Key(key) if key.is_empty() || key.contains(['.', '[', ']', '"']) => {
                    write!(f, "[{}]", serde_json::Value::from(key.as_str()))?;
                }
                Segment::Key(key) if at == 0 => f.write_str(key)?,
                Segment::Key(key) => write!(f, ".{key}")?,
            }
        }
        Ok(())
    }
}

impl FromStr for Path {
    type Err = BadPath;

    fn from_str(text: &str) -> Result<Self, BadPath> {
        let bad = || BadPath(text.to_owned());
        let mut segments = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            if rest.starts_with('[') {
                let (segment, after) = bracket(rest).ok_or_else(bad)?;
                segments.push(segment);
                rest = after;
                continue;
            }
            if !segments.is_empty() {
                rest = rest.strip_prefix('.').ok_or_else(bad)?;
            }
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            let (key, after) =
                rest.split_at_checked(end).filter(|(key, _)| !key.is_empty()).ok_or_else(bad)?;
            segments.push(Segment::Key(key.to_owned()));
            rest = after;
        }
        Ok(Self(segments))
    }
}

/// `[0]` or `["a.b"]` at the beginning of `text`, and what follows.
fn bracket(text: &str) -> Option<(Segment, &str)> {
    let inside = text.strip_prefix('[')?;
    if inside.starts_with('"') {
        let mut values = serde_json::Deserializer::from_str(inside).into_iter::<String>();
        let key = values.next()?.ok()?;
        let rest = inside.get(values.byte_offset()..)?.strip_prefix(']')?;
        return Some((Segment::Key(key), rest));
    }
    let (digits, rest) = inside.split_once(']')?;
    let index = digits.parse().ok().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    Some((Segment::Index(index), rest))
}

impl Serialize for Path {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Path {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("", 0)]
    #[case("nodes", 1)]
    #[case("nodes.sure.levels[0].at_least", 5)]
    #[case("always[2]", 2)]
    #[case(r#"item["a.b"].c"#, 3)]
    #[case(r#"["]\""][1][2]"#, 3)]
    #[case("узлы.имя-1", 2)]
    fn a_path_reads_back_as_it_prints(#[case] text: &str, #[case] steps: usize) {
        let path: Path = text.parse().unwrap();
        assert_eq!(path.segments().len(), steps);
        assert_eq!(path.to_string(), text);
    }

    #[rstest]
    #[case(".a")]
    #[case("a.")]
    #[case("a..b")]
    #[case("a[x]")]
    #[case("a[-1]")]
    #[case("a[0")]
    #[case("a[0]b")]
    #[case("a[99999999999999999999]")]
    fn a_slip_is_no_path(#[case] text: &str) {
        assert!(text.parse::<Path>().is_err());
    }
}
