//! Walks down an index, as SQL.

use super::ListCursor;
use super::selection::{EVERYBODY, Life, ListOrder, Selection};
use crate::Id;
use crate::db::{Bulk, Type, Value};

const TABLE: &str = "conversations";
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

    pub(super) fn lanes(self, selection: &Selection, accounts: &[Id], search: Option<&Search>) -> Vec<Lane> {
        match (self, search) {
            (_, Some(search)) => vec![Lane::searched(selection, accounts, self, search)],
            (Self::Waiting, None) => vec![Lane::waiting(selection, accounts)],
            (Self::Newest | Self::Rest, None) => Lane::of(selection, accounts),
        }
    }
}

/// What a searcher typed.
pub(super) struct Search {
    /// Folded as the texts are that it is looked for in.
    pub(super) text: String,
    pub(super) chat: String,
}

/// Walks of one kind, one for each key.
pub(super) struct Lane {
    /// The table, or what a search finds of it.
    from: String,
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
                from: TABLE.into(),
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
            from: TABLE.into(),
            condition: "account_id = $1 AND owner = $2 AND status = $3 AND snoozed_until IS NULL".into(),
            types: vec![Type::Int, Type::Text, Type::Text],
            keys: product(accounts, &pairs, |(leader, status)| vec![(*leader).into(), (*status).into()]),
            sorted_apart: false,
        }
    }

    /// Walks through what a search finds, one an account, so that its texts are looked at once; few enough to sort.
    fn searched(selection: &Selection, accounts: &[Id], phase: Phase, search: &Search) -> Self {
        let life = match selection.life {
            Life::Any => "",
            Life::Snoozed => " AND snoozed_until IS NOT NULL",
            Life::Open => " AND status <> 'closed' AND snoozed_until IS NULL",
            Life::Closed => " AND status = 'closed' AND snoozed_until IS NULL",
        };
        let waits = if phase.is_waiting() { " AND waiting_since IS NOT NULL" } else { waits(selection) };
        let lane = Self::by_account(selection, accounts, &format!("{life}{waits}"));
        let at = lane.types.len() + 1;
        let from = format!(
            "(SELECT conversation_id AS found FROM conversation_lookup \
             WHERE account_id = $1 AND strpos(text, ${at}) > 0 \
             UNION SELECT id FROM conversations WHERE account_id = $1 AND external_id = ${}) f \
             CROSS JOIN {TABLE}",
            at + 1
        );
        let texts = [Value::from(search.text.clone()), Value::from(search.chat.clone())];
        Self {
            from,
            condition: format!("id = found AND {}", lane.condition),
            types: [&lane.types[..], &[Type::Text, Type::Text]].concat(),
            keys: lane.keys.into_iter().map(|key| [&key[..], &texts].concat()).collect(),
            sorted_apart: true,
        }
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
        let mut lane = Self {
            from: TABLE.into(),
            condition: format!("account_id = $1{condition}"),
            types: vec![Type::Int],
            keys: accounts.iter().map(|id| vec![Value::from(*id)]).collect(),
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
        let mut sql = format!("SELECT {column}, id FROM {} WHERE {}{rest}", self.from, self.condition);
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
        let sql = format!("SELECT COUNT(*) FROM {} WHERE {}", self.from, self.condition);
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
