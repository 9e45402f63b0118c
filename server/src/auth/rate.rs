//! A limit on requests of whoever is not logged in, by network address.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use sufler_store::Millis;

use super::throttle::network;

/// Length of a window.
const WINDOW: Millis = 60_000;
/// Networks remembered; when there are more, windows that ended are forgotten, then all.
const CAPACITY: usize = 10_000;

/// Counts requests of each network in windows of a minute.
#[derive(Debug)]
pub struct RateLimit {
    per_minute: u32,
    windows: Mutex<HashMap<IpAddr, Window>>,
}

#[derive(Debug, Clone, Copy)]
struct Window {
    ends_at: Millis,
    count: u32,
}

impl RateLimit {
    /// So many requests a minute.
    pub fn new(per_minute: u32) -> Self {
        Self { per_minute, windows: Mutex::default() }
    }

    /// Counts a request, or says how long to wait before the next one.
    pub fn take(&self, address: IpAddr, now: Millis) -> Result<(), Duration> {
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        if windows.len() >= CAPACITY {
            windows.retain(|_, window| window.ends_at > now);
            if windows.len() >= CAPACITY {
                windows.clear();
            }
        }
        let window = windows.entry(network(address)).or_insert(Window { ends_at: 0, count: 0 });
        if window.ends_at <= now {
            *window = Window { ends_at: now.saturating_add(WINDOW), count: 0 };
        }
        if window.count >= self.per_minute {
            return Err(Duration::from_millis(u64::try_from(window.ends_at - now).unwrap_or(0)));
        }
        window.count += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_waits_for_its_next_minute_and_no_other_does() {
        let limit = RateLimit::new(2);
        let host = |last| IpAddr::from([10, 0, 0, last]);
        for _ in 0..2 {
            limit.take(host(1), 1_000).expect("within the limit");
        }
        assert_eq!(limit.take(host(1), 31_000), Err(Duration::from_secs(30)));
        limit.take(host(2), 31_000).expect("somebody else");
        limit.take(host(1), 61_000).expect("the next minute");
    }

    #[test]
    fn memory_is_bounded() {
        let limit = RateLimit::new(1);
        for number in 0..30_000_u32 {
            limit.take(IpAddr::from(number.to_be_bytes()), 0).expect("the first one");
        }
        assert!(limit.windows.lock().expect("lock").len() <= CAPACITY);
    }
}
