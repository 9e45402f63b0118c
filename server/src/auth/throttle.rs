//! Slows down guessing of passwords: growing pauses per login and address, and per address over all logins.
//!
//! An attempt counts before the password is looked at, so that parallel guesses gain nothing. Addresses are
//! part of the key: nobody can lock a colleague out from elsewhere.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use sufler_store::model::Millis;

/// Attempts without a pause.
const FREE_PER_LOGIN: u32 = 5;
/// The same for an address, behind which a whole office may sit.
const FREE_PER_ADDRESS: u32 = 40;
/// First pause; each next one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// Longest pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(15 * 60);
/// Quiet after which all is forgotten.
const FORGET_AFTER: Duration = Duration::from_secs(60 * 60);
/// Keys remembered; beyond it the stale ones go, then whoever waits least.
const CAPACITY: usize = 10_000;

/// Remembers attempts to log in.
#[derive(Default)]
pub struct LoginThrottle {
    inner: Mutex<Tables>,
}

#[derive(Default)]
struct Tables {
    logins: HashMap<(String, IpAddr), Attempts>,
    addresses: HashMap<IpAddr, Attempts>,
}

#[derive(Clone, Copy, Default)]
struct Attempts {
    count: u32,
    last: Millis,
    allowed_at: Millis,
}

impl LoginThrottle {
    /// Counts an attempt, or says how long to wait before the next one.
    pub fn begin(&self, login: &str, address: IpAddr, now: Millis) -> Result<(), Duration> {
        let address = network(address);
        let mut tables = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let tables = &mut *tables;
        make_room(&mut tables.logins, now);
        make_room(&mut tables.addresses, now);
        let by_login = tables.logins.entry((login.to_lowercase(), address)).or_default();
        let by_address = tables.addresses.entry(address).or_default();
        let wait = by_login.wait(now).max(by_address.wait(now));
        if !wait.is_zero() {
            return Err(wait);
        }
        by_login.count(FREE_PER_LOGIN, now);
        by_address.count(FREE_PER_ADDRESS, now);
        Ok(())
    }

    /// The password was right: this login starts anew, and the attempt no longer counts for the address.
    pub fn succeeded(&self, login: &str, address: IpAddr) {
        let address = network(address);
        let mut tables = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        tables.logins.remove(&(login.to_lowercase(), address));
        if let Some(attempts) = tables.addresses.get_mut(&address) {
            attempts.count = attempts.count.saturating_sub(1);
            attempts.allowed_at = 0;
        }
    }
}

impl Attempts {
    fn wait(&self, now: Millis) -> Duration {
        Duration::from_millis(u64::try_from(self.allowed_at.saturating_sub(now)).unwrap_or(0))
    }

    fn count(&mut self, free: u32, now: Millis) {
        if self.is_forgotten(now) {
            *self = Self::default();
        }
        self.count = self.count.saturating_add(1);
        self.last = now;
        if let Some(over) = self.count.checked_sub(free) {
            let pause = FIRST_PAUSE.saturating_mul(1 << over.min(20)).min(LONGEST_PAUSE);
            self.allowed_at = now.saturating_add(millis(pause));
        }
    }

    fn is_forgotten(&self, now: Millis) -> bool {
        now.saturating_sub(self.last) > millis(FORGET_AFTER)
    }
}

/// Keeps the table bounded whatever is thrown at it.
fn make_room<K: Hash + Eq + Clone>(table: &mut HashMap<K, Attempts>, now: Millis) {
    if table.len() < CAPACITY {
        return;
    }
    table.retain(|_, attempts| !attempts.is_forgotten(now));
    if table.len() < CAPACITY {
        return;
    }
    // Those that wait longest stay: forgetting them would reward flooding.
    let least = table.iter().min_by_key(|(_, attempts)| (attempts.allowed_at, attempts.last));
    if let Some(key) = least.map(|(key, _)| key.clone()) {
        table.remove(&key);
    }
}

/// One IPv6 customer owns a whole /64.
pub(super) fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        v4 => v4,
    }
}

fn millis(duration: Duration) -> Millis {
    Millis::try_from(duration.as_millis()).unwrap_or(Millis::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOME: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 1));
    const AWAY: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(10, 0, 0, 2));

    fn fail(throttle: &LoginThrottle, login: &str, times: u32, now: Millis) {
        for _ in 0..times {
            throttle.begin(login, HOME, now).expect("still free");
        }
    }

    #[test]
    fn pauses_double_and_stop_at_a_quarter_of_an_hour() {
        let throttle = LoginThrottle::default();
        let mut now = 0;
        fail(&throttle, "anna", FREE_PER_LOGIN, now);
        let mut pauses = Vec::new();
        for _ in 0..12 {
            let wait = throttle.begin("Anna", HOME, now).expect_err("must wait");
            pauses.push(wait.as_secs());
            now += millis(wait);
            throttle.begin("anna", HOME, now).expect("waited");
        }
        assert_eq!(pauses, [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
    }

    #[test]
    fn another_address_and_another_login_are_not_slowed() {
        let throttle = LoginThrottle::default();
        fail(&throttle, "anna", FREE_PER_LOGIN, 0);
        throttle.begin("anna", HOME, 0).expect_err("slowed");
        throttle.begin("anna", AWAY, 0).expect("a colleague elsewhere");
        throttle.begin("oleg", HOME, 0).expect("a colleague here");
    }

    #[test]
    fn spraying_many_logins_from_one_address_is_slowed() {
        let throttle = LoginThrottle::default();
        for n in 0..FREE_PER_ADDRESS {
            throttle.begin(&format!("user{n}"), HOME, 0).expect("free");
        }
        throttle.begin("next", HOME, 0).expect_err("slowed");
    }

    #[test]
    fn success_and_time_forgive() {
        let throttle = LoginThrottle::default();
        fail(&throttle, "anna", FREE_PER_LOGIN - 1, 0);
        throttle.succeeded("anna", HOME);
        fail(&throttle, "anna", FREE_PER_LOGIN, 0);
        let later = millis(FORGET_AFTER) + 1_001;
        fail(&throttle, "anna", FREE_PER_LOGIN, later);
    }

    #[test]
    fn neighbours_of_one_ipv6_network_count_as_one() {
        let throttle = LoginThrottle::default();
        let host = |n| IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 1, 0, 0, 0, n));
        for n in 0..5 {
            throttle.begin("anna", host(n), 0).expect("free");
        }
        throttle.begin("anna", host(9), 0).expect_err("the same network");
    }

    #[test]
    fn memory_is_bounded() {
        let throttle = LoginThrottle::default();
        for n in 0..CAPACITY + 50 {
            let address = IpAddr::V4(std::net::Ipv4Addr::from_bits(u32::try_from(n).expect("small")));
            throttle.begin("anna", address, 0).expect("free");
        }
        assert!(throttle.inner.lock().expect("lock").logins.len() <= CAPACITY);
    }
}
