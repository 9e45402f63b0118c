//! A small check of requests against an OpenAPI 3.0 description: path, method, parameters, body.

#![allow(
    unreachable_pub,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a broken description should fail the test"
)]

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};
use wiremock::Request;

pub struct Description(Value);

impl Description {
    pub fn new(document: Value) -> Self {
        Self(document)
    }

    /// The operation's name, or what is wrong with the request.
    pub fn check(&self, request: &Request) -> Result<String, String> {
        let query = request.url.query().map(|query| format!("?{query}")).unwrap_or_default();
        let target = format!("{}{query}", request.url.path());
        let content_type = request.headers.get("content-type").map_or("", |value| value.to_str().unwrap());
        let operation = self.check_parts(request.method.as_str(), &target, content_type, &request.body)?;
        let is_open = operation == "getAccessToken";
        if is_open == request.headers.contains_key("authorization") {
            return Err("the token stands where it should not, or the other way round".to_owned());
        }
        Ok(operation)
    }

    pub fn check_parts(&self, method: &str, target: &str, kind: &str, body: &[u8]) -> Result<String, String> {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let (template, values) = self.route(path).ok_or("no such path")?;
        let item = &self.0["paths"][template];
        let operation = item.get(method.to_lowercase()).ok_or("no such method")?;
        let declared: Vec<&Value> = [&item["parameters"], &operation["parameters"]]
            .into_iter()
            .filter_map(Value::as_array)
            .flatten()
            .map(|parameter| self.resolved(parameter))
            .collect();
        for (name, value) in values {
            let parameter = declared.iter().find(|one| one["in"] == "path" && one["name"] == name.as_str());
            self.check_parameter(parameter.ok_or(format!("path parameter {name} is not declared"))?, &value)?;
        }
        self.check_query(&declared, query)?;
        self.check_body(&operation["requestBody"], kind, body)?;
        Ok(operation["operationId"].as_str().unwrap().to_owned())
    }

    pub fn check_value(&self, schema: &Value, value: &Value) -> Result<(), String> {
        let mut schema = schema.clone();
        schema["components"] = self.0["components"].clone();
        jsonschema::validate(&schema, value).map_err(|error| format!("{error} at {}", error.instance_path()))
    }

    fn resolved<'a>(&'a self, value: &'a Value) -> &'a Value {
        let reference = value["$ref"].as_str().and_then(|reference| reference.strip_prefix('#'));
        reference.map_or(value, |pointer| self.0.pointer(pointer).unwrap())
    }

    /// The template that fits, fewest parameters first, with its parameters' values.
    fn route(&self, path: &str) -> Option<(&String, Vec<(String, String)>)> {
        let templates = self.0["paths"].as_object().unwrap().keys();
        templates
            .filter_map(|template| Some((template, matched(template, path)?)))
            .min_by_key(|(_, values)| values.len())
    }

    fn check_query(&self, declared: &[&Value], query: &str) -> Result<(), String> {
        let mut given = BTreeSet::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').ok_or("a query pair without a value")?;
            let parameter = declared.iter().find(|one| one["in"] == "query" && one["name"] == name);
            self.check_parameter(parameter.ok_or(format!("query parameter {name} is not declared"))?, value)?;
            if !given.insert(name) {
                return Err(format!("query parameter {name} stands twice"));
            }
        }
        let missing = declared.iter().find(|one| {
            one["in"] == "query" && one["required"] == true && !given.contains(one["name"].as_str().unwrap())
        });
        missing.map_or(Ok(()), |one| Err(format!("query parameter {} is missing", one["name"])))
    }

    fn check_parameter(&self, parameter: &Value, raw: &str) -> Result<(), String> {
        let schema = &parameter["schema"];
        let value = if schema["type"] == "array" {
            let items = raw.split(',').map(|item| typed(&schema["items"], item));
            Value::Array(items.collect::<Result<_, _>>()?)
        } else {
            typed(schema, raw)?
        };
        self.check_value(schema, &value).map_err(|problem| format!("{}: {problem}", parameter["name"]))
    }

    fn check_body(&self, declared: &Value, kind: &str, body: &[u8]) -> Result<(), String> {
        let Some(contents) = declared["content"].as_object() else {
            return if body.is_empty() { Ok(()) } else { Err("a body where none belongs".to_owned()) };
        };
        let media = kind.split(';').next().unwrap_or_default();
        let schema = &contents.get(media).ok_or(format!("content type {kind}"))?["schema"];
        let value = match media {
            "application/json" => serde_json::from_slice(body).map_err(|error| error.to_string())?,
            "application/x-www-form-urlencoded" => {
                let pairs = url::form_urlencoded::parse(body).into_owned();
                Value::Object(pairs.map(|(name, value)| (name, json!(value))).collect())
            }
            _ => Value::Object(part_names(body)),
        };
        self.check_value(schema, &value)
    }
}

fn matched(template: &str, path: &str) -> Option<Vec<(String, String)>> {
    let (wanted, given): (Vec<&str>, Vec<&str>) = (template.split('/').collect(), path.split('/').collect());
    if wanted.len() != given.len() {
        return None;
    }
    let mut values = Vec::new();
    for (wanted, given) in wanted.into_iter().zip(given) {
        match wanted.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
            Some(name) if !given.is_empty() => values.push((name.to_owned(), given.to_owned())),
            None if wanted == given => {}
            _ => return None,
        }
    }
    Some(values)
}

fn typed(schema: &Value, raw: &str) -> Result<Value, String> {
    let text = percent_encoding::percent_decode_str(raw).decode_utf8().map_err(|error| error.to_string())?;
    match schema["type"].as_str() {
        Some("integer") => text.parse::<i64>().map(Value::from).map_err(|error| format!("`{text}`: {error}")),
        Some("boolean") => {
            text.parse::<bool>().map(Value::from).map_err(|error| format!("`{text}`: {error}"))
        }
        _ => Ok(Value::from(text.into_owned())),
    }
}

/// Names of the parts of a multipart body; the contents do not matter here.
fn part_names(body: &[u8]) -> Map<String, Value> {
    let text = String::from_utf8_lossy(body);
    let names = text.split("; name=\"").skip(1).filter_map(|rest| rest.split('"').next());
    names.map(|name| (name.to_owned(), json!(""))).collect()
}
