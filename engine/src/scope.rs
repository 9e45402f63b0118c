//! What expressions and texts see: the values behind the names that the flow language declares.

use std::sync::Arc;

use serde::{Serialize, Serializer, ser::SerializeMap};
use sufler_dsl::{
    expr::{Lookup, Value},
    flow::Flow,
    names::{NAMES, root_of},
    template::Template,
};

use crate::{Hit, Millis, Name, Run, State, clock::Clock};

/// Stands in traces for personal data.
pub(crate) const MASK: &str = "•••";

/// The facts of one moment.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'a> {
    pub(crate) flow: &'a Flow,
    /// Variables of that flow.
    pub(crate) vars: &'a crate::Vars,
    pub(crate) state: &'a State,
    pub(crate) run: &'a Run,
    pub(crate) now: Millis,
}

impl Lookup for Scope<'_> {
    fn lookup(&self, path: &str) -> Option<Value<'_>> {
        let (root, field) = path.split_once('.')?;
        match root {
            "message" => self.message(field),
            "contact" => self.contact(field),
            "item" => self.item(field),
            "account" => self.account(field),
            "conversation" => self.conversation(field),
            "intent" => self.intent(field),
            "search" => self.search(field),
            "answer" => self.answer(field),
            "now" => self.clock(field),
            "vars" => self.variable(field),
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
            "images" => Some(count(messages.iter().filter(|message| &*message.kind == "image").count())),
            _ => None,
        }
    }

    fn contact(&self, field: &str) -> Option<Value<'a>> {
        let contact = &self.run.input.contact;
        match field {
            "id" => Some(Value::from(&*contact.id)),
            "name" => text(&contact.name),
            "phone" => text(&contact.phone),
            "email" => text(&contact.email),
            "tags" => Some(names(&contact.tags)),
            _ => None,
        }
    }

    fn item(&self, field: &str) -> Option<Value<'a>> {
        let item = self.run.input.item.as_ref()?;
        match field {
            "id" => Some(Value::from(&*item.id)),
            "title" => Some(Value::from(&*item.title)),
            "price" => price(item.price.as_deref()?).map(Value::Number),
            "url" => text(&item.url),
            "city" => text(&item.city),
            _ => None,
        }
    }

    fn account(&self, field: &str) -> Option<Value<'a>> {
        let account = &self.run.input.account;
        match field {
            "id" => Some(Value::from(&*account.id)),
            "name" => Some(Value::from(&*account.name)),
            "channel" => Some(Value::from(&*account.channel)),
            "tags" => Some(names(&account.tags)),
            _ => None,
        }
    }

    fn conversation(&self, field: &str) -> Option<Value<'a>> {
        let conversation = &self.run.input.conversation;
        match field {
            "id" => Some(Value::from(&*conversation.id)),
            "turns" => Some(count(usize::try_from(self.state.turn).unwrap_or(usize::MAX))),
            "messages" => Some(Value::Number(f64::from(conversation.messages))),
            "summary" => text(&conversation.summary),
            "handed_back" => Some(Value::Bool(self.state.handed_back)),
            _ => None,
        }
    }

    fn intent(&self, field: &str) -> Option<Value<'a>> {
        // Known before any classifier was asked: the caller's signal is enough.
        if field == "asks_human" {
            return Some(Value::Bool(self.run.asks_human));
        }
        let intent = self.state.memory.intent.as_ref()?;
        match field {
            "name" => intent.name.as_deref().map(Value::from),
            "confidence" => Some(Value::Number(intent.confidence)),
            _ => None,
        }
    }

    fn search(&self, field: &str) -> Option<Value<'a>> {
        let search = self.state.memory.search.as_ref()?;
        match field {
            "best" => Some(Value::Number(search.best)),
            "count" => Some(count(search.hits.len())),
            "articles" => Some(articles(&search.hits)),
            _ => None,
        }
    }

    fn answer(&self, field: &str) -> Option<Value<'a>> {
        let answer = self.state.memory.answer.as_ref()?;
        match field {
            "text" => Some(Value::from(&*answer.text)),
            "confidence" => Some(Value::Number(answer.confidence)),
            _ => None,
        }
    }

    fn clock(&self, field: &str) -> Option<Value<'a>> {
        let clock = Clock::read(self.now, self.run.input.account.utc_offset_minutes);
        match field {
            "date" => Some(Value::from(clock.date())),
            "time" => Some(Value::from(clock.time())),
            "hour" => Some(Value::Number(clock.hour as f64)),
            "weekday" => Some(Value::Number(clock.weekday as f64)),
            _ => None,
        }
    }

    /// The value that was set, else the declared default.
    fn variable(&self, name: &str) -> Option<Value<'a>> {
        let set = self.vars.get(name);
        Value::from_json(set.or_else(|| self.flow.variables.get(name)?.default.as_ref())?)
    }

    /// What a trace may tell of a value: nothing of personal data.
    pub(crate) fn shown(&self, path: &str, value: Option<serde_json::Value>) -> Option<serde_json::Value> {
        let variable = path.strip_prefix("vars.").and_then(|name| self.flow.variables.get(name));
        if variable.is_some_and(|variable| variable.pii) { value.map(|_| MASK.into()) } else { value }
    }

    fn hits(&self) -> &'a [Hit] {
        self.state.memory.search.as_ref().map(|search| &*search.hits).unwrap_or_default()
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

/// Articles of the hits, each once, best first.
fn articles(hits: &[Hit]) -> Value<'_> {
    let mut articles: Vec<&str> = Vec::with_capacity(hits.len());
    for hit in hits {
        if !articles.contains(&&*hit.article) {
            articles.push(&hit.article);
        }
    }
    articles.into_iter().collect()
}

/// The number in a price as channels write it: `25 000 ₽` is 25000, `1 200,50` is 1200.5. Without digits none.
fn price(written: &str) -> Option<f64> {
    let mut number = String::with_capacity(written.len());
    for c in written.chars() {
        match c {
            '0'..='9' => number.push(c),
            ',' | '.' if !number.is_empty() && !number.contains('.') => number.push('.'),
            c if c.is_whitespace() => {}
            _ if number.is_empty() => {}
            _ => break,
        }
    }
    number.trim_end_matches('.').parse().ok()
}

/// A template's context: an object of objects. What has no value is left out, so that a strict template
/// reports it and `default(…)` works.
pub(crate) struct TemplateScope<'a> {
    scope: Scope<'a>,
    template: &'a Template,
}

impl Serialize for TemplateScope<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut roots: Vec<&str> = self.template.names().iter().map(|name| root_of(name)).collect();
        roots.dedup();
        let mut map = serializer.serialize_map(None)?;
        for root in roots {
            map.serialize_entry(root, &Object { scope: &self.scope, root })?;
        }
        map.end()
    }
}

struct Object<'a> {
    scope: &'a Scope<'a>,
    root: &'a str,
}

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let scope = self.scope;
        let mut map = serializer.serialize_map(None)?;
        let fixed = NAMES
            .iter()
            .filter_map(|name| name.path.strip_prefix(self.root)?.strip_prefix('.').zip(Some(name.path)));
        for (field, path) in fixed {
            if path == "search.hits" {
                map.serialize_entry(field, scope.hits())?;
            } else if let Some(value) = scope.lookup(path) {
                map.serialize_entry(field, &Plain(value))?;
            }
        }
        if self.root == "vars" {
            for name in scope.flow.variables.keys() {
                if let Some(value) = scope.variable(name) {
                    map.serialize_entry(name, &Plain(value))?;
                }
            }
        }
        map.end()
    }
}

/// A value as a text shows it: whole numbers without a fraction.
struct Plain<'a>(Value<'a>);

/// Beyond this whole numbers are not exact.
const MAX_EXACT: f64 = 9_007_199_254_740_992.0;

impl Serialize for Plain<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Value::Bool(value) => serializer.serialize_bool(*value),
            Value::Number(value) if value.fract() == 0.0 && value.abs() < MAX_EXACT => {
                serializer.serialize_i64(*value as i64)
            }
            Value::Number(value) => serializer.serialize_f64(*value),
            Value::Text(text) => serializer.serialize_str(text),
            Value::List(items) => serializer.collect_seq(items.iter().map(|item| Plain(item.clone()))),
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("25 000 ₽", Some(25_000.0))]
    #[case("1\u{a0}200,50 руб.", Some(1200.5))]
    #[case("от 300 до 500", Some(300.0))]
    #[case("Цена не указана", None)]
    #[case("", None)]
    fn prices(#[case] written: &str, #[case] number: Option<f64>) {
        assert_eq!(price(written), number);
    }
}
