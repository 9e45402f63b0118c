//! Time of one call.

use std::time::{Duration, Instant};

/// Passes over the texts; the fastest one is least disturbed by what else the machine does.
const PASSES: usize = 9;

/// Time of one call: the mean over the texts in the fastest pass.
pub(crate) fn each<T>(texts: &[&str], call: impl Fn(&str) -> T) -> Duration {
    let pass = || {
        let started = Instant::now();
        texts.iter().for_each(|text| drop(std::hint::black_box(call(text))));
        started.elapsed() / u32::try_from(texts.len().max(1)).unwrap_or(1)
    };
    (0..PASSES).map(|_| pass()).min().unwrap_or_default()
}
