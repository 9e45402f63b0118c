//! Telling the elements of a list apart, though they have no names.

use super::lcs::hunks;
use crate::edit::{Path, Segment, Value};

/// Lists in which order means nothing, by the field they stand in: both sides may add to them.
const SETS: [&str; 7] = ["examples", "categories", "include", "channels", "tags", "keywords", "stop_words"];

/// Which element of one version is which element of the other.
#[derive(Debug)]
pub(crate) struct Alignment {
    /// For every old element its new number, unless it was removed.
    pub(crate) kept: Vec<Option<usize>>,
    /// For every gap (before the first old element, … behind the last): new elements in it.
    pub(crate) added: Vec<Vec<usize>>,
}

impl Alignment {
    pub(crate) fn of(old: &[Value], new: &[Value]) -> Self {
        let text = |values: &[Value]| values.iter().map(canonical).collect::<Vec<_>>();
        let mut kept: Vec<Option<usize>> = Vec::with_capacity(old.len());
        let mut added = vec![Vec::new(); old.len() + 1];
        let mut at_new = 0;
        for hunk in hunks(&text(old), &text(new)) {
            // What lies before the change stayed.
            while kept.len() < hunk.old.start {
                kept.push(Some(at_new));
                at_new += 1;
            }
            let pairs = pair_up(old, new, &hunk);
            for index in hunk.old.clone() {
                let pair = pairs.iter().find(|(one, _)| *one == index).map(|(_, two)| *two);
                kept.push(pair);
            }
            for index in hunk.new.clone().filter(|index| !pairs.iter().any(|(_, two)| two == index)) {
                // Behind the last old element that stands before it.
                let before = pairs.iter().filter(|(_, two)| *two < index).map(|(one, _)| one + 1).max();
                if let Some(gap) = added.get_mut(before.unwrap_or(hunk.old.start)) {
                    gap.push(index);
                }
            }
            at_new = hunk.new.end;
        }
        while kept.len() < old.len() {
            kept.push(Some(at_new));
            at_new += 1;
        }
        Self { kept, added }
    }
}

/// Elements of a change that are the same ones, changed.
fn pair_up(old: &[Value], new: &[Value], hunk: &super::lcs::Hunk) -> Vec<(usize, usize)> {
    if hunk.old.len() == hunk.new.len() {
        return hunk.old.clone().zip(hunk.new.clone()).collect();
    }
    let mut pairs = Vec::new();
    let mut from = hunk.new.start;
    for index in hunk.old.clone() {
        let like = (from..hunk.new.end).find(|at| match (old.get(index), new.get(*at)) {
            (Some(one), Some(two)) => is_like(one, two),
            _ => false,
        });
        if let Some(at) = like {
            pairs.push((index, at));
            from = at + 1;
        }
    }
    pairs
}

/// Mappings at least half of whose fields say the same.
fn is_like(one: &Value, two: &Value) -> bool {
    let Value::Map(entries) = one else { return false };
    let same = entries.iter().filter(|(key, value)| two.get(key).is_some_and(|it| it.alike(value))).count();
    same > 0 && same * 2 >= one.len().max(two.len())
}

/// Whether elements at this place have no order.
pub(super) fn is_set(place: &Path) -> bool {
    let field = place.segments().iter().rev().find_map(|segment| match segment {
        Segment::Key(key) => Some(key.as_str()),
        Segment::Index(_) => None,
    });
    field.is_some_and(|field| SETS.contains(&field))
}

/// Both, each value once; in an order that does not depend on who merges.
pub(super) fn union(ours: Vec<Value>, theirs: Vec<Value>) -> Vec<Value> {
    let mut all: Vec<(String, Value)> =
        ours.into_iter().chain(theirs).map(|value| (canonical(&value), value)).collect();
    all.sort_by(|one, two| one.0.cmp(&two.0));
    all.dedup_by(|one, two| one.0 == two.0);
    all.into_iter().map(|(_, value)| value).collect()
}

/// The same text for values that are alike.
pub(super) fn canonical(value: &Value) -> String {
    #[expect(clippy::cast_precision_loss, reason = "`1` and `1.0` are one number")]
    let number = |int: i64| serde_json::Value::from(int as f64).to_string();
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(flag) => flag.to_string(),
        Value::Int(int) => number(*int),
        Value::Float(float) => serde_json::Value::from(*float).to_string(),
        Value::Text(text) => serde_json::Value::from(text.as_str()).to_string(),
        Value::List(items) => {
            format!("[{}]", items.iter().map(canonical).collect::<Vec<_>>().join(","))
        }
        Value::Map(entries) => {
            let mut all: Vec<String> = entries
                .iter()
                .map(|(key, value)| format!("{}:{}", serde_json::Value::from(key.as_str()), canonical(value)))
                .collect();
            all.sort();
            format!("{{{}}}", all.join(","))
        }
    }
}
