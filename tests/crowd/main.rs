//! A busy shop's messenger: fills a database with conversations and messages, starts the real server on it and
//! measures what operators wait for. `make bench-messenger` runs it; `docs/speed.md` keeps the figures.
//!
//! `crowd [sqlite|postgres] [conversations] [messages] [no-browser]`
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a measurement that fails says why by panicking, and prints its figures"
)]

mod figures;
mod fill;
mod live;
mod pages;
mod words;

use std::process::Command;

use sufler_tests::{Api, Backend, Server, Setup, Stage, binary};

/// Shops of the company.
const ACCOUNTS: usize = 5;
/// Who sits at the messenger.
const OPERATORS: usize = 10;

#[tokio::main]
async fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let numbers: Vec<usize> = args.iter().filter_map(|arg| arg.parse().ok()).collect();
    let size = fill::Size {
        conversations: numbers.first().copied().unwrap_or(100_000),
        messages: numbers.get(1).copied().unwrap_or(5_000_000),
    };
    let backend = if args.iter().any(|arg| arg == "postgres") { Backend::Postgres } else { Backend::Sqlite };
    let Some(database) = backend.open_durable().await else { return };
    let url = database.url().map(str::to_owned);
    println!("{} conversations, {} messages, {backend:?}", size.conversations, size.messages);

    let mut stage = Setup::flow("echo").sellers(ACCOUNTS).on(database).start().await;
    let mut operators = Vec::new();
    for n in 0..OPERATORS {
        operators.push(stage.api.add_operator(&format!("operator{n}")).await);
    }
    stop(&mut stage.server).await;
    let users: Vec<i64> = operators.iter().map(|operator| operator.user_id).collect();
    let filled = fill::fill(stage.dir(), url.as_deref(), size, &users).await;
    let started = std::time::Instant::now();
    stage.server.start(None).await;
    println!("The server answers {} ms after its start", started.elapsed().as_millis());

    pages::measure(&operators[0]).await;
    if !args.iter().any(|arg| arg == "no-browser") {
        in_the_browser(&stage, &operators[0]);
    }
    live::measure(&stage, &operators, &filled).await;
}

async fn stop(server: &mut Server) {
    server.ask_to_stop();
    let ended = server.ended("the server stops").await;
    assert!(ended.success(), "{ended:?}\n{}", server.log_tail());
}

/// The page's own figures, by Chromium.
fn in_the_browser(stage: &Stage, operator: &Api) {
    let status = Command::new("npx")
        .args(["playwright", "test", "--project=speed"])
        .current_dir(binary::workspace().join("tests/browser"))
        .env("SPEED_URL", stage.server.url())
        .env("SPEED_COOKIE", operator.cookie())
        .status();
    assert!(status.is_ok_and(|status| status.success()), "the browser measures");
}
