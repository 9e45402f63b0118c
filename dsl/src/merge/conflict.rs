//! Places that both sides changed, each in its own way.

use serde::Serialize;

use crate::{
    diagnostic::Words,
    edit::{Path, Value},
};

/// What both sides did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ConflictKind {
    /// Both changed the value.
    Changed,
    /// One removed what the other one changed.
    Removed,
    /// Both added something else at one place.
    Added,
    /// One removed a node that the other one newly leads to.
    Needed,
    /// Both changed the comment; the text of OURS stands.
    Comment,
    /// The files merge, but the flow would have errors that neither side had.
    Broken,
    /// A side is no readable YAML: the texts were merged line by line.
    Lines,
}

/// A place for people to decide.
#[derive(Debug, Clone, Serialize)]
pub struct Conflict {
    /// Where; empty for the whole file.
    pub path: Path,
    /// What happened.
    pub kind: ConflictKind,
    /// The value both began with.
    pub base: Option<Value>,
    /// The value of OURS.
    pub ours: Option<Value>,
    /// The value of THEIRS.
    pub theirs: Option<Value>,
}

impl Conflict {
    pub(super) fn of(kind: ConflictKind, path: Path) -> Self {
        Self { path, kind, base: None, ours: None, theirs: None }
    }

    /// One sentence for people.
    pub fn words(&self) -> Words {
        let path = &self.path;
        let ours_gone = self.ours.is_none();
        match self.kind {
            ConflictKind::Changed => Words::new(
                format!("«{path}» изменено с обеих сторон по-разному"),
                format!("`{path}` was changed in two ways"),
            ),
            ConflictKind::Removed if ours_gone => Words::new(
                format!("«{path}»: мы удалили, они изменили"),
                format!("`{path}`: removed by us, changed by them"),
            ),
            ConflictKind::Removed => Words::new(
                format!("«{path}»: мы изменили, они удалили"),
                format!("`{path}`: changed by us, removed by them"),
            ),
            ConflictKind::Added => Words::new(
                format!("«{path}» добавлено с обеих сторон по-разному"),
                format!("`{path}` was added in two ways"),
            ),
            ConflictKind::Needed => Words::new(
                format!("«{path}» удалено, а другая сторона туда ведёт"),
                format!("`{path}` was removed, and the other side leads there"),
            ),
            ConflictKind::Comment => Words::new(
                format!("комментарий у «{path}» изменён с обеих сторон, оставлен наш"),
                format!("the comment of `{path}` was changed by both, ours stays"),
            ),
            ConflictKind::Broken => Words::new(
                "правки сошлись, но вместе дают ошибку в сценарии",
                "the edits merge, but together they leave an error in the flow",
            ),
            ConflictKind::Lines => Words::new(
                "файл не читается как YAML, поэтому слит построчно",
                "the file is no readable YAML and was merged line by line",
            ),
        }
    }
}
