//! Settings: defaults, then `sufler.toml`, then `SUFLER_*` variables. `docs/configuration.md` lists them.

mod accounts;
mod connectors;
mod env;
mod error;
mod key_file;
mod llm;
mod notices;
mod secret;
mod validate;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use figment::Figment;
use figment::providers::{Format, Serialized, Toml};
use serde::{Deserialize, Serialize};
use sufler_store::EncryptionKey;

pub use accounts::{AccountConfig, AvitoConfig};
pub use connectors::ConnectorConfig;
pub use error::ConfigError;
pub use llm::{LlmConfig, LlmProvider};
pub use notices::{PushConfig, TelegramConfig};
pub use secret::Secret;

/// File read when none is named and it is there.
pub const DEFAULT_FILE: &str = "sufler.toml";

/// Everything that can be set from outside.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Address and port to listen on.
    pub listen: SocketAddr,
    /// Address people and channels reach us by, such as `https://help.example.ru`.
    pub public_url: Option<String>,
    /// A reverse proxy of ours stands in front: the last `X-Forwarded-For` is the client.
    pub behind_proxy: bool,
    /// Folder of the database and the key file.
    pub data_dir: PathBuf,
    /// `sqlite:PATH` or `postgres://…`; SQLite in `data_dir` when unset. `DATABASE_URL` works too.
    pub database_url: Option<Secret>,
    /// 64 hex digits; made and kept in `data_dir/secret.key` when unset.
    pub secret_key: Option<Secret>,
    /// Folder of flows.
    pub flows_dir: PathBuf,
    /// Folder of articles.
    pub knowledge_dir: PathBuf,
    /// How long a session lasts without a new login, in days.
    pub session_days: u32,
    /// Silence that ends a customer's burst of messages, in milliseconds.
    pub settle_ms: u64,
    /// Conversations worked on at the same time.
    pub workers: usize,
    /// Bearer token of `/metrics`; without one only loopback may read it.
    pub metrics_token: Option<Secret>,
    /// Logs.
    pub log: LogConfig,
    /// Model.
    pub llm: LlmConfig,
    /// Avito.
    pub avito: AvitoConfig,
    /// The colleagues' chat in Telegram.
    pub telegram: TelegramConfig,
    /// Pushes to browsers.
    pub push: PushConfig,
    /// Accounts connected at start, beside those added in the browser.
    pub accounts: Vec<AccountConfig>,
    /// Services of the company that flows may ask.
    pub connectors: Vec<ConnectorConfig>,
}

/// Logs.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LogConfig {
    /// `error`, `warn`, `info`, `debug`, `trace`, or a filter such as `info,sufler_server=debug`.
    pub level: String,
    /// Look of the lines.
    pub format: LogFormat,
}

/// Look of log lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// For people.
    Pretty,
    /// One JSON object a line.
    Json,
}

impl Default for LogConfig {
    fn default() -> Self {
        Self { level: "info".into(), format: LogFormat::Pretty }
    }
}

impl Default for Config {
    fn default() -> Self {
        Self {
            listen: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8080),
            public_url: None,
            behind_proxy: false,
            data_dir: "data".into(),
            database_url: None,
            secret_key: None,
            flows_dir: "flows".into(),
            knowledge_dir: "knowledge".into(),
            session_days: 30,
            settle_ms: 1500,
            workers: 16,
            metrics_token: None,
            log: LogConfig::default(),
            llm: LlmConfig::default(),
            avito: AvitoConfig::default(),
            telegram: TelegramConfig::default(),
            push: PushConfig::default(),
            accounts: Vec::new(),
            connectors: Vec::new(),
        }
    }
}

impl Config {
    /// Reads the settings of this process. A named `file` must exist; [`DEFAULT_FILE`] may be absent.
    pub fn load(file: Option<&Path>) -> Result<Self, ConfigError> {
        let toml = match file {
            Some(path) => Some(path.to_path_buf()),
            None => Some(PathBuf::from(DEFAULT_FILE)).filter(|path| path.exists()),
        };
        Self::load_from(toml.as_deref(), std::env::vars())
    }

    /// Reads settings from a file and the given environment.
    pub fn load_from(
        file: Option<&Path>,
        vars: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let mut figment = Figment::from(Serialized::defaults(Self::default()));
        if let Some(path) = file {
            if !path.is_file() {
                return Err(ConfigError::missing_file(path));
            }
            figment = figment.merge(Toml::file_exact(path));
        }
        let vars: Vec<_> = vars.into_iter().collect();
        let figment = figment.merge(env::SuflerEnv::new(&vars, &Self::default())?);
        let config: Self = figment.extract().map_err(ConfigError::from_figment)?;
        validate::check(&config, &vars)?;
        Ok(config)
    }

    /// Database to open.
    pub fn database_url(&self) -> Secret {
        self.database_url
            .clone()
            .unwrap_or_else(|| Secret::from(format!("sqlite:{}", self.data_dir.join("sufler.db").display())))
    }

    /// Address people reach us by, without a slash at the end.
    pub fn public_url(&self) -> String {
        let url = self.public_url.clone().unwrap_or_else(|| format!("http://{}", self.listen));
        url.trim_end_matches('/').to_owned()
    }

    /// Whether browsers reach us by https: decides `Secure` cookies and HSTS.
    pub fn is_https(&self) -> bool {
        self.public_url().starts_with("https://")
    }

    /// The key that encrypts secrets at rest: from `secret_key`, else from the key file, made when absent.
    pub fn encryption_key(&self) -> Result<EncryptionKey, ConfigError> {
        match &self.secret_key {
            Some(hex) => key_file::parse(hex.expose(), "secret_key"),
            None => key_file::load_or_create(&self.data_dir),
        }
    }
}

#[cfg(test)]
mod tests;
