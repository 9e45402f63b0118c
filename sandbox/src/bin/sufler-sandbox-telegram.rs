//! `sufler-sandbox-telegram`: the Bot API's simulator as a program.

use std::net::SocketAddr;
use std::process::ExitCode;

use clap::Parser;
use sufler_sandbox::telegram::{Chat, Telegram};

/// Plays Telegram for a bot that writes to a chat. What arrived: GET /_sandbox/messages.
#[derive(Debug, Parser)]
#[command(name = "sufler-sandbox-telegram", version)]
struct Args {
    /// Where to listen; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:7003")]
    addr: SocketAddr,
    /// Token of the one bot.
    #[arg(long, default_value = "123456:sandbox")]
    token: String,
    /// Chats the bot is in.
    #[arg(long, allow_hyphen_values = true, default_values_t = [-1_001_000_i64])]
    chat: Vec<i64>,
}

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    let args = Args::parse();
    let chats = args.chat.into_iter().map(Chat::new).collect();
    match Telegram::start(args.addr, &args.token, chats).await {
        Ok(running) => {
            tracing::info!("Telegram simulator: {}", running.url());
            let _ = tokio::signal::ctrl_c().await;
            running.stop().await;
            ExitCode::SUCCESS
        }
        Err(error) => {
            tracing::error!("cannot listen on {}: {error}", args.addr);
            ExitCode::from(2)
        }
    }
}
