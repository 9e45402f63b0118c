//! JSON with places: what a `call` sends and a `subflow` is given.

use std::sync::LazyLock;

use regex::Regex;

use crate::{
    build::reader::NodeReader,
    flow::{Name, Text},
    shape::read::to_json,
    template::Escape,
    yaml::Node,
};

/// A value whose texts may have places.
#[derive(Debug, Clone)]
pub enum Data {
    /// A value without places.
    Plain(serde_json::Value),
    /// A text with places.
    Text(Text),
    /// A text that is one place with a bare name: the value keeps its type.
    Name {
        /// Dotted name, such as `vars.count`.
        name: Name,
        /// The text as written.
        text: Text,
    },
    /// A list.
    List(Vec<Data>),
    /// A mapping, in file order.
    Map(Vec<(Name, Data)>),
}

impl Data {
    /// Calls `visit` for every text with places and its path inside the value (`items[0].name`).
    pub fn texts<'d>(&'d self, path: &str, visit: &mut dyn FnMut(&str, &'d Text)) {
        match self {
            Self::Plain(_) => {}
            Self::Text(text) | Self::Name { text, .. } => visit(path, text),
            Self::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    item.texts(&format!("{path}[{index}]"), visit);
                }
            }
            Self::Map(entries) => {
                for (key, item) in entries {
                    item.texts(
                        &if path.is_empty() { key.to_string() } else { format!("{path}.{key}") },
                        visit,
                    );
                }
            }
        }
    }
}

#[expect(clippy::expect_used, reason = "a constant pattern, compiled by every test")]
static BARE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\s*\{\{\s*([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+)\s*\}\}\s*$").expect("a valid pattern")
});

/// Compiles every text of a value; `None` when one is wrong, which is reported.
pub(crate) fn read(node: &mut NodeReader<'_, '_>, written: &Node) -> Option<Data> {
    if let Some(items) = written.as_seq() {
        let items: Vec<Option<Data>> = items.iter().map(|item| read(node, item)).collect();
        return Some(Data::List(items.into_iter().collect::<Option<_>>()?));
    }
    if let Some(pairs) = written.as_map() {
        let entries: Vec<Option<(Name, Data)>> = pairs
            .iter()
            .map(|pair| Some((Name::from(pair.key.key_text()?), read(node, &pair.value)?)))
            .collect();
        return Some(Data::Map(entries.into_iter().collect::<Option<_>>()?));
    }
    let Some(text) = written.as_text().filter(|text| !text.trim().is_empty()) else {
        return Some(Data::Plain(to_json(written)));
    };
    let bare = BARE.captures(text).and_then(|found| found.get(1)).map(|name| Name::from(name.as_str()));
    let text = node.text_at(written, Escape::None)?;
    Some(match bare {
        Some(name) => Data::Name { name, text },
        None if text.plain().is_some() => Data::Plain(to_json(written)),
        None => Data::Text(text),
    })
}
