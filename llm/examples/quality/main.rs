//! Prints the figures of docs/quality.md.
//!
//! `cargo run --release -p sufler-llm --example quality -- DATA_FOLDER [--fit]`
#![allow(clippy::print_stdout, reason = "printing is its job")]

mod data;
mod intents;
mod logistic;
mod metrics;
mod retrieval;
mod softmax;
mod speed;

use std::{env, error::Error, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let fit = arguments.iter().any(|argument| argument == "--fit");
    let folder = arguments
        .iter()
        .find(|argument| !argument.starts_with("--"))
        .map_or("../shared/data", String::as_str);
    let folder = Path::new(folder);
    if !folder.is_dir() {
        println!(
            "Skipped: no folder {} with the Russian sets (intents, questions, passages).",
            folder.display()
        );
        return Ok(());
    }
    intents::measure(folder, fit)?;
    retrieval::measure(folder, fit)
}
