//! Listings of the account. The list has no photo and no place; a chat's own card has them.

use serde_json::Value;

use crate::json;
use crate::message::ItemInfo;

pub(super) const OPERATION: &str = "getItemsInfo";
/// The documentation says less than 100.
pub(super) const PER_PAGE: usize = 99;

/// A page of listings.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemPage {
    /// The listings.
    pub items: Vec<ItemInfo>,
    /// Whether another page may follow.
    pub more: bool,
}

pub(super) fn read(entries: &[Value]) -> ItemPage {
    ItemPage { items: entries.iter().filter_map(item).collect(), more: entries.len() >= PER_PAGE }
}

fn item(entry: &Value) -> Option<ItemInfo> {
    Some(ItemInfo {
        external_id: json::id(entry, "id")?,
        title: json::text(entry, "title").unwrap_or_default().to_owned(),
        url: json::web_address(entry, "url"),
        price: entry.get("price").and_then(Value::as_f64).map(price),
        image_url: None,
        location: json::text(entry, "address").map(str::to_owned),
        status: json::text(entry, "status").map(str::to_owned),
    })
}

/// As Avito writes a price in its chats: groups of three, no-break spaces, the rouble sign.
fn price(roubles: f64) -> String {
    let digits = format!("{:.0}", roubles.abs());
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            text.push('\u{a0}');
        }
        text.push(digit);
    }
    text + "\u{a0}₽"
}

#[cfg(test)]
mod tests {
    use super::price;

    #[test]
    fn prices_read_like_avitos_own() {
        assert_eq!(price(0.0), "0\u{a0}₽");
        assert_eq!(price(990.0), "990\u{a0}₽");
        assert_eq!(price(1_232_323.0), "1\u{a0}232\u{a0}323\u{a0}₽");
    }
}
