//! What expressions and texts see: one table of names for both.

use std::sync::Arc;

use serde::{Serialize, Serializer, ser::SerializeMap};
use sufler_dsl::{
    expr::{Lookup, Value},
    flow::Flow,
    template::Template,
};

use crate::{Memory, Millis, Name, Run};

/// Fields by object; `vars` is declared by the flow and `now` is a plain number.
const FIELDS: [(&str, &[&str]); 8] = [
    ("message", &["message.text", "message.kind", "message.count"]),
    ("contact", &["contact.name", "contact.phone"]),
    ("item", &["item.id", "item.title", "item.price", "item.url", "item.location"]),
    ("account", &["account.id", "account.title", "account.channel", "account.tags"]),
    (
        "conversation",
        &[
            "conversation.id",
            "conversation.status",
            "conversation.messages",
            "conversation.summary",
            "conversation.tags",
        ],
    ),
    ("intent", &["intent.name", "intent.confidence", "intent.asks_human"]),
    ("search", &["search.best", "search.count"]),
    ("answer", &["answer.text", "answer.confidence"]),
];

/// The facts of one moment.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'a> {
    pub(crate) flow: &'a Flow,
    pub(crate) run: &'a Run,
    pub(crate) memory: &'a Memory,
    pub(crate) now: Millis,
}

impl Lookup for Scope<'_> {
    fn lookup(&self, path: &str) -> Option<Value<'_>> {
        let (root, field) = path.split_once('.').unwrap_or((path, ""));
        match root {
            "message" => self.message(field),
            "contact" => self.contact(field),
            "item" => self.item(field),
            "account" => self.account(field),
            "conversation" => self.conversation(field),
            "intent" => self.intent(field),
            "search" => self.search(field),
            "answer" => self.answer(field),
            "vars" => self.variable(field),
            "now" => Some(Value::Number(self.now as f64)),
            _ => None,
        }
    }
}

impl<'a> Scope<'a> {
    fn message(&self, field: &str) -> Option<Value<'a>> {
        let messages = &self.run.input.messages;
        match field {
            "text" => Some(Value::from(&*self.run.text)),
            "kind" => messages.last().map(|last| Value::from(&*last.kind)),
            "count" => Some(count(messages.len())),
            _ => None,
        }
    }

    fn contact(&self, field: &str) -> Option<Value<'a>> {
        let contact = &self.run.input.contact;
        match field {
            "name" => text(&contact.name),
            "phone" => text(&contact.phone),
            _ => None,
        }
    }

    fn item(&self, field: &str) -> Option<Value<'a>> {
        let item = self.run.input.item.as_ref()?;
        match field {
            "id" => Some(Value::from(&*item.id)),
            "title" => Some(Value::from(&*item.title)),
            "price" => text(&item.price),
            "url" => text(&item.url),
            "location" => text(&item.location),
            _ => None,
        }
    }

    fn account(&self, field: &str) -> Option<Value<'a>> {
        let account = &self.run.input.account;
        match field {
            "id" => Some(Value::from(&*account.id)),
            "title" => Some(Value::from(&*account.title)),
            "channel" => Some(Value::from(&*account.channel)),
            "tags" => Some(names(&account.tags)),
            _ => None,
        }
    }

    fn conversation(&self, field: &str) -> Option<Value<'a>> {
        let conversation = &self.run.input.conversation;
        match field {
            "id" => Some(Value::from(&*conversation.id)),
            "status" => Some(Value::from(&*conversation.status)),
            "messages" => Some(Value::Number(f64::from(conversation.messages))),
            "summary" => text(&conversation.summary),
            "tags" => Some(names(&conversation.tags)),
            _ => None,
        }
    }

    fn intent(&self, field: &str) -> Option<Value<'a>> {
        // Known before any classifier was asked: the caller's signal is enough.
        if field == "asks_human" {
            return Some(Value::Bool(self.run.asks_human));
        }
        let intent = self.memory.intent.as_ref()?;
        match field {
            "name" => intent.name.as_deref().map(Value::from),
            "confidence" => Some(Value::Number(intent.confidence)),
            _ => None,
        }
    }

    fn search(&self, field: &str) -> Option<Value<'a>> {
        let search = self.memory.search.as_ref()?;
        match field {
            "best" => Some(Value::Number(search.best)),
            "count" => Some(count(search.hits.len())),
            _ => None,
        }
    }

    fn answer(&self, field: &str) -> Option<Value<'a>> {
        let answer = self.memory.answer.as_ref()?;
        match field {
            "text" => Some(Value::from(&*answer.text)),
            "confidence" => Some(Value::Number(answer.confidence)),
            _ => None,
        }
    }

    /// The value that was set, else the declared default.
    fn variable(&self, name: &str) -> Option<Value<'a>> {
        let set = self.memory.vars.get(name);
        Value::from_json(set.or_else(|| self.flow.variables.get(name)?.default.as_ref())?)
    }

    /// The objects that `template` asks for.
    pub(crate) fn for_template(self, template: &'a Template) -> TemplateScope<'a> {
        TemplateScope { scope: self, template }
    }
}

fn text(text: &Option<Arc<str>>) -> Option<Value<'_>> {
    text.as_deref().map(Value::from)
}

fn names(names: &[Name]) -> Value<'_> {
    names.iter().map(|name| &**name).collect()
}

fn count(length: usize) -> Value<'static> {
    Value::Number(f64::from(u32::try_from(length).unwrap_or(u32::MAX)))
}

/// A template's context: an object of objects. What has no value is left out, so that a strict template
/// reports it and `default(…)` works.
pub(crate) struct TemplateScope<'a> {
    scope: Scope<'a>,
    template: &'a Template,
}

impl TemplateScope<'_> {
    fn asks_for(&self, root: &str) -> bool {
        let names = self.template.names().iter();
        names
            .map(|name| name.split_once('.').map_or(name.as_str(), |(root, _)| root))
            .any(|name| name == root)
    }
}

impl Serialize for TemplateScope<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (root, fields) in FIELDS {
            if self.asks_for(root) {
                map.serialize_entry(root, &Object { scope: &self.scope, fields })?;
            }
        }
        if self.asks_for("vars") {
            map.serialize_entry("vars", &Variables(&self.scope))?;
        }
        if self.asks_for("now") {
            map.serialize_entry("now", &self.scope.now)?;
        }
        map.end()
    }
}

struct Object<'a> {
    scope: &'a Scope<'a>,
    fields: &'static [&'static str],
}

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let known = self.fields.iter().filter_map(|path| {
            let (_, field) = path.split_once('.')?;
            Some((field, Plain(self.scope.lookup(path)?)))
        });
        serializer.collect_map(known)
    }
}

struct Variables<'a>(&'a Scope<'a>);

impl Serialize for Variables<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let declared = self.0.flow.variables.keys();
        serializer.collect_map(declared.filter_map(|name| Some((name, Plain(self.0.variable(name)?)))))
    }
}

/// A value as a text shows it: whole numbers without a fraction.
struct Plain<'a>(Value<'a>);

impl Serialize for Plain<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        plain(&self.0, serializer)
    }
}

/// Beyond this whole numbers are not exact.
const MAX_EXACT: f64 = 9_007_199_254_740_992.0;

fn plain<S: Serializer>(value: &Value<'_>, serializer: S) -> Result<S::Ok, S::Error> {
    match value {
        Value::Bool(value) => serializer.serialize_bool(*value),
        #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
        Value::Number(value) if value.fract() == 0.0 && value.abs() < MAX_EXACT => {
            serializer.serialize_i64(*value as i64)
        }
        Value::Number(value) => serializer.serialize_f64(*value),
        Value::Text(text) => serializer.serialize_str(text),
        Value::List(items) => serializer.collect_seq(items.iter().map(|item| Plain(item.clone()))),
    }
}
