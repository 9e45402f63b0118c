//! Search in messages, as people search: any form of a word, ё or е, the wrong keyboard layout, a slip of a finger.

mod question;
mod snippet;

pub use question::{read, stems};
pub use snippet::{Snippet, snippet};
