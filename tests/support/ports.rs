//! Ports for servers that must come back on the port they had.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};

use rand::Rng as _;

/// Below the range from which the system takes ports of outgoing connections: such a port stays free while the
/// server is down.
const RANGE: std::ops::Range<u16> = 20_000..32_000;

/// A loopback address nobody listens on.
///
/// # Panics
/// The machine has none left.
pub fn free() -> SocketAddr {
    let mut dice = rand::rng();
    (0..1000)
        .map(|_| SocketAddr::from((Ipv4Addr::LOCALHOST, dice.random_range(RANGE))))
        .find(|address| TcpListener::bind(address).is_ok())
        .expect("a free port of the loopback interface")
}
