//! `set`: makes a place say a value with as little change as possible.

use super::{
    doc::Doc,
    error::EditError,
    path::{Path, Segment},
    session::Session,
    value::Value,
};
use crate::{diagnostic::Words, shape::check::head};

impl Session {
    /// Makes `path` say `value`; builds what is missing on the way.
    pub(crate) fn set(&mut self, path: &Path, value: &Value) -> Result<(), EditError> {
        let (chain, depth) = self.doc.walk(path);
        if depth == path.segments().len() {
            return self.merge(path, value);
        }
        let there = Path::new(path.segments().iter().take(depth).cloned().collect());
        let Some((segment, rest)) = path.segments().get(depth..).and_then(<[_]>::split_first) else {
            return Ok(());
        };
        let Some(node) = chain.node() else { return Ok(()) };
        let wrapped = wrap(rest, value)?;
        let length = super::doc::count(node);
        match segment {
            Segment::Key(name) if node.is_null() || (node.as_map().is_some() && length == 0) => {
                self.replace(&there, &Value::Map(vec![(name.clone(), wrapped)]))
            }
            Segment::Index(0) if node.is_null() || (node.as_seq().is_some() && length == 0) => {
                self.replace(&there, &Value::List(vec![wrapped]))
            }
            Segment::Key(name) if node.as_map().is_some() => {
                self.insert(&there, length, Some(name), &wrapped)
            }
            Segment::Index(index) if node.as_seq().is_some() && *index == length => {
                self.insert(&there, length, None, &wrapped)
            }
            _ => Err(misfit(&self.doc, path, &there, node)),
        }
    }

    /// Makes an existing place say `value`: what is the same already stays as it is written.
    fn merge(&mut self, path: &Path, value: &Value) -> Result<(), EditError> {
        let chain = self.doc.find(path)?;
        let Some(node) = chain.node() else { return Ok(()) };
        let old = Value::of(node);
        if old.alike(value) {
            return Ok(());
        }
        let own = node.alias.is_none();
        match (&old, value) {
            (Value::Map(_), Value::Map(new)) if own && new.iter().any(|(key, _)| old.get(key).is_some()) => {
                self.merge_map(path, &old, new)
            }
            (Value::List(old), Value::List(new)) if own && !old.is_empty() && !new.is_empty() => {
                self.merge_list(path, old, new)
            }
            _ => self.replace(path, value),
        }
    }

    fn merge_map(&mut self, path: &Path, old: &Value, new: &[(String, Value)]) -> Result<(), EditError> {
        if let Value::Map(entries) = old {
            for (key, _) in entries.iter().filter(|(key, _)| !new.iter().any(|(name, _)| name == key)) {
                self.remove(&path.key(key))?;
            }
        }
        let mut before: Option<&str> = None;
        for (key, value) in new {
            if old.get(key).is_some() {
                self.merge(&path.key(key), value)?;
            } else {
                let chain = self.doc.find(path)?;
                let after = |name: &str| {
                    chain.node().and_then(|it| self.doc.position(it, &Segment::Key(name.to_owned())))
                };
                let index = before.and_then(after).map_or(0, |index| index + 1);
                self.insert(path, index, Some(key), value)?;
            }
            before = Some(key);
        }
        Ok(())
    }

    fn merge_list(&mut self, path: &Path, old: &[Value], new: &[Value]) -> Result<(), EditError> {
        let prefix = old.iter().zip(new).take_while(|(one, two)| one.alike(two)).count();
        let most = old.len().min(new.len()) - prefix;
        let suffix =
            old.iter().rev().zip(new.iter().rev()).take(most).take_while(|(one, two)| one.alike(two)).count();
        let (old_middle, new_middle) = (old.len() - prefix - suffix, new.len() - prefix - suffix);
        let both = old_middle.min(new_middle);
        for (index, value) in new.iter().enumerate().skip(prefix).take(both) {
            self.merge(&path.index(index), value)?;
        }
        for (index, value) in new.iter().enumerate().skip(prefix + both).take(new_middle - both) {
            self.insert(path, index, None, value)?;
        }
        for index in (prefix + both..prefix + old_middle).rev() {
            self.remove(&path.index(index))?;
        }
        Ok(())
    }
}

/// The value inside the mappings and lists that the steps ask for.
fn wrap(steps: &[Segment], value: &Value) -> Result<Value, EditError> {
    steps.iter().rev().try_fold(value.clone(), |inner, step| match step {
        Segment::Key(name) => Ok(Value::Map(vec![(name.clone(), inner)])),
        Segment::Index(0) => Ok(Value::List(vec![inner])),
        Segment::Index(index) => Err(EditError::not_found(
            format!("списка ещё нет, поэтому в нём нет и места {index}"),
            format!("there is no list yet, and so no position {index} in it"),
        )),
    })
}

fn misfit(doc: &Doc, path: &Path, there: &Path, node: &crate::yaml::Node) -> EditError {
    EditError::not_found(format!("«{path}» записать некуда"), format!("there is no place for `{path}`"))
        .with_help(Words::new(
            format!("«{there}» не набор полей и не список такой длины"),
            format!("`{there}` is no mapping, nor a list of that length"),
        ))
        .at(&doc.source, head(node))
}
