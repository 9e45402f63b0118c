//! Addresses of push services come from browsers, that is from anybody who is logged in: only public https hosts.

use sha2::{Digest, Sha256};
use url::{Host, Url};

use crate::connectors::is_public;

/// Longest address of a push service.
const LONGEST: usize = 2048;

/// The address, if it may be sent to; else why not, in Russian. Names are looked at again when they are resolved.
pub(crate) fn checked(endpoint: &str, allow_private: bool) -> Result<Url, &'static str> {
    if endpoint.len() > LONGEST {
        return Err("адрес слишком длинный");
    }
    let url = Url::parse(endpoint).map_err(|_| "это не адрес")?;
    if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
        return Err("адрес не может содержать пароль и якорь");
    }
    if allow_private {
        return if matches!(url.scheme(), "http" | "https") {
            Ok(url)
        } else {
            Err("нужен адрес http или https")
        };
    }
    if url.scheme() != "https" || url.port_or_known_default() != Some(443) {
        return Err("нужен адрес https на обычном порту");
    }
    match url.host() {
        Some(Host::Domain(name)) if name.contains('.') && !name.ends_with('.') => Ok(url),
        Some(Host::Ipv4(ip)) if is_public(ip.into()) => Ok(url),
        Some(Host::Ipv6(ip)) if is_public(ip.into()) => Ok(url),
        _ => Err("адрес ведёт во внутреннюю сеть"),
    }
}

/// What tells browsers apart without keeping their address in the open.
pub(crate) fn hash(endpoint: &str) -> String {
    hex::encode(Sha256::digest(endpoint.as_bytes()))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("https://fcm.googleapis.com/fcm/send/abc", true)]
    #[case("https://updates.push.services.mozilla.com/wpush/v2/x", true)]
    #[case("http://fcm.googleapis.com/x", false)]
    #[case("https://fcm.googleapis.com:8443/x", false)]
    #[case("https://user:pass@fcm.googleapis.com/x", false)]
    #[case("https://localhost/x", false)]
    #[case("https://127.0.0.1/x", false)]
    #[case("https://2130706433/x", false)]
    #[case("https://0x7f.1/x", false)]
    #[case("https://10.0.0.8/x", false)]
    #[case("https://169.254.169.254/latest/meta-data", false)]
    #[case("https://[::1]/x", false)]
    #[case("https://[::ffff:10.0.0.1]/x", false)]
    #[case("https://intranet/x", false)]
    #[case("file:///etc/passwd", false)]
    #[case("что-то", false)]
    fn only_public_hosts_are_sent_to(#[case] endpoint: &str, #[case] good: bool) {
        assert_eq!(checked(endpoint, false).is_ok(), good);
    }

    #[test]
    fn a_simulator_next_door_needs_the_setting() {
        assert!(checked("http://127.0.0.1:7002/push/1", true).is_ok());
        assert!(checked("ftp://127.0.0.1/push/1", true).is_err());
    }
}
