//! `sufler demo`: the whole product with a demo shop and the Avito simulator, without keys and network.

use std::{
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::PathBuf,
    process::ExitCode,
    time::Instant,
};

use anyhow::Context;
use clap::Args;
use sufler_sandbox::{Running, Simulator};
use sufler_server::{
    Server, auth,
    config::{AccountConfig, Config, Secret},
    observability,
};
use sufler_store::{NewUser, Role};

use super::serve::{runtime, stopped};
use crate::output;

/// Silence that ends a buyer's burst in the demo, milliseconds.
const SETTLE_MS: u64 = 600;

#[derive(Args)]
pub(crate) struct Demo {
    /// Порт мессенджера; если он занят, берётся следующий свободный.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Порт песочницы Авито с кабинетом покупателя.
    #[arg(long, default_value_t = 8081)]
    buyer_port: u16,
    /// Папка данных; при каждом запуске демо начинается заново.
    #[arg(long, default_value = ".sufler/demo")]
    data: PathBuf,
    /// Папка сценариев.
    #[arg(long, default_value = "flows")]
    flows: PathBuf,
    /// Папка базы знаний.
    #[arg(long, default_value = "knowledge")]
    knowledge: PathBuf,
    /// Пароль операторов demo-входа.
    #[arg(long, default_value = "demo")]
    password: String,
    /// Что писать в журнал: error, warn, info, debug.
    #[arg(long, default_value = "warn")]
    log: String,
}

/// Operators of the demo: login and name.
const OPERATORS: [(&str, &str); 2] = [("operator", "Анна"), ("operator2", "Борис")];

impl Demo {
    pub(crate) fn run(self) -> anyhow::Result<ExitCode> {
        for (dir, what) in [(&self.flows, "сценариев"), (&self.knowledge, "базы знаний")] {
            anyhow::ensure!(
                dir.is_dir(),
                "нет папки {what} {}: запустите команду из корня проекта или укажите папку",
                dir.display()
            );
        }
        runtime()?.block_on(self.serve())
    }

    async fn serve(self) -> anyhow::Result<ExitCode> {
        let started = Instant::now();
        let simulator = Simulator::start(sufler_sandbox::Config {
            addr: free_address(self.buyer_port)?,
            demo: true,
            ..sufler_sandbox::Config::default()
        })
        .await?;
        let config = self.config(&simulator)?;
        observability::logs::init(&config.log)?;
        let server = Server::start(config).await?;
        self.add_operators(&server).await?;
        self.greet(&server, &simulator, started);
        stopped().await?;
        output::line("Останавливаюсь…");
        server.stop().await?;
        simulator.shutdown().await;
        Ok(ExitCode::SUCCESS)
    }

    fn config(&self, simulator: &Running) -> anyhow::Result<Config> {
        if self.data.exists() {
            std::fs::remove_dir_all(&self.data)
                .with_context(|| format!("не удалось очистить папку демо {}", self.data.display()))?;
        }
        let listen = free_address(self.port)?;
        let mut config = Config {
            listen,
            public_url: Some(format!("http://{listen}")),
            data_dir: self.data.clone(),
            flows_dir: self.flows.clone(),
            knowledge_dir: self.knowledge.clone(),
            settle_ms: SETTLE_MS,
            ..Config::default()
        };
        config.log.level.clone_from(&self.log);
        config.avito.base_url = simulator.url();
        config.avito.authorize_url = format!("{}/oauth", simulator.url());
        config.avito.poll_interval_s = 15;
        config.accounts = simulator
            .control()
            .sellers()
            .into_iter()
            .map(|seller| AccountConfig {
                channel: "avito".to_owned(),
                title: seller.name,
                client_id: seller.client_id,
                client_secret: Some(Secret::from(seller.client_secret)),
                client_secret_env: None,
                flow_id: None,
                settings: serde_json::Map::new(),
            })
            .collect();
        Ok(config)
    }

    async fn add_operators(&self, server: &Server) -> anyhow::Result<()> {
        let password_hash = auth::password::hash(self.password.clone()).await?;
        for (login, name) in OPERATORS {
            let user = NewUser {
                login: login.to_owned(),
                name: name.to_owned(),
                role: Role::Operator,
                password_hash: password_hash.clone(),
                accounts: None,
            };
            server.store().user_create(user, jiff::Timestamp::now().as_millisecond()).await?;
        }
        Ok(())
    }

    fn greet(&self, server: &Server, simulator: &Running, started: Instant) {
        let admin = server.first_admin.as_ref().map_or("", |password| password.expose());
        output::line(&format!(
            "\n  Суфлёр готов за {:.1} с\n\n  \
             Мессенджер оператора:  http://{}\n      \
             вход: operator / {}  (второй оператор: operator2)\n      \
             администратор: admin / {admin}\n\n  \
             Кабинет покупателя:    {}\n\n  \
             Сценарий: {}   База знаний: {}\n  \
             Правьте их на ходу: ответы изменятся сразу. Остановить — Ctrl+C.\n",
            started.elapsed().as_secs_f64(),
            server.addr,
            self.password,
            simulator.url(),
            self.flows.join("demo/flow.yaml").display(),
            self.knowledge.display(),
        ));
    }
}

/// The wanted port of the loopback interface, or the next free one.
fn free_address(port: u16) -> anyhow::Result<SocketAddr> {
    let last = port.saturating_add(50);
    (port..=last)
        .map(|port| SocketAddr::from((Ipv4Addr::LOCALHOST, port)))
        .find(|address| TcpListener::bind(address).is_ok())
        .with_context(|| format!("порты {port}–{last} заняты"))
}
