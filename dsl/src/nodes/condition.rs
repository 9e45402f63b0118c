//! `condition`: the first branch that holds.

use super::{Kind, NodeKind};
use crate::{
    build::reader::NodeReader,
    expr::Expr,
    flow::NodeIx,
    shape::{Field, Shape, doc},
};

/// First branch that holds.
#[derive(Debug, Clone)]
pub struct Condition {
    /// In file order; never empty.
    pub branches: Vec<Branch>,
    /// When none holds.
    pub otherwise: NodeIx,
}

/// One branch.
#[derive(Debug, Clone)]
pub struct Branch {
    /// Condition.
    pub when: Expr,
    /// Where it leads.
    pub next: NodeIx,
}

/// Also an entry of `always:`.
pub(crate) const BRANCH: &[Field] = &[
    Field::new("when", Shape::Condition, "'search.best >= 0.5'", doc("условие", "condition")).required(),
    Field::new(
        "next",
        Shape::Node,
        "answer",
        doc("куда идти, если оно выполнено", "where to go when it holds"),
    )
    .required(),
];

pub(super) const KIND: Kind = Kind {
    name: "condition",
    title: doc("Условие", "Condition"),
    icon: "git-branch",
    doc: doc(
        "Проверяет ветки сверху вниз и идёт по первой, условие которой выполнено, иначе по `else`.",
        "Tries branches from the top and takes the first whose condition holds, else `else`.",
    ),
    fields: &[
        Field::new(
            "branches",
            Shape::List { of: &Shape::Object(&[BRANCH]), min: 1 },
            "[{when: 'search.best >= 0.5', next: answer}]",
            doc("ветки по порядку", "branches in order"),
        )
        .required(),
        Field::new("else", Shape::Node, "operator", doc("если не подошла ни одна", "when none holds"))
            .required(),
    ],
    calls_model: false,
    computes: None,
    ends: false,
    after_wait: &[],
    example: "found:\n  type: condition\n  branches:\n    - {when: 'search.best >= 0.5', next: answer}\n  else: operator",
    read,
};

fn read(node: &mut NodeReader<'_, '_>) -> Option<NodeKind> {
    let branches: Vec<Option<Branch>> = node
        .fields()
        .items("branches")
        .iter()
        .map(|item| {
            let when = item.get("when").and_then(|text| node.condition(text));
            let next = item.get("next").and_then(|target| node.target(target));
            Some(Branch { when: when?, next: next? })
        })
        .collect();
    let branches = branches.into_iter().collect::<Option<Vec<_>>>();
    Some(NodeKind::Condition(Condition { branches: branches?, otherwise: node.exit("else")? }))
}
