//! The buyer's page.

mod art;
mod assets;
pub(crate) mod html;

pub(crate) use assets::routes;
