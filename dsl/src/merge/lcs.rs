//! What stayed between two sequences, in bounded time: unique common elements are anchors
//! (patience), and what lies between is compared in full only while that is cheap.

use std::{collections::HashMap, hash::Hash, ops::Range};

/// Most pairs compared in full between two anchors.
const MAX_PAIRS: usize = 1 << 20;

/// A run of the old sequence replaced by a run of the new one; one of them may be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hunk {
    /// Elements of the old sequence.
    pub(crate) old: Range<usize>,
    /// Elements of the new sequence.
    pub(crate) new: Range<usize>,
}

/// Pairs of equal elements, both sides ascending.
pub(crate) fn common<T: Eq + Hash>(old: &[T], new: &[T]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    between(old, new, 0..old.len(), 0..new.len(), &mut pairs);
    pairs
}

/// Everything that differs, in order.
pub(crate) fn hunks<T: Eq + Hash>(old: &[T], new: &[T]) -> Vec<Hunk> {
    let mut hunks = Vec::new();
    let (mut at_old, mut at_new) = (0, 0);
    for (one, two) in common(old, new).into_iter().chain([(old.len(), new.len())]) {
        if at_old < one || at_new < two {
            hunks.push(Hunk { old: at_old..one, new: at_new..two });
        }
        (at_old, at_new) = (one + 1, two + 1);
    }
    hunks
}

fn between<T: Eq + Hash>(
    old: &[T],
    new: &[T],
    mut a: Range<usize>,
    mut b: Range<usize>,
    pairs: &mut Vec<(usize, usize)>,
) {
    while !a.is_empty() && !b.is_empty() && old.get(a.start) == new.get(b.start) {
        pairs.push((a.start, b.start));
        (a.start, b.start) = (a.start + 1, b.start + 1);
    }
    let mut tail = Vec::new();
    while !a.is_empty() && !b.is_empty() && old.get(a.end - 1) == new.get(b.end - 1) {
        (a.end, b.end) = (a.end - 1, b.end - 1);
        tail.push((a.end, b.end));
    }
    if !a.is_empty() && !b.is_empty() {
        let anchors = anchors(old, new, &a, &b);
        if anchors.is_empty() {
            in_full(old, new, &a, &b, pairs);
        } else {
            for (one, two) in anchors.into_iter().chain([(a.end, b.end)]) {
                // The anchor itself begins the next stretch; it is found there as a common start.
                between(old, new, a.start..one, b.start..two, pairs);
                (a.start, b.start) = (one, two);
                if one < a.end {
                    pairs.push((one, two));
                    (a.start, b.start) = (one + 1, two + 1);
                }
            }
        }
    }
    pairs.extend(tail.into_iter().rev());
}

/// Elements that stand once on each side, as far as they keep their order.
fn anchors<T: Eq + Hash>(old: &[T], new: &[T], a: &Range<usize>, b: &Range<usize>) -> Vec<(usize, usize)> {
    let mut seen: HashMap<&T, (usize, usize, usize, usize)> = HashMap::new();
    for (index, item) in old.iter().enumerate().take(a.end).skip(a.start) {
        let entry = seen.entry(item).or_default();
        (entry.0, entry.1) = (entry.0 + 1, index);
    }
    for (index, item) in new.iter().enumerate().take(b.end).skip(b.start) {
        let entry = seen.entry(item).or_default();
        (entry.2, entry.3) = (entry.2 + 1, index);
    }
    let mut once: Vec<(usize, usize)> = seen
        .into_values()
        .filter(|(olds, _, news, _)| (*olds, *news) == (1, 1))
        .map(|(_, one, _, two)| (one, two))
        .collect();
    once.sort_unstable();
    ascending(&once)
}

/// The longest subsequence of pairs whose second numbers ascend.
fn ascending(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // For each length: the pair that ends the best subsequence of that length.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    let second = |index: usize| pairs.get(index).map_or(0, |pair| pair.1);
    for (index, pair) in pairs.iter().enumerate() {
        let length = ends.partition_point(|end| second(*end) < pair.1);
        before.push(length.checked_sub(1).and_then(|length| ends.get(length).copied()));
        match ends.get_mut(length) {
            Some(end) => *end = index,
            None => ends.push(index),
        }
    }
    let mut found = Vec::with_capacity(ends.len());
    let mut at = ends.last().copied();
    while let Some(index) = at {
        found.extend(pairs.get(index).copied());
        at = before.get(index).copied().flatten();
    }
    found.reverse();
    found
}

/// Longest common subsequence by table; nothing when the table would be large.
fn in_full<T: Eq>(old: &[T], new: &[T], a: &Range<usize>, b: &Range<usize>, pairs: &mut Vec<(usize, usize)>) {
    let (rows, columns) = (a.len(), b.len());
    if rows.saturating_mul(columns) > MAX_PAIRS {
        return;
    }
    let width = columns + 1;
    let mut table = vec![0_u32; (rows + 1) * width];
    let cell =
        |table: &[u32], row: usize, column: usize| table.get(row * width + column).copied().unwrap_or(0);
    let equal = |row: usize, column: usize| old.get(a.start + row) == new.get(b.start + column);
    for row in (0..rows).rev() {
        for column in (0..columns).rev() {
            let best = if equal(row, column) {
                cell(&table, row + 1, column + 1) + 1
            } else {
                cell(&table, row + 1, column).max(cell(&table, row, column + 1))
            };
            if let Some(slot) = table.get_mut(row * width + column) {
                *slot = best;
            }
        }
    }
    let (mut row, mut column) = (0, 0);
    while row < rows && column < columns {
        if equal(row, column) {
            pairs.push((a.start + row, b.start + column));
            (row, column) = (row + 1, column + 1);
        } else if cell(&table, row + 1, column) >= cell(&table, row, column + 1) {
            row += 1;
        } else {
            column += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_differs_leads_from_old_to_new(old in "[a-f]{0,30}", new in "[a-f]{0,30}") {
            let (old, new): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
            let mut built = Vec::new();
            let mut at = 0;
            for hunk in hunks(&old, &new) {
                built.extend_from_slice(&old[at..hunk.old.start]);
                built.extend_from_slice(&new[hunk.new.clone()]);
                at = hunk.old.end;
            }
            built.extend_from_slice(&old[at..]);
            prop_assert_eq!(built, new);
        }
    }

    #[test]
    fn a_moved_run_is_one_hunk_out_and_one_in() {
        let found = hunks(&["a", "b", "c", "d"], &["a", "c", "d", "b"]);
        assert_eq!(found, [Hunk { old: 1..2, new: 1..1 }, Hunk { old: 4..4, new: 3..4 }]);
    }

    #[test]
    fn large_unlike_sequences_are_one_hunk() {
        let old: Vec<usize> = (0..200_000).map(|at| at % 7).collect();
        let new: Vec<usize> = (0..200_000).map(|at| at % 5 + 2).rev().collect();
        assert!(!hunks(&old, &new).is_empty());
    }
}
