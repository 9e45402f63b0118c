//! Identity of effects.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Names one effect of a conversation: number of the turn and of the effect in it.
///
/// Written as `t{turn}.{seq}`. Numbers go on after a restart of the turn, so an outcome that comes late for the
/// abandoned attempt can never be taken for one of the new attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EffectId {
    /// Number of the turn, from 1.
    pub turn: u64,
    /// Number of the effect in its turn, from 0.
    pub seq: u32,
}

impl fmt::Display for EffectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "t{}.{}", self.turn, self.seq)
    }
}

/// The text is not `t{turn}.{seq}`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not an effect id: expected t<turn>.<number>, such as t3.0")]
pub struct BadEffectId(String);

impl FromStr for EffectId {
    type Err = BadEffectId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parsed = text.strip_prefix('t').and_then(|rest| {
            let (turn, seq) = rest.split_once('.')?;
            Some(Self { turn: turn.parse().ok()?, seq: seq.parse().ok()? })
        });
        parsed.ok_or_else(|| BadEffectId(text.to_owned()))
    }
}

impl Serialize for EffectId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for EffectId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_back() {
        let id = EffectId { turn: 12, seq: 3 };
        assert_eq!(id.to_string(), "t12.3");
        assert_eq!("t12.3".parse(), Ok(id));
        for bad in ["", "t", "12.3", "t12", "t12.", "t.3", "t12.3.4", "tx.1"] {
            assert!(bad.parse::<EffectId>().is_err(), "{bad}");
        }
    }
}
