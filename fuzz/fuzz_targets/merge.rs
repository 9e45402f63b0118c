#![no_main]

use libfuzzer_sys::fuzz_target;
use sufler_fuzz::torture;

fuzz_target!(|texts: (&str, &str, &str)| torture::merges(texts.0, texts.1, texts.2));
