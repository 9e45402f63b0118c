//! A conversation told to people outside: as a page behind a signed link, or as a file.

mod csv;
pub(crate) mod link;
mod page;
mod style;
mod transcript;
mod words;

pub(crate) use csv::csv;
pub(crate) use page::{Frame, history, notice};
pub(crate) use style::policy;
pub(crate) use transcript::{Reading, Transcript};
pub(crate) use words::{Lang, Times, Words};
