//! Names that one side changed: the other side and the common base follow before anything is
//! compared, so that an edit inside a renamed node still finds it.

use super::value::alike;
use crate::{
    edit::{Doc, Op, Options, Path, Value, edit, leads_to},
    source::Source,
    yaml::Node,
};

/// One version of a flow.
struct Version<'d> {
    root: &'d Node,
    value: Value,
}

/// Names changed between two versions.
pub(crate) fn detect(before: &Doc, after: &Doc) -> Vec<Op> {
    let version = |doc: &'_ Doc| doc.value();
    let one = Version { root: &before.root, value: version(before) };
    let two = Version { root: &after.root, value: version(after) };
    let mut found = Vec::new();
    for (from, to) in renamed(one.value.get("nodes"), two.value.get("nodes"), &|from, to| {
        is_same_node(&one, &two, from, to)
    }) {
        found.push(Op::RenameNode { from, to });
    }
    let (before, after) = (&one.value, &two.value);
    let variables = (before.get("variables"), after.get("variables"));
    let same = |from: &str, to: &str| {
        let of = |value: Option<&Value>, name: &str| value.and_then(|it| it.get(name)).cloned();
        alike(of(variables.0, from).as_ref(), of(variables.1, to).as_ref())
    };
    for (from, to) in renamed(variables.0, variables.1, &same) {
        found.push(Op::RenameVariable { from, to });
    }
    for (from, to) in intents(before, after) {
        if !found.iter().any(|op| matches!(op, Op::RenameIntent { from: it, .. } if *it == from)) {
            found.push(Op::RenameIntent { from, to });
        }
    }
    found
}

/// Keys that went away and keys that came in their place; only where there is no doubt.
fn renamed(
    before: Option<&Value>,
    after: Option<&Value>,
    same: &dyn Fn(&str, &str) -> bool,
) -> Vec<(String, String)> {
    let (Some(Value::Map(old)), Some(Value::Map(new))) = (before, after) else { return Vec::new() };
    let gone = old.iter().map(|(key, _)| key).filter(|key| !new.iter().any(|(it, _)| it == *key));
    let gone: Vec<&String> = gone.collect();
    let come = new.iter().map(|(key, _)| key).filter(|key| !old.iter().any(|(it, _)| it == *key));
    let come: Vec<&String> = come.collect();
    let mut pairs: Vec<(String, String)> = Vec::new();
    for from in &gone {
        let fits: Vec<_> = come.iter().filter(|to| same(from, to)).collect();
        if let [to] = fits.as_slice()
            && gone.iter().filter(|other| same(other, to)).count() == 1
        {
            pairs.push(((*from).clone(), (**to).clone()));
        }
    }
    pairs
}

/// A node under another name: it says the same, or most of the same and all edges moved along.
fn is_same_node(before: &Version<'_>, after: &Version<'_>, from: &str, to: &str) -> bool {
    let node = |version: &'_ Version<'_>, id: &str| version.value.at(&Path::of_keys(&["nodes", id])).cloned();
    let (Some(one), Some(two)) = (node(before, from), node(after, to)) else { return false };
    let Value::Map(entries) = &one else { return false };
    let entries: Vec<_> = entries.iter().filter(|(key, _)| key != "type").collect();
    if !alike(one.get("type"), two.get("type")) {
        return false;
    }
    let same = entries
        .iter()
        .filter(|(key, value)| {
            let follows = value.as_text() == Some(from) && two.get(key).and_then(Value::as_text) == Some(to);
            follows || two.get(key).is_some_and(|it| it.alike(value))
        })
        .count();
    let (led, leads_now) = (leads(before.root, from), leads(after.root, to));
    let moved = |path: &Path| after.value.at(path).and_then(Value::as_text).is_none_or(|target| target == to);
    let follows = led.iter().all(moved) && led.iter().any(|path| leads_now.contains(path));
    if same == entries.len() && two.len() == one.len() {
        return follows || led.is_empty();
    }
    follows && same * 2 >= entries.len()
}

/// Places that lead to a node, but for those inside it.
fn leads(root: &Node, id: &str) -> Vec<Path> {
    let own = Path::of_keys(&["nodes", id]);
    leads_to(root, id).into_iter().filter(|path| !path.segments().starts_with(own.segments())).collect()
}

fn intents(before: &Value, after: &Value) -> Vec<(String, String)> {
    let Some(Value::Map(nodes)) = before.get("nodes") else { return Vec::new() };
    let mut found = Vec::new();
    for (id, node) in nodes {
        let path = Path::of_keys(&["nodes", id, "intents"]);
        let (one, two) = (node.get("intents"), after.at(&path));
        let same = |from: &str, to: &str| {
            let get = |value: Option<&Value>, name: &str| value.and_then(|it| it.get(name)).cloned();
            alike(get(one, from).as_ref(), get(two, to).as_ref())
        };
        found.extend(renamed(one, two, &same));
    }
    found
}

/// Carries a rename out on both files; `None` when either cannot follow.
pub(super) fn follow(op: &Op, one: &Source, two: &Source) -> Option<(Source, Source)> {
    let options = Options { confirm_alias: true, draft: true };
    let run = |source: &Source| {
        let edited = edit(source, std::slice::from_ref(op), options).ok()?;
        Some(Source::new(source.name(), edited.text))
    };
    Some((run(one)?, run(two)?))
}
