//! What something under a cursor means.

use super::{
    Document, NameKind, World,
    complete::{FILTERS, OPERATORS, words},
    cursor::{Place, Step, field, is_node_type, path_of, place_at},
    sketch::Entry,
};
use crate::{
    diagnostic::Words,
    names::NAMES,
    nodes::Kind,
    shape::{Field, Shape},
    source::Span,
};

/// An explanation, in Markdown.
#[derive(Debug, Clone)]
pub struct Hover {
    /// Of what.
    pub span: Span,
    /// The explanation.
    pub text: Words,
}

impl Document {
    /// What stands under this byte.
    pub fn hover(&self, offset: usize, world: &World<'_>) -> Option<Hover> {
        let here = self.sketch.entries.iter().enumerate().rev();
        let (index, entry) = here
            .filter(|(_, it)| it.head.start <= offset)
            .find(|(_, it)| offset <= it.end.max(it.value.end))?;
        let path = path_of(&self.sketch, index);
        if entry.key.is_some() && offset <= entry.head.end {
            return self.key(entry, &path);
        }
        let span = self.word_at(offset);
        let word = self.source.slice(span);
        let text = self.value(&path, word, world)?;
        Some(Hover { span, text })
    }

    fn key(&self, entry: &Entry, path: &[Step<'_>]) -> Option<Hover> {
        let name = entry.key.as_deref()?;
        let above = path.get(..path.len().checked_sub(1)?)?;
        let groups = place_at(&self.source, &self.sketch, self.kind, above)?.fields();
        let text = match groups.as_deref().and_then(|groups| field(groups, name)) {
            Some(field) => about(field),
            None => self.given(name)?,
        };
        Some(Hover { span: entry.head, text })
    }

    /// A name where it is given.
    fn given(&self, name: &str) -> Option<Words> {
        let all = [NameKind::Node, NameKind::Variable, NameKind::Intent];
        let given = all.into_iter().find_map(|kind| self.names.find(kind, name).next())?;
        Some(named(given.kind, name, &given.detail))
    }

    fn value(&self, path: &[Step<'_>], word: &str, world: &World<'_>) -> Option<Words> {
        let known = self.known(world);
        if is_node_type(self.kind, path) {
            let kind = Kind::find(word)?;
            let (title, doc) = (kind.title, kind.doc);
            return Some(Words::new(
                format!("**{}** `{word}`\n\n{}\n\n```yaml\n{}\n```", title.ru, doc.ru, kind.example),
                format!("**{}** `{word}`\n\n{}\n\n```yaml\n{}\n```", title.en, doc.en, kind.example),
            ));
        }
        let shape = match place_at(&self.source, &self.sketch, self.kind, path)? {
            Place::Value(shape) => shape,
            Place::Fields(_) => return None,
        };
        match shape {
            Shape::Node => {
                let given = known.find(NameKind::Node, word).next()?;
                Some(named(NameKind::Node, word, &given.detail))
            }
            Shape::Choice(choices) => choices.iter().find(|it| it.word == word).map(|it| words(it.doc)),
            Shape::Condition | Shape::Template => {
                if let Some(name) = word.strip_prefix("vars.") {
                    let given = known.find(NameKind::Variable, name).next()?;
                    return Some(named(NameKind::Variable, name, &given.detail));
                }
                if let Some(given) = known.find(NameKind::Intent, word).next() {
                    return Some(named(NameKind::Intent, word, &given.detail));
                }
                let fixed = NAMES.iter().find(|name| name.path == word).map(|name| {
                    let ty = name.ty.map(|ty| format!(" · {ty}")).unwrap_or_default();
                    Words::new(format!("`{word}`{ty}\n\n{}", name.ru), format!("`{word}`{ty}\n\n{}", name.en))
                });
                let mut small = OPERATORS.iter().chain(&FILTERS);
                fixed.or_else(|| {
                    small.find(|(name, ..)| *name == word).map(|(_, ru, en)| {
                        Words::new(format!("`{word}`\n\n{ru}"), format!("`{word}`\n\n{en}"))
                    })
                })
            }
            _ => None,
        }
    }

    /// The word around a byte: letters, digits, dots and dashes.
    fn word_at(&self, offset: usize) -> Span {
        let part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
        let text = self.source.text();
        let before = text.get(..offset).unwrap_or_default();
        let after = text.get(offset..).unwrap_or_default();
        let start = before.trim_end_matches(part).len();
        Span::new(start, offset + after.len() - after.trim_start_matches(part).len())
    }
}

fn named(kind: NameKind, name: &str, detail: &str) -> Words {
    let (ru, en) = match kind {
        NameKind::Node => ("узел", "node"),
        NameKind::Variable => ("переменная", "variable"),
        NameKind::Intent => ("интент", "intent"),
    };
    let detail = if detail.is_empty() { String::new() } else { format!("\n\n{detail}") };
    Words::new(format!("{ru} **{name}**{detail}"), format!("{en} **{name}**{detail}"))
}

/// A field as its description tells it.
fn about(field: &Field) -> Words {
    let title = field.shape.title();
    let (must_ru, must_en) =
        if field.required { (", обязательно", ", required") } else { ("", "") };
    let default = field.default.map(|value| format!("\n\n`{}: {value}`", field.name));
    let (ru, en) = match default {
        Some(written) => (format!("{written} по умолчанию"), format!("{written} by default")),
        None => (String::new(), String::new()),
    };
    let example = format!("\n\n```yaml\n{}: {}\n```", field.name, field.example);
    Words::new(
        format!("**{}** · {}{must_ru}\n\n{}{ru}{example}", field.name, title.ru, field.doc.ru),
        format!("**{}** · {}{must_en}\n\n{}{en}{example}", field.name, title.en, field.doc.en),
    )
}
