//! Live events over Socket.IO: who may connect, what they may hear, and how they learn that they missed something.

mod events;
mod hub;
mod origin;
mod presence;
mod relay;

pub use events::{ChangeEvent, Hello, Resync, UnsentEvent};
pub use hub::Hub;
pub use origin::check_origin;
pub use presence::{Person, PresenceEvent, Stance};
pub use relay::relay;
