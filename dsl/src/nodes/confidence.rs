//! `confidence`: branches on a probability.

use super::{Kind, NodeKind};
use crate::{
    build::reader::NodeReader,
    diagnostic::{Diagnostic, Words, codes},
    flow::NodeIx,
    names::Computed,
    shape::{Choice, Field, Shape, doc},
    source::Span,
    yaml::{Node, Resolved},
};

/// Branches on a probability.
#[derive(Debug, Clone)]
pub struct Confidence {
    /// Which one.
    pub of: ConfidenceOf,
    /// Highest first; never empty.
    pub levels: Vec<Level>,
    /// Below every level, or when the probability is not known.
    pub otherwise: NodeIx,
}

/// Whose confidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it all")]
pub enum ConfidenceOf {
    Intent,
    Search,
    Answer,
}

impl ConfidenceOf {
    /// What must have run for it to be known.
    pub fn computed(self) -> Computed {
        match self {
            Self::Intent => Computed::Intent,
            Self::Search => Computed::Search,
            Self::Answer => Computed::Answer,
        }
    }
}

/// One level.
#[derive(Debug, Clone)]
pub struct Level {
    /// Inclusive, 0..=1.
    pub at_least: f64,
    /// Where it leads.
    pub next: NodeIx,
}

const OF: &[Choice] = &[
    Choice { word: "intent", doc: doc("интент определён верно", "the intent is right") },
    Choice {
        word: "search",
        doc: doc("лучший отрывок отвечает на вопрос", "the best passage answers the question"),
    },
    Choice { word: "answer", doc: doc("ответ верен", "the reply is right") },
];

const LEVEL: &[Field] = &[
    Field::new(
        "at_least",
        Shape::Number { min: 0.0, max: 1.0 },
        "0.75",
        doc("нижняя граница уровня, включительно", "lower border of the level, inclusive"),
    )
    .required(),
    Field::new("next", Shape::Node, "answer", doc("куда ведёт уровень", "where the level leads")).required(),
];

pub(super) const KIND: Kind = Kind {
    name: "confidence",
    title: doc("Уверенность", "Confidence"),
    icon: "gauge",
    doc: doc(
        "Ветвится по вероятности от 0 до 1: срабатывает высший уровень, до которого она дотянула, иначе `else`.",
        "Branches on a probability between 0 and 1: the highest level it reaches applies, else `else`.",
    ),
    fields: &[
        Field::new("of", Shape::Choice(OF), "intent", doc("чья уверенность", "whose confidence"))
            .default("intent"),
        Field::new(
            "levels",
            Shape::List { of: &Shape::Object(&[LEVEL]), min: 1 },
            "[{at_least: 0.75, next: answer}]",
            doc("уровни от высшего к низшему", "levels from the highest down"),
        )
        .required(),
        Field::new("else", Shape::Node, "operator", doc("ниже всех уровней", "below every level")).required(),
    ],
    calls_model: false,
    computes: None,
    ends: false,
    after_wait: &[],
    example: "sure:\n  type: confidence\n  of: intent\n  levels:\n    - {at_least: 0.75, next: search}\n    - {at_least: 0.45, next: clarify}\n  else: operator",
    read,
};

fn read(node: &mut NodeReader<'_, '_>) -> Option<NodeKind> {
    let items = node.fields().items("levels");
    check_levels(node, items);
    let of = match node.fields().word("of")? {
        "intent" => ConfidenceOf::Intent,
        "search" => ConfidenceOf::Search,
        "answer" => ConfidenceOf::Answer,
        _ => return None,
    };
    let place = node.fields().get("of").map_or_else(|| node.head(), |word| word.span);
    node.needs(of.computed(), codes::CONFIDENCE_NOT_COMPUTED, place, of.computed().root());
    let mut levels: Vec<Level> = items.iter().filter_map(|item| level(node, item)).collect();
    levels.sort_by(|left, right| right.at_least.total_cmp(&left.at_least));
    Some(NodeKind::Confidence(Confidence { of, levels, otherwise: node.exit("else")? }))
}

fn level(node: &NodeReader<'_, '_>, item: &Node) -> Option<Level> {
    Some(Level { at_least: border(item)?.0, next: node.target(item.get("next")?)? })
}

fn border(item: &Node) -> Option<(f64, Span)> {
    let value = item.get("at_least")?;
    Some((value.resolved().and_then(Resolved::as_number)?, value.span))
}

/// Levels that can never apply, or that decide nothing.
fn check_levels(node: &mut NodeReader<'_, '_>, items: &[Node]) {
    for (upper, lower) in items.iter().zip(items.iter().skip(1)) {
        let (Some((above, first)), Some((below, place))) = (border(upper), border(lower)) else { continue };
        if below > above {
            let message = Words::new(
                format!("уровень {below} стоит ниже уровня {above}"),
                format!("level {below} is written below level {above}"),
            );
            let help =
                Words::new("запишите уровни от высшего к низшему", "write levels from the highest down");
            node.report(Diagnostic::new(codes::LEVEL_ORDER, place, message).with_help(help));
        } else if below < above && next_of(upper).is_some() && next_of(upper) == next_of(lower) {
            let message = Words::new(
                format!("уровни {above} и {below} ведут в один узел"),
                format!("levels {above} and {below} lead to the same node"),
            );
            let help = Words::new("оставьте нижний из них", "keep the lower one");
            let related = Words::new("верхний уровень", "the upper level");
            node.report(
                Diagnostic::new(codes::IDLE_LEVEL, place, message)
                    .with_help(help)
                    .with_related(first, related),
            );
        }
    }
    let borders: Vec<(f64, Span)> = items.iter().filter_map(border).collect();
    for (index, (value, place)) in borders.iter().enumerate() {
        let earlier = borders.iter().take(index).find(|(other, _)| other == value);
        if let Some((_, first)) = earlier {
            let message = Words::new(
                format!("уровень {value} записан дважды, второй никогда не сработает"),
                format!("level {value} is written twice, the second never applies"),
            );
            let related = Words::new("первый раз здесь", "first written here");
            node.report(Diagnostic::new(codes::LEVEL_OVERLAP, *place, message).with_related(*first, related));
        }
    }
    if let Some((_, place)) = borders.iter().find(|(value, _)| *value == 0.0) {
        let message = Words::new(
            "уровень 0 забирает всё, `else` не сработает",
            "level 0 takes everything, `else` never applies",
        );
        node.report(Diagnostic::new(codes::UNREACHABLE_ELSE, *place, message));
    }
}

fn next_of(item: &Node) -> Option<&str> {
    item.get("next")?.as_text()
}
