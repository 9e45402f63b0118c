//! `sufler record`: a conversation that took place, as a dialog file.

use std::{fs::OpenOptions, io::Write, path::PathBuf, process::ExitCode};

use anyhow::Context;
use clap::Args;
use sufler_dsl::diagnostic::Lang;
use sufler_server::{config::Config, runtime::record_conversation};
use sufler_store::Store;

use super::serve::runtime;
use crate::{lang::Pick, output};

#[derive(Args)]
pub(crate) struct Record {
    /// Номер разговора: он стоит в адресе страницы диалога.
    conversation: i64,
    /// Куда записать, например flows/demo/dialogs/skidka.yaml; иначе на стандартный вывод.
    #[arg(long, short, value_name = "ФАЙЛ")]
    out: Option<PathBuf>,
    /// Файл настроек, тот же, что у сервера.
    #[arg(long, short)]
    config: Option<PathBuf>,
}

impl Record {
    pub(crate) fn run(self, lang: Lang) -> anyhow::Result<ExitCode> {
        let config = Config::load(self.config.as_deref())?;
        let recorded = runtime()?.block_on(async {
            let store = open(&config, lang).await?;
            let recorded = record_conversation(&store, self.conversation).await;
            store.close().await?;
            anyhow::Ok(recorded?)
        })?;
        match &self.out {
            Some(path) => {
                let file = OpenOptions::new().write(true).create_new(true).open(path);
                let mut file = file.with_context(|| format!("не удалось создать {}", path.display()))?;
                file.write_all(recorded.text.as_bytes())?;
                let (ru, en) = ("записан", "recorded");
                output::note(&format!("{} {}", lang.pick(ru, en), path.display()));
            }
            None => output::text(&recorded.text),
        }
        for difference in &recorded.differences {
            output::note(&format!("{}: {difference}", lang.pick("не так, как было", "not as it was")));
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// The store of the settings, for commands that read what a server wrote.
pub(super) async fn open(config: &Config, lang: Lang) -> anyhow::Result<Store> {
    let key = config.encryption_key()?;
    let (ru, en) = (
        "база данных не открылась; если сервер работает на SQLite, сначала остановите его",
        "the database did not open; if a server runs on SQLite, stop it first",
    );
    Store::open(config.database_url().expose(), &key).await.with_context(|| lang.pick(ru, en).to_owned())
}
