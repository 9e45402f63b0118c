//! Alone in its program: nothing else may install a TLS provider before it.

#![allow(clippy::unwrap_used, reason = "a failed assumption in a test should fail the test")]

use sufler_channels::avito::{Client, Config, SetupError};

#[test]
fn a_program_without_a_tls_provider_gets_an_error_not_a_crash() {
    let refused = Client::new(Config::official().unwrap()).unwrap_err();
    assert_eq!(refused, SetupError::NoTlsProvider);
}
