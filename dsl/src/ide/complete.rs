//! What could be written at a cursor.

use super::{
    Document, NameKind, World,
    cursor::{Cursor, FileKind, Slot, Step, is_node_type, path_of, place_at},
    uses,
};
use crate::{
    diagnostic::Words,
    names::NAMES,
    nodes::KINDS,
    shape::{Doc, Field, Shape},
    source::Span,
};

/// What a completion is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it all")]
pub enum CompletionKind {
    Field,
    NodeKind,
    Word,
    Node,
    Variable,
    Intent,
    Name,
    Operator,
    Filter,
    Category,
    Model,
}

/// One proposal.
#[derive(Debug, Clone)]
pub struct Completion {
    /// As it is listed.
    pub label: String,
    /// What it is.
    pub kind: CompletionKind,
    /// Short, beside the label.
    pub detail: String,
    /// What it means.
    pub doc: Words,
    /// What to write.
    pub insert: String,
    /// What it replaces.
    pub replace: Span,
}

/// Words of the expression language.
pub(super) const OPERATORS: [(&str, &str, &str); 8] = [
    ("and", "верно и то, и другое", "both hold"),
    ("or", "верно хотя бы одно", "at least one holds"),
    ("not", "обратное", "the opposite"),
    ("in", "значение есть в списке", "the value is in the list"),
    ("contains", "текст или список содержит", "a text or list contains"),
    ("matches", "текст подходит под регулярное выражение", "a text matches a regular expression"),
    ("true", "да", "yes"),
    ("false", "нет", "no"),
];

/// Filters of texts that replies need.
pub(super) const FILTERS: [(&str, &str, &str); 16] = [
    ("default", "другое значение, если этого нет", "another value where there is none"),
    ("upper", "прописными", "in capitals"),
    ("lower", "строчными", "in small letters"),
    ("capitalize", "с прописной", "first letter capital"),
    ("title", "каждое слово с прописной", "every word capital"),
    ("trim", "без пробелов по краям", "without blanks at the ends"),
    ("replace", "замена части", "replaces a part"),
    ("length", "длина", "length"),
    ("round", "округление", "rounds"),
    ("int", "целое число", "whole number"),
    ("float", "дробное число", "number"),
    ("join", "список через разделитель", "a list with separators"),
    ("first", "первое", "the first"),
    ("last", "последнее", "the last"),
    ("sort", "по порядку", "in order"),
    ("unique", "без повторов", "without repetitions"),
];

/// Words of text blocks.
const BLOCKS: [&str; 8] = ["if", "elif", "else", "endif", "for", "endfor", "set", "in"];

impl Document {
    /// What could be written at this byte, the likeliest first.
    pub fn complete(&self, offset: usize, world: &World<'_>) -> Vec<Completion> {
        let cursor = Cursor::at(&self.source, &self.sketch, offset);
        let list = List { document: self, world, cursor: &cursor, found: Vec::new() };
        match cursor.slot {
            Slot::Key => list.keys(),
            Slot::Value => list.values(),
        }
    }
}

struct List<'d> {
    document: &'d Document,
    world: &'d World<'d>,
    cursor: &'d Cursor,
    found: Vec<Completion>,
}

impl<'d> List<'d> {
    fn path(&self) -> Vec<Step<'d>> {
        self.cursor.entry.map(|entry| path_of(&self.document.sketch, entry)).unwrap_or_default()
    }

    fn add(&mut self, kind: CompletionKind, label: &str, detail: &str, doc: Words) {
        let insert = label.to_owned();
        let (label, detail) = (label.to_owned(), detail.to_owned());
        self.found.push(Completion { label, kind, detail, doc, insert, replace: self.cursor.word });
    }

    fn keys(mut self) -> Vec<Completion> {
        let Document { source, sketch, kind, .. } = self.document;
        let path = self.path();
        if *kind == FileKind::Dialog && path.last().is_some_and(|step| step.key == Some("variables")) {
            self.names(NameKind::Variable, ": ");
            return self.found;
        }
        let Some(groups) = place_at(source, sketch, *kind, &path).and_then(|place| place.fields()) else {
            return self.found;
        };
        let present: Vec<&str> = sketch
            .children(self.cursor.entry)
            .filter(|(_, entry)| {
                !(entry.head.start <= self.cursor.word.start && self.cursor.word.end <= entry.head.end)
            })
            .filter_map(|(_, entry)| entry.key.as_deref())
            .collect();
        let mut fields: Vec<&Field> =
            groups.iter().copied().flatten().filter(|field| !present.contains(&field.name)).collect();
        fields.sort_by_key(|field| !field.required);
        let follows = source.slice(Span::new(self.cursor.word.end, source.text().len())).starts_with(':');
        for field in fields {
            self.add(CompletionKind::Field, field.name, field.shape.title().en, words(field.doc));
            if let Some(last) = self.found.last_mut().filter(|_| !follows) {
                last.insert += if matches!(field.shape, Shape::Object(_) | Shape::Nodes | Shape::Map { .. }) {
                    ":"
                } else {
                    ": "
                };
            }
        }
        self.found
    }

    fn values(mut self) -> Vec<Completion> {
        let Document { source, sketch, kind, .. } = self.document;
        let path = self.path();
        let field = path.iter().rev().find_map(|step| step.key);
        if is_node_type(*kind, &path) {
            for kind in KINDS {
                self.add(CompletionKind::NodeKind, kind.name, kind.title.en, words(kind.doc));
            }
            return self.found;
        }
        let place = place_at(source, sketch, *kind, &path);
        let whole = place.as_ref().and_then(|place| match place {
            super::cursor::Place::Value(shape) => Some(*shape),
            super::cursor::Place::Fields(_) => None,
        });
        if let Some(Shape::WordOr(word, _)) = whole {
            self.add(CompletionKind::Word, word, "", Words::new("", ""));
        }
        match (place.and_then(|place| place.shape()), field) {
            (Some(Shape::Node), _) => self.names(NameKind::Node, ""),
            (Some(Shape::Choice(choices)), _) => {
                for choice in choices {
                    self.add(CompletionKind::Word, choice.word, "", words(choice.doc));
                }
            }
            (Some(Shape::Bool), _) => {
                self.add(CompletionKind::Word, "true", "", Words::new("да", "yes"));
                self.add(CompletionKind::Word, "false", "", Words::new("нет", "no"));
            }
            (Some(Shape::Condition), _) => self.expression(),
            (Some(Shape::Template), _) => self.template(),
            (_, Some("model" | "fallback_models")) => self.strings(CompletionKind::Model, self.world.models),
            (_, Some("categories" | "category")) => {
                self.strings(CompletionKind::Category, self.world.categories);
            }
            (_, Some("intent" | "name")) if *kind == FileKind::Dialog => self.names(NameKind::Intent, ""),
            _ => {}
        }
        // `- ` may also begin a mapping.
        if self.found.is_empty() && self.cursor.entry.is_some() && !path.is_empty() {
            return self.keys();
        }
        self.found
    }

    fn strings(&mut self, kind: CompletionKind, all: &[String]) {
        for one in all {
            self.add(kind, one, "", Words::new("", ""));
        }
    }

    fn names(&mut self, kind: NameKind, behind: &str) {
        let list = match kind {
            NameKind::Node => CompletionKind::Node,
            NameKind::Variable => CompletionKind::Variable,
            NameKind::Intent => CompletionKind::Intent,
        };
        let mut seen: Vec<&str> = Vec::new();
        for given in self.document.known(self.world).all(kind) {
            if !seen.contains(&given.name.as_str()) {
                seen.push(&given.name);
                self.add(list, &given.name, &given.detail, Words::new("", ""));
                if let Some(last) = self.found.last_mut() {
                    last.insert += behind;
                }
            }
        }
    }

    /// Names, variables and words of a condition.
    fn expression(&mut self) {
        match uses::open_quote(&self.cursor.before) {
            Some(before) if uses::compares_intent(before) => self.names(NameKind::Intent, ""),
            Some(_) => {}
            None => {
                self.fixed_names(false);
                for (word, ru, en) in OPERATORS {
                    self.add(CompletionKind::Operator, word, "", Words::new(ru, en));
                }
            }
        }
    }

    fn template(&mut self) {
        let Some(code) = uses::open_code(&self.cursor.before) else { return };
        if let Some(before) = uses::open_quote(code) {
            if uses::compares_intent(before) {
                self.names(NameKind::Intent, "");
            }
            return;
        }
        let written = code.trim_end_matches(|c: char| c.is_alphanumeric() || c == '_').trim_end();
        if written.ends_with('|') {
            for (word, ru, en) in FILTERS {
                self.add(CompletionKind::Filter, word, "", Words::new(ru, en));
            }
            return;
        }
        if code.starts_with('%') {
            for word in BLOCKS {
                self.add(CompletionKind::Operator, word, "", Words::new("", ""));
            }
        }
        self.fixed_names(true);
    }

    fn fixed_names(&mut self, in_texts: bool) {
        let variables: Vec<(String, String)> = self
            .document
            .known(self.world)
            .all(NameKind::Variable)
            .map(|given| (format!("vars.{}", given.name), given.detail.clone()))
            .collect();
        for (name, detail) in variables {
            self.add(CompletionKind::Variable, &name, &detail, Words::new("", ""));
        }
        for name in NAMES.iter().filter(|name| in_texts || name.ty.is_some()) {
            let ty = name.ty.map(|ty| ty.to_string()).unwrap_or_default();
            self.add(CompletionKind::Name, name.path, &ty, Words::new(name.ru, name.en));
        }
    }
}

pub(super) fn words(doc: Doc) -> Words {
    Words::new(doc.ru, doc.en)
}
