//! `search`: looks into the knowledge base.

use super::{Kind, NodeKind};
use crate::{
    build::reader::NodeReader,
    flow::{Name, NodeIx, Text},
    names::Computed,
    shape::{Field, NameRule, Shape, doc},
    yaml::Node,
};

/// Looks into the knowledge base.
#[derive(Debug, Clone)]
pub struct Search {
    /// Empty = every category.
    pub categories: Vec<Name>,
    /// Passages to keep, from 1.
    pub top: u16,
    /// `None` = the customer's burst.
    pub query: Option<Text>,
    /// Where to go on.
    pub next: NodeIx,
}

pub(super) const KIND: Kind = Kind {
    name: "search",
    title: doc("Поиск", "Search"),
    icon: "search",
    doc: doc(
        "Ищет ответ в базе знаний. Найденное видно как `search.best`, `search.count`, а узлу `ai_response` служит источником.",
        "Looks for an answer in the knowledge base. What it finds is `search.best`, `search.count`, and the source of `ai_response`.",
    ),
    fields: &[
        Field::new(
            "categories",
            Shape::List { of: &Shape::Name(NameRule::Word), min: 0 },
            "[delivery, payment]",
            doc(
                "папки базы знаний; без них ищет везде",
                "folders of the knowledge base; everywhere without them",
            ),
        )
        .default("[]"),
        Field::new(
            "top",
            Shape::Integer { min: 1, max: 50 },
            "5",
            doc("сколько лучших отрывков оставить", "how many best passages to keep"),
        )
        .default("5"),
        Field::new(
            "query",
            Shape::Template,
            "'{{ item.title }} {{ message.text }}'",
            doc(
                "что искать; без него ищет слова клиента",
                "what to look for; the customer's words without it",
            ),
        ),
        Field::new("next", Shape::Node, "found", doc("куда идти дальше", "where to go on")).required(),
    ],
    calls_model: false,
    computes: Some(Computed::Search),
    ends: false,
    after_wait: &[],
    example: "search: {type: search, categories: [delivery, payment], top: 5, next: found}",
    read,
};

fn read(node: &mut NodeReader<'_, '_>) -> Option<NodeKind> {
    let categories =
        node.fields().items("categories").iter().filter_map(Node::as_text).map(Name::from).collect();
    let query = node.optional_template("query");
    let top = node.fields().integer("top");
    Some(NodeKind::Search(Search { categories, top: top?, query: query?, next: node.exit("next")? }))
}
