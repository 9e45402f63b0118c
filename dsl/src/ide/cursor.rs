//! What stands under a cursor: which field of which entry, or which key is being written.

use super::sketch::{Entry, Sketch, uncommented};
use crate::{
    build::FLOW_FIELDS,
    dialog::DIALOG_FIELDS,
    nodes::{Kind, NODE_FIELDS},
    shape::{Field, Shape},
    source::{Source, Span},
};

/// Kinds of files an editor opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// `flow.yaml`.
    Flow,
    /// `dialogs/*.yaml`.
    Dialog,
}

/// Whether a key or a value is being written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
    Key,
    Value,
}

/// A cursor in a text.
#[derive(Debug)]
pub(super) struct Cursor {
    pub(super) slot: Slot,
    /// The entry whose value it is, or in which the key stands.
    pub(super) entry: Option<usize>,
    /// What is being written: from its first byte to the end of the word.
    pub(super) word: Span,
    /// The value up to the cursor, quotes not counted.
    pub(super) before: String,
}

/// One step down a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step<'s> {
    /// The entry it leads to.
    entry: usize,
    /// Its key; `None` for an item of a list.
    pub(super) key: Option<&'s str>,
}

/// Steps from the top to an entry.
pub(super) fn path_of(sketch: &Sketch, entry: usize) -> Vec<Step<'_>> {
    let mut path = Vec::new();
    let mut at = Some(entry);
    while let Some((index, entry)) = at.and_then(|index| Some((index, sketch.entries.get(index)?))) {
        path.push(Step { entry: index, key: entry.key.as_deref() });
        at = entry.parent;
    }
    path.reverse();
    path
}

/// Whether the path is that of a node's `type`.
pub(super) fn is_node_type(kind: FileKind, path: &[Step<'_>]) -> bool {
    let keys: Vec<_> = path.iter().map(|step| step.key).collect();
    kind == FileKind::Flow && matches!(keys.as_slice(), [Some("nodes"), Some(_), Some("type")])
}

impl Cursor {
    pub(super) fn at(source: &Source, sketch: &Sketch, offset: usize) -> Self {
        let line = source.line_index(offset);
        let start = source.line_span(line).start;
        let text = source.slice(Span::new(start, offset)).trim_start_matches('\u{feff}');
        if let Some(found) = in_block(sketch, offset, start).or_else(|| in_brackets(source, sketch, offset)) {
            return Self::new(source, sketch, offset, found);
        }
        let on_line = sketch.entries.iter().enumerate().rev().skip_while(|(_, it)| it.head.start > offset);
        let here = on_line.take_while(|(_, it)| it.head.start >= start).find(|(_, it)| !it.in_brackets);
        match here {
            // Behind the colon or the dash.
            Some((index, entry))
                if offset >= entry.value.start.min(entry.head.end + 1)
                    && (entry.key.is_some() || has_key_like(entry)) =>
            {
                Self::new(source, sketch, offset, (Slot::Value, Some(index)))
            }
            Some((_, entry)) if entry.key.is_some() => {
                Self::new(source, sketch, offset, (Slot::Key, entry.parent))
            }
            // A bare word behind a dash may become a key or a value.
            Some((index, _)) => Self::new(source, sketch, offset, (Slot::Value, Some(index))),
            None => {
                let column = text.len() - text.trim_start_matches(' ').len();
                let above =
                    sketch.entries.iter().enumerate().rev().skip_while(|(_, it)| it.head.start >= start);
                let parent = above.filter(|(_, it)| !it.in_brackets).find(|(_, it)| it.column < column);
                Self::new(source, sketch, offset, (Slot::Key, parent.map(|(index, _)| index)))
            }
        }
    }

    fn new(source: &Source, sketch: &Sketch, offset: usize, (slot, entry): (Slot, Option<usize>)) -> Self {
        let line = source.line_span(source.line_index(offset)).start;
        let text = source.slice(Span::new(line, offset));
        let part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '/');
        let head = text.len() - text.trim_end_matches(part).len();
        let tail = source.slice(Span::new(offset, source.text().len()));
        let rest = tail.len() - tail.trim_start_matches(part).len();
        let begin = match entry.and_then(|entry| sketch.entries.get(entry)).filter(|_| slot == Slot::Value) {
            Some(entry) => entry.value.start.min(offset),
            None => offset - head,
        };
        let before = source.slice(Span::new(begin, offset)).trim_start_matches(['"', '\'']).to_owned();
        Self { slot, entry, word: Span::new(offset - head, offset + rest), before }
    }
}

fn has_key_like(entry: &Entry) -> bool {
    entry.key.is_none() && entry.value.start < entry.value.end
}

/// In the text of a `|` or `>` scalar.
fn in_block(sketch: &Sketch, offset: usize, line_start: usize) -> Option<(Slot, Option<usize>)> {
    let (index, entry) =
        sketch.entries.iter().enumerate().rev().find(|(_, it)| it.head.start < line_start)?;
    (entry.is_block && offset <= entry.end).then_some((Slot::Value, Some(index)))
}

/// Within brackets, of which the innermost counts.
fn in_brackets(source: &Source, sketch: &Sketch, offset: usize) -> Option<(Slot, Option<usize>)> {
    let around = sketch.entries.iter().enumerate().rev().skip_while(|(_, it)| it.head.start > offset);
    let owner = around.clone().find(|(_, it)| {
        let text = source.slice(it.value);
        let open = text.starts_with(['{', '[']);
        let closed = text.len() > 1 && text.ends_with(['}', ']']);
        let end = if closed { it.value.end.saturating_sub(1) } else { usize::MAX };
        let line_end = source.line_span(source.line_index(it.value.end)).end;
        open && it.value.start < offset && offset <= end.min(line_end)
    })?;
    let is_map = source.slice(owner.1.value).starts_with('{');
    let last = sketch.children(Some(owner.0)).take_while(|(_, it)| it.head.start <= offset).last();
    let behind = |from: usize| source.slice(Span::new(from, offset));
    match last {
        Some((index, entry)) if is_map => {
            let behind = behind(entry.head.end);
            // Commas and colons inside quotes are part of the value, which the entry covers.
            let over = entry.value.end < offset && behind_comma(source, entry.value.end, offset);
            if over || !behind.contains(':') {
                let parent = Some(owner.0);
                return Some((Slot::Key, parent));
            }
            Some((Slot::Value, Some(index)))
        }
        Some((index, entry)) if !behind_comma(source, entry.value.end, offset) => {
            Some((Slot::Value, Some(index)))
        }
        _ if is_map => Some((Slot::Key, Some(owner.0))),
        _ => Some((Slot::Value, Some(owner.0))),
    }
}

fn behind_comma(source: &Source, from: usize, to: usize) -> bool {
    source.slice(Span::new(from, to)).contains(',')
}

/// What a file describes at a place.
#[derive(Clone)]
pub(super) enum Place {
    /// Fields of a mapping, in groups.
    Fields(Vec<&'static [Field]>),
    /// A value of this shape.
    Value(Shape),
}

/// Looks a path up in the description of files of this kind.
pub(super) fn place_at(source: &Source, sketch: &Sketch, kind: FileKind, path: &[Step<'_>]) -> Option<Place> {
    let top: &'static [Field] = if kind == FileKind::Flow { FLOW_FIELDS } else { DIALOG_FIELDS };
    path.iter().try_fold(Place::Fields(vec![top]), |place, step| {
        let shape = match (place, step.key) {
            (Place::Fields(groups), Some(key)) => return Some(Place::Value(field(&groups, key)?.shape)),
            (Place::Fields(_), None) => return None,
            (Place::Value(shape), _) => settle(shape),
        };
        Some(match (shape, step.key) {
            (Shape::Nodes, Some(_)) => Place::Fields(node_fields(source, sketch, step.entry)),
            (shape, Some(key)) => Place::Value(inside(shape, key)?),
            (Shape::List { of, .. } | Shape::ListOr(of, _) | Shape::OneOrMany(of), None) => Place::Value(*of),
            _ => return None,
        })
    })
}

/// The shape under a key.
fn inside(shape: Shape, key: &str) -> Option<Shape> {
    match settle(shape) {
        Shape::Object(groups) => Some(field(groups, key)?.shape),
        Shape::Map { of, .. } => Some(*of),
        Shape::OneOrMany(of) | Shape::ListOr(_, of) => inside(*of, key),
        _ => None,
    }
}

impl Place {
    /// Fields that may stand here, if it is a mapping of known ones.
    pub(super) fn fields(&self) -> Option<Vec<&'static [Field]>> {
        match self {
            Self::Fields(groups) => Some(groups.clone()),
            Self::Value(shape) => match settle(*shape) {
                Shape::Object(groups) => Some(groups.to_vec()),
                Shape::OneOrMany(of) | Shape::ListOr(_, of) | Shape::List { of, .. } => match *of {
                    Shape::Object(groups) => Some(groups.to_vec()),
                    _ => None,
                },
                _ => None,
            },
        }
    }

    /// What a single value here may be.
    pub(super) fn shape(&self) -> Option<Shape> {
        match self {
            Self::Fields(_) => None,
            Self::Value(shape) => Some(match *shape {
                Shape::OneOrMany(of) | Shape::ListOr(of, _) | Shape::List { of, .. } => *of,
                shape => shape,
            }),
        }
    }
}

/// The part of a shape that has something inside.
fn settle(shape: Shape) -> Shape {
    match shape {
        Shape::WordOr(_, other) if !matches!(other, Shape::Text) => *other,
        shape => shape,
    }
}

/// The field with this name.
pub(super) fn field(groups: &[&'static [Field]], name: &str) -> Option<&'static Field> {
    groups.iter().copied().flatten().find(|field| field.name == name)
}

/// Fields of a node: by its kind, as far as that is written.
fn node_fields(source: &Source, sketch: &Sketch, node: usize) -> Vec<&'static [Field]> {
    let kind = sketch.text(source, Some(node), "type");
    match kind.and_then(|kind| Kind::find(uncommented(kind).trim())) {
        Some(kind) => kind.groups(),
        None => vec![NODE_FIELDS],
    }
}
