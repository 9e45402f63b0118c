//! What an operation should give, said over plain values.

use sufler_dsl::edit::{Op, Path, Place, Segment, Value};

/// The value after a basic operation; `None` when it should be refused.
pub(crate) fn after(value: &Value, op: &Op) -> Option<Value> {
    let mut value = value.clone();
    match op {
        Op::Set { path, value: new } => *at(&mut value, path)? = new.clone(),
        Op::Unset { path } => {
            let (parent, last) = path.split_last()?;
            match (at(&mut value, &parent)?, last) {
                (Value::Map(entries), Segment::Key(key)) => {
                    let index = entries.iter().position(|(name, _)| name == key)?;
                    entries.remove(index);
                }
                (Value::List(items), Segment::Index(index)) if *index < items.len() => {
                    drop(items.remove(*index))
                }
                _ => return None,
            }
        }
        Op::Insert { path, value: new } => {
            let (parent, last) = path.split_last()?;
            let list = at(&mut value, &parent)?;
            if matches!(list, Value::Null) {
                *list = Value::List(Vec::new());
            }
            match (list, last) {
                (Value::List(items), Segment::Index(index)) if *index <= items.len() => {
                    items.insert(*index, new.clone());
                }
                _ => return None,
            }
        }
        Op::Move { path, to } => {
            let (parent, last) = path.split_last()?;
            match (at(&mut value, &parent)?, last) {
                (Value::List(items), Segment::Index(index)) if *index < items.len() && *to < items.len() => {
                    let item = items.remove(*index);
                    items.insert(*to, item);
                }
                (Value::Map(entries), Segment::Key(key)) if *to < entries.len() => {
                    let index = entries.iter().position(|(name, _)| name == key)?;
                    let entry = entries.remove(index);
                    entries.insert(*to, entry);
                }
                _ => return None,
            }
        }
        Op::Comment { text: Some(text), place: Some(Place::Beside), .. } if text.contains('\n') => {
            return None;
        }
        Op::Comment { .. } => {}
        _ => return None,
    }
    Some(value)
}

fn at<'v>(value: &'v mut Value, path: &Path) -> Option<&'v mut Value> {
    let mut value = value;
    for (depth, segment) in path.segments().iter().enumerate() {
        let last = depth + 1 == path.segments().len();
        if last && matches!((segment, &*value), (Segment::Key(_), Value::Null)) {
            *value = Value::Map(Vec::new());
        }
        value = match (segment, value) {
            (Segment::Key(key), Value::Map(entries)) => {
                let index = entries.iter().position(|(name, _)| name == key);
                let index = match index {
                    Some(index) => index,
                    None if last => {
                        entries.push((key.clone(), Value::Null));
                        entries.len() - 1
                    }
                    None => return None,
                };
                &mut entries[index].1
            }
            (Segment::Index(index), Value::List(items)) => items.get_mut(*index)?,
            _ => return None,
        };
    }
    Some(value)
}

/// Paths of everything in a value but the root.
pub(crate) fn paths(value: &Value) -> Vec<Path> {
    let mut found = Vec::new();
    collect(value, &Path::default(), &mut found);
    found
}

fn collect(value: &Value, at: &Path, found: &mut Vec<Path>) {
    let children: Vec<(Path, &Value)> = match value {
        Value::Map(entries) => entries.iter().map(|(key, value)| (at.key(key), value)).collect(),
        Value::List(items) => items.iter().enumerate().map(|(index, item)| (at.index(index), item)).collect(),
        _ => Vec::new(),
    };
    for (path, child) in children {
        found.push(path.clone());
        collect(child, &path, found);
    }
}
