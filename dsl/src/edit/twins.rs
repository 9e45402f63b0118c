//! Values that anchors and aliases show in several places.

use super::{
    doc::{Doc, child},
    error::{EditError, Reason},
    path::{Path, Segment},
};
use crate::{
    diagnostic::Words,
    source::Span,
    yaml::{Kind, Node},
};

impl Doc {
    /// Every path at which the collection at `path` shows, itself first.
    pub(super) fn shared_collection(&self, path: &Path) -> Vec<Path> {
        let target = self.get(path);
        self.others(path, &|node| {
            target.is_some_and(|it| it.written == node.written && kind_of(it) == kind_of(node))
        })
    }

    /// Every path whose value changes when the value at `path` is written anew, itself first. An
    /// alias is replaced by itself; an anchored value changes wherever its aliases stand.
    pub(super) fn shared_value(&self, path: &Path) -> Vec<Path> {
        let target = self.get(path);
        match target.and_then(|it| it.alias) {
            Some(alias) => self.others(path, &|node| node.alias == Some(alias)),
            None => self.shared_collection(path),
        }
    }

    fn get(&self, path: &Path) -> Option<&Node> {
        path.segments().iter().try_fold(&self.root, child)
    }

    fn others(&self, path: &Path, wanted: &dyn Fn(&Node) -> bool) -> Vec<Path> {
        let mut found = vec![path.clone()];
        if self.source.text().contains('*') {
            visit(&self.root, &mut Vec::new(), &mut |at, node| {
                if wanted(node) && at != path.segments() {
                    found.push(Path::new(at.to_vec()));
                }
            });
        }
        found
    }

    /// Asks before an edit that shows in several places.
    pub(super) fn ask(&self, places: &[Path], confirmed: bool) -> Result<(), EditError> {
        if confirmed || places.len() <= 1 {
            return Ok(());
        }
        let list = places.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let message = Words::new(
            format!("значение общее (якорь YAML): правка изменит сразу {list}"),
            format!("the value is shared (a YAML anchor): the edit would change {list} at once"),
        );
        let help = Words::new(
            "подтвердите правку всех мест (--confirm-alias) или запишите значение отдельно",
            "confirm the edit of all places (--confirm-alias), or write the value out",
        );
        let error = EditError::new(Reason::ConfirmAlias, message).with_help(help);
        Err(match places.first().and_then(|path| self.get(path)) {
            Some(node) => error.at(&self.source, node.span),
            None => error,
        })
    }

    /// Refuses to remove an anchor that is named elsewhere.
    pub(super) fn keep_anchors(&self, gone: Span, except: Option<Span>) -> Result<(), EditError> {
        let mut user = None;
        if self.source.text().contains('*') {
            visit(&self.root, &mut Vec::new(), &mut |_, node| {
                let inside = gone.start <= node.written.start && node.written.end <= gone.end;
                if let Some(alias) = node.alias
                    && inside
                    && Some(node.written) != except
                    && !(gone.start <= alias.start && alias.end <= gone.end)
                {
                    user.get_or_insert(alias);
                }
            });
        }
        match user {
            None => Ok(()),
            Some(alias) => Err(EditError::unsupported(
                format!("якорь внутри ещё нужен: на него ссылается «{}»", self.source.slice(alias)),
                format!("an anchor inside is still needed: `{}` names it", self.source.slice(alias)),
            )
            .with_help(Words::new(
                "сначала замените ссылку значением",
                "write the value out in place of the alias first",
            ))
            .at(&self.source, alias)),
        }
    }
}

fn kind_of(node: &Node) -> u8 {
    match node.kind {
        Kind::Scalar(_) => 0,
        Kind::Seq { .. } => 1,
        Kind::Map { .. } => 2,
    }
}

/// Calls `see` with every value and its path.
pub(super) fn visit<'n>(node: &'n Node, at: &mut Vec<Segment>, see: &mut dyn FnMut(&[Segment], &'n Node)) {
    see(at, node);
    match &node.kind {
        Kind::Scalar(_) => {}
        Kind::Seq { items, .. } => {
            for (index, item) in items.iter().enumerate() {
                at.push(Segment::Index(index));
                visit(item, at, see);
                at.pop();
            }
        }
        Kind::Map { pairs, .. } => {
            for pair in pairs {
                at.push(Segment::Key(pair.key.key_text().unwrap_or_default().to_owned()));
                visit(&pair.value, at, see);
                at.pop();
            }
        }
    }
}
