//! The settings file of a server under test.

use std::{fmt::Write as _, net::SocketAddr, path::Path};

use sufler_sandbox::SellerView;

/// What tests choose; the rest is the product's default.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Silence that ends a burst, milliseconds.
    pub settle_ms: u64,
    /// Requests a minute of one account.
    pub budget_per_minute: u32,
    /// Seconds between polls; long, so that webhooks do the work unless a test says otherwise.
    pub poll_interval_s: u64,
    /// Turns at the same time.
    pub workers: usize,
    /// Base address of a model; the built-in answerer without one.
    pub model_url: Option<String>,
    /// Address of the connector `crm`; no connector without one.
    pub connector_url: Option<String>,
    /// Database; SQLite in the data folder without one.
    pub database_url: Option<String>,
    /// More tables, as they stand in the file.
    pub more: String,
    /// Accounts connected by the file.
    pub accounts: Vec<SellerView>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            settle_ms: 60,
            budget_per_minute: 1_000,
            poll_interval_s: 3_600,
            workers: 16,
            model_url: None,
            connector_url: None,
            database_url: None,
            more: String::new(),
            accounts: Vec::new(),
        }
    }
}

impl Settings {
    /// The file for a server that listens on `address`, keeps its things in `dir` and calls Avito at `avito`.
    pub fn to_toml(&self, dir: &Path, address: SocketAddr, avito: &str) -> String {
        let mut toml = format!(
            "listen = \"{address}\"\npublic_url = \"http://{address}\"\n\
             data_dir = {:?}\nflows_dir = {:?}\nknowledge_dir = {:?}\nsettle_ms = {}\nworkers = {}\n",
            dir.join("data"),
            dir.join("flows"),
            dir.join("knowledge"),
            self.settle_ms,
            self.workers,
        );
        if let Some(url) = &self.database_url {
            let _ = writeln!(toml, "database_url = {url:?}");
        }
        let _ = writeln!(
            toml,
            "[avito]\nbase_url = {avito:?}\nauthorize_url = \"{avito}/oauth\"\n\
             poll_interval_s = {}\nbudget_per_minute = {}",
            self.poll_interval_s, self.budget_per_minute,
        );
        if let Some(url) = &self.model_url {
            let _ = writeln!(
                toml,
                "[llm]\nprovider = \"openai\"\nbase_url = {url:?}\nmodel = \"test/model\"\n\
                 api_key_env = \"TEST_MODEL_KEY\"\nmax_retries = 0\ntimeout_s = 60"
            );
        }
        if let Some(url) = &self.connector_url {
            let _ = writeln!(
                toml,
                "[[connectors]]\nname = \"crm\"\nbase_url = {url:?}\nallow = [\"POST /leads\"]\n\
                 allow_private = true\nheaders_env = {{ Authorization = \"TEST_MODEL_KEY\" }}"
            );
        }
        toml.push_str(&self.more);
        for account in &self.accounts {
            let _ = writeln!(
                toml,
                "[[accounts]]\nchannel = \"avito\"\ntitle = {:?}\nclient_id = {:?}\nclient_secret = {:?}",
                account.name, account.client_id, account.client_secret,
            );
        }
        toml
    }
}
