//! What a tab and its filters leave of all conversations.

use crate::Id;

/// A tab of the list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Tab {
    /// Led by the bot, not closed, not put off.
    Bot,
    /// Led by this operator, not closed, not put off.
    Mine(Id),
    /// Waits for an operator, not put off.
    Queue,
    /// Closed.
    Closed,
    /// Put off.
    Snoozed,
    /// Everything.
    #[default]
    All,
}

/// What a conversation waits for, or does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListStatus {
    /// The customer waits for an answer; not put off.
    Waiting,
    /// The bot leads; open, not put off.
    Bot,
    /// People lead, or will; open, not put off.
    People,
    /// Closed.
    Closed,
    /// Put off.
    Snoozed,
}

/// Who leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assignee {
    /// Nobody yet: it waits for an operator.
    Nobody,
    /// This operator.
    User(Id),
}

/// What stands first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ListOrder {
    /// The latest message.
    #[default]
    Newest,
    /// The customer who waits longest; behind those who wait, the latest message.
    LongestWaiting,
}

/// Where a conversation is in its life, as lists see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Life {
    Any,
    Open,
    Closed,
    Snoozed,
}

pub(super) const EVERYBODY: &[&str] = &["bot", "queue", "operator"];

/// A tab with its filters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Selection {
    pub(super) life: Life,
    /// Owners, as the column spells them.
    pub(super) leaders: Vec<&'static str>,
    /// The operator who leads.
    pub(super) user: Option<Id>,
    pub(super) only_waiting: bool,
}

impl Selection {
    /// `None`: the filters exclude each other.
    pub(super) fn of(tab: Tab, status: Option<ListStatus>, assignee: Option<Assignee>) -> Option<Self> {
        let mut selection =
            Self { life: Life::Any, leaders: EVERYBODY.to_vec(), user: None, only_waiting: false };
        let kept = match tab {
            Tab::Bot => selection.narrow(Life::Open, &["bot"]),
            Tab::Mine(user_id) => selection.narrow(Life::Open, EVERYBODY) && selection.lead_by(user_id),
            Tab::Queue => selection.narrow(Life::Open, &["queue"]),
            Tab::Closed => selection.narrow(Life::Closed, EVERYBODY),
            Tab::Snoozed => selection.narrow(Life::Snoozed, EVERYBODY),
            Tab::All => true,
        } && match status {
            Some(ListStatus::Waiting) => {
                selection.only_waiting = true;
                selection.narrow(Life::Open, EVERYBODY)
            }
            Some(ListStatus::Bot) => selection.narrow(Life::Open, &["bot"]),
            Some(ListStatus::People) => selection.narrow(Life::Open, &["queue", "operator"]),
            Some(ListStatus::Closed) => selection.narrow(Life::Closed, EVERYBODY),
            Some(ListStatus::Snoozed) => selection.narrow(Life::Snoozed, EVERYBODY),
            None => true,
        } && match assignee {
            Some(Assignee::Nobody) => selection.narrow(Life::Any, &["queue"]),
            Some(Assignee::User(user_id)) => selection.lead_by(user_id),
            None => true,
        };
        // Who leads is a question about what goes on.
        if selection.life == Life::Any && selection.leaders != EVERYBODY {
            selection.life = Life::Open;
        }
        kept.then_some(selection)
    }

    fn narrow(&mut self, life: Life, leaders: &[&str]) -> bool {
        self.leaders.retain(|leader| leaders.contains(leader));
        let fits = life == Life::Any || self.life == Life::Any || self.life == life;
        if life != Life::Any {
            self.life = life;
        }
        fits && !self.leaders.is_empty()
    }

    fn lead_by(&mut self, user_id: Id) -> bool {
        let fits = self.user.is_none_or(|other| other == user_id);
        self.user = Some(user_id);
        fits && self.narrow(Life::Any, &["operator"])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_narrow_the_tab_or_exclude_each_other() {
        let of = Selection::of;
        let all = of(Tab::All, None, None).unwrap();
        assert_eq!((all.life, all.leaders.as_slice(), all.user), (Life::Any, EVERYBODY, None));
        let mine = of(Tab::All, None, Some(Assignee::User(7))).unwrap();
        assert_eq!(Some(mine), of(Tab::Mine(7), None, None));
        let queue = of(Tab::All, Some(ListStatus::People), Some(Assignee::Nobody)).unwrap();
        assert_eq!(Some(queue), of(Tab::Queue, None, None));
        let snoozed = of(Tab::Snoozed, None, Some(Assignee::User(7))).unwrap();
        assert_eq!((snoozed.life, snoozed.user), (Life::Snoozed, Some(7)));
        assert_eq!(of(Tab::Bot, None, Some(Assignee::Nobody)), None);
        assert_eq!(of(Tab::Closed, Some(ListStatus::Waiting), None), None);
        assert_eq!(of(Tab::Mine(7), None, Some(Assignee::User(8))), None);
    }
}
