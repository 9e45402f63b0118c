//! Waiting for a condition with a deadline.

use std::{
    future::Future,
    time::{Duration, Instant},
};

/// Long enough for a debug build on a busy machine; a wait ends as soon as its condition holds.
pub const PATIENCE: Duration = Duration::from_secs(45);
/// Between two looks.
const BETWEEN: Duration = Duration::from_millis(15);

/// Looks until `look` answers a value.
///
/// # Errors
/// The deadline passed: what was expected, and what the last look saw.
pub async fn try_until<T, F>(what: &str, patience: Duration, mut look: impl FnMut() -> F) -> Result<T, String>
where
    F: Future<Output = Result<T, String>>,
{
    let started = Instant::now();
    loop {
        let seen = match look().await {
            Ok(value) => return Ok(value),
            Err(seen) => seen,
        };
        if started.elapsed() > patience {
            return Err(format!("expected within {patience:?}: {what}\nseen instead: {seen}"));
        }
        tokio::time::sleep(BETWEEN).await;
    }
}

/// `Ok` when the condition holds, otherwise what was seen.
///
/// # Errors
/// `seen`, printed.
pub fn holds(condition: bool, seen: impl std::fmt::Debug) -> Result<(), String> {
    if condition { Ok(()) } else { Err(format!("{seen:#?}")) }
}
