#![no_main]

use libfuzzer_sys::fuzz_target;
use sufler_fuzz::torture;

fuzz_target!(|input: (&str, usize)| torture::editor(input.0, input.1));
