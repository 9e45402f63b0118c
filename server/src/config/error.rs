//! What is wrong with the settings, where it stands and what to do, in words. Values are never repeated:
//! they may be secrets.

use std::path::Path;

use figment::error::Kind;

/// A problem of the settings.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("настройки: {problem}{}", place.as_ref().map(|at| format!(" ({at})")).unwrap_or_default())]
pub struct ConfigError {
    problem: String,
    /// File or variable.
    place: Option<String>,
}

impl ConfigError {
    /// A problem of the setting named `key`.
    pub(super) fn setting(key: &str, problem: &str) -> Self {
        Self { problem: format!("«{key}»: {problem}"), place: None }
    }

    pub(super) fn missing_file(path: &Path) -> Self {
        Self {
            problem: "файл не найден, проверьте путь".into(), place: Some(path.display().to_string())
        }
    }

    pub(super) fn bad_variable(name: &str) -> Self {
        Self {
            problem: "значение не того вида: ожидается число, true/false или список JSON; \
                      вложенный ключ пишется через два подчёркивания, как SUFLER_LOG__LEVEL"
                .into(),
            place: Some(name.into()),
        }
    }

    pub(super) fn bad_key(place: &str) -> Self {
        Self {
            problem: "ключ шифрования должен состоять из 64 шестнадцатеричных цифр; \
                      если файл повреждён, верните его из резервной копии: \
                      без него сохранённые ключи каналов не прочитать"
                .into(),
            place: Some(place.into()),
        }
    }

    pub(super) fn io(path: &Path, error: &std::io::Error) -> Self {
        Self {
            problem: format!("не удалось прочитать или записать файл: {error}"),
            place: Some(path.display().to_string()),
        }
    }

    pub(super) fn from_figment(error: figment::Error) -> Self {
        let key = error.path.join(".");
        let place = error.metadata.as_ref().and_then(|metadata| match &metadata.source {
            Some(source) => Some(source.to_string()),
            None if metadata.name == "environment" => {
                Some(metadata.interpolate(&error.profile.clone().unwrap_or_default(), &error.path))
            }
            None => None,
        });
        Self { problem: describe(&error.kind, &key), place }
    }
}

fn describe(kind: &Kind, key: &str) -> String {
    match kind {
        Kind::UnknownField(name, known) => {
            let near = nearest(name, known);
            let full = if key.is_empty() || key.ends_with(name.as_str()) {
                name.clone()
            } else {
                format!("{key}.{name}")
            };
            match near {
                Some(near) => format!("неизвестный ключ «{full}»; возможно, имелся в виду «{near}»"),
                None => format!("неизвестный ключ «{full}»; допустимы: {}", known.join(", ")),
            }
        }
        Kind::MissingField(name) => format!("не задан обязательный ключ «{name}»"),
        Kind::InvalidType(_, expected) | Kind::InvalidValue(_, expected) => {
            format!("«{key}»: ожидается {expected}")
        }
        Kind::UnknownVariant(_, known) => format!("«{key}»: допустимы {}", known.join(", ")),
        Kind::Message(text) if key.is_empty() => without_snippet(text),
        Kind::Message(text) => format!("«{key}»: {text}"),
        _ => format!("«{key}»: значение не подходит"),
    }
}

/// TOML's errors quote the line, which may hold a secret; the place and the reason are enough.
fn without_snippet(text: &str) -> String {
    let is_quote = |line: &&str| line.starts_with(|c: char| c == ' ' || c.is_ascii_digit());
    text.lines().filter(|line| !is_quote(line)).collect::<Vec<_>>().join("; ")
}

fn nearest(name: &str, known: &[&'static str]) -> Option<&'static str> {
    known
        .iter()
        .map(|candidate| (strsim::jaro_winkler(name, candidate), *candidate))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}
