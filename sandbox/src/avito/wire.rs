//! Shapes of the wire: chats, messages, webhooks (contract §§5, 6), in either mode.

use serde_json::{Value, json};

use super::picture_path;
use crate::clock::seconds;
use crate::config::Mode;
use crate::content::Content;
use crate::world::{Chat, Item, Message, Quote, World};

/// Sizes of pictures that messages link to.
const PICTURE_SIZES: [&str; 4] = ["1280x960", "640x480", "140x105", "32x32"];
/// Sizes of avatars that the schema knows.
const AVATAR_SIZES: [&str; 9] =
    ["24x24", "36x36", "48x48", "64x64", "72x72", "96x96", "128x128", "192x192", "256x256"];
/// Where all simulated listings are: latitude and longitude of Kazan.
const SHOP: (f64, f64) = (55.796_127, 49.106_414);
/// `status_id` of a listing as captured in production.
const STATUS_ACTIVE: i64 = 4;
/// `status_id` of a deleted listing.
const STATUS_DELETED: i64 = 20;

pub(crate) fn picture_sizes(world: &World, image_id: &str) -> Value {
    PICTURE_SIZES.iter().map(|size| (*size, picture_path(world, image_id, size))).collect()
}

fn content(world: &World, content: &Content) -> Value {
    content.to_wire(|image_id| picture_sizes(world, image_id))
}

fn direction(chat: &Chat, author_id: i64) -> &'static str {
    if author_id == chat.seller_id { "out" } else { "in" }
}

/// A message as getMessagesV3 gives it to the seller.
pub(super) fn message(world: &World, chat: &Chat, message: &Message) -> Value {
    let own = message.author_id == chat.seller_id;
    let mut value = json!({
        "id": message.id,
        "author_id": message.author_id,
        "content": content(world, &message.content),
        "created": seconds(message.created_ms),
        "direction": direction(chat, message.author_id),
        "is_read": own || message.read_ms.is_some(),
        "read": message.read_ms.map(seconds),
        "type": message.content.type_name(),
    });
    if let (Some(quote), Some(object)) = (&message.quote, value.as_object_mut()) {
        object.insert("quote".to_owned(), self::quote(world, quote));
    }
    value
}

fn quote(world: &World, quote: &Quote) -> Value {
    json!({
        "id": quote.id,
        "author_id": quote.author_id,
        "content": content(world, &quote.content),
        "created": seconds(quote.created_ms),
        "type": quote.content.type_name(),
    })
}

/// The answer to a send. `author_id` is published for pictures only, seen for both (quirk Q2).
pub(super) fn sent(world: &World, message: &Message) -> Value {
    let mut value = json!({
        "id": message.id,
        "type": message.content.type_name(),
        "direction": "out",
        "created": seconds(message.created_ms),
        "content": content(world, &message.content),
    });
    let is_image = matches!(message.content, Content::Image { .. });
    if let (true, Some(object)) = (is_image || world.config.mode == Mode::Observed, value.as_object_mut()) {
        object.insert("author_id".to_owned(), message.author_id.into());
    }
    value
}

/// A chat as getChatsV2 and getChatByIdV2 give it.
pub(super) fn chat(world: &World, chat: &Chat) -> Value {
    let summary = chat.summary();
    let mut value = json!({
        "id": chat.id,
        "created": seconds(chat.created_ms),
        "updated": seconds(summary.updated_ms),
        "users": [person(world, chat, chat.buyer_id), person(world, chat, chat.seller_id)],
    });
    if let Some(object) = value.as_object_mut() {
        if let Some(item) = chat.item_id.and_then(|id| world.people.item(id)) {
            object
                .insert("context".to_owned(), json!({ "type": "item", "value": item_context(world, &item) }));
        }
        if let Some(last) = summary.last {
            object.insert("last_message".to_owned(), last_message(world, chat, &last));
        }
    }
    value
}

fn item_context(world: &World, item: &Item) -> Value {
    let mut value = json!({
        "id": item.id,
        "title": item.title,
        "url": item_url(world, item),
        "price_string": item.price_string(),
        "status_id": if item.status == "removed" { STATUS_DELETED } else { STATUS_ACTIVE },
        "user_id": item.seller_id,
        "images": { "count": 1, "main": { "140x105": item_picture(world, item) } },
    });
    if let (Mode::Observed, Some(object)) = (world.config.mode, value.as_object_mut()) {
        let location = json!({ "title": item.address, "lat": SHOP.0, "lon": SHOP.1 });
        object.insert("location".to_owned(), location);
    }
    value
}

pub(crate) fn item_url(world: &World, item: &Item) -> String {
    format!("{}/item/{}", world.base_url, item.id)
}

pub(crate) fn item_picture(world: &World, item: &Item) -> String {
    format!("{}/art/item/{}.svg", world.base_url, item.picture)
}

pub(crate) fn avatar(world: &World, user_id: i64) -> String {
    format!("{}/art/person/{user_id}.svg", world.base_url)
}

fn person(world: &World, chat: &Chat, user_id: i64) -> Value {
    let name = world.people.name(user_id).unwrap_or_default();
    let observed = world.config.mode == Mode::Observed;
    let extra = observed.then_some("1024x1024");
    let link = avatar(world, user_id);
    let images: Value = AVATAR_SIZES.into_iter().chain(extra).map(|size| (size, link.clone())).collect();
    let mut profile = json!({
        "user_id": user_id,
        "url": format!("{}/user/{user_id}", world.base_url),
        "avatar": { "default": link, "images": images },
    });
    if let (Some(item_id), Some(object)) = (chat.item_id, profile.as_object_mut()) {
        object.insert("item_id".to_owned(), item_id.into());
    }
    let mut value = json!({ "id": user_id, "name": name, "public_user_profile": profile });
    if let (true, Some(object)) = (observed, value.as_object_mut()) {
        object.insert("parsing_allowed".to_owned(), true.into());
    }
    value
}

fn last_message(world: &World, chat: &Chat, last: &Message) -> Value {
    let mut value = json!({
        "id": last.id,
        "author_id": last.author_id,
        "created": seconds(last.created_ms),
        "content": content(world, &last.content),
        "direction": direction(chat, last.author_id),
        "type": last.content.type_name(),
    });
    if let (Mode::Observed, Some(object)) = (world.config.mode, value.as_object_mut()) {
        object.insert("delivered".to_owned(), seconds(last.created_ms).into());
    }
    value
}

/// `payload.value` of a webhook: no direction, the account always in `user_id`.
pub(crate) fn webhook_value(world: &World, chat: &Chat, message: &Message) -> Value {
    let published = jiff::Timestamp::from_second(seconds(message.created_ms)).unwrap_or_default();
    json!({
        "id": message.id,
        "chat_id": chat.id,
        "user_id": chat.seller_id,
        "author_id": message.author_id,
        "created": seconds(message.created_ms),
        "type": message.content.type_name(),
        "chat_type": chat.kind.as_str(),
        "content": content(world, &message.content),
        "item_id": chat.item_id,
        "published_at": published.to_string(),
        "read": message.read_ms.map(seconds),
    })
}
