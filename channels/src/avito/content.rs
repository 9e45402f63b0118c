//! The content of a message by its type: Avito's shape to the neutral kind, text and fields.

use serde_json::{Map, Value, json};

use crate::json;
use crate::message::MessageKind;

/// Kind, readable text and fields of one content.
pub(super) struct Content {
    pub(super) kind: MessageKind,
    pub(super) text: String,
    pub(super) fields: Map<String, Value>,
}

/// Reads a content. A type this version does not know becomes [`MessageKind::Unsupported`]; a missing type
/// is guessed from the one key that is filled.
pub(super) fn read(wire_type: Option<&str>, content: &Value) -> Content {
    let guessed = wire_type.or_else(|| filled_key(content));
    match guessed.unwrap_or("unknown") {
        "text" => Content {
            kind: MessageKind::Text,
            text: content.get("text").and_then(Value::as_str).unwrap_or_default().to_owned(),
            fields: Map::new(),
        },
        "image" => image(part(content, "image")),
        "voice" => voice(part(content, "voice")),
        "link" => link(part(content, "link")),
        "item" => item(part(content, "item")),
        "location" => location(part(content, "location")),
        "call" => call(part(content, "call")),
        "system" => system(content),
        "deleted" => described(MessageKind::Deleted, "[Сообщение удалено]"),
        other => unsupported(other, content),
    }
}

fn filled_key(content: &Value) -> Option<&'static str> {
    const KEYS: [&str; 7] = ["image", "voice", "link", "item", "location", "call", "text"];
    if json::text(content, "flow_id").is_some() {
        return Some("system");
    }
    KEYS.into_iter().find(|key| content.get(key).is_some_and(|value| !value.is_null()))
}

fn part<'a>(content: &'a Value, key: &str) -> &'a Value {
    content.get(key).unwrap_or(&Value::Null)
}

fn described(kind: MessageKind, text: &str) -> Content {
    Content { kind, text: text.to_owned(), fields: Map::new() }
}

/// Adds a field that is there; absent ones stay absent, so that readers need one check only.
fn put(fields: &mut Map<String, Value>, name: &str, value: Option<impl Into<Value>>) {
    if let Some(value) = value {
        fields.insert(name.to_owned(), value.into());
    }
}

fn image(image: &Value) -> Content {
    let sizes = Sizes::read(part(image, "sizes"));
    let mut content = described(MessageKind::Image, "[Изображение]");
    put(&mut content.fields, "url", sizes.largest());
    put(&mut content.fields, "preview_url", sizes.at_least(140));
    if !sizes.0.is_empty() {
        content.fields.insert("sizes".to_owned(), sizes.into_value());
    }
    content
}

fn voice(voice: &Value) -> Content {
    let mut content = described(MessageKind::Voice, "[Голосовое сообщение]");
    put(&mut content.fields, "voice_id", json::id(voice, "voice_id"));
    content
}

/// The text stays exactly as written: a text of ours that Avito turned into a link is found again by it.
fn link(link: &Value) -> Content {
    let url = json::text(link, "url");
    let text = json::text(link, "text").or(url).unwrap_or("[Ссылка]");
    let mut content = described(MessageKind::Link, text);
    put(&mut content.fields, "url", url);
    put(&mut content.fields, "href", url.and_then(href));
    let preview = part(link, "preview");
    let mut fields = Map::new();
    for name in ["title", "description", "domain"] {
        put(&mut fields, name, json::text(preview, name));
    }
    put(&mut fields, "url", json::web_address(preview, "url"));
    put(&mut fields, "image_url", Sizes::read(part(preview, "images")).largest());
    if !fields.is_empty() {
        content.fields.insert("preview".to_owned(), Value::Object(fields));
    }
    content
}

/// Avito's addresses often lack a scheme («habr.com»).
fn href(url: &str) -> Option<String> {
    if json::is_web_address(url) {
        return Some(url.to_owned());
    }
    let address = format!("https://{url}");
    (!url.contains(':') && json::is_web_address(&address)).then_some(address)
}

fn item(item: &Value) -> Content {
    let title = json::text(item, "title");
    let price = json::text(item, "price_string");
    let url = json::web_address(item, "item_url");
    let described_by = [title, price].into_iter().flatten().collect::<Vec<_>>().join(", ");
    let mut content = described(MessageKind::Item, format!("[Объявление] {described_by}").trim_end());
    put(&mut content.fields, "title", title);
    put(&mut content.fields, "price", price);
    put(&mut content.fields, "url", url);
    put(&mut content.fields, "image_url", json::web_address(item, "image_url"));
    content
}

fn location(location: &Value) -> Content {
    let lat = part(location, "lat").as_f64().filter(|lat| lat.abs() <= 90.0);
    let lon = part(location, "lon").as_f64().filter(|lon| lon.abs() <= 180.0);
    let address = json::text(location, "text");
    let title = json::text(location, "title");
    let place = match (address.or(title), lat.zip(lon)) {
        (Some(address), _) => address.to_owned(),
        (None, Some((lat, lon))) => format!("{lat:.6}, {lon:.6}"),
        (None, None) => String::new(),
    };
    let mut content = described(MessageKind::Location, format!("[Местоположение] {place}").trim_end());
    put(&mut content.fields, "lat", lat);
    put(&mut content.fields, "lon", lon);
    put(&mut content.fields, "place", json::text(location, "kind"));
    put(&mut content.fields, "title", title);
    put(&mut content.fields, "address", address);
    content
}

fn call(call: &Value) -> Content {
    let status = json::text(call, "status");
    let text =
        if status == Some("missed") { "[Пропущенный звонок]" } else { "[Звонок]" };
    let mut content = described(MessageKind::Call, text);
    put(&mut content.fields, "status", status);
    put(&mut content.fields, "target_external_id", json::id(call, "target_user_id"));
    content
}

fn system(content: &Value) -> Content {
    let mut read =
        described(MessageKind::System, json::text(content, "text").unwrap_or("[Системное сообщение Авито]"));
    put(&mut read.fields, "flow_id", json::text(content, "flow_id"));
    read
}

fn unsupported(wire_type: &str, content: &Value) -> Content {
    let text = match wire_type {
        "file" => "[Файл: откройте чат в приложении Авито]".to_owned(),
        "video" => "[Видео: откройте чат в приложении Авито]".to_owned(),
        "appCall" => "[Звонок в приложении Авито]".to_owned(),
        other => format!("[Сообщение неизвестного вида «{other}»: откройте чат в приложении Авито]"),
    };
    let mut read = described(MessageKind::Unsupported(wire_type.to_owned()), &text);
    if content.as_object().is_some_and(|fields| !fields.is_empty()) {
        read.fields.insert("raw".to_owned(), content.clone());
    }
    read
}

/// Addresses of one picture by size, smallest first; only http(s), only keys like `140x105`.
pub(super) struct Sizes(Vec<(Size, String)>);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Size {
    area: u64,
    width: u32,
    height: u32,
}

impl Sizes {
    pub(super) fn read(value: &Value) -> Self {
        let mut sizes: Vec<(Size, String)> = value
            .as_object()
            .into_iter()
            .flatten()
            .filter_map(|(key, _)| Some((Size::parse(key)?, json::web_address(value, key)?)))
            .collect();
        sizes.sort();
        Self(sizes)
    }

    pub(super) fn largest(&self) -> Option<String> {
        self.0.last().map(|(_, url)| url.clone())
    }

    /// The smallest of at least this width, else the largest.
    pub(super) fn at_least(&self, width: u32) -> Option<String> {
        self.0
            .iter()
            .find(|(size, _)| size.width >= width)
            .map(|(_, url)| url.clone())
            .or_else(|| self.largest())
    }

    fn into_value(self) -> Value {
        let sizes: Map<String, Value> = self
            .0
            .into_iter()
            .map(|(size, url)| (format!("{}x{}", size.width, size.height), json!(url)))
            .collect();
        Value::Object(sizes)
    }
}

impl Size {
    fn parse(key: &str) -> Option<Self> {
        let (width, height) = key.split_once('x')?;
        let (width, height): (u32, u32) = (width.parse().ok()?, height.parse().ok()?);
        Some(Self { area: u64::from(width) * u64::from(height), width, height })
    }
}
