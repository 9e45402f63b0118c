//! Sets of numbers as points where membership changes.

use std::cmp::Ordering;

/// Just before or just after a number.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Cut {
    at: f64,
    after: bool,
}

impl Cut {
    fn order(&self, other: &Self) -> Ordering {
        self.at.total_cmp(&other.at).then(self.after.cmp(&other.after))
    }
}

/// A set of numbers: in from the first cut, out from the second, and so on.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Numbers(Vec<Cut>);

const START: Cut = Cut { at: f64::NEG_INFINITY, after: false };

impl Numbers {
    pub(crate) fn all() -> Self {
        Self(vec![START])
    }

    pub(crate) fn only(value: f64) -> Self {
        Self(vec![Cut { at: value, after: false }, Cut { at: value, after: true }])
    }

    /// Below `value`, or up to it.
    pub(crate) fn below(value: f64, inclusive: bool) -> Self {
        Self(vec![START, Cut { at: value, after: inclusive }])
    }

    /// Both borders included.
    pub(crate) fn between(low: f64, high: f64) -> Self {
        Self(vec![Cut { at: low, after: false }, Cut { at: high, after: true }])
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    #[must_use]
    pub(crate) fn complement(&self) -> Self {
        match self.0.split_first() {
            Some((first, rest)) if *first == START => Self(rest.to_vec()),
            _ => Self(std::iter::once(START).chain(self.0.iter().copied()).collect()),
        }
    }

    #[must_use]
    pub(crate) fn and(&self, other: &Self) -> Self {
        self.sweep(other, |left, right| left && right)
    }

    #[must_use]
    pub(crate) fn or(&self, other: &Self) -> Self {
        self.sweep(other, |left, right| left || right)
    }

    fn sweep(&self, other: &Self, keep: impl Fn(bool, bool) -> bool) -> Self {
        let (mut left, mut right) = (self.0.iter().peekable(), other.0.iter().peekable());
        let (mut in_left, mut in_right, mut inside) = (false, false, false);
        let mut cuts = Vec::new();
        loop {
            let next = match (left.peek(), right.peek()) {
                (Some(one), Some(two)) if one.order(two).is_le() => **one,
                (Some(one), None) => **one,
                (_, Some(two)) => **two,
                (None, None) => return Self(cuts),
            };
            in_left ^= left.next_if(|cut| **cut == next).is_some();
            in_right ^= right.next_if(|cut| **cut == next).is_some();
            if keep(in_left, in_right) != inside {
                inside = !inside;
                cuts.push(next);
            }
        }
    }

    /// The whole numbers of this set.
    #[must_use]
    pub(crate) fn whole(&self) -> Self {
        let mut cuts = Vec::with_capacity(self.0.len());
        for pair in self.0.chunks(2) {
            let [start, rest @ ..] = pair else { continue };
            let low = if start.after && start.at.fract() == 0.0 { start.at + 1.0 } else { start.at.ceil() };
            let Some(end) = rest.first() else {
                cuts.push(Cut { at: low, after: false });
                continue;
            };
            let high = if !end.after && end.at.fract() == 0.0 { end.at - 1.0 } else { end.at.floor() };
            if low <= high {
                cuts.extend([Cut { at: low, after: false }, Cut { at: high, after: true }]);
            }
        }
        Self(cuts)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn has(set: &Numbers, value: f64) -> bool {
        let point = Cut { at: value, after: false };
        set.0.iter().filter(|cut| cut.order(&point).is_le()).count() % 2 == 1
    }

    fn sets() -> impl Strategy<Value = Numbers> {
        let leaf = prop_oneof![
            Just(Numbers::all()),
            Just(Numbers::default()),
            (-5_i8..5).prop_map(|it| Numbers::only(f64::from(it))),
            (-5_i8..5, any::<bool>()).prop_map(|(it, inclusive)| Numbers::below(f64::from(it), inclusive)),
            (-5_i8..0, 0_i8..5).prop_map(|(low, high)| Numbers::between(f64::from(low), f64::from(high))),
        ];
        leaf.prop_recursive(4, 16, 2, |inner| {
            prop_oneof![
                inner.clone().prop_map(|it| it.complement()),
                (inner.clone(), inner.clone()).prop_map(|(one, two)| one.and(&two)),
                (inner.clone(), inner).prop_map(|(one, two)| one.or(&two)),
            ]
        })
    }

    proptest! {
        #[test]
        fn sets_behave_as_their_members(one in sets(), two in sets(), at in -12_i8..12) {
            let at = f64::from(at) / 2.0;
            prop_assert_eq!(has(&one.and(&two), at), has(&one, at) && has(&two, at));
            prop_assert_eq!(has(&one.or(&two), at), has(&one, at) || has(&two, at));
            prop_assert_eq!(has(&one.complement(), at), !has(&one, at));
        }

        #[test]
        fn whole_numbers_stay(one in sets(), at in -6_i8..6) {
            prop_assert_eq!(has(&one.whole(), f64::from(at)), has(&one, f64::from(at)));
        }
    }

    #[test]
    fn nothing_whole_lies_between_neighbours() {
        let open = Numbers::below(2.0, false).and(&Numbers::below(1.0, true).complement());
        assert!(!open.is_empty());
        assert!(open.whole().is_empty());
    }
}
