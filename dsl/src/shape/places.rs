//! Walks a tree beside its shape and shows every value that has one: whoever looks for names,
//! conditions or texts finds them here, also in a file with mistakes.

use super::{Field, Shape};
use crate::{
    build::FLOW_FIELDS,
    dialog::DIALOG_FIELDS,
    edit::{Path, Segment},
    nodes::Kind,
    yaml::Node,
};

/// A value of the tree.
pub(crate) struct Place<'t> {
    /// Where.
    pub(crate) path: Path,
    /// The value.
    pub(crate) node: &'t Node,
    /// What should stand there.
    pub(crate) shape: &'static Shape,
}

/// Every described value of a flow.
pub(crate) fn of_flow(root: &Node) -> Vec<Place<'_>> {
    let mut walk = Walk { variables: root.get("variables"), ..Walk::default() };
    walk.object(root, &[FLOW_FIELDS]);
    for pair in root.get("nodes").and_then(Node::as_map).unwrap_or_default() {
        let Some(id) = pair.key.key_text() else { continue };
        let kind = pair.value.get("type").and_then(Node::as_text).and_then(Kind::find);
        walk.within(Segment::Key("nodes".to_owned()), |walk| {
            walk.within(Segment::Key(id.to_owned()), |walk| match kind {
                Some(kind) => walk.object(&pair.value, &kind.groups()),
                None => walk.guess(&pair.value),
            });
        });
    }
    walk.places
}

/// Every described value of a recorded dialog.
pub(crate) fn of_dialog(root: &Node) -> Vec<Place<'_>> {
    let mut walk = Walk::default();
    walk.object(root, &[DIALOG_FIELDS]);
    walk.places
}

#[derive(Default)]
struct Walk<'t> {
    /// `variables:` of a flow.
    variables: Option<&'t Node>,
    at: Vec<Segment>,
    places: Vec<Place<'t>>,
}

impl<'t> Walk<'t> {
    fn within(&mut self, segment: Segment, walk: impl FnOnce(&mut Self)) {
        self.at.push(segment);
        walk(self);
        self.at.pop();
    }

    fn object(&mut self, node: &'t Node, groups: &[&'static [Field]]) {
        for pair in node.as_map().unwrap_or_default() {
            let Some(key) = pair.key.key_text() else { continue };
            let field = groups.iter().copied().flatten().find(|field| field.name == key);
            if let Some(field) = field {
                self.within(Segment::Key(key.to_owned()), |it| it.value(&pair.value, &field.shape));
            }
        }
    }

    fn value(&mut self, node: &'t Node, shape: &'static Shape) {
        let shape = if matches!(shape, Shape::Value) { self.shape_of_value() } else { shape };
        self.places.push(Place { path: Path::new(self.at.clone()), node, shape });
        match *shape {
            Shape::List { of, .. } => self.items(node, of),
            Shape::ListOr(_, other) if node.as_map().is_some() => self.value(node, other),
            Shape::ListOr(of, _) => self.items(node, of),
            Shape::OneOrMany(of) if node.as_seq().is_some() => self.items(node, of),
            Shape::OneOrMany(of) => self.value(node, of),
            Shape::WordOr(_, other) if node.as_scalar().is_none() => self.value(node, other),
            Shape::Map { of, .. } => {
                for pair in node.as_map().unwrap_or_default() {
                    let Some(key) = pair.key.key_text() else { continue };
                    self.within(Segment::Key(key.to_owned()), |it| it.value(&pair.value, of));
                }
            }
            Shape::Object(groups) => self.object(node, groups),
            Shape::Data => self.data(node),
            _ => {}
        }
    }

    /// What a variable takes is written as its type wants.
    fn shape_of_value(&self) -> &'static Shape {
        let Some(Segment::Key(name)) = self.at.last() else { return &Shape::Value };
        let ty = self.variables.and_then(|all| all.get(name)?.get("type")?.as_text());
        if ty.is_some_and(takes_expression) { &Shape::Expression } else { &Shape::Template }
    }

    /// Every text inside a value is a text with places.
    fn data(&mut self, node: &'t Node) {
        for pair in node.as_map().unwrap_or_default() {
            let Some(key) = pair.key.key_text() else { continue };
            self.within(Segment::Key(key.to_owned()), |it| it.data(&pair.value));
        }
        for (index, item) in node.as_seq().unwrap_or_default().iter().enumerate() {
            self.within(Segment::Index(index), |it| it.data(item));
        }
        if node.as_text().is_some() {
            self.places.push(Place { path: Path::new(self.at.clone()), node, shape: &Shape::Template });
        }
    }

    fn items(&mut self, node: &'t Node, of: &'static Shape) {
        for (index, item) in node.as_seq().unwrap_or_default().iter().enumerate() {
            self.within(Segment::Index(index), |it| it.value(item, of));
        }
    }

    /// A node of unknown kind: fields that name nodes in every kind do so here, too.
    fn guess(&mut self, node: &'t Node) {
        for pair in node.as_map().unwrap_or_default() {
            let Some(key) = pair.key.key_text() else { continue };
            self.within(Segment::Key(key.to_owned()), |it| {
                if matches!(key, "next" | "else" | "on_error" | "resume_at" | "reply" | "interrupted") {
                    it.value(&pair.value, &Shape::Node);
                } else {
                    it.guess(&pair.value);
                }
            });
        }
        for (index, item) in node.as_seq().unwrap_or_default().iter().enumerate() {
            self.within(Segment::Index(index), |it| it.guess(item));
        }
    }
}

/// Variables of these types become what an expression says; others take a text with places.
pub(crate) fn takes_expression(ty: &str) -> bool {
    matches!(ty, "number" | "bool" | "list")
}
