//! `sufler-sandbox`: the Avito simulator as a program.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use sufler_sandbox::{Config, Mode, RateLimit, Simulator, WebhookPolicy};

// jemalloc does not build with Microsoft's compiler.
#[cfg(not(target_env = "msvc"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// Plays Avito: sellers with keys, buyers, chats, webhooks, limits and failures, written from the wire contract.
#[derive(Debug, Parser)]
#[command(name = "sufler-sandbox", version)]
struct Args {
    /// Where to listen; port 0 takes a free one.
    #[arg(long, env = "SANDBOX_ADDR", default_value = "127.0.0.1:7001")]
    addr: SocketAddr,
    /// Address used in links to pictures and pages [default: the address listened on].
    #[arg(long, env = "SANDBOX_PUBLIC_URL")]
    public_url: Option<String>,
    /// `spec`: the published schema to the letter; `observed`: as seen in production.
    #[arg(long, default_value = "observed")]
    mode: Mode,
    /// Source of ids and of the faults' dice.
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Lifetime of an access token, seconds.
    #[arg(long, default_value_t = 86_400)]
    access_ttl: u64,
    /// Lifetime of a refresh token, seconds.
    #[arg(long, default_value_t = 31_536_000)]
    refresh_ttl: u64,
    /// Requests an account may make in any sliding minute.
    #[arg(long, default_value_t = 100)]
    rate_limit: u32,
    /// Write requests over the limit to the log, but serve them.
    #[arg(long)]
    rate_limit_only_watched: bool,
    /// Attempts to deliver a webhook.
    #[arg(long, default_value_t = 5)]
    webhook_attempts: u32,
    /// Pause before the second attempt, milliseconds; doubled each time.
    #[arg(long, default_value_t = 1000)]
    webhook_backoff_ms: u64,
    /// Ask on the authorize page instead of redirecting at once.
    #[arg(long)]
    consent: bool,
    /// Write the address to this file once requests are answered: for scripts that start with port 0.
    #[arg(long)]
    url_file: Option<PathBuf>,
    /// Start empty, without the demo shop «Климатика».
    #[arg(long)]
    empty: bool,
}

impl Args {
    fn config(self) -> Config {
        Config {
            addr: self.addr,
            public_url: self.public_url,
            mode: self.mode,
            seed: self.seed,
            access_ttl: Duration::from_secs(self.access_ttl),
            refresh_ttl: Duration::from_secs(self.refresh_ttl),
            consent: self.consent,
            rate: RateLimit { per_minute: self.rate_limit, enforced: !self.rate_limit_only_watched },
            webhooks: WebhookPolicy {
                attempts: self.webhook_attempts.max(1),
                backoff: Duration::from_millis(self.webhook_backoff_ms),
                ..WebhookPolicy::default()
            },
            demo: !self.empty,
            ..Config::default()
        }
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(
            tracing_subscriber::EnvFilter::try_from_default_env().unwrap_or_else(|_| "info".into()),
        )
        .with_writer(std::io::stderr)
        .init();
    let args = Args::parse();
    let url_file = args.url_file.clone();
    let running = match Simulator::start(args.config()).await {
        Ok(running) => running,
        Err(error) => {
            tracing::error!("{error}");
            return ExitCode::from(2);
        }
    };
    tracing::info!("Avito simulator: {}", running.url());
    if let Some(path) = url_file
        && let Err(error) = std::fs::write(&path, running.url())
    {
        tracing::error!("cannot write the address to {}: {error}", path.display());
        return ExitCode::from(2);
    }
    stop_signal().await;
    running.shutdown().await;
    ExitCode::SUCCESS
}

/// Ctrl+C, or SIGTERM where there is one.
async fn stop_signal() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
