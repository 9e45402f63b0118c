//! What a name can be: a set of values, and whether it can have none.

use std::{collections::BTreeSet, sync::Arc};

use super::numbers::Numbers;

/// A set of texts: those named, or all but those.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Words {
    Only(BTreeSet<Arc<str>>),
    Except(BTreeSet<Arc<str>>),
}

impl Words {
    pub(crate) fn all() -> Self {
        Self::Except(BTreeSet::new())
    }

    pub(crate) fn only<'w>(words: impl IntoIterator<Item = &'w str>) -> Self {
        Self::Only(words.into_iter().map(Arc::from).collect())
    }

    fn is_empty(&self) -> bool {
        matches!(self, Self::Only(words) if words.is_empty())
    }

    fn complement(&self) -> Self {
        match self {
            Self::Only(words) => Self::Except(words.clone()),
            Self::Except(words) => Self::Only(words.clone()),
        }
    }

    fn and(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Only(one), Self::Only(two)) => Self::Only(one & two),
            (Self::Only(one), Self::Except(two)) | (Self::Except(two), Self::Only(one)) => {
                Self::Only(one - two)
            }
            (Self::Except(one), Self::Except(two)) => Self::Except(one | two),
        }
    }
}

/// A set of values of one type.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Values {
    Numbers(Numbers),
    /// Only whole ones.
    Whole(Numbers),
    Words(Words),
    Bool {
        yes: bool,
        no: bool,
    },
    /// Lists, and whatever is not looked into: some value, or none at all.
    Some(bool),
}

impl Values {
    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Self::Numbers(numbers) | Self::Whole(numbers) => numbers.is_empty(),
            Self::Words(words) => words.is_empty(),
            Self::Bool { yes, no } => !yes && !no,
            Self::Some(any) => !any,
        }
    }

    fn complement(&self) -> Self {
        match self {
            Self::Numbers(numbers) => Self::Numbers(numbers.complement()),
            Self::Whole(numbers) => Self::Whole(numbers.complement().whole()),
            Self::Words(words) => Self::Words(words.complement()),
            Self::Bool { yes, no } => Self::Bool { yes: !yes, no: !no },
            Self::Some(any) => Self::Some(!any),
        }
    }

    /// Values of another type never meet: then what is known stays.
    fn and(&self, other: &Self) -> Self {
        match (self, other) {
            (Self::Whole(one), Self::Whole(two) | Self::Numbers(two))
            | (Self::Numbers(two), Self::Whole(one)) => Self::Whole(one.and(two).whole()),
            (Self::Numbers(one), Self::Numbers(two)) => Self::Numbers(one.and(two)),
            (Self::Words(one), Self::Words(two)) => Self::Words(one.and(two)),
            (Self::Bool { yes, no }, Self::Bool { yes: also, no: neither }) => {
                Self::Bool { yes: *yes && *also, no: *no && *neither }
            }
            (_, Self::Some(false)) => Self::Some(false),
            _ => self.clone(),
        }
    }

    fn or(&self, other: &Self) -> Self {
        self.complement().and(&other.complement()).complement()
    }
}

/// What a name can be.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Domain {
    /// It may have no value.
    pub(crate) missing: bool,
    pub(crate) values: Values,
}

impl Domain {
    pub(crate) fn new(missing: bool, values: Values) -> Self {
        Self { missing, values }
    }

    /// There is no value.
    pub(crate) fn missing() -> Self {
        Self { missing: true, values: Values::Some(false) }
    }

    pub(crate) fn is_empty(&self) -> bool {
        !self.missing && self.values.is_empty()
    }

    #[must_use]
    pub(crate) fn complement(&self) -> Self {
        Self { missing: !self.missing, values: self.values.complement() }
    }

    #[must_use]
    pub(crate) fn and(&self, other: &Self) -> Self {
        Self { missing: self.missing && other.missing, values: self.values.and(&other.values) }
    }

    /// Certainly all of this is in the other one.
    pub(crate) fn is_within(&self, other: &Self) -> bool {
        // Sets of different types can't be compared, but for nothing and everything.
        let comparable = self.values.is_empty()
            || matches!(other.values, Values::Some(true))
            || matches!((&self.values, &other.values), (Values::Whole(_), Values::Numbers(_)))
            || std::mem::discriminant(&self.values) == std::mem::discriminant(&other.values);
        comparable && self.and(other) == *self
    }

    #[must_use]
    pub(crate) fn or(&self, other: &Self) -> Self {
        let values = match (&self.values, &other.values) {
            (Values::Some(false), values) | (values, Values::Some(false)) => values.clone(),
            (one, two) => one.or(two),
        };
        Self { missing: self.missing || other.missing, values }
    }
}
