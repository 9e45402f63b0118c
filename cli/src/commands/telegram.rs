//! `sufler telegram`: the colleagues' chat, tried out.

use std::{path::PathBuf, process::ExitCode};

use clap::{Args, Subcommand};
use sufler_dsl::diagnostic::Lang;
use sufler_server::{config::Config, runtime::test_telegram};

use super::serve::runtime;
use crate::{lang::Pick, output};

#[derive(Args)]
pub(crate) struct Telegram {
    /// Файл настроек, тот же, что у сервера.
    #[arg(long, short, global = true)]
    config: Option<PathBuf>,
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Отправить в чат проверочное сообщение.
    Check,
}

impl Telegram {
    pub(crate) fn run(self, lang: Lang) -> anyhow::Result<ExitCode> {
        let Action::Check = self.action;
        let config = Config::load(self.config.as_deref())?;
        runtime()?.block_on(test_telegram(&config))?;
        let (ru, en) = ("Проверочное сообщение отправлено.", "The test message was sent.");
        output::line(lang.pick(ru, en));
        Ok(ExitCode::SUCCESS)
    }
}
