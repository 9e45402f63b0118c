//! What people and programs may do in a chat.

use proptest::prelude::*;

/// One step of one of those who act.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Act {
    /// The buyer writes.
    Buyer,
    /// The seller answers in the channel's own app.
    App,
    /// A worker leases the conversation, or saves the turn it has begun.
    Bot { worker: usize, turn: Turn },
    /// A sender claims a message, takes the last look, or calls the channel: one after the other.
    Sender { sender: usize, luck: Luck },
    /// The channel tells us of messages from our own side.
    Echo,
    /// An operator's browser learns the epoch.
    See { operator: usize },
    /// «Передать оператору», with the epoch the browser knows or without.
    TakeOver { operator: usize, as_seen: bool },
    /// Writes to the buyer; `again` repeats the browser's last request.
    Send { operator: usize, as_seen: bool, again: bool },
    /// «Передать боту».
    HandBack { operator: usize, as_seen: bool },
    /// «Закрыть».
    Close,
    /// A person repeats or withdraws a message whose fate is open.
    Decide { again: bool },
}

/// How a turn of the bot ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Turn {
    pub(super) replies: usize,
    pub(super) claim_now: bool,
    pub(super) restart_on_new: bool,
    pub(super) end: End,
    /// A lease so short that another worker may take the conversation meanwhile.
    pub(super) hangs: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum End {
    Stay,
    HandOff,
    Close,
    /// The lease is given back, nothing is saved.
    GiveUp,
}

/// What becomes of a call of the channel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Luck {
    Sent,
    /// Sent, but the sender dies before it can say so.
    Dies,
    /// Surely not sent: to be tried again.
    Refused,
    /// Refused for good.
    Failed,
    /// Sent, and nobody can say whether it was.
    Unknown,
}

pub(super) fn strategy() -> impl Strategy<Value = Act> {
    let end = prop_oneof![6 => Just(End::Stay), 3 => Just(End::HandOff), 1 => Just(End::Close), 1 => Just(End::GiveUp)];
    let turn = (0..3_usize, any::<bool>(), any::<bool>(), end, prop::bool::weighted(0.2)).prop_map(
        |(replies, claim_now, restart_on_new, end, hangs)| Turn {
            replies,
            claim_now,
            restart_on_new,
            end,
            hangs,
        },
    );
    let luck = prop_oneof![
        8 => Just(Luck::Sent), 2 => Just(Luck::Dies), 3 => Just(Luck::Refused), 1 => Just(Luck::Failed),
        1 => Just(Luck::Unknown),
    ];
    let who = || 0..2_usize;
    prop_oneof![
        4 => Just(Act::Buyer),
        3 => Just(Act::App),
        8 => (who(), turn).prop_map(|(worker, turn)| Act::Bot { worker, turn }),
        8 => (who(), luck).prop_map(|(sender, luck)| Act::Sender { sender, luck }),
        2 => Just(Act::Echo),
        2 => who().prop_map(|operator| Act::See { operator }),
        2 => (who(), any::<bool>()).prop_map(|(operator, as_seen)| Act::TakeOver { operator, as_seen }),
        3 => (who(), any::<bool>(), prop::bool::weighted(0.3))
            .prop_map(|(operator, as_seen, again)| Act::Send { operator, as_seen, again }),
        2 => (who(), any::<bool>()).prop_map(|(operator, as_seen)| Act::HandBack { operator, as_seen }),
        1 => Just(Act::Close),
        1 => any::<bool>().prop_map(|again| Act::Decide { again }),
    ]
}
