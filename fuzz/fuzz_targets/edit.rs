//! The first line of the input is a list of operations, the rest is the file.
#![no_main]

use libfuzzer_sys::fuzz_target;
use sufler_dsl::edit::parse_ops;
use sufler_fuzz::torture;

fuzz_target!(|text: &str| {
    let (ops, file) = text.split_once('\n').unwrap_or(("", text));
    torture::edits(file, &parse_ops(ops).unwrap_or_default());
});
