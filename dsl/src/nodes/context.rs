//! `context`: chooses what later nodes see.

use super::{Kind, NodeKind};
use crate::{
    build::reader::NodeReader,
    flow::NodeIx,
    shape::{Choice, Field, Shape, doc},
    yaml::Node,
};

/// Chooses what of the conversation later nodes (and prompts) see.
#[derive(Debug, Clone)]
pub struct Context {
    /// How many last messages.
    pub messages: u16,
    /// What else.
    pub include: ContextParts,
    /// Where to go on.
    pub next: NodeIx,
}

/// `include:`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it all")]
pub struct ContextParts {
    pub contact: bool,
    pub item: bool,
    pub summary: bool,
}

const PARTS: &[Choice] = &[
    Choice {
        word: "contact", doc: doc("что известно о клиенте", "what is known of the customer")
    },
    Choice { word: "item", doc: doc("карточка объявления", "the listing's card") },
    Choice {
        word: "summary", doc: doc("краткое содержание разговора", "summary of the conversation")
    },
];

pub(super) const KIND: Kind = Kind {
    name: "context",
    title: doc("Контекст", "Context"),
    icon: "layers",
    doc: doc(
        "Решает, что из разговора увидят следующие узлы и модели: сколько сообщений, карточку объявления, данные клиента.",
        "Decides what of the conversation later nodes and models see: how many messages, the listing's card, the customer's data.",
    ),
    fields: &[
        Field::new(
            "messages",
            Shape::Integer { min: 1, max: 200 },
            "20",
            doc("сколько последних сообщений", "how many last messages"),
        )
        .default("20"),
        Field::new(
            "include",
            Shape::List { of: &Shape::Choice(PARTS), min: 0 },
            "[contact, item]",
            doc(
                "что ещё показать: `contact`, `item`, `summary`",
                "what else to show: `contact`, `item`, `summary`",
            ),
        )
        .default("[]"),
        Field::new("next", Shape::Node, "intent", doc("куда идти дальше", "where to go on")).required(),
    ],
    calls_model: false,
    computes: None,
    ends: false,
    after_wait: &[],
    example: "context: {type: context, messages: 20, include: [contact, item, summary], next: intent}",
    read,
};

fn read(node: &mut NodeReader<'_, '_>) -> Option<NodeKind> {
    let words: Vec<&str> = node.fields().items("include").iter().filter_map(Node::as_text).collect();
    let has = |word| words.contains(&word);
    let include = ContextParts { contact: has("contact"), item: has("item"), summary: has("summary") };
    let messages = node.fields().integer("messages");
    Some(NodeKind::Context(Context { messages: messages?, include, next: node.exit("next")? }))
}
