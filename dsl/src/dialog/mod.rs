//! Recorded dialogs: what a customer says, what the world answers, what must be true.

mod model;

pub use self::model::{
    Band, ClarifyAnswer, CustomerTurn, Dialog, Expect, Facts, Outcome, OwnerExpected, RecordedAnswer,
    RecordedHit, RecordedIntent, RecordedWorld, ReplyExpect, Signals, Spanned, Turn, TurnKind, World,
};
