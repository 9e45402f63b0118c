//! The committed description of the API as a judge of answers.

use std::collections::HashMap;
use std::sync::{Mutex, OnceLock};

use jsonschema::Validator;
use serde_json::{Map, Value, json};

const DOCUMENT: &str = include_str!("../../openapi/avito.openapi.json");

/// The description, with nulls said the way JSON Schema says them.
pub(crate) struct Description {
    document: Value,
    validators: Mutex<HashMap<String, &'static Validator>>,
}

pub(crate) fn description() -> &'static Description {
    static SHARED: OnceLock<Description> = OnceLock::new();
    SHARED.get_or_init(|| {
        let mut document: Value = serde_json::from_str(DOCUMENT).unwrap();
        say_nulls(&mut document);
        Description { document, validators: Mutex::default() }
    })
}

impl Description {
    /// Panics unless the answer to `method path` is one that the description foresees.
    pub(crate) fn judge(&self, method: &str, path: &str, status: u16, body: Option<&Value>) {
        let operation = self.operation(method, path);
        let place = format!("{method} {path} -> {status}");
        let response = self.resolve(&operation["responses"][status.to_string()]);
        assert!(response.is_object(), "{place}: this status is not described");
        let schema = &response["content"]["application/json"]["schema"];
        match (schema.is_object(), body) {
            (true, Some(body)) => self.fits(&place, schema, body),
            (true, None) => panic!("{place}: a body is described, none came"),
            (false, None) => {}
            (false, Some(body)) => assert_eq!(body, &json!({}), "{place}: no body is described"),
        }
    }

    /// Panics unless `body` fits the named schema.
    pub(crate) fn fits_named(&self, name: &str, body: &Value) {
        self.fits(name, &json!({ "$ref": format!("#/components/schemas/{name}") }), body);
    }

    pub(crate) fn fits(&self, place: &str, schema: &Value, body: &Value) {
        let validator = self.validator(schema);
        let errors: Vec<String> = validator
            .iter_errors(body)
            .map(|error| format!("{} at {}", error, error.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{place} does not fit its description: {errors:#?}\n{body:#}");
    }

    fn validator(&self, schema: &Value) -> &'static Validator {
        let mut validators = self.validators.lock().unwrap();
        validators.entry(schema.to_string()).or_insert_with(|| {
            let mut root = schema.as_object().cloned().unwrap_or_default();
            root.insert("components".into(), self.document["components"].clone());
            let built = jsonschema::options()
                .with_draft(jsonschema::Draft::Draft202012)
                .should_validate_formats(true)
                .build(&Value::Object(root));
            Box::leak(Box::new(built.expect("the description holds valid schemas")))
        })
    }

    fn operation(&self, method: &str, path: &str) -> &Value {
        let path = path.split('?').next().unwrap_or(path);
        // Quirks that the simulator tolerates: a slash too many, a slash too few, DELETE for POST.
        let path = if path == "/token/" { "/token" } else { path };
        let slashed = format!("{path}/");
        let method = if method == "DELETE" { "post" } else { &method.to_lowercase() };
        let paths = self.document["paths"].as_object().unwrap();
        paths
            .iter()
            .filter(|(template, _)| matches(template, path) || matches(template, &slashed))
            // `/messages/image` also looks like `/messages/{message_id}`: the literal one wins.
            .min_by_key(|(template, _)| template.matches('{').count())
            .map(|(_, operations)| &operations[method])
            .filter(|operation| operation.is_object())
            .unwrap_or_else(|| panic!("{method} {path} is not described"))
    }

    fn resolve<'a>(&'a self, value: &'a Value) -> &'a Value {
        match value["$ref"].as_str() {
            Some(pointer) => self.document.pointer(pointer.trim_start_matches('#')).unwrap(),
            None => value,
        }
    }
}

fn matches(template: &str, path: &str) -> bool {
    let (template, path): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
    template.len() == path.len() && template.iter().zip(path).all(|(t, p)| t.starts_with('{') || *t == p)
}

/// `nullable: true` is OpenAPI 3.0's own word for a union with null.
fn say_nulls(value: &mut Value) {
    match value {
        Value::Object(object) => {
            object.values_mut().for_each(say_nulls);
            if object.remove("nullable") == Some(Value::Bool(true)) {
                let inner = Value::Object(std::mem::take(object));
                *object = Map::from_iter([("anyOf".to_owned(), json!([inner, { "type": "null" }]))]);
            }
        }
        Value::Array(array) => array.iter_mut().for_each(say_nulls),
        _ => {}
    }
}

#[test]
fn the_judge_finds_a_missing_an_unknown_and_a_wrong_field() {
    let good = json!({ "subscriptions": [{ "url": "http://a", "version": "3" }] });
    description().fits_named("Subscriptions", &good);
    for bad in [
        json!({ "subscriptions": [{ "url": "http://a" }] }),
        json!({ "subscriptions": [{ "url": "http://a", "version": "3", "more": 1 }] }),
        json!({ "subscriptions": [{ "url": 7, "version": "3" }] }),
        json!({ "subscriptions": null }),
    ] {
        let judged = std::panic::catch_unwind(|| description().fits_named("Subscriptions", &bad));
        assert!(judged.is_err(), "accepted {bad}");
    }
}

#[test]
fn every_operation_has_a_unique_name() {
    let paths = description().document["paths"].as_object().unwrap();
    let mut names: Vec<&str> = paths
        .values()
        .flat_map(|path| path.as_object().unwrap().values())
        .map(|operation| operation["operationId"].as_str().unwrap())
        .collect();
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!((names.len(), all), (17, 17));
}
