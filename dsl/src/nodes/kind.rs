//! Description of a node kind.

use super::{MODEL_FIELDS, NODE_FIELDS, NodeKind};
use crate::{
    build::reader::NodeReader,
    names::Computed,
    shape::{Doc, Field, Shape},
};

/// Everything there is to know about a node kind.
pub struct Kind {
    /// The word written under `type:`.
    pub name: &'static str,
    /// Title for people.
    pub title: Doc,
    /// Name of its icon in the Lucide set.
    pub icon: &'static str,
    /// What it does.
    pub doc: Doc,
    /// Fields of its own; every node has more, see [`Kind::groups`].
    pub fields: &'static [Field],
    /// Calls a model and takes its settings.
    pub calls_model: bool,
    /// What it computes.
    pub computes: Option<Computed>,
    /// Ends the turn.
    pub ends: bool,
    /// Exits that are taken only after the customer, or time, was waited for.
    pub after_wait: &'static [&'static str],
    /// An entry of `nodes:` that uses it.
    pub example: &'static str,
    pub(crate) read: fn(&mut NodeReader<'_, '_>) -> Option<NodeKind>,
}

impl Kind {
    /// The kind with this name.
    pub fn find(name: &str) -> Option<&'static Self> {
        super::KINDS.iter().copied().find(|kind| kind.name == name)
    }

    /// All fields a node of this kind may have, by group.
    pub fn groups(&self) -> Vec<&'static [Field]> {
        let mut groups = vec![NODE_FIELDS, self.fields];
        if self.calls_model {
            groups.push(MODEL_FIELDS);
        }
        groups
    }

    /// Exits without which a node of this kind cannot be.
    pub(crate) fn exits_always(&self) -> impl Iterator<Item = &'static str> {
        let exits = self.fields.iter().filter(|field| field.required && matches!(field.shape, Shape::Node));
        exits.map(|field| field.name)
    }

    /// Paths of its exits, `[]` standing for an index: `next`, `else`, `levels[].next`.
    pub fn exits(&self) -> Vec<String> {
        let mut exits = Vec::new();
        for field in self.fields {
            collect_exits(field.name, &field.shape, &mut exits);
        }
        exits
    }
}

fn collect_exits(path: &str, shape: &Shape, exits: &mut Vec<String>) {
    match shape {
        Shape::Node => exits.push(path.to_owned()),
        Shape::List { of, .. } => collect_exits(&format!("{path}[]"), of, exits),
        Shape::Object(groups) => {
            for field in groups.iter().copied().flatten() {
                collect_exits(&format!("{path}.{}", field.name), &field.shape, exits);
            }
        }
        _ => {}
    }
}

impl std::fmt::Debug for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Kind({})", self.name)
    }
}
