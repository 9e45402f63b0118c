//! What a message can carry.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Content of a message, tagged by its type: `{"type":"text","text":"…"}`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Content {
    /// Words.
    Text {
        /// The words themselves.
        text: String,
    },
    /// A picture kept by the simulator.
    Image {
        /// Id given when the picture was uploaded.
        image_id: String,
    },
    /// A link with an optional preview.
    Link(Link),
    /// A card of a listing.
    Item(ItemCard),
    /// A place on the map.
    Location(Location),
    /// A missed call.
    Call(Call),
    /// A voice message; its file is asked for by id.
    Voice {
        /// Id of the recording; made up when empty.
        #[serde(default)]
        voice_id: String,
        /// Length in seconds.
        #[serde(default = "default_voice_seconds")]
        seconds: u32,
    },
    /// Words of one of Avito's own bots.
    System {
        /// Names the bot, for example `seller_audience_discount`.
        flow_id: String,
        /// What the bot says.
        text: String,
    },
    /// What is left of a message after its author deleted it.
    Deleted,
    /// A call inside the app: the API shows no content.
    #[serde(rename = "appCall")]
    AppCall,
    /// A file: the API shows no content.
    File,
    /// A video: the API shows no content.
    Video,
    /// A type nobody has heard of yet; clients must not fail on it.
    Other {
        /// Name of the type on the wire.
        name: String,
        /// Content as it goes out.
        content: Value,
    },
}

fn default_voice_seconds() -> u32 {
    5
}

/// A link and what its page says about itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Link {
    /// What was written.
    pub text: String,
    /// Where it leads.
    pub url: String,
    /// Absent or null when the page could not be read.
    #[serde(default)]
    pub preview: Option<LinkPreview>,
}

/// Preview of a linked page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are what they are called")]
pub struct LinkPreview {
    pub title: String,
    pub description: String,
    pub domain: String,
    pub url: String,
}

/// Card of a listing inside a message.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are what they are called")]
pub struct ItemCard {
    pub title: String,
    pub item_url: String,
    pub image_url: String,
    #[serde(default)]
    pub price_string: Option<String>,
}

/// A place on the map.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Location {
    /// Open list: house, street, area, …
    #[serde(default = "default_kind")]
    pub kind: String,
    /// Degrees.
    pub lat: f64,
    /// Degrees.
    pub lon: f64,
    /// Address in words.
    pub text: String,
    /// Short name.
    #[serde(default)]
    pub title: String,
}

fn default_kind() -> String {
    "street".to_owned()
}

/// A call over the phone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Call {
    /// Only `missed` is known.
    pub status: String,
    /// Whom the caller wanted.
    pub target_user_id: i64,
}

impl Content {
    /// Words, the commonest content.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text { text: text.into() }
    }

    /// Name of the type on the wire.
    #[must_use]
    pub fn type_name(&self) -> &str {
        match self {
            Self::Text { .. } => "text",
            Self::Image { .. } => "image",
            Self::Link(_) => "link",
            Self::Item(_) => "item",
            Self::Location(_) => "location",
            Self::Call(_) => "call",
            Self::Voice { .. } => "voice",
            Self::System { .. } => "system",
            Self::Deleted => "deleted",
            Self::AppCall => "appCall",
            Self::File => "file",
            Self::Video => "video",
            Self::Other { name, .. } => name,
        }
    }

    /// The `content` object of the wire; `image_sizes` gives the links of a picture.
    pub(crate) fn to_wire(&self, image_sizes: impl Fn(&str) -> Value) -> Value {
        match self {
            Self::Text { text } => json!({ "text": text }),
            Self::Image { image_id } => json!({ "image": { "sizes": image_sizes(image_id) } }),
            Self::Link(link) => json!({ "link": link }),
            Self::Item(card) => json!({ "item": card }),
            Self::Location(place) => json!({ "location": place }),
            Self::Call(call) => json!({ "call": call }),
            Self::Voice { voice_id, .. } => json!({ "voice": { "voice_id": voice_id } }),
            Self::System { flow_id, text } => json!({ "flow_id": flow_id, "text": text }),
            Self::Deleted | Self::AppCall | Self::File | Self::Video => json!({}),
            Self::Other { content, .. } => content.clone(),
        }
    }
}
