//! Where names are used. Names are found in the text as it is written, so that their places are
//! exact in every style of scalar.

use super::{
    Document, NameKind, World,
    cursor::{Cursor, FileKind, Place, Step, path_of, place_at},
    names::unquoted,
    sketch::Entry,
};
use crate::{edit::intent_words, shape::Shape, source::Span, template};

/// A name under a cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// What it names.
    pub kind: NameKind,
    /// The name.
    pub name: String,
    /// Place of the name.
    pub span: Span,
}

/// The open quote at the end of an expression: what stands before it.
pub(super) fn open_quote(text: &str) -> Option<&str> {
    let mut open: Option<(usize, char)> = None;
    for (at, c) in text.char_indices() {
        match open {
            Some((_, quote)) if quote == c => open = None,
            Some(_) => {}
            None if matches!(c, '"' | '\'') => open = Some((at, c)),
            None => {}
        }
    }
    open.and_then(|(at, _)| text.get(..at))
}

/// Whether a text that goes on would be compared with the intent.
pub(super) fn compares_intent(before: &str) -> bool {
    let tail = before.rsplit([' ', '(']).find(|word| word.contains("intent.name"));
    let after = before.rfind("intent.name").and_then(|at| before.get(at + "intent.name".len()..));
    tail.is_some()
        && after.is_some_and(|after| {
            let after = after.trim_start();
            ["==", "!=", "in ", "in[", "not in"].iter().any(|sign| after.starts_with(sign))
                && !after.contains([']', ')'])
        })
}

/// The code of the innermost place of a text that is still open, behind `{{` (begins with `{`) or
/// `{%` (begins with `%`).
pub(super) fn open_code(text: &str) -> Option<&str> {
    let at = text.rfind("{{").into_iter().chain(text.rfind("{%")).max()?;
    let code = text.get(at + 1..)?;
    let closed = code.contains("}}") || code.contains("%}");
    (!closed).then_some(code)
}

impl Document {
    /// The name under a cursor.
    pub fn name_at(&self, offset: usize) -> Option<Named> {
        let own = self.names.clone();
        let all = [NameKind::Node, NameKind::Variable, NameKind::Intent];
        for given in all.into_iter().flat_map(|kind| own.all(kind)) {
            if given.span.start <= offset && offset <= given.span.end {
                return Some(Named { kind: given.kind, name: given.name.clone(), span: given.span });
            }
        }
        let cursor = Cursor::at(&self.source, &self.sketch, offset);
        let mut around = Vec::new();
        for (index, entry) in self.sketch.entries.iter().enumerate() {
            let reach = Span::new(entry.head.start, entry.end.max(entry.value.end));
            let line = self.source.line_span(self.source.line_index(offset));
            if reach.start <= offset && offset <= reach.end.max(line.start) {
                around.push(index);
            }
        }
        let near = around.into_iter().rev().chain(cursor.entry);
        near.flat_map(|index| self.uses_in(index)).find(|it| it.span.start <= offset && offset <= it.span.end)
    }

    /// Every use of a name in this text, also where it is given.
    pub fn uses(&self, kind: NameKind, name: &str) -> Vec<Span> {
        let given = self.names.find(kind, name).map(|given| given.span);
        let used = (0..self.sketch.entries.len())
            .flat_map(|index| self.uses_in(index))
            .filter(|it| it.kind == kind && it.name == name)
            .map(|it| it.span);
        let mut all: Vec<Span> = given.chain(used).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// Where the name under a cursor is given, in the flow that knows it.
    pub fn definitions<'w>(named: &'w Named, flow: &'w Document) -> Vec<Span> {
        flow.names.find(named.kind, &named.name).map(|given| given.span).collect()
    }

    /// Whether a flow knows the name.
    pub fn is_given(&self, named: &Named, world: &World<'_>) -> bool {
        self.known(world).find(named.kind, &named.name).next().is_some()
    }

    /// Names used in the value of one entry.
    fn uses_in(&self, index: usize) -> Vec<Named> {
        let Some(entry) = self.sketch.entries.get(index) else { return Vec::new() };
        let path = path_of(&self.sketch, index);
        if self.kind == FileKind::Dialog
            && let Some(named) = self.dialog_name(entry, &path)
        {
            return vec![named];
        }
        let shape = match place_at(&self.source, &self.sketch, self.kind, &path) {
            Some(Place::Value(shape)) => shape,
            _ => return Vec::new(),
        };
        let value = self.value_of(entry);
        let text = self.source.slice(value);
        if text.is_empty() || text.starts_with(['{', '[']) && !matches!(shape, Shape::Template) {
            return Vec::new();
        }
        match shape {
            Shape::Node => {
                let span = unquoted(&self.source, value);
                vec![Named { kind: NameKind::Node, name: self.source.slice(span).to_owned(), span }]
            }
            Shape::Condition => self.in_code(text, value.start, &|name| named_in(text, name)),
            Shape::Template => self.in_code(text, value.start, &|name| template::uses_of(text, name)),
            _ => Vec::new(),
        }
    }

    /// Variables and intents in an expression or a text.
    fn in_code(&self, text: &str, base: usize, find: &dyn Fn(&str) -> Vec<Span>) -> Vec<Named> {
        let mut found = Vec::new();
        for at in find("vars.").into_iter().chain(find("vars")) {
            let rest = text.get(at.start..).unwrap_or_default();
            let Some(name) = rest.strip_prefix("vars.") else { continue };
            let length = name.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(name.len());
            let start = base + at.start + "vars.".len();
            let name = name.get(..length).unwrap_or_default().to_owned();
            found.push(Named { kind: NameKind::Variable, name, span: Span::new(start, start + length) });
        }
        for word in intent_words(text, &find("intent.name")) {
            let name = text.get(word.start..word.end).unwrap_or_default().to_owned();
            let span = Span::new(base + word.start, base + word.end);
            found.push(Named { kind: NameKind::Intent, name, span });
        }
        found
    }

    /// Intents and variables that a dialog names.
    fn dialog_name(&self, entry: &Entry, path: &[Step<'_>]) -> Option<Named> {
        let keys: Vec<&str> = path.iter().filter_map(|step| step.key).collect();
        let (kind, span) = match keys.as_slice() {
            [.., "expect", "intent"] | [.., "intent", "name"] => {
                (NameKind::Intent, unquoted(&self.source, self.value_of(entry)))
            }
            [.., "expect", "variables", _] => (NameKind::Variable, unquoted(&self.source, entry.head)),
            _ => return None,
        };
        Some(Named { kind, name: self.source.slice(span).to_owned(), span })
    }

    /// The value with the lines of a block text.
    fn value_of(&self, entry: &Entry) -> Span {
        if entry.is_block { Span::new(entry.value.start, entry.end) } else { entry.value }
    }
}

/// Places of a dotted name in an expression, quotes not looked into.
fn named_in(text: &str, name: &str) -> Vec<Span> {
    let masked = masked(text);
    let part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
    let uses = masked.match_indices(name).filter(|(at, _)| {
        let before = masked.get(..*at).and_then(|rest| rest.chars().next_back());
        let after = masked.get(at + name.len()..).and_then(|rest| rest.chars().next());
        !before.is_some_and(part) && !after.is_some_and(|c| part(c) && c != '.')
    });
    uses.map(|(at, _)| Span::new(at, at + name.len())).collect()
}

/// The text with everything in inner quotes blanked; the quotes of the scalar itself are not inner.
fn masked(text: &str) -> String {
    let mut quote = None;
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let outer = at == 0 && matches!(c, '"' | '\'');
        match quote {
            Some(open) if c == open => quote = None,
            Some(_) => {
                out.extend(std::iter::repeat_n(' ', c.len_utf8()));
                continue;
            }
            None if matches!(c, '"' | '\'') && !outer => quote = Some(c),
            None => {}
        }
        out.push(c);
    }
    out
}
