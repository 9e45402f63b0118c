//! How figures are counted and printed.

use std::time::Duration;

/// Prints p50, p95 and the greatest of some times, against what is wanted.
pub(crate) fn print(what: &str, mut times: Vec<Duration>, wanted_ms: u64) {
    times.sort_unstable();
    let at = |share: f64| {
        let index = (times.len() as f64 * share).ceil() as usize;
        times.get(index.saturating_sub(1)).copied().unwrap_or_default().as_secs_f64() * 1_000.0
    };
    let verdict = if at(0.95) <= wanted_ms as f64 { "" } else { "  MISSED" };
    println!(
        "{what:<44} p50 {:>7.1} ms  p95 {:>7.1} ms  max {:>7.1} ms  ({} times, wanted p95 {wanted_ms} ms){verdict}",
        at(0.5),
        at(0.95),
        at(1.0),
        times.len(),
    );
}
