//! `SUFLER_*` variables. Figment's own reader guesses types from the text, so that a secret of digits turns
//! into a number and loses its zeros; here the setting decides the type.

use figment::value::{Dict, Map, Num, Value};
use figment::{Metadata, Profile, Provider};

use super::{Config, ConfigError};

const PREFIX: &str = "SUFLER_";
/// Between the levels of a name: `SUFLER_LLM__BASE_URL`.
const LEVEL: &str = "__";
/// How much a name must look like a setting to count as one written wrong. Tools of the repository use the
/// prefix as well (`SUFLER_CACHE`, `SUFLER_UPDATE`); such variables are none of our business.
const LIKENESS: f64 = 0.75;

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
            let path: Vec<String> = key.to_lowercase().split(LEVEL).map(str::to_owned).collect();
            if !is_meant(&path, &shape) {
                continue;
            }
            let value = typed(shape.find_ref(&path.join(".")), text)
                .ok_or_else(|| ConfigError::bad_variable(name))?;
            insert(&mut dict, &path, value);
        }
        Ok(Self(dict))
    }
}

/// Whether the variable means a setting, be it a misspelt one: the reader of the whole then names the right one.
fn is_meant(path: &[String], shape: &Value) -> bool {
    let known = shape.as_dict().into_iter().flat_map(Dict::keys);
    let Some(first) = path.first() else { return false };
    path.len() > 1
        || known.into_iter().any(|key| strsim::normalized_damerau_levenshtein(first, key) > LIKENESS)
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
        Some(Value::Dict(..)) => None,
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
