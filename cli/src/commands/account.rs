//! `sufler account`: accounts of channels, beside those added in the browser. The server picks them up at its start.

use std::{io::Read, path::PathBuf, process::ExitCode};

use anyhow::Context;
use clap::{Args, Subcommand};
use comfy_table::Table;
use sufler_server::config::Config;
use sufler_store::{AccountSecrets, NewAccount, Store};

use super::serve::runtime;
use crate::output;

#[derive(Args)]
pub(crate) struct Account {
    /// Файл настроек.
    #[arg(long, short, global = true)]
    config: Option<PathBuf>,
    #[command(subcommand)]
    action: Action,
}

#[derive(Subcommand)]
enum Action {
    /// Показать аккаунты и что с ними не так.
    List,
    /// Подключить аккаунт; секрет читается со стандартного ввода, чтобы не остаться в истории команд.
    Add {
        /// Название для людей.
        #[arg(long)]
        title: String,
        /// Client ID из кабинета Авито.
        #[arg(long)]
        client_id: String,
        /// Канал.
        #[arg(long, default_value = "avito")]
        channel: String,
        /// Сценарий, если не по полю serves.
        #[arg(long)]
        flow: Option<String>,
    },
    /// Удалить аккаунт со всеми его диалогами.
    Remove {
        /// Номер из списка.
        id: i64,
    },
}

impl Account {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        let config = Config::load(self.config.as_deref())?;
        runtime()?.block_on(async {
            let key = config.encryption_key()?;
            let store = Store::open(config.database_url().expose(), &key).await.context(
                "база данных не открылась; если сервер работает на SQLite, добавьте аккаунт на странице «Аккаунты»",
            )?;
            self.action.run(&store).await?;
            store.close().await?;
            Ok(ExitCode::SUCCESS)
        })
    }
}

impl Action {
    async fn run(self, store: &Store) -> anyhow::Result<()> {
        match self {
            Self::List => list(store).await,
            Self::Add { title, client_id, channel, flow } => {
                add(store, title, client_id, channel, flow).await
            }
            Self::Remove { id } => Ok(store.account_delete(id).await?),
        }
    }
}

async fn list(store: &Store) -> anyhow::Result<()> {
    let mut table = Table::new();
    table.set_header(["Номер", "Канал", "Название", "Id", "Состояние"]);
    for account in store.account_list().await? {
        let state = match (&account.problem, account.enabled) {
            (Some(problem), _) => problem.message.clone(),
            (None, true) => "работает".to_owned(),
            (None, false) => "выключен".to_owned(),
        };
        let external = account.external_id.unwrap_or_else(|| "—".to_owned());
        table.add_row([account.id.to_string(), account.channel, account.title, external, state]);
    }
    output::line(&table.to_string());
    Ok(())
}

async fn add(
    store: &Store,
    title: String,
    client_id: String,
    channel: String,
    flow_id: Option<String>,
) -> anyhow::Result<()> {
    let mut secret = String::new();
    std::io::stdin().take(4096).read_to_string(&mut secret)?;
    let secret = secret.trim().to_owned();
    anyhow::ensure!(!secret.is_empty(), "секрет пуст: передайте client_secret на стандартный ввод");
    let secrets = AccountSecrets {
        client_id,
        client_secret: secret,
        webhook_secret: sufler_server::runtime::webhook_secret(),
        ..AccountSecrets::default()
    };
    let account = NewAccount {
        channel,
        title,
        external_id: None,
        settings: serde_json::json!({}),
        flow_id,
        enabled: true,
        secrets,
    };
    let account = store.account_create(account, jiff::Timestamp::now().as_millisecond()).await?;
    output::line(&format!(
        "Аккаунт {} подключён; сервер начнёт работать с ним при следующем запуске.",
        account.id
    ));
    Ok(())
}
