use super::*;

fn vars(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
}

fn load(toml: &str, pairs: &[(&str, &str)]) -> Result<Config, ConfigError> {
    let dir = tempfile::tempdir().expect("a folder");
    let file = dir.path().join("sufler.toml");
    std::fs::write(&file, toml).expect("written");
    Config::load_from(Some(&file), vars(pairs))
}

#[test]
fn defaults_are_valid_and_variables_win_over_the_file() {
    let config = load(
        "workers = 4\nsettle_ms = 10\n[llm]\nmodel = 'a'",
        &[
            ("SUFLER_WORKERS", "8"),
            ("SUFLER_LLM__MODEL", "b"),
            ("SUFLER_METRICS_TOKEN", "007"),
            ("SUFLER_LLM__FALLBACK_MODELS", r#"["c"]"#),
            ("DATABASE_URL", "postgres://db"),
            ("SUFLER_UPDATE", "1"),
        ],
    )
    .expect("valid");
    assert_eq!((config.workers, config.settle_ms), (8, 10));
    assert_eq!(config.llm.model.as_deref(), Some("b"));
    assert_eq!(config.llm.fallback_models, ["c"]);
    assert_eq!(config.database_url().expose(), "postgres://db");
    let token = config.metrics_token.expect("set");
    assert_eq!(token.expose(), "007", "a secret of digits stays a text");
}

#[rstest::rstest]
fn variables_of_other_tools_are_left_alone(
    #[values(
        "BIN",
        "CACHE",
        "UPDATE",
        "URL",
        "LANG",
        "LOGIN",
        "PASSWORD",
        "FAILPOINT",
        "CONTRACTS",
        "CONFIG"
    )]
    name: &str,
) {
    let config = Config::load_from(None, vars(&[(&format!("SUFLER_{name}"), "x")])).expect("ignored");
    assert_eq!(config.listen, Config::default().listen);
}

#[test]
fn the_own_name_of_the_database_wins_over_the_common_one() {
    let config =
        Config::load_from(None, vars(&[("SUFLER_DATABASE_URL", "sqlite:a"), ("DATABASE_URL", "sqlite:b")]))
            .expect("valid");
    assert_eq!(config.database_url().expose(), "sqlite:a");
}

#[rstest::rstest]
#[case::unknown_key("lisen = '1.2.3.4:1'", &[], "«listen»")]
#[case::unknown_nested("[log]\nlvl = 'info'", &[], "lvl")]
#[case::unknown_variable("", &[("SUFLER_WORKRS", "1")], "«workers»")]
#[case::wrong_type("workers = 'many'", &[], "«workers»")]
#[case::wrong_variable("", &[("SUFLER_WORKERS", "many")], "SUFLER_WORKERS")]
#[case::section_as_value("", &[("SUFLER_LOG", "debug")], "SUFLER_LOG__LEVEL")]
#[case::unknown_nested_variable("", &[("SUFLER_LOG__LVL", "debug")], "lvl")]
#[case::wrong_address("listen = 'here'", &[], "«listen»")]
#[case::out_of_range("workers = 0", &[], "от 1 до 1024")]
#[case::bad_url("public_url = 'help.example.ru'", &[], "«public_url»")]
#[case::url_with_a_path("public_url = 'https://a.ru/b'", &[], "без пути")]
#[case::bad_level("log.level = 'a=b=c'", &[], "«log.level»")]
#[case::no_model("llm.provider = 'openai'", &[], "«llm.model»")]
#[case::no_secret("[[accounts]]\nchannel='avito'\ntitle='A'\nclient_id='x'", &[], "что-то одно")]
#[case::no_such_variable(
    "[[accounts]]\nchannel='avito'\ntitle='A'\nclient_id='x'\nclient_secret_env='ABSENT'", &[], "ABSENT")]
#[case::connector_without_rules("[[connectors]]\nname='crm'\nbase_url='https://a.ru'\nallow=[]", &[], "allow")]
#[case::connector_with_a_wrong_rule("[[connectors]]\nname='crm'\nbase_url='https://a.ru'\nallow=['/x']", &[], "GET /orders")]
#[case::connector_without_its_key(
    "[[connectors]]\nname='crm'\nbase_url='https://a.ru'\nallow=['GET /x']\nheaders_env={Authorization='ABSENT'}",
    &[],
    "ABSENT"
)]
#[case::not_toml("workers = ", &[], "sufler.toml")]
fn a_problem_names_its_place(#[case] toml: &str, #[case] pairs: &[(&str, &str)], #[case] needle: &str) {
    let error = load(toml, pairs).expect_err("invalid").to_string();
    assert!(error.contains(needle), "{error}");
}

#[test]
fn secrets_show_neither_in_dumps_nor_in_errors() {
    let account = "[[accounts]]\nchannel='avito'\ntitle='A'\nclient_id='x'\nclient_secret='hunter2'";
    let config = load(&format!("secret_key = 'hunter2'\n{account}"), &[]).expect("valid");
    assert!(!format!("{config:?}").contains("hunter2"));
    assert!(!serde_json::to_string(&config).expect("json").contains("hunter2"));
    let error = config.encryption_key().expect_err("not hex").to_string();
    assert!(error.contains("secret_key") && !error.contains("hunter2"), "{error}");
}

#[test]
fn the_key_file_is_made_once_and_only_its_owner_reads_it() {
    let dir = tempfile::tempdir().expect("a folder");
    let config = Config { data_dir: dir.path().join("new"), ..Config::default() };
    config.encryption_key().expect("made");
    let file = config.data_dir.join("secret.key");
    let text = std::fs::read_to_string(&file).expect("there");
    config.encryption_key().expect("read");
    assert_eq!(std::fs::read_to_string(&file).expect("there"), text);
    assert_eq!(hex::decode(text.trim()).expect("hex").len(), 32);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&file).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[test]
fn the_guide_names_every_setting_and_its_variable() {
    let guide = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/configuration.md"))
        .expect("docs/configuration.md");
    for key in every_key() {
        assert!(guide.contains(&format!("`{key}`")), "docs/configuration.md lacks `{key}`");
    }
}

/// Dotted names of all settings; those of an account stand once, under `accounts[]`.
fn every_key() -> Vec<String> {
    let mut config = serde_json::to_value(Config::default()).expect("json");
    let account = AccountConfig {
        channel: String::new(),
        title: String::new(),
        client_id: String::new(),
        client_secret: None,
        client_secret_env: None,
        flow_id: None,
        settings: serde_json::Map::new(),
    };
    let connector: ConnectorConfig =
        serde_json::from_str(r#"{"name":"","base_url":"","allow":[]}"#).expect("defaults");
    config["accounts"] = serde_json::Value::Null;
    config["connectors"] = serde_json::Value::Null;
    let mut keys = Vec::new();
    walk("", &config, &mut keys);
    walk("connectors[].", &serde_json::to_value(connector).expect("json"), &mut keys);
    walk("accounts[].", &serde_json::to_value(account).expect("json"), &mut keys);
    keys
}

fn walk(prefix: &str, value: &serde_json::Value, keys: &mut Vec<String>) {
    for (name, inner) in value.as_object().into_iter().flatten() {
        match inner.as_object() {
            Some(fields) if !fields.is_empty() => walk(&format!("{prefix}{name}."), inner, keys),
            _ => keys.push(format!("{prefix}{name}")),
        }
    }
}

#[test]
fn the_example_of_the_guide_is_valid() {
    let guide = include_str!("../../../docs/configuration.md");
    let toml = guide.split("```toml").nth(1).and_then(|rest| rest.split("```").next()).expect("an example");
    let config = load(toml, &[("AVITO_SECRET", "s")]).expect("valid");
    assert!(config.is_https() && config.accounts.len() == 1);
}

#[test]
fn a_broken_file_is_located_without_quoting_it() {
    let error = load("a = 1\nsecret_key = 'hunter2", &[]).expect_err("invalid").to_string();
    assert!(error.contains("line 2") && !error.contains("hunter2"), "{error}");
}
