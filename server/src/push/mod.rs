//! Web Push: what is sent to browsers whose page is closed, encrypted for each (RFC 8291) and signed (RFC 8292).

mod client;
mod encrypt;
mod endpoint;
mod vapid;

pub(crate) use client::{PushClient, PushError};
pub(crate) use encrypt::readable;
pub(crate) use endpoint::{checked, hash};
pub(crate) use vapid::Vapid;
