//! Recorded dialogs: what a customer says, what the world answers, what must be true.

mod check;
mod expect;
mod fields;
mod model;
mod read;
mod references;
mod world;

pub use self::check::{CheckedDialog, check_dialog, check_dialog_bytes};
pub(crate) use self::fields::DIALOG_FIELDS;
pub use self::model::{
    Band, ClarifyAnswer, CustomerTurn, Dialog, Expect, Facts, Outcome, OwnerExpected, RecordedAnswer,
    RecordedExtract, RecordedHit, RecordedIntent, RecordedResponse, RecordedWorld, ReplyExpect, Signals,
    Similar, Spanned, Turn, TurnKind, WaitTurn, World,
};
