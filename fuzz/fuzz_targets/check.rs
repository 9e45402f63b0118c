#![no_main]

use libfuzzer_sys::fuzz_target;
use sufler_fuzz::torture;

fuzz_target!(|bytes: &[u8]| torture::check(bytes));
