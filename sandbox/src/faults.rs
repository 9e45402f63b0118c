//! Faults on demand: which request or delivery meets which accident, by rule and by a seeded dice.

use std::sync::Mutex;

use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use serde::{Deserialize, Serialize};

use crate::operation::Operation;
use crate::sync::lock;

/// An accident. The first group befalls requests to the API, the second deliveries of webhooks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Action {
    /// An error in the contract's shape; nothing is done.
    Status {
        /// HTTP status, for example 402, 429, 503.
        status: u16,
        /// Sent as `Retry-After`.
        #[serde(default)]
        retry_after_s: Option<u32>,
        /// Words of the error; by default those usual for the status.
        #[serde(default)]
        message: Option<String>,
    },
    /// A page of HTML, as a proxy in between answers; nothing is done.
    Html {
        /// HTTP status, for example 502.
        status: u16,
    },
    /// Any answer at all, for example a 200 without a token; nothing is done.
    Respond {
        /// HTTP status.
        status: u16,
        /// Value of `Content-Type`.
        content_type: String,
        /// The body, sent as it is.
        body: String,
    },
    /// The request is carried out and stored, but the answer never comes.
    HangAfter,
    /// The request is neither carried out nor answered.
    HangBefore,
    /// The request is carried out, but the answer breaks off in the middle.
    Truncate,
    /// The answer comes late.
    Slow {
        /// Milliseconds before the request is carried out.
        delay_ms: u64,
    },
    /// The webhook is never sent.
    Lose,
    /// The webhook is sent again, after the first copy was taken.
    Duplicate {
        /// Extra copies.
        copies: u32,
    },
    /// The webhook is held back.
    Delay {
        /// Milliseconds.
        delay_ms: u64,
    },
    /// Webhooks are gathered and leave in another order.
    Reorder {
        /// How many are gathered; fewer leave when no more come for a while.
        window: usize,
    },
}

impl Action {
    fn strikes_webhooks(&self) -> bool {
        matches!(self, Self::Lose | Self::Duplicate { .. } | Self::Delay { .. } | Self::Reorder { .. })
    }
}

/// A rule to add. Everything that is absent matches everything.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewFault {
    /// What happens.
    pub action: Action,
    /// Only to this account (its user_id).
    #[serde(default)]
    pub account: Option<i64>,
    /// Only to this call; not for webhooks.
    #[serde(default)]
    pub operation: Option<Operation>,
    /// Only in this chat.
    #[serde(default)]
    pub chat_id: Option<String>,
    /// Chance of each match, 0..1.
    #[serde(default = "certain")]
    pub probability: f64,
    /// Matches that pass unharmed first.
    #[serde(default)]
    pub skip: u64,
    /// How many times it strikes before it is used up; absent: for ever.
    #[serde(default)]
    pub times: Option<u64>,
}

fn certain() -> f64 {
    1.0
}

impl NewFault {
    /// A rule that strikes every time, everywhere.
    #[must_use]
    pub fn always(action: Action) -> Self {
        Self { action, account: None, operation: None, chat_id: None, probability: 1.0, skip: 0, times: None }
    }

    /// Limits the rule to `times` strikes.
    #[must_use]
    pub fn times(mut self, times: u64) -> Self {
        self.times = Some(times);
        self
    }

    /// Limits the rule to one call of the API.
    #[must_use]
    pub fn on(mut self, operation: Operation) -> Self {
        self.operation = Some(operation);
        self
    }

    /// Limits the rule to one account.
    #[must_use]
    pub fn account(mut self, user_id: i64) -> Self {
        self.account = Some(user_id);
        self
    }
}

/// A rule in force.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fault {
    /// For taking it back.
    pub id: u64,
    /// Strikes so far.
    pub struck: u64,
    /// The rule as it was given; `skip` counts down.
    #[serde(flatten)]
    pub rule: NewFault,
}

/// All rules and the dice.
#[derive(Debug)]
pub(crate) struct Faults {
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    rules: Vec<Fault>,
    next_id: u64,
    dice: StdRng,
}

/// What a rule is matched against.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Subject<'a> {
    pub(crate) account: Option<i64>,
    pub(crate) chat_id: Option<&'a str>,
}

impl Faults {
    pub(crate) fn new(seed: u64) -> Self {
        Self { state: Mutex::new(State { rules: Vec::new(), next_id: 1, dice: StdRng::seed_from_u64(seed) }) }
    }

    pub(crate) fn add(&self, rule: NewFault) -> Fault {
        let mut state = lock(&self.state);
        let fault = Fault { id: state.next_id, struck: 0, rule };
        state.next_id += 1;
        state.rules.push(fault.clone());
        fault
    }

    /// Rules in force and used-up ones, oldest first.
    pub(crate) fn list(&self) -> Vec<Fault> {
        lock(&self.state).rules.clone()
    }

    pub(crate) fn remove(&self, id: u64) -> bool {
        let mut state = lock(&self.state);
        let before = state.rules.len();
        state.rules.retain(|fault| fault.id != id);
        state.rules.len() != before
    }

    pub(crate) fn clear(&self) {
        lock(&self.state).rules.clear();
    }

    /// The first rule that strikes a request.
    pub(crate) fn for_request(&self, operation: Operation, subject: Subject<'_>) -> Option<Action> {
        self.strike(
            |rule| !rule.action.strikes_webhooks() && rule.operation.is_none_or(|wanted| wanted == operation),
            subject,
        )
    }

    /// The first rule that strikes a delivery.
    pub(crate) fn for_webhook(&self, subject: Subject<'_>) -> Option<Action> {
        self.strike(|rule| rule.action.strikes_webhooks(), subject)
    }

    /// Shuffles by the same dice, never leaving the order as it was.
    pub(crate) fn shuffle<T>(&self, items: &mut [T]) {
        let mut order: Vec<usize> = (0..items.len()).collect();
        order.shuffle(&mut lock(&self.state).dice);
        if items.len() > 1 && order.is_sorted() {
            order.rotate_left(1);
        }
        apply_order(items, order);
    }

    fn strike(&self, fits: impl Fn(&NewFault) -> bool, subject: Subject<'_>) -> Option<Action> {
        let state = &mut *lock(&self.state);
        for fault in &mut state.rules {
            if fault.rule.times.is_some_and(|times| fault.struck >= times)
                || !fits(&fault.rule)
                || !about(&fault.rule, subject)
            {
                continue;
            }
            if fault.rule.skip > 0 {
                fault.rule.skip -= 1;
                continue;
            }
            if fault.rule.probability < 1.0 && !state.dice.random_bool(fault.rule.probability.clamp(0.0, 1.0))
            {
                continue;
            }
            fault.struck += 1;
            return Some(fault.rule.action.clone());
        }
        None
    }
}

fn about(rule: &NewFault, subject: Subject<'_>) -> bool {
    rule.account.is_none_or(|wanted| subject.account == Some(wanted))
        && rule.chat_id.as_deref().is_none_or(|wanted| subject.chat_id == Some(wanted))
}

/// Rearranges `items` so that place `i` holds what was at `order[i]`.
fn apply_order<T>(items: &mut [T], order: Vec<usize>) {
    let mut position: Vec<usize> = vec![0; order.len()];
    for (to, from) in order.into_iter().enumerate() {
        if let Some(slot) = position.get_mut(from) {
            *slot = to;
        }
    }
    for i in 0..items.len() {
        while let Some(&to) = position.get(i).filter(|&&to| to != i) {
            items.swap(i, to);
            position.swap(i, to);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANY: Subject<'static> = Subject { account: Some(1), chat_id: Some("c") };

    fn error() -> Action {
        Action::Status { status: 500, retry_after_s: None, message: None }
    }

    #[test]
    fn a_rule_skips_strikes_and_is_used_up() {
        let faults = Faults::new(0);
        faults.add(NewFault { skip: 1, ..NewFault::always(error()).times(2) });
        let struck: Vec<bool> =
            (0..5).map(|_| faults.for_request(Operation::ChatRead, ANY).is_some()).collect();
        assert_eq!(struck, [false, true, true, false, false]);
        assert_eq!(faults.list()[0].struck, 2);
    }

    #[test]
    fn a_rule_minds_account_chat_and_operation() {
        let faults = Faults::new(0);
        faults.add(NewFault {
            chat_id: Some("c".into()),
            ..NewFault::always(error()).on(Operation::ChatRead).account(1)
        });
        assert!(faults.for_request(Operation::ChatRead, ANY).is_some());
        assert!(faults.for_request(Operation::GetChatsV2, ANY).is_none());
        assert!(faults.for_request(Operation::ChatRead, Subject { account: Some(2), ..ANY }).is_none());
        assert!(faults.for_request(Operation::ChatRead, Subject { chat_id: None, ..ANY }).is_none());
        assert!(faults.for_webhook(ANY).is_none(), "an error status is no fault of webhooks");
    }

    #[test]
    fn chance_repeats_with_the_seed() {
        let run = |seed| {
            let faults = Faults::new(seed);
            faults.add(NewFault { probability: 0.3, ..NewFault::always(Action::Lose) });
            (0..1000).map(|_| faults.for_webhook(ANY).is_some()).collect::<Vec<_>>()
        };
        assert_eq!(run(5), run(5));
        assert_ne!(run(5), run(6));
        let struck = run(5).into_iter().filter(|hit| *hit).count();
        assert!((250..350).contains(&struck), "{struck} of 1000 at 0.3");
    }

    #[test]
    fn shuffling_keeps_everything_and_always_changes_the_order() {
        let faults = Faults::new(3);
        for len in 2..8 {
            for _ in 0..50 {
                let mut items: Vec<usize> = (0..len).collect();
                faults.shuffle(&mut items);
                assert!(!items.is_sorted());
                items.sort_unstable();
                assert_eq!(items, (0..len).collect::<Vec<_>>());
            }
        }
    }
}
