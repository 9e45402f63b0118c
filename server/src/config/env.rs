//! `SUFLER_*` variables. Figment's own reader guesses types from the text, so that a secret of digits turns
//! into a number and loses its zeros; here the setting decides the type.

use figment::value::{Dict, Map, Num, Value};
use figment::{Metadata, Profile, Provider};

use super::{Config, ConfigError};

const PREFIX: &str = "SUFLER_";
/// Between the levels of a name: `SUFLER_LLM__BASE_URL`.
const LEVEL: &str = "__";
/// Variables of other purposes that share the prefix.
const NOT_SETTINGS: [&str; 3] = ["SUFLER_CONFIG", "SUFLER_UPDATE", "SUFLER_LOG"];

/// Settings found in the environment.
pub(super) struct SuflerEnv(Dict);

impl SuflerEnv {
    /// Reads the variables; `defaults` tell the type of each setting.
    pub(super) fn new(vars: &[(String, String)], defaults: &Config) -> Result<Self, ConfigError> {
        let shape = Value::serialize(defaults).map_err(ConfigError::from_figment)?;
        let mut dict = Dict::new();
        if let Some((_, url)) = vars.iter().find(|(name, text)| is_database_url(name, text)) {
            dict.insert("database_url".into(), Value::from(url.clone()));
        }
        for (name, text) in vars {
            let Some(key) = name.strip_prefix(PREFIX) else { continue };
            if NOT_SETTINGS.contains(&name.as_str()) {
                continue;
            }
            let path: Vec<String> = key.to_lowercase().split(LEVEL).map(str::to_owned).collect();
            let value = typed(shape.find_ref(&path.join(".")), text)
                .ok_or_else(|| ConfigError::bad_variable(name))?;
            insert(&mut dict, &path, value);
        }
        Ok(Self(dict))
    }
}

fn is_database_url(name: &str, text: &str) -> bool {
    name == "DATABASE_URL" && !text.is_empty()
}

/// The text as the type of the default; `None` when it is not one.
fn typed(shape: Option<&Value>, text: &str) -> Option<Value> {
    match shape {
        Some(Value::Num(..)) => text.trim().parse::<u64>().ok().map(|n| Value::from(Num::U64(n))),
        Some(Value::Bool(..)) => text.trim().parse::<bool>().ok().map(Value::from),
        Some(Value::Array(..)) => {
            serde_json::from_str::<serde_json::Value>(text).ok().and_then(|json| Value::serialize(json).ok())
        }
        _ => Some(Value::from(text.to_owned())),
    }
}

fn insert(dict: &mut Dict, path: &[String], value: Value) {
    match path {
        [] => {}
        [last] => {
            dict.insert(last.clone(), value);
        }
        [first, rest @ ..] => {
            let tag = value.tag();
            let inner = dict.entry(first.clone()).or_insert_with(|| Value::Dict(tag, Dict::new()));
            if let Value::Dict(_, inner) = inner {
                insert(inner, rest, value);
            }
        }
    }
}

impl Provider for SuflerEnv {
    fn metadata(&self) -> Metadata {
        Metadata::named("environment")
            .interpolater(|_, keys| format!("{PREFIX}{}", keys.join(LEVEL).to_uppercase()))
    }

    fn data(&self) -> Result<Map<Profile, Dict>, figment::Error> {
        Ok(Profile::Default.collect(self.0.clone()))
    }
}
