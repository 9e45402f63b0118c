//! Measuring.

use std::time::{Duration, Instant};

const ROUNDS: usize = 5;

/// In milliseconds.
pub fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

/// The quickest of several rounds: what the machine does beside is not ours.
///
/// # Errors
/// What the work says.
pub fn best(mut work: impl FnMut() -> anyhow::Result<()>) -> anyhow::Result<Duration> {
    let mut best = Duration::MAX;
    for _ in 0..ROUNDS {
        let started = Instant::now();
        work()?;
        best = best.min(started.elapsed());
    }
    Ok(best)
}
