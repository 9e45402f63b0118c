//! The demo shop «Климатика»: two accounts, their listings, and a few buyers.

use serde::Deserialize;

use crate::control::{Control, ControlError, NewBuyer, NewItem, NewSeller};

const SHOP: &str = include_str!("../demo/shop.json");

#[derive(Debug, Deserialize)]
struct Shop {
    sellers: Vec<NewSeller>,
    buyers: Vec<NewBuyer>,
    items: Vec<NewItem>,
}

/// Opens the shop in an empty world.
pub(crate) fn furnish(control: &Control) -> Result<(), ControlError> {
    let shop: Shop = serde_json::from_str(SHOP)
        .map_err(|error| ControlError::Invalid(format!("demo/shop.json: {error}")))?;
    for seller in shop.sellers {
        control.add_seller(seller)?;
    }
    for buyer in shop.buyers {
        control.add_buyer(buyer)?;
    }
    for item in shop.items {
        control.add_item(item)?;
    }
    Ok(())
}
