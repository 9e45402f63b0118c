//! Walks down an index, as SQL.

use super::ListCursor;
use super::lookup::{Found, Search};
use super::selection::{EVERYBODY, Life, ListOrder, Selection};
use crate::Id;
use crate::db::{Bulk, Type, Value};

const OPEN: &[&str] = &["new", "open", "pending"];
const CLOSED: &[&str] = &["closed"];
const ANY: &[&str] = &["new", "open", "pending", "closed"];

/// A part of an ordered list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phase {
    /// All of it, by the last message.
    Newest,
    /// Those who wait, the longest first.
    Waiting,
    /// Those who do not wait, by the last message.
    Rest,
}

impl Phase {
    /// The parts of a selection in this order.
    pub(super) fn of(selection: &Selection, order: ListOrder) -> &'static [Self] {
        match order {
            // Nobody waits in a closed one.
            _ if selection.life == Life::Closed => &[Self::Newest],
            ListOrder::Newest => &[Self::Newest],
            ListOrder::LongestWaiting if selection.only_waiting => &[Self::Waiting],
            ListOrder::LongestWaiting => &[Self::Waiting, Self::Rest],
        }
    }

    pub(super) fn is_waiting(self) -> bool {
        self == Self::Waiting
    }

    pub(super) fn lanes(self, selection: &Selection, accounts: &[Id], found: Option<&Found>) -> Vec<Lane> {
        let lanes = || match self {
            Self::Waiting => vec![Lane::waiting(selection, accounts)],
            Self::Newest | Self::Rest => Lane::of(selection, accounts),
        };
        match found {
            None => lanes(),
            Some(Found::Few(ids)) => vec![Lane::these(selection, ids, self)],
            Some(Found::Many(search)) => lanes().into_iter().map(|lane| lane.narrowed(search)).collect(),
        }
    }
}

/// Walks of one kind, one for each key.
pub(super) struct Lane {
    /// Conditions on the key's columns `$1, $2, …` and constant ones.
    condition: String,
    types: Vec<Type>,
    pub(super) keys: Vec<Vec<Value<'static>>>,
    /// The rows do not come in the order of the list: few enough to sort.
    sorted_apart: bool,
}

impl Lane {
    /// The walks that find a selection by the last message.
    pub(super) fn of(selection: &Selection, accounts: &[Id]) -> Vec<Self> {
        let put_off = || Self::by_account(selection, accounts, " AND snoozed_until IS NOT NULL");
        match (selection.life, selection.user) {
            // No index of all is kept for the few who read them: each turn would write it twice.
            (Life::Any, _) => vec![Self::led(selection, accounts, ANY), put_off()],
            (Life::Snoozed, _) => vec![put_off()],
            (Life::Open | Life::Closed, Some(user)) => vec![Self {
                condition: "account_id = $1 AND owner_user = $2 AND status = $3 AND snoozed_until IS NULL"
                    .to_owned()
                    + waits(selection),
                types: vec![Type::Int, Type::Int, Type::Text],
                keys: product(accounts, statuses(selection), |status| vec![user.into(), (*status).into()]),
                sorted_apart: false,
            }],
            (Life::Open | Life::Closed, None) if selection.only_waiting => {
                vec![Self { sorted_apart: true, ..Self::waiting(selection, accounts) }]
            }
            (Life::Open | Life::Closed, None) => vec![Self::led(selection, accounts, statuses(selection))],
        }
    }

    /// One walk for each account, leader and status; what is put off is not among them.
    fn led(selection: &Selection, accounts: &[Id], statuses: &[&'static str]) -> Self {
        let pairs: Vec<(&'static str, &'static str)> = selection
            .leaders
            .iter()
            .flat_map(|leader| statuses.iter().map(|status| (*leader, *status)))
            .collect();
        Self {
            condition: "account_id = $1 AND owner = $2 AND status = $3 AND snoozed_until IS NULL".into(),
            types: vec![Type::Int, Type::Text, Type::Text],
            keys: product(accounts, &pairs, |(leader, status)| vec![(*leader).into(), (*status).into()]),
            sorted_apart: false,
        }
    }

    /// These, one by one.
    fn these(selection: &Selection, ids: &[Id], phase: Phase) -> Self {
        let life = match selection.life {
            Life::Any => "",
            Life::Snoozed => " AND snoozed_until IS NOT NULL",
            Life::Open => " AND status <> 'closed' AND snoozed_until IS NULL",
            Life::Closed => " AND status = 'closed' AND snoozed_until IS NULL",
        };
        let waits = if phase.is_waiting() { " AND waiting_since IS NOT NULL" } else { waits(selection) };
        Self::keyed("id", selection, ids, &format!("{life}{waits}"))
    }

    /// What a search finds on the way: most walks end soon. The text comes from a row of its own, read for each row that
    /// is met and never for the whole table.
    fn narrowed(mut self, search: &Search) -> Self {
        let at = self.types.len() + 1;
        self.condition.push_str(&format!(
            " AND (strpos((SELECT text FROM conversation_lookup l WHERE l.account_id = conversations.account_id \
             AND l.conversation_id = conversations.id), ${at}) > 0 OR external_id = ${})",
            at + 1
        ));
        self.types.extend([Type::Text, Type::Text]);
        for key in &mut self.keys {
            key.extend([Value::from(search.text.clone()), Value::from(search.chat.clone())]);
        }
        self
    }

    /// The walks down those who wait.
    fn waiting(selection: &Selection, accounts: &[Id]) -> Self {
        let life = match selection.life {
            Life::Any => " AND waiting_since IS NOT NULL",
            Life::Snoozed => " AND waiting_since IS NOT NULL AND snoozed_until IS NOT NULL",
            Life::Open | Life::Closed => {
                " AND waiting_since IS NOT NULL AND status <> 'closed' AND snoozed_until IS NULL"
            }
        };
        Self::by_account(selection, accounts, life)
    }

    /// One walk an account; who leads is looked at row by row, for the walk is short anyway.
    fn by_account(selection: &Selection, accounts: &[Id], condition: &str) -> Self {
        Self::keyed("account_id", selection, accounts, condition)
    }

    fn keyed(column: &str, selection: &Selection, keys: &[Id], condition: &str) -> Self {
        let mut lane = Self {
            condition: format!("{column} = $1{condition}"),
            types: vec![Type::Int],
            keys: keys.iter().map(|id| vec![Value::from(*id)]).collect(),
            sorted_apart: false,
        };
        if let Some(user) = selection.user {
            lane.condition.push_str(" AND owner_user = $2");
            lane.types.push(Type::Int);
            lane.keys.iter_mut().for_each(|key| key.push(user.into()));
        } else if selection.leaders != EVERYBODY {
            let leaders: Vec<String> = selection.leaders.iter().map(|leader| format!("'{leader}'")).collect();
            lane.condition.push_str(&format!(" AND owner IN ({})", leaders.join(", ")));
        }
        lane
    }

    /// The first `limit` keys of each walk, behind `after`.
    pub(super) fn page(
        &self,
        phase: Phase,
        after: Option<ListCursor>,
        limit: usize,
    ) -> (Bulk, Vec<Vec<Value<'static>>>) {
        let (column, compare, order) = match phase {
            Phase::Waiting => ("waiting_since", ">", "ASC"),
            Phase::Newest | Phase::Rest => ("last_at", "<", "DESC"),
        };
        // An expression keeps the planner from walking an index in that order, most of which is not meant.
        let column = if self.sorted_apart { format!("{column} + 0") } else { column.to_owned() };
        let rest = if phase == Phase::Rest { " AND waiting_since IS NULL" } else { "" };
        let mut sql = format!("SELECT {column}, id FROM conversations WHERE {}{rest}", self.condition);
        let (mut types, mut more) = (self.types.clone(), Vec::new());
        if let Some(after) = after {
            let at = types.len() + 1;
            sql.push_str(&format!(" AND ({column}, id) {compare} (${at}, ${})", at + 1));
            types.extend([Type::Int, Type::Int]);
            more.extend([Value::from(after.at), Value::from(after.id)]);
        }
        sql.push_str(&format!(" ORDER BY {column} {order}, id {order} LIMIT {limit}"));
        let keys = self.keys.iter().map(|key| key.iter().chain(&more).cloned().collect()).collect();
        (Bulk::select(&sql, &types), keys)
    }

    /// How many rows each walk has.
    pub(super) fn count(&self) -> Bulk {
        let sql = format!("SELECT COUNT(*) FROM conversations WHERE {}", self.condition);
        Bulk::select(&sql, &self.types)
    }
}

fn statuses(selection: &Selection) -> &'static [&'static str] {
    if selection.life == Life::Closed { CLOSED } else { OPEN }
}

fn waits(selection: &Selection) -> &'static str {
    if selection.only_waiting { " AND waiting_since IS NOT NULL" } else { "" }
}

/// A key for every account with every variant.
fn product<V>(
    accounts: &[Id],
    variants: &[V],
    more: impl Fn(&V) -> Vec<Value<'static>>,
) -> Vec<Vec<Value<'static>>> {
    let keys = accounts.iter().flat_map(|id| variants.iter().map(|variant| (*id, variant)));
    keys.map(|(id, variant)| [vec![Value::from(id)], more(variant)].concat()).collect()
}
