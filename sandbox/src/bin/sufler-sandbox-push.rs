//! `sufler-sandbox-push`: a push service's simulator as a program.

use std::net::SocketAddr;
use std::process::ExitCode;

use clap::Parser;
use sufler_sandbox::push::PushService;

/// Plays the push service of browsers. Browsers: POST, GET, DELETE /_sandbox/browsers/NAME; endpoint: /push/NAME.
#[derive(Debug, Parser)]
#[command(name = "sufler-sandbox-push", version)]
struct Args {
    /// Where to listen; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:7004")]
    addr: SocketAddr,
}

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    let args = Args::parse();
    match PushService::start(args.addr).await {
        Ok(running) => {
            tracing::info!("Push service simulator: {}", running.url());
            let _ = tokio::signal::ctrl_c().await;
            drop(running);
            ExitCode::SUCCESS
        }
        Err(error) => {
            tracing::error!("cannot listen on {}: {error}", args.addr);
            ExitCode::from(2)
        }
    }
}
