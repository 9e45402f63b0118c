//! `sufler serve`: the server, until Ctrl+C or SIGTERM.

use std::{path::PathBuf, process::ExitCode};

use clap::Args;
use sufler_server::{Server, config::Config, observability};
use tokio::signal::unix::{SignalKind, signal};

use crate::output;

#[derive(Args)]
pub(crate) struct Serve {
    /// Файл настроек; без него — sufler.toml, если он есть, и переменные SUFLER_*.
    #[arg(long, short)]
    config: Option<PathBuf>,
}

impl Serve {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        let config = Config::load(self.config.as_deref())?;
        observability::logs::init(&config.log)?;
        runtime()?.block_on(async {
            let public_url = config.public_url();
            let server = Server::start(config).await?;
            output::line(&format!("Суфлёр работает: {public_url}"));
            if let Some(password) = &server.first_admin {
                output::line(&format!(
                    "Первый вход: admin / {}  (пароль показан один раз)",
                    password.expose()
                ));
            }
            stopped().await?;
            output::line("Останавливаюсь: заканчиваю начатое…");
            server.stop().await?;
            Ok(ExitCode::SUCCESS)
        })
    }
}

/// The runtime of every command that serves.
pub(super) fn runtime() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()
}

/// Resolves at Ctrl+C or SIGTERM.
pub(super) async fn stopped() -> std::io::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}
