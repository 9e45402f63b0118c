//! Reasoning about conditions: can one hold, can it fail, given what is known.
//!
//! A condition is turned into clauses, each a conjunction of facts about names; a clause that
//! contradicts itself is dropped. Whatever cannot be expressed makes a clause weaker, never
//! stronger, so "no clause is left" is a proof that the condition cannot hold.

mod clause;
mod domain;
mod literal;
mod numbers;

use std::{collections::HashMap, sync::Arc};

use self::literal::Literal;
pub(crate) use self::{
    clause::Clause,
    domain::{Domain, Values, Words},
    literal::reading,
    numbers::Numbers,
};
use super::subject::{Subject, keys, words};
use crate::{
    expr::{Ast, BinaryOp, Type},
    names::{NAMES, root_of},
    yaml::Node,
};

/// More clauses than this are joined into one, which knows less.
const MAX_CLAUSES: usize = 48;

/// What names can be, before anything is known of a path.
pub(crate) struct Logic {
    bases: HashMap<Arc<str>, Domain>,
    /// Of a name that is not known: anything, or nothing.
    unknown: Domain,
}

/// Names that always have a value.
const ALWAYS_KNOWN: &[&str] = &[
    "message.text",
    "message.count",
    "message.images",
    "contact.id",
    "contact.tags",
    "account.id",
    "account.name",
    "account.channel",
    "account.tags",
    "conversation.id",
    "conversation.turns",
    "conversation.messages",
    "conversation.handed_back",
    "intent.asks_human",
    "now.date",
    "now.time",
    "now.hour",
    "now.weekday",
];
const MESSAGE_KINDS: [&str; 7] = ["text", "image", "voice", "location", "link", "item", "other"];

impl Logic {
    pub(super) fn of(subject: &Subject<'_>) -> Self {
        let mut bases = HashMap::new();
        for name in NAMES {
            if let Some(ty) = name.ty {
                let missing = !ALWAYS_KNOWN.contains(&name.path);
                bases.insert(Arc::from(name.path), Domain::new(missing, of_name(name.path, ty)));
            }
        }
        let intents = subject.of_kind("intent").filter_map(|node| node.field("intents"));
        let intents: Vec<&str> = intents.flat_map(keys).map(|(name, ..)| name).collect();
        if !intents.is_empty() {
            bases.insert("intent.name".into(), Domain::new(true, Values::Words(Words::only(intents))));
        }
        if let Some(channels) = subject.root.get("serves").and_then(|it| it.get("channels")) {
            let channels = Words::only(words(Some(channels)).map(|(word, _)| word));
            bases.insert("account.channel".into(), Domain::new(false, Values::Words(channels)));
        }
        for (name, _, variable) in subject.root.get("variables").into_iter().flat_map(keys) {
            let default = variable.get("default").is_some_and(|value| !value.is_null());
            bases.insert(format!("vars.{name}").into(), Domain::new(!default, of_variable(variable)));
        }
        Self::new(bases)
    }

    fn new(bases: HashMap<Arc<str>, Domain>) -> Self {
        Self { bases, unknown: Domain::new(true, Values::Some(true)) }
    }

    /// What a name can be when nothing is known.
    pub(crate) fn base(&self, path: &str) -> &Domain {
        self.bases.get(path).unwrap_or(&self.unknown)
    }

    /// Clauses under which `ast` holds (or does not), given that one of `clauses` does.
    pub(crate) fn assume(&self, clauses: Vec<Clause>, ast: &Ast, holds: bool) -> Vec<Clause> {
        if clauses.is_empty() {
            return clauses;
        }
        match ast {
            Ast::Not(inner, _) => self.assume(clauses, inner, !holds),
            Ast::Binary(op @ (BinaryOp::And | BinaryOp::Or), left, right, _) => {
                let both = (*op == BinaryOp::And) == holds;
                if both {
                    return self.assume(self.assume(clauses, left, holds), right, holds);
                }
                // Either the left side decides, or it does not and the right one does.
                let mut first = self.assume(clauses.clone(), left, holds);
                first.extend(self.assume(self.assume(clauses, left, !holds), right, holds));
                bounded(first)
            }
            ast => {
                let literal = Literal::of(self, ast, holds);
                clauses.into_iter().filter_map(|clause| literal.add(clause)).collect()
            }
        }
    }

    /// Whether `ast` can hold (or fail) at all.
    pub(crate) fn can(&self, given: &[Clause], ast: &Ast, holds: bool) -> bool {
        given.iter().any(|clause| !self.assume(vec![clause.clone()], ast, holds).is_empty())
    }
}

/// Not more clauses than can be carried along; what is lost is knowledge, never a possibility.
pub(crate) fn bounded(mut clauses: Vec<Clause>) -> Vec<Clause> {
    if clauses.len() <= MAX_CLAUSES {
        return clauses;
    }
    let last = clauses.pop().unwrap_or_default();
    vec![clauses.iter().fold(last, |joined, clause| joined.join(clause))]
}

fn of_name(path: &str, ty: Type) -> Values {
    let infinite = f64::INFINITY;
    match (path, ty) {
        ("intent.confidence" | "search.best" | "answer.confidence", _) => {
            Values::Numbers(Numbers::between(0.0, 1.0))
        }
        ("now.hour", _) => Values::Whole(Numbers::between(0.0, 23.0)),
        ("now.weekday", _) => Values::Whole(Numbers::between(1.0, 7.0)),
        ("item.price", _) => Values::Numbers(Numbers::between(0.0, infinite)),
        ("message.kind", _) => Values::Words(Words::only(MESSAGE_KINDS)),
        (_, Type::Number) if root_of(path) != "vars" => Values::Whole(Numbers::between(0.0, infinite)),
        (_, ty) => of_type(ty),
    }
}

fn of_type(ty: Type) -> Values {
    match ty {
        Type::Bool => Values::Bool { yes: true, no: true },
        Type::Number => Values::Numbers(Numbers::all()),
        Type::Text => Values::Words(Words::all()),
        Type::List => Values::Some(true),
    }
}

fn of_variable(variable: &Node) -> Values {
    match variable.get("type").and_then(Node::as_text) {
        Some("number") => of_type(Type::Number),
        Some("bool") => of_type(Type::Bool),
        Some("list") => of_type(Type::List),
        Some("choice") => Values::Words(Words::only(words(variable.get("choices")).map(|(word, _)| word))),
        _ => of_type(Type::Text),
    }
}

#[cfg(test)]
mod tests;
