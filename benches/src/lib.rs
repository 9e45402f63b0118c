//! What `make bench` measures with.
#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "figures for people need no more digits"
)]

pub mod clock;
pub mod shop;
pub mod turns;
