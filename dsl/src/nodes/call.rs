//! `call`: asks a service of the company through a connector.

use indexmap::IndexMap;

use super::{Kind, NodeKind};
use crate::{
    build::reader::NodeReader,
    data::{self, Data},
    diagnostic::{Diagnostic, Words, codes},
    flow::{Name, NodeIx, Text, VarType},
    shape::{Choice, Field, NameRule, Shape, doc},
    source::Span,
    template::Escape,
    yaml::{Node, Pair},
};

/// Asks a service of the company.
#[derive(Debug, Clone)]
pub struct Call {
    /// Name of the connector in the server's settings.
    pub connector: Name,
    /// Place of that name.
    pub connector_span: Span,
    /// What to do.
    pub method: Method,
    /// Path under the connector's address; values in it are percent-encoded.
    pub path: Text,
    /// Query parameters, in file order.
    pub query: IndexMap<Name, Text>,
    /// JSON to send.
    pub body: Option<Data>,
    /// Variables and the places of the answer they take.
    pub save: IndexMap<Name, DataPath>,
    /// Milliseconds for one attempt; `None` leaves it to the connector.
    pub timeout_ms: Option<u64>,
    /// Attempts after the first, of calls that may be repeated.
    pub retries: u32,
    /// Where to go on.
    pub next: NodeIx,
}

/// Method of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "UPPERCASE")]
#[expect(missing_docs, reason = "the names of HTTP")]
pub enum Method {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

impl Method {
    /// As HTTP writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }

    /// Changes nothing at the service: asking again does no harm.
    pub fn is_safe(self) -> bool {
        self == Self::Get
    }

    /// Asking again leads to the same: RFC 9110, 9.2.2.
    pub fn is_idempotent(self) -> bool {
        matches!(self, Self::Get | Self::Put | Self::Delete)
    }

    fn find(word: &str) -> Option<Self> {
        [Self::Get, Self::Post, Self::Put, Self::Patch, Self::Delete].into_iter().find(|it| it.name() == word)
    }
}

/// A place inside JSON, such as `order.items[0].price`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataPath {
    text: Name,
    steps: Vec<Step>,
}

/// Largest index that [`DataPath::put`] fills up to.
const MAX_INDEX: usize = 1_000;

#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Key(String),
    Index(usize),
}

impl DataPath {
    /// Reads a path; `None` when it is none.
    pub fn parse(text: &str) -> Option<Self> {
        let mut steps = Vec::new();
        for part in text.split('.') {
            let (key, mut rest) = part.split_at(part.find('[').unwrap_or(part.len()));
            if key.is_empty() && (rest.is_empty() || !steps.is_empty()) {
                return None;
            }
            if !key.is_empty() {
                steps.push(Step::Key(key.to_owned()));
            }
            while !rest.is_empty() {
                let (index, more) = rest.strip_prefix('[')?.split_once(']')?;
                steps.push(Step::Index(index.parse().ok()?));
                rest = more;
            }
        }
        Some(Self { text: text.into(), steps })
    }

    /// As written.
    pub fn text(&self) -> &Name {
        &self.text
    }

    /// Puts a value there, making the mappings and lists on the way.
    pub fn put(&self, root: &mut serde_json::Value, value: serde_json::Value) {
        let mut place = root;
        for step in &self.steps {
            match step {
                Step::Key(key) => {
                    if !place.is_object() {
                        *place = serde_json::json!({});
                    }
                    place = &mut place[key.as_str()];
                }
                Step::Index(index) => {
                    if !place.is_array() {
                        *place = serde_json::json!([]);
                    }
                    let Some(items) = place.as_array_mut() else { return };
                    // Nobody needs a gap this large, and a number may be a slip.
                    let index = (*index).min(MAX_INDEX);
                    if items.len() <= index {
                        items.resize(index + 1, serde_json::Value::Null);
                    }
                    let Some(item) = items.get_mut(index) else { return };
                    place = item;
                }
            }
        }
        *place = value;
    }

    /// The value there; `None` when there is none.
    pub fn of<'v>(&self, value: &'v serde_json::Value) -> Option<&'v serde_json::Value> {
        self.steps.iter().try_fold(value, |value, step| match step {
            Step::Key(key) => value.get(key),
            Step::Index(index) => value.get(index),
        })
    }
}

/// A text of a call that carries what the customer wrote.
#[derive(Debug)]
pub struct CustomerText<'c> {
    /// Field, such as `path` or `body.comment`.
    pub field: String,
    /// Place of the text in the file.
    pub span: Span,
    /// Names in it that a customer fills in their own words.
    pub names: Vec<&'c str>,
}

/// Names whose values are the customer's own words.
const CUSTOMERS_WORDS: [&str; 3] = ["message.text", "contact.name", "conversation.summary"];

impl Call {
    /// Calls `visit` for every text with places: its field and itself.
    pub fn texts<'c>(&'c self, visit: &mut dyn FnMut(&str, &'c Text)) {
        visit("path", &self.path);
        for (name, text) in &self.query {
            visit(&format!("query.{name}"), text);
        }
        if let Some(body) = &self.body {
            body.texts("body", visit);
        }
    }

    /// The texts through which the customer's own words reach the service: `message.text`, the name and summary of the
    /// customer, and variables of type `text` and `list`. Checked types (phone, e-mail, date, number, choice) cannot
    /// carry words and do not count.
    pub fn customer_texts(&self, variables: &IndexMap<Name, crate::flow::Variable>) -> Vec<CustomerText<'_>> {
        let is_free = |name: &str| match name.strip_prefix("vars.") {
            Some(variable) => {
                let ty = variables.get(variable.split('.').next().unwrap_or(variable)).map(|it| it.ty);
                matches!(ty, Some(VarType::Text | VarType::List))
            }
            None => CUSTOMERS_WORDS.contains(&name),
        };
        let mut found = Vec::new();
        self.texts(&mut |field, text| {
            let names: Vec<&str> =
                text.names().iter().map(String::as_str).filter(|name| is_free(name)).collect();
            if !names.is_empty() {
                found.push(CustomerText { field: field.to_owned(), span: text.span(), names });
            }
        });
        found
    }
}

const METHOD: &[Choice] = &[
    Choice {
        word: "GET", doc: doc("спросить, ничего не меняя", "ask, changing nothing")
    },
    Choice { word: "POST", doc: doc("создать", "create") },
    Choice { word: "PUT", doc: doc("записать целиком", "replace") },
    Choice { word: "PATCH", doc: doc("изменить часть", "change a part") },
    Choice { word: "DELETE", doc: doc("удалить", "remove") },
];

pub(super) const KIND: Kind = Kind {
    name: "call",
    title: doc("Запрос к сервису", "Call"),
    icon: "plug",
    doc: doc(
        "Спрашивает или меняет данные в сервисе компании (CRM, склад, заказы) через соединитель из настроек сервера. Адрес и ключи знает только соединитель. Ответ в JSON: `save` кладёт его части в переменные, приводя к их типу; чего в ответе нет, то переменная забывает. Ошибка сервиса ведёт в `on_error`. Выполненный запрос не повторяется и после сбоя.",
        "Asks a service of the company (CRM, stock, orders) or changes data there, through a connector of the server's settings. Address and keys are known to the connector alone. The answer is JSON: `save` puts its parts into variables, brought to their type; a variable forgets what the answer lacks. A failure goes to `on_error`. A call that was performed is not repeated, not even after a crash.",
    ),
    fields: &[
        Field::new(
            "connector",
            Shape::Name(NameRule::Word),
            "crm",
            doc("имя соединителя из настроек сервера", "name of the connector in the server's settings"),
        )
        .required(),
        Field::new("method", Shape::Choice(METHOD), "POST", doc("что сделать", "what to do")).default("GET"),
        Field::new(
            "path",
            Shape::Template,
            "'/orders/{{ vars.order }}'",
            doc(
                "путь после адреса соединителя; значения в нём кодируются",
                "path after the connector's address; values in it are encoded",
            ),
        )
        .required(),
        Field::new(
            "query",
            Shape::Map { keys: NameRule::Word, of: &Shape::Template, min: 0 },
            "{phone: '{{ vars.phone }}'}",
            doc("параметры запроса", "query parameters"),
        ),
        Field::new(
            "body",
            Shape::Data,
            "{phone: '{{ vars.phone }}', count: '{{ vars.count }}'}",
            doc(
                "что отправить, в JSON; текст из одной вставки сохраняет тип значения",
                "JSON to send; a text that is one place keeps the type of its value",
            ),
        ),
        Field::new(
            "save",
            Shape::Map { keys: NameRule::Variable, of: &Shape::Text, min: 0 },
            "{city: order.address.city}",
            doc("какие части ответа запомнить", "which parts of the answer to remember"),
        ),
        Field::new(
            "timeout",
            Shape::Duration { min_ms: 100, max_ms: 120_000 },
            "5s",
            doc("сколько ждать одну попытку; иначе решает соединитель", "time for one attempt; else the connector decides"),
        ),
        Field::new(
            "retries",
            Shape::Integer { min: 0, max: 5 },
            "2",
            doc(
                "сколько раз повторить после неудачи; `POST` и `PATCH` повторяются, только если соединитель это разрешает",
                "attempts after the first; `POST` and `PATCH` are repeated only where the connector allows it",
            ),
        )
        .default("1"),
        Field::new("next", Shape::Node, "end", doc("куда идти дальше", "where to go on")).required(),
    ],
    calls_model: false,
    computes: None,
    ends: false,
    after_wait: &[],
    example: "status:\n  type: call\n  connector: shop\n  path: '/orders/{{ vars.city }}'\n  save: {city: order.city}\n  next: end\n  on_error: operator",
    read,
};

fn read(node: &mut NodeReader<'_, '_>) -> Option<NodeKind> {
    let fields = node.fields();
    let connector = fields.get("connector")?;
    let method = fields.word("method").and_then(Method::find);
    let body = fields.get("body").map(|body| data::read(node, body));
    if let (Some(body), Some(Method::Get)) = (fields.get("body"), method) {
        let message = Words::new("у запроса GET не бывает тела", "a GET request has no body");
        let help = Words::new("добавьте, например, method: POST", "add, such as, method: POST");
        node.report(Diagnostic::new(codes::FIELD_COMBINATION, body.span, message).with_help(help));
    }
    let path = fields.get("path").and_then(|path| read_path(node, path));
    let query = pairs(node, "query", |node, pair| node.text_at(&pair.value, Escape::None));
    let save = pairs(node, "save", |node, pair| read_save(node, &pair.value));
    Some(NodeKind::Call(Call {
        connector: connector.as_text()?.into(),
        connector_span: connector.span,
        method: method?,
        path: path?,
        query: query?,
        body: match body {
            Some(body) => Some(body?),
            None => None,
        },
        save: save?,
        timeout_ms: fields.duration_ms("timeout"),
        retries: fields.integer("retries")?,
        next: node.exit("next")?,
    }))
}

/// The entries of a mapping; every one is read, so that all problems are found.
fn pairs<T>(
    node: &mut NodeReader<'_, '_>,
    field: &str,
    mut read: impl FnMut(&mut NodeReader<'_, '_>, &Pair) -> Option<T>,
) -> Option<IndexMap<Name, T>> {
    let pairs = node.fields().get(field).and_then(Node::as_map).unwrap_or_default();
    let entries: Vec<Option<(Name, T)>> =
        pairs.iter().map(|pair| Some((pair.key.key_text()?.into(), read(node, pair)?))).collect();
    entries.into_iter().collect()
}

fn read_path(node: &mut NodeReader<'_, '_>, written: &Node) -> Option<Text> {
    let text = written.as_text()?;
    if !text.starts_with('/') {
        bad_path(node, written, "путь запроса начинается с «/»", "the path of a request begins with `/`");
        return None;
    }
    if text.split("{{").next().is_some_and(|fixed| fixed.contains(['?', '#'])) {
        bad_path(node, written, "параметры запроса пишутся в query", "parameters belong into `query`");
        return None;
    }
    node.text_at(written, Escape::UrlPath)
}

fn read_save(node: &mut NodeReader<'_, '_>, written: &Node) -> Option<DataPath> {
    let path = DataPath::parse(written.as_text()?);
    if path.is_none() {
        bad_path(node, written, "это не путь в ответе", "this is no path into an answer");
    }
    path
}

fn bad_path(node: &mut NodeReader<'_, '_>, written: &Node, ru: &str, en: &str) {
    let help = Words::new("например: order.items[0].price", "such as order.items[0].price");
    let found = Diagnostic::new(codes::BAD_PATH, written.span, Words::new(ru, en));
    node.report(if ru.starts_with("это") { found.with_help(help) } else { found });
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn paths_find_their_values() {
        let value = json!({"a": {"b": [1, {"c": "x"}]}, "d": null});
        let at = |text: &str| DataPath::parse(text).and_then(|path| path.of(&value).cloned());
        assert_eq!(at("a.b[1].c"), Some(json!("x")));
        assert_eq!(at("a.b[0]"), Some(json!(1)));
        assert_eq!(at("a.b[7]"), None);
        assert_eq!(at("a.x.y"), None);
        assert_eq!(at("d"), Some(json!(null)));
        for bad in ["", "a..b", ".a", "a.", "a[x]", "a[1", "a.[1]"] {
            assert_eq!(DataPath::parse(bad), None, "{bad}");
        }
        assert_eq!(
            DataPath::parse("[0].a").and_then(|it| it.of(&json!([{"a": 2}])).cloned()),
            Some(json!(2))
        );
    }
}
