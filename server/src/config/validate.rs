//! What types alone can't check.

use std::ops::RangeInclusive;

use super::{AccountConfig, Config, ConfigError, ConnectorConfig, LlmProvider};
use crate::connectors::Rule;

/// Checks the settings as a whole; the environment tells whether named variables are there.
pub(super) fn check(config: &Config, vars: &[(String, String)]) -> Result<(), ConfigError> {
    if let Some(url) = &config.public_url {
        check_public_url(url)?;
    }
    check_url("llm.base_url", &config.llm.base_url)?;
    check_url("avito.base_url", &config.avito.base_url)?;
    check_url("avito.authorize_url", &config.avito.authorize_url)?;
    check_range("workers", config.workers as u64, 1..=1024)?;
    check_range("settle_ms", config.settle_ms, 0..=60_000)?;
    check_range("session_days", config.session_days.into(), 1..=365)?;
    check_range("avito.poll_interval_s", config.avito.poll_interval_s, 1..=86_400)?;
    check_range("avito.budget_per_minute", config.avito.budget_per_minute.into(), 1..=1_000_000)?;
    check_range("llm.timeout_s", config.llm.timeout_s, 1..=600)?;
    check_range("llm.max_retries", config.llm.max_retries.into(), 0..=10)?;
    check_log_level(&config.log.level)?;
    check_llm(config)?;
    check_telegram(config)?;
    check_connectors(&config.connectors, vars)?;
    check_accounts(&config.accounts, vars)
}

fn check_public_url(text: &str) -> Result<(), ConfigError> {
    check_url("public_url", text)?;
    match url::Url::parse(text) {
        Ok(url) if url.path() == "/" && url.query().is_none() => Ok(()),
        _ => Err(ConfigError::setting("public_url", "нужен адрес без пути, как https://help.example.ru")),
    }
}

fn check_url(key: &str, text: &str) -> Result<(), ConfigError> {
    match url::Url::parse(text) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => Ok(()),
        _ => Err(ConfigError::setting(key, "нужен адрес вида https://example.ru")),
    }
}

fn check_range(key: &str, value: u64, range: RangeInclusive<u64>) -> Result<(), ConfigError> {
    if range.contains(&value) {
        return Ok(());
    }
    let problem = format!("нужно число от {} до {}", range.start(), range.end());
    Err(ConfigError::setting(key, &problem))
}

fn check_log_level(level: &str) -> Result<(), ConfigError> {
    tracing_subscriber::EnvFilter::try_new(level)
        .map(drop)
        .map_err(|_| ConfigError::setting("log.level", "нужен уровень error, warn, info, debug или trace"))
}

fn check_llm(config: &Config) -> Result<(), ConfigError> {
    if config.llm.provider == LlmProvider::Openai && config.llm.model.is_none() {
        let problem = "назовите модель: она отвечает там, где в сценарии модель не указана";
        return Err(ConfigError::setting("llm.model", problem));
    }
    Ok(())
}

fn check_telegram(config: &Config) -> Result<(), ConfigError> {
    let telegram = &config.telegram;
    check_url("telegram.base_url", &telegram.base_url)?;
    match (&telegram.bot_token, &telegram.chat_id) {
        (Some(_), None) => {
            Err(ConfigError::setting("telegram.chat_id", "укажите чат, в который писать боту"))
        }
        (None, Some(_)) => {
            let problem = "укажите токен бота, лучше переменной SUFLER_TELEGRAM__BOT_TOKEN";
            Err(ConfigError::setting("telegram.bot_token", problem))
        }
        (Some(token), Some(_)) if !is_bot_token(token.expose()) => {
            Err(ConfigError::setting("telegram.bot_token", "нужен токен вида 123456:ABC… от @BotFather"))
        }
        _ => Ok(()),
    }
}

/// It becomes part of an address: nothing in it may lead elsewhere.
fn is_bot_token(token: &str) -> bool {
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    token.split_once(':').is_some_and(|(id, secret)| {
        !id.is_empty()
            && id.chars().all(|c| c.is_ascii_digit())
            && !secret.is_empty()
            && secret.chars().all(is_word)
    })
}

fn check_connectors(connectors: &[ConnectorConfig], vars: &[(String, String)]) -> Result<(), ConfigError> {
    let mut names = std::collections::HashSet::new();
    for (index, connector) in connectors.iter().enumerate() {
        let key = |name: &str| format!("connectors[{index}].{name}");
        let wrong = |name: &str, problem: &str| Err(ConfigError::setting(&key(name), problem));
        let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
        if connector.name.is_empty() || !connector.name.chars().all(is_word) {
            return wrong("name", "имя состоит из букв, цифр, «_» и «-»");
        }
        if !names.insert(&connector.name) {
            return wrong("name", "такой соединитель в списке уже есть");
        }
        check_url(&key("base_url"), &connector.base_url)?;
        if connector.base_url.contains(['?', '#', '@']) {
            return wrong("base_url", "нужен адрес без параметров и без пароля");
        }
        if connector.allow.is_empty() {
            return wrong("allow", "перечислите, что можно спрашивать, например [\"GET /orders/*\"]");
        }
        for rule in &connector.allow {
            if let Err(problem) = rule.parse::<Rule>() {
                return wrong("allow", problem);
            }
        }
        for variable in connector.headers_env.values() {
            if !vars.iter().any(|(var, _)| var == variable) {
                return wrong("headers_env", &format!("переменная {variable} не задана"));
            }
        }
        check_range(&key("timeout_s"), connector.timeout_s, 1..=120)?;
        check_range(&key("max_bytes"), connector.max_bytes, 1..=16 * 1024 * 1024)?;
    }
    Ok(())
}

fn check_accounts(accounts: &[AccountConfig], vars: &[(String, String)]) -> Result<(), ConfigError> {
    let mut titles = std::collections::HashSet::new();
    for (index, account) in accounts.iter().enumerate() {
        let key = |name: &str| format!("accounts[{index}].{name}");
        if !titles.insert((&account.channel, &account.title)) {
            return Err(ConfigError::setting(&key("title"), "такой аккаунт в списке уже есть"));
        }
        match (&account.client_secret, &account.client_secret_env) {
            (Some(_), None) => {}
            (None, Some(name)) if vars.iter().any(|(var, _)| var == name) => {}
            (None, Some(name)) => {
                let problem = format!("переменная {name} не задана");
                return Err(ConfigError::setting(&key("client_secret_env"), &problem));
            }
            _ => {
                let problem = "укажите что-то одно: client_secret или client_secret_env";
                return Err(ConfigError::setting(&key("client_secret"), problem));
            }
        }
    }
    Ok(())
}
