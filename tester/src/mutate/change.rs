//! One change of a flow's text.

use sufler_dsl::{
    edit::{Op, Options, Path, edit},
    source::{Source, Span},
};

/// What to change.
#[derive(Debug, Clone)]
pub(super) enum Change {
    /// Put this text in place of a value.
    Replace(Span, String),
    /// Remove a field or an entry of a list.
    Remove(Path),
}

impl Change {
    pub(super) fn apply(&self, source: &Source) -> Option<String> {
        match self {
            Self::Replace(span, new) => {
                let mut text = source.text().to_owned();
                text.get(span.start..span.end)?;
                text.replace_range(span.start..span.end, new);
                Some(text)
            }
            Self::Remove(path) => {
                let ops = [Op::Unset { path: path.clone() }];
                edit(source, &ops, Options { confirm_alias: true, draft: true }).ok().map(|done| done.text)
            }
        }
    }
}

/// A text as a YAML scalar of one line.
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\n', " ").replace('\'', "''"))
}
