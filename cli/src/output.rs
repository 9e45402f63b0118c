//! The only place that prints: a closed pipe (`sufler … | head`) ends quietly.

use std::io::{self, Write};

/// A line for people or programs.
pub(crate) fn line(text: &str) {
    let mut out = io::stdout().lock();
    if writeln!(out, "{text}").and_then(|()| out.flush()).is_err() {
        std::process::exit(0);
    }
}

/// A text as it is, without a line break of its own.
pub(crate) fn text(text: &str) {
    let mut out = io::stdout().lock();
    if out.write_all(text.as_bytes()).and_then(|()| out.flush()).is_err() {
        std::process::exit(0);
    }
}

/// Something beside the result, for people.
pub(crate) fn note(text: &str) {
    // Nothing can be told when stderr is closed.
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// What went wrong.
pub(crate) fn fail(text: &str) {
    // Nothing can be told when stderr is closed.
    let _ = writeln!(io::stderr().lock(), "sufler: {text}");
}
