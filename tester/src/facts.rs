//! Facts of a dialog file in the engine's words.

use std::sync::Arc;

use serde_json::Value;
use sufler_dsl::dialog::Facts;
use sufler_engine::{Account, Contact, Item, Name};

pub(crate) fn contact(facts: &Facts) -> Arc<Contact> {
    let (name, phone, email) = (text(facts, "name"), text(facts, "phone"), text(facts, "email"));
    let id = text(facts, "id").unwrap_or_else(|| "dialog".into());
    Arc::new(Contact { id, name, phone, email, tags: list(facts, "tags") })
}

/// The listing, if the dialog tells anything of one.
pub(crate) fn item(facts: &Facts) -> Option<Arc<Item>> {
    if facts.is_empty() {
        return None;
    }
    let required = |key| text(facts, key).unwrap_or_default();
    Some(Arc::new(Item {
        id: required("id"),
        title: required("title"),
        price: text(facts, "price"),
        url: text(facts, "url"),
        city: text(facts, "city"),
    }))
}

pub(crate) fn account(facts: &Facts) -> Arc<Account> {
    let or = |key, default: &str| text(facts, key).unwrap_or_else(|| default.into());
    let offset = facts.get("utc_offset_minutes").and_then(Value::as_i64);
    let default = Account::default();
    Arc::new(Account {
        id: or("id", "dialog"),
        name: or("name", ""),
        channel: or("channel", "avito"),
        tags: list(facts, "tags"),
        utc_offset_minutes: offset
            .and_then(|it| i32::try_from(it).ok())
            .unwrap_or(default.utc_offset_minutes),
    })
}

/// A fact as text, numbers too.
fn text(facts: &Facts, key: &str) -> Option<Arc<str>> {
    match facts.get(key)? {
        Value::String(text) => Some(text.as_str().into()),
        Value::Number(number) => Some(number.to_string().into()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

fn list(facts: &Facts, key: &str) -> Arc<[Name]> {
    let items = facts.get(key).and_then(Value::as_array);
    items.into_iter().flatten().filter_map(Value::as_str).map(Name::from).collect()
}
