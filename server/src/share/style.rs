//! The look of a page that people outside see. One sheet in the page itself, let in by its hash: no script, no file, no
//! address elsewhere.

use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// The sheet; colours are those of the messenger.
pub(super) const SHEET: &str = include_str!("share.css");

static POLICY: LazyLock<String> = LazyLock::new(|| {
    let hash = STANDARD.encode(Sha256::digest(SHEET.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
});

/// Content security policy of the page.
pub(crate) fn policy() -> &'static str {
    &POLICY
}
