//! `wait`: waits for time or for the customer, whichever comes first.

use super::{Kind, NodeKind};
use crate::{
    build::reader::NodeReader,
    diagnostic::{Diagnostic, Words, codes},
    flow::NodeIx,
    shape::{Field, Shape, doc},
};

/// Waits.
#[derive(Debug, Clone)]
pub struct Wait {
    /// How long; `None` waits for the customer alone.
    pub time: Option<WaitTime>,
    /// Where to go when the time is up; there with `time`, and only then.
    pub next: Option<NodeIx>,
    /// Where to go with the customer's words; `None` begins a turn at `start`.
    pub reply: Option<NodeIx>,
}

/// When the time is up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaitTime {
    /// After so many milliseconds.
    For(u64),
    /// The next time the account's wall clock shows so many minutes since midnight.
    Until(u16),
}

/// A second to thirty days.
const LENGTH: Shape = Shape::Duration { min_ms: 1_000, max_ms: 30 * 86_400_000 };

pub(super) const KIND: Kind = Kind {
    name: "wait",
    title: doc("Подождать", "Wait"),
    icon: "timer",
    doc: doc(
        "Ждёт, пока пройдёт время (`for`) или наступит час (`until`), и идёт в `next`. Если клиент напишет раньше, идёт в `reply`, а без него начинает ход со `start`. Без `for` и `until` ждёт только клиента. Срок хранится в базе и переживает перезапуск.",
        "Waits until time has passed (`for`) or a time of day comes (`until`) and goes to `next`. If the customer writes earlier it goes to `reply`, or begins a turn at `start` without one. Without `for` and `until` it waits for the customer alone. The due time is stored and survives a restart.",
    ),
    fields: &[
        Field::new("for", LENGTH, "2h", doc("сколько ждать", "how long to wait")),
        Field::new(
            "until",
            Shape::TimeOfDay,
            "'10:00'",
            doc(
                "до какого часа ждать, по времени аккаунта",
                "until what time of day, by the account's clock",
            ),
        ),
        Field::new(
            "next",
            Shape::Node,
            "remind",
            doc(
                "куда идти, когда время вышло; обязательно с `for` и `until`",
                "where to go when the time is up; required with `for` and `until`",
            ),
        ),
        Field::new(
            "reply",
            Shape::Node,
            "intent",
            doc("куда идти со словами клиента", "where to go with the customer's words"),
        )
        .default("start"),
    ],
    calls_model: false,
    computes: None,
    ends: false,
    after_wait: &["next", "reply"],
    example: "nudge: {type: wait, for: 2h, next: end, reply: intent}",
    read,
};

fn read(node: &mut NodeReader<'_, '_>) -> Option<NodeKind> {
    let fields = node.fields();
    let has = |name| fields.get(name).is_some();
    let time = match (has("for"), has("until")) {
        (true, _) => Some(WaitTime::For(fields.duration_ms("for")?)),
        (false, true) => Some(WaitTime::Until(fields.minute_of_day("until")?)),
        (false, false) => None,
    };
    let wrong = match (has("for") && has("until"), time.is_some(), has("next"), has("reply")) {
        (true, ..) => Some(("for и until вместе не бывают", "`for` and `until` exclude each other")),
        (_, true, false, _) => Some((
            "при for и until нужно поле «next»: куда идти, когда время вышло",
            "`for` and `until` need `next`: where to go when the time is up",
        )),
        (_, false, true, _) => Some((
            "поле «next» бывает только с for или until: без них ждать нечего, кроме клиента",
            "`next` belongs to `for` or `until`: without them only the customer is waited for",
        )),
        (_, false, _, false) => Some((
            "узел ждёт неизвестно чего: нужно for, until или reply",
            "the node waits for nothing: it needs `for`, `until` or `reply`",
        )),
        _ => None,
    };
    if let Some((ru, en)) = wrong {
        node.report(Diagnostic::new(codes::FIELD_COMBINATION, node.head(), Words::new(ru, en)));
        return None;
    }
    let target = |name| match fields.get(name) {
        Some(target) => node.target(target).map(Some),
        None => Some(None),
    };
    Some(NodeKind::Wait(Wait { time, next: target("next")?, reply: target("reply")? }))
}
