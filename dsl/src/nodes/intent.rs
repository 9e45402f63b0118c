//! `intent`: finds out what the customer wants.

use std::sync::Arc;

use indexmap::IndexMap;

use super::{Kind, NodeKind, read_settings};
use crate::{
    build::reader::NodeReader,
    flow::{ModelSettings, Name, NodeIx},
    names::Computed,
    shape::{Field, NameRule, Shape, doc},
    yaml::Node,
};

/// Finds out what the customer wants.
#[derive(Debug, Clone)]
pub struct Intent {
    /// Shared with the effect, so that asking costs no copy.
    pub spec: Arc<IntentSpec>,
    /// Where to go on.
    pub next: NodeIx,
}

/// What a classifier needs to know.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct IntentSpec {
    /// How to call the model.
    pub settings: ModelSettings,
    /// Intents to choose from, in file order; never empty.
    pub intents: IndexMap<Name, IntentClass>,
}

/// One intent.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct IntentClass {
    /// What the customer wants, in a few words.
    pub about: String,
    /// How customers say it.
    pub examples: Vec<String>,
}

const CLASS: &[Field] = &[
    Field::new(
        "about",
        Shape::Text,
        "Доставка и сроки",
        doc("чего хочет клиент, в нескольких словах", "what the customer wants, in a few words"),
    )
    .required(),
    Field::new(
        "examples",
        Shape::List { of: &Shape::Text, min: 0 },
        "['Доставка в Казань есть?']",
        doc(
            "как об этом спрашивают; по ним узнаёт интент встроенный ответчик",
            "how customers ask; the built-in answerer learns from these",
        ),
    )
    .default("[]"),
];

pub(super) const KIND: Kind = Kind {
    name: "intent",
    title: doc("Интент", "Intent"),
    icon: "target",
    doc: doc(
        "Понимает, чего хочет клиент: выбирает один интент из списка и вероятность, что выбран верный. Результат виден как `intent.name` и `intent.confidence`.",
        "Finds out what the customer wants: picks one intent and the probability that it is right. The result is `intent.name` and `intent.confidence`.",
    ),
    fields: &[
        Field::new(
            "intents",
            Shape::Map { keys: NameRule::Word, of: &Shape::Object(&[CLASS]), min: 1 },
            "{delivery: {about: Доставка}}",
            doc("из чего выбирать", "what to choose from"),
        )
        .required(),
        Field::new("next", Shape::Node, "sure", doc("куда идти дальше", "where to go on")).required(),
    ],
    calls_model: true,
    computes: Some(Computed::Intent),
    ends: false,
    after_wait: &[],
    example: "intent:\n  type: intent\n  intents:\n    delivery: {about: Доставка и сроки, examples: ['Доставка в Казань есть?', 'Сколько идёт СДЭК?']}\n    price: {about: Цена и торг, examples: ['Какая цена?', 'Скидку сделаете?']}\n  next: sure",
    read,
};

fn read(node: &mut NodeReader<'_, '_>) -> Option<NodeKind> {
    let pairs = node.fields().get("intents").and_then(Node::as_map).unwrap_or_default();
    let intents: IndexMap<Name, IntentClass> = pairs
        .iter()
        .filter_map(|pair| Some((Name::from(pair.key.key_text()?), class(&pair.value)?)))
        .collect();
    let settings = read_settings(node.fields(), node.defaults());
    let spec = Arc::new(IntentSpec { settings, intents });
    Some(NodeKind::Intent(Intent { spec, next: node.exit("next")? }))
}

fn class(node: &Node) -> Option<IntentClass> {
    let about = node.get("about")?.as_text()?.to_owned();
    let examples = node.get("examples").and_then(Node::as_seq).unwrap_or_default();
    Some(IntentClass {
        about,
        examples: examples.iter().filter_map(Node::as_text).map(str::to_owned).collect(),
    })
}
