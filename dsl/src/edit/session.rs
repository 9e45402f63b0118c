//! Steps of an edit, each proved: the text after it must mean exactly what was wanted.

use super::{
    Options,
    block::Candidates,
    doc::{Chain, Doc, count, is_flow, pair},
    error::EditError,
    fresh::Fresh,
    op::Place,
    patch::{Patch, Pieces, apply},
    path::{Path, Segment},
    value::Value,
};
use crate::{
    diagnostic::Words,
    source::{Source, Span},
    write::{Quote, key},
    yaml::ScalarStyle,
};

/// A file between the first and the last step.
#[derive(Clone)]
pub(crate) struct Session {
    pub(crate) doc: Doc,
    pub(super) pieces: Pieces,
    pub(super) options: Options,
}

impl Session {
    pub(crate) fn new(source: &Source, options: Options) -> Result<Self, EditError> {
        let doc = Doc::read(source.clone())?;
        Ok(Self { pieces: Pieces::new(source.text().len()), doc, options })
    }

    /// Takes the first way after which the text means `expected` and no comment outside of what
    /// was replaced is lost.
    fn commit(&mut self, expected: &Value, ways: &Candidates, place: Span) -> Result<(), EditError> {
        for way in ways {
            let Some(text) = apply(self.doc.source.text(), way) else { continue };
            let Ok(doc) = Doc::read(Source::new(self.doc.source.name(), text)) else { continue };
            if doc.value().same(expected) && keeps_comments(&self.doc, &doc, way) {
                self.pieces.apply(way);
                self.doc = doc;
                return Ok(());
            }
        }
        Err(EditError::unsupported(
            "это место записано так, что точечная правка его бы испортила; файл не тронут",
            "this place is written in a way that an edit would damage; the file is left alone",
        )
        .with_help(Words::new("измените его в текстовом виде", "change it as a text"))
        .at(&self.doc.source, place))
    }

    /// Writes a value where there is one.
    pub(super) fn replace(&mut self, path: &Path, value: &Value) -> Result<(), EditError> {
        let chain = self.doc.find(path)?;
        let node = chain.node().unwrap_or(&self.doc.root);
        let place = node.span;
        let places = self.doc.shared_value(path);
        self.doc.ask(&places, self.options.confirm_alias)?;
        if node.alias.is_none() {
            self.doc.keep_anchors(node.span, Some(node.written))?;
        }
        let ways = self.doc.replace(&chain, value)?;
        let mut expected = self.doc.value();
        for place in &places {
            if let Some(slot) = expected.at_mut(place) {
                *slot = value.clone();
            }
        }
        self.commit(&expected, &ways, place)
    }

    /// Writes several single values at once.
    pub(super) fn replace_all(&mut self, changes: &[(Path, Value)]) -> Result<(), EditError> {
        let mut expected = self.doc.value();
        let mut way: Vec<Patch> = Vec::new();
        for (path, value) in changes {
            let chain = self.doc.find(path)?;
            way.extend(self.doc.replace(&chain, value)?.into_iter().next().unwrap_or_default());
            for place in self.doc.shared_value(path) {
                if !self.options.confirm_alias && !changes.iter().any(|(path, _)| *path == place) {
                    self.doc.ask(&[path.clone(), place.clone()], false)?;
                }
                if let Some(slot) = expected.at_mut(&place) {
                    *slot = value.clone();
                }
            }
        }
        if changes.is_empty() || self.commit(&expected, &vec![way], Span::default()).is_ok() {
            return Ok(());
        }
        changes.iter().try_for_each(|(path, value)| self.replace(path, value))
    }

    /// Adds an entry to a collection that is there.
    pub(crate) fn insert(
        &mut self,
        at: &Path,
        index: usize,
        name: Option<&str>,
        value: &Value,
    ) -> Result<(), EditError> {
        self.insert_fresh(at, index, name, value, &Fresh::Value { name, value })
    }

    /// Adds an entry written as given; `value` is what it means.
    pub(crate) fn insert_fresh(
        &mut self,
        at: &Path,
        index: usize,
        name: Option<&str>,
        value: &Value,
        fresh: &Fresh<'_>,
    ) -> Result<(), EditError> {
        let chain = self.doc.find(at)?;
        let Some(container) = chain.node() else { return Ok(()) };
        let places = self.doc.shared_collection(at);
        self.doc.ask(&places, self.options.confirm_alias)?;
        let ways = if is_flow(container) {
            self.doc.insert_flow(container, index, fresh)?
        } else {
            self.doc.insert_block(container, index, fresh)?
        };
        let mut expected = self.doc.value();
        for place in &places {
            add(expected.at_mut(place), index, name, value);
        }
        let place = container.span;
        self.commit(&expected, &ways, place)
    }

    /// Takes an entry out of its collection.
    pub(crate) fn remove(&mut self, path: &Path) -> Result<(), EditError> {
        let entry = self.entry(path)?;
        self.doc.ask(&entry.places, self.options.confirm_alias)?;
        let chain = self.doc.find(&entry.at)?;
        let Some(container) = chain.node() else { return Ok(()) };
        let flow = is_flow(container);
        if let Some((key, value)) = super::doc::entry(container, entry.index) {
            let start = key.map_or(value.span.start, |key| key.span.start);
            self.doc.keep_anchors(Span::new(start, super::doc::end_of(value)), None)?;
        }
        let ways = if flow {
            self.doc.remove_flow(container, entry.index)?
        } else {
            self.doc.remove_block(&chain, container, entry.index)?
        };
        let mut expected = self.doc.value();
        for place in &entry.places {
            match expected.at_mut(place) {
                Some(Value::List(items)) if entry.index < items.len() => drop(items.remove(entry.index)),
                Some(Value::Map(entries)) if entry.index < entries.len() => drop(entries.remove(entry.index)),
                _ => {}
            }
        }
        let place = container.span;
        self.commit(&expected, &ways, place)
    }

    /// Moves an entry so that it gets the number `to` of its collection.
    pub(crate) fn shift(&mut self, path: &Path, to: usize) -> Result<(), EditError> {
        let entry = self.entry(path)?;
        let chain = self.doc.find(&entry.at)?;
        let Some(container) = chain.node() else { return Ok(()) };
        let from = entry.index;
        if to >= count(container) {
            return Err(EditError::not_found(
                format!("места {to} нет: записей {}", count(container)),
                format!("there is no position {to}: {} entries", count(container)),
            )
            .at(&self.doc.source, container.span));
        }
        if from == to {
            return Ok(());
        }
        self.doc.ask(&entry.places, self.options.confirm_alias)?;
        let before = if to > from { to + 1 } else { to };
        let ways = if is_flow(container) {
            self.doc.shift_flow(container, from, before)?
        } else {
            self.doc.shift_block(container, from, before)?
        };
        let mut expected = self.doc.value();
        for place in &entry.places {
            match expected.at_mut(place) {
                Some(Value::List(items)) => {
                    let item = items.remove(from);
                    items.insert(to, item);
                }
                Some(Value::Map(entries)) => {
                    let item = entries.remove(from);
                    entries.insert(to, item);
                }
                _ => {}
            }
        }
        let place = container.span;
        self.commit(&expected, &ways, place)
    }

    /// Gives an entry of a mapping another key.
    pub(super) fn rename_key(&mut self, path: &Path, name: &str) -> Result<(), EditError> {
        let entry = self.entry(path)?;
        self.doc.ask(&entry.places, self.options.confirm_alias)?;
        let chain = self.doc.find(&entry.at)?;
        let Some(old) = chain.node().and_then(|container| pair(container, entry.index)) else {
            return Ok(());
        };
        let wanted = match old.key.as_scalar().map(|scalar| scalar.style) {
            Some(ScalarStyle::SingleQuoted) => Quote::Single,
            Some(ScalarStyle::DoubleQuoted) => Quote::Double,
            _ => Quote::None,
        };
        let span = old.key.span;
        let ways = vec![vec![Patch::new(span.start, span.end, key(name, wanted))]];
        let mut expected = self.doc.value();
        for place in &entry.places {
            if let Some(Value::Map(entries)) = expected.at_mut(place)
                && let Some(slot) = entries.get_mut(entry.index)
            {
                name.clone_into(&mut slot.0);
            }
        }
        self.commit(&expected, &ways, span)
    }

    /// Writes or removes a comment.
    pub(crate) fn comment(
        &mut self,
        path: &Path,
        text: Option<&str>,
        place: Option<Place>,
    ) -> Result<(), EditError> {
        let entry = self.entry(path)?;
        let chain = self.doc.find(&entry.at)?;
        let segment = path.segments().last().cloned().unwrap_or(Segment::Index(0));
        let ways = self.doc.comment(&chain, &segment, text, place)?;
        let span = chain.node().map(|node| node.span).unwrap_or_default();
        let expected = self.doc.value();
        self.commit(&expected, &ways, span)
    }

    /// An existing entry.
    fn entry(&self, path: &Path) -> Result<Entry, EditError> {
        let Some((at, last)) = path.split_last() else {
            return Err(EditError::bad_op(Words::new(
                "правка всего файла целиком не поддерживается: назовите поле",
                "the file as a whole cannot be edited: name a field",
            )));
        };
        self.doc.find(path)?;
        let chain: Chain<'_> = self.doc.find(&at)?;
        let index = chain.node().and_then(|container| self.doc.position(container, last)).unwrap_or_default();
        Ok(Entry { places: self.doc.shared_collection(&at), at, index })
    }
}

/// An entry and every place where its collection shows.
struct Entry {
    at: Path,
    index: usize,
    places: Vec<Path>,
}

fn add(slot: Option<&mut Value>, index: usize, name: Option<&str>, value: &Value) {
    match (slot, name) {
        (Some(Value::List(items)), None) => items.insert(index.min(items.len()), value.clone()),
        (Some(Value::Map(entries)), Some(name)) => {
            entries.insert(index.min(entries.len()), (name.to_owned(), value.clone()));
        }
        _ => {}
    }
}

/// Every comment is still there, but for those inside what was replaced.
fn keeps_comments(before: &Doc, after: &Doc, way: &[Patch]) -> bool {
    let gone = |span: Span| way.iter().any(|it| it.span.start < span.end && span.start < it.span.end);
    let mut left = after.comments.iter().map(|it| after.source.slice(it.span)).collect::<Vec<_>>();
    before.comments.iter().filter(|it| !gone(it.span)).all(|comment| {
        let text = before.source.slice(comment.span);
        let found = left.iter().position(|it| *it == text);
        found.is_some_and(|at| {
            left.swap_remove(at);
            true
        })
    })
}
