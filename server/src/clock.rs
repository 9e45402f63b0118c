//! The one place where HTTP and logins read the clock.

use sufler_store::Millis;

/// UTC milliseconds.
pub fn now() -> Millis {
    jiff::Timestamp::now().as_millisecond()
}
