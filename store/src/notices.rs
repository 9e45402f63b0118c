//! What people outside the page are told, and the queue it leaves by.
//!
//! A follower of the changes makes the rows ([`Store::notice_occasions`], [`Store::notices_add`]): a turn's transaction
//! knows nothing of them and never waits. A notice goes `queued` → `sending` → `sent`, `dropped`, `failed` or `unknown`;
//! `sending` is committed before the call, so that one whose process died is never told twice.

mod occasion;
mod queue;

pub use occasion::{Occasion, OccasionKind, Occasions};
pub use queue::{NewNotice, Notice, NoticeEnd, NoticeTarget, TargetState};
