//! `subflow`: runs another flow and comes back.

use indexmap::IndexMap;

use super::{Kind, NodeKind};
use crate::{
    build::reader::NodeReader,
    data::{self, Data},
    flow::{Name, NodeIx},
    shape::{Field, NameRule, Shape, doc},
    source::Span,
    yaml::Node,
};

/// Runs another flow.
#[derive(Debug, Clone)]
pub struct Subflow {
    /// Id of that flow.
    pub flow: Name,
    /// Place of that id.
    pub flow_span: Span,
    /// Values of its variables at the start.
    pub with: IndexMap<Name, Data>,
    /// Places of the names in `with`.
    pub with_spans: Vec<(Name, Span)>,
    /// Variables here and the variables there they take at the end.
    pub save: IndexMap<Name, Name>,
    /// Places of the names taken.
    pub save_spans: Vec<(Name, Span)>,
    /// Where to go on.
    pub next: NodeIx,
}

pub(super) const KIND: Kind = Kind {
    name: "subflow",
    title: doc("Вложенный сценарий", "Subflow"),
    icon: "workflow",
    doc: doc(
        "Выполняет другой сценарий той же папки и возвращается. `with` даёт значения его переменным, `save` забирает их в конце; других общих переменных нет. Ждать клиента внутри можно. Возврат происходит на его `end`; `end` с `close: true` и `handoff` заканчивают весь разговор, а неудача без своего `on_error` становится неудачей этого узла. Правила `always` вызвавшего сценария действуют и внутри. Вызывать самого себя нельзя, вложенность до восьми.",
        "Runs another flow of the same folder and comes back. `with` gives its variables values, `save` takes them at the end; no other variables are shared. It may wait for the customer inside. Its `end` comes back; `end` with `close: true` and `handoff` finish the whole conversation, and a failure without an `on_error` of its own becomes this node's failure. Rules of `always` of the calling flow hold inside, too. A flow cannot call itself; at most eight levels.",
    ),
    fields: &[
        Field::new("flow", Shape::Name(NameRule::Word), "address", doc("имя сценария", "name of the flow"))
            .required(),
        Field::new(
            "with",
            Shape::Map { keys: NameRule::Identifier, of: &Shape::Data, min: 0 },
            "{city: '{{ vars.city }}'}",
            doc("его переменные и их значения в начале", "its variables and their values at the start"),
        ),
        Field::new(
            "save",
            Shape::Map { keys: NameRule::Variable, of: &Shape::Name(NameRule::Identifier), min: 0 },
            "{city: city}",
            doc(
                "наши переменные и его переменные, из которых их взять",
                "our variables and those of the other flow that they take",
            ),
        ),
        Field::new("next", Shape::Node, "end", doc("куда идти после него", "where to go after it"))
            .required(),
    ],
    calls_model: false,
    computes: None,
    ends: false,
    after_wait: &["next"],
    example: "address: {type: subflow, flow: address, with: {city: '{{ vars.city }}'}, save: {city: city}, next: end}",
    read,
};

fn read(node: &mut NodeReader<'_, '_>) -> Option<NodeKind> {
    let fields = node.fields();
    let flow = fields.get("flow")?;
    let with = fields.get("with").and_then(Node::as_map).unwrap_or_default();
    let values: Vec<Option<(Name, Data)>> = with
        .iter()
        .map(|pair| Some((Name::from(pair.key.key_text()?), data::read(node, &pair.value)?)))
        .collect();
    let save = fields.get("save").and_then(Node::as_map).unwrap_or_default();
    let spans = |pairs: &[crate::yaml::Pair], of: fn(&crate::yaml::Pair) -> &Node| {
        pairs.iter().filter_map(|pair| Some((Name::from(of(pair).key_text()?), of(pair).span))).collect()
    };
    Some(NodeKind::Subflow(Subflow {
        flow: flow.as_text()?.into(),
        flow_span: flow.span,
        with: values.into_iter().collect::<Option<_>>()?,
        with_spans: spans(with, |pair| &pair.key),
        save: save
            .iter()
            .filter_map(|pair| Some((pair.key.key_text()?.into(), pair.value.as_text()?.into())))
            .collect(),
        save_spans: spans(save, |pair| &pair.value),
        next: node.exit("next")?,
    }))
}
