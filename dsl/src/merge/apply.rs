//! Carries what THEIRS changed over into OURS where the texts touch: entry by entry, as THEIRS
//! wrote it where that fits, with comments and order.

use super::{
    conflict::{Conflict, ConflictKind},
    list::Alignment,
    proof::{Counts, count},
    value::Side,
};
use crate::{
    edit::{Doc, EditError, Fresh, Options, Path, Place, Segment, Session, Value, entry},
    source::Source,
    yaml::Node,
};

/// Where comments stand with an entry.
const PLACES: [Place; 2] = [Place::Above, Place::Beside];

/// A merge of texts under way.
pub(super) struct Apply<'d> {
    session: Session,
    base: Option<&'d Doc>,
    ours: Doc,
    theirs: &'d Doc,
    prefer: Side,
    pub(super) conflicts: Vec<Conflict>,
}

impl<'d> Apply<'d> {
    pub(super) fn new(
        base: Option<&'d Doc>,
        ours: &Source,
        theirs: &'d Doc,
        prefer: Side,
    ) -> Result<Self, EditError> {
        let options = Options { confirm_alias: true, draft: true };
        let session = Session::new(ours, options)?;
        Ok(Self { ours: session.doc.clone(), session, base, theirs, prefer, conflicts: Vec::new() })
    }

    /// Makes the text of OURS say `wanted`.
    pub(super) fn run(mut self, wanted: &Value) -> Result<(String, Vec<Conflict>), EditError> {
        self.value(&Path::default(), wanted, true)?;
        Ok((self.session.doc.source.text().to_owned(), self.conflicts))
    }

    fn now(&self, path: &Path) -> Option<Value> {
        self.session.doc.find(path).ok()?.node().map(Value::of)
    }

    /// Makes one place say `wanted`; `aligned`: the same path means the same place in all versions.
    fn value(&mut self, path: &Path, wanted: &Value, aligned: bool) -> Result<(), EditError> {
        let Some(now) = self.now(path) else { return Ok(()) };
        match (&now, wanted) {
            // Entry by entry also where none is left or nothing changed: comments stand between them.
            (Value::Map(_), Value::Map(entries)) if !now.is_empty() => self.map(path, &now, entries, aligned),
            (Value::List(items), Value::List(wanted)) if !items.is_empty() => {
                self.list(path, items, wanted, aligned)
            }
            _ if now.alike(wanted) => Ok(()),
            _ => self.session.set(path, wanted),
        }
    }

    fn map(
        &mut self,
        path: &Path,
        now: &Value,
        wanted: &[(String, Value)],
        aligned: bool,
    ) -> Result<(), EditError> {
        if let Value::Map(entries) = now {
            for (key, _) in entries.iter().filter(|(key, _)| !wanted.iter().any(|(name, _)| name == key)) {
                self.session.remove(&path.key(key))?;
            }
        }
        let mut before: Option<&str> = None;
        for (key, value) in wanted {
            let own = path.key(key);
            if now.get(key).is_none() {
                let index = self.index_behind(path, before);
                self.insert(path, index, Some(key), value, aligned.then_some(&own))?;
            } else {
                if aligned && !self.take_whole(path, key, value)? {
                    self.comments(&own)?;
                }
                self.value(&own, value, aligned)?;
            }
            before = Some(key);
        }
        self.reorder(path, wanted)
    }

    /// Takes an entry as THEIRS wrote it when OURS left it as it was.
    fn take_whole(&mut self, path: &Path, key: &str, value: &Value) -> Result<bool, EditError> {
        let own = path.key(key);
        let (Some(base), Some(ours), Some(theirs)) =
            (self.base.and_then(|doc| raw(doc, &own)), raw(&self.ours, &own), raw(self.theirs, &own))
        else {
            return Ok(false);
        };
        if base != ours || ours == theirs {
            return Ok(false);
        }
        let index = self.index_of(path, key);
        let mut trial = self.session.clone();
        let fresh = Fresh::Raw(theirs);
        let taken =
            trial.remove(&own).is_ok() && trial.insert_fresh(path, index, Some(key), value, &fresh).is_ok();
        let is_alike = |place| comment(&trial.doc, &own, place) == comment(self.theirs, &own, place);
        let taken = taken && PLACES.into_iter().all(is_alike) && !self.loses_comments(&trial.doc);
        if taken {
            self.session = trial;
        }
        Ok(taken)
    }

    /// Whether a comment that THEIRS kept is gone from a text.
    fn loses_comments(&self, trial: &Doc) -> bool {
        let (before, after, theirs) = (count(&self.session.doc), count(trial), count(self.theirs));
        let of = |counts: &Counts, text: &String| counts.get(text).copied().unwrap_or_default();
        before.iter().any(|(text, times)| of(&after, text) < of(&theirs, text).min(*times))
    }

    fn index_of(&self, path: &Path, key: &str) -> usize {
        let position = |node: &Node| self.session.doc.position(node, &Segment::Key(key.to_owned()));
        self.session.doc.find(path).ok().and_then(|chain| position(chain.node()?)).unwrap_or_default()
    }

    fn index_behind(&self, path: &Path, before: Option<&str>) -> usize {
        before.map_or(0, |before| self.index_of(path, before) + 1)
    }

    /// Adds an entry, as THEIRS wrote it if that fits.
    fn insert(
        &mut self,
        path: &Path,
        index: usize,
        name: Option<&str>,
        value: &Value,
        written: Option<&Path>,
    ) -> Result<(), EditError> {
        let meant = written.and_then(|path| self.theirs.find(path).ok()?.node().map(Value::of));
        if meant.is_some_and(|it| it.alike(value))
            && let Some(lines) = written.and_then(|path| raw(self.theirs, path))
            && self.session.insert_fresh(path, index, name, value, &Fresh::Raw(lines)).is_ok()
        {
            return Ok(());
        }
        self.session.insert(path, index, name, value)
    }

    fn list(&mut self, path: &Path, now: &[Value], wanted: &[Value], aligned: bool) -> Result<(), EditError> {
        let alignment = Alignment::of(now, wanted);
        let places = self.theirs.find(path).ok().and_then(|chain| chain.node().map(Value::of));
        let theirs = match &places {
            Some(Value::List(items)) if aligned => items.as_slice(),
            _ => &[],
        };
        let still = aligned && now.len() == wanted.len() && theirs.len() == now.len();
        // From the end, so that earlier numbers stay right.
        for index in (0..=now.len()).rev() {
            if index < now.len() {
                match alignment.kept.get(index).copied().flatten().and_then(|at| wanted.get(at)) {
                    Some(value) => self.value(&path.index(index), value, still)?,
                    None => self.session.remove(&path.index(index))?,
                }
            }
            for at in alignment.added.get(index).into_iter().flatten().rev() {
                let Some(value) = wanted.get(*at) else { continue };
                let written = theirs.iter().position(|it| it.alike(value)).map(|at| path.index(at));
                self.insert(path, index, None, value, written.as_ref())?;
            }
        }
        Ok(())
    }

    /// Entries in the order in which they should stand.
    fn reorder(&mut self, path: &Path, wanted: &[(String, Value)]) -> Result<(), EditError> {
        let Some(Value::Map(now)) = self.now(path) else { return Ok(()) };
        if now.iter().zip(wanted).all(|(one, two)| one.0 == two.0) {
            return Ok(());
        }
        for (to, (key, _)) in wanted.iter().enumerate() {
            if self.index_of(path, key) != to {
                self.session.shift(&path.key(key), to)?;
            }
        }
        Ok(())
    }

    /// Takes over what THEIRS changed in the comments of an entry.
    fn comments(&mut self, path: &Path) -> Result<(), EditError> {
        if place(self.theirs, path).is_none() || place(&self.ours, path).is_none() {
            return Ok(());
        }
        for place in PLACES {
            let base = self.base.and_then(|doc| comment(doc, path, place));
            let ours = comment(&self.ours, path, place);
            let theirs = comment(self.theirs, path, place);
            if base == theirs || ours == theirs {
                continue;
            }
            if base == ours {
                self.comment(path, theirs.as_deref(), place);
            } else {
                let text = |text: Option<String>| text.map(Value::Text);
                self.conflicts.push(Conflict {
                    base: text(base),
                    ours: text(ours),
                    theirs: text(theirs.clone()),
                    ..Conflict::of(ConflictKind::Comment, path.clone())
                });
                if self.prefer == Side::Theirs {
                    self.comment(path, theirs.as_deref(), place);
                }
            }
        }
        Ok(())
    }

    /// Writes a comment of an entry. Where entries of OURS now share its line, it stands behind them; where it finds no
    /// room at all, the proof of the merge reports it.
    fn comment(&mut self, path: &Path, text: Option<&str>, at: Place) {
        if self.session.comment(path, text, Some(at)).is_ok() || text.is_none() || at == Place::Above {
            return;
        }
        for path in self.behind(path) {
            let Some((container, index)) = place(&self.session.doc, &path) else { return };
            if self.session.doc.comment_at(container, index, at).is_some() {
                return;
            }
            if self.session.comment(&path, text, Some(at)).is_ok() {
                return;
            }
        }
    }

    /// Entries behind this one, in their order.
    fn behind(&self, path: &Path) -> Vec<Path> {
        let Some((at, last)) = path.split_last() else { return Vec::new() };
        match (self.now(&at), last) {
            (Some(Value::Map(entries)), Segment::Key(key)) => {
                let entries = entries.iter().skip_while(|(name, _)| name != key).skip(1);
                entries.map(|(name, _)| at.key(name)).collect()
            }
            (Some(Value::List(items)), Segment::Index(index)) => {
                (index + 1..items.len()).map(|index| at.index(index)).collect()
            }
            _ => Vec::new(),
        }
    }
}

/// The container and the number of an entry.
fn place<'d>(doc: &'d Doc, path: &Path) -> Option<(&'d Node, usize)> {
    let (at, last) = path.split_last()?;
    let mut nodes = doc.find(&at).ok()?.nodes;
    let container = nodes.pop()?;
    Some((container, doc.position(container, last)?))
}

fn comment(doc: &Doc, path: &Path, at: Place) -> Option<String> {
    let (container, index) = place(doc, path)?;
    doc.comment_at(container, index, at)
}

/// The lines of an entry with its comments, without their common indentation.
fn raw(doc: &Doc, path: &Path) -> Option<Vec<String>> {
    let (container, index) = place(doc, path)?;
    let (key, value) = entry(container, index)?;
    // Anchors and aliases mean something else in another file.
    let shared = |node: &Node| node.anchor.is_some() || node.alias.is_some();
    if shared(value) || key.is_some_and(shared) {
        return None;
    }
    doc.written(container, index)
}
