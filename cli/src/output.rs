//! The only place that prints: a closed pipe (`sufler … | head`) ends quietly.

use std::io::{self, Write};

/// A line for people or programs.
pub(crate) fn line(text: &str) {
    let mut out = io::stdout().lock();
    if writeln!(out, "{text}").and_then(|()| out.flush()).is_err() {
        std::process::exit(0);
    }
}

/// What went wrong.
pub(crate) fn fail(text: &str) {
    // Nothing can be told when stderr is closed.
    let _ = writeln!(io::stderr().lock(), "sufler: {text}");
}
