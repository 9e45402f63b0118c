//! Reading of Avito's chats.

use serde_json::Value;

use super::content::Sizes;
use super::wire::{self, Context};
use crate::json;
use crate::message::{ChatInfo, ContactInfo, ItemInfo};

/// Reads one chat; `None` without an id. Everything else may be absent: chats of users have no item, a
/// deleted user has no profile, an empty chat has no last message.
pub(super) fn read(value: &Value, account: &str) -> Option<ChatInfo> {
    let chat_id = json::id(value, "id")?;
    let updated_ms = json::seconds_as_ms(value, "updated").or_else(|| json::seconds_as_ms(value, "created"));
    let context = Context { account, chat_id: &chat_id, fallback_ms: updated_ms };
    let last_message = value.get("last_message").and_then(|last| wire::message(last, &context).ok());
    let users = value.get("users").and_then(Value::as_array);
    Some(ChatInfo {
        contact: users.into_iter().flatten().filter_map(contact).find(|user| user.external_id != account),
        item: value.get("context").and_then(item),
        updated_ms,
        last_message,
        chat_id,
    })
}

fn contact(user: &Value) -> Option<ContactInfo> {
    let profile = user.get("public_user_profile").unwrap_or(&Value::Null);
    let avatar = profile.get("avatar").unwrap_or(&Value::Null);
    let sizes = Sizes::read(avatar.get("images").unwrap_or(&Value::Null));
    Some(ContactInfo {
        external_id: json::id(user, "id")?,
        name: json::text(user, "name").map(str::to_owned),
        avatar_url: sizes.at_least(128).or_else(|| json::web_address(avatar, "default")),
        profile_url: json::web_address(profile, "url"),
    })
}

fn item(context: &Value) -> Option<ItemInfo> {
    if json::text(context, "type").is_some_and(|kind| kind != "item") {
        return None;
    }
    let value = context.get("value")?;
    let images = value.get("images").and_then(|images| images.get("main")).unwrap_or(&Value::Null);
    let location = value.get("location").unwrap_or(&Value::Null);
    Some(ItemInfo {
        external_id: json::id(value, "id")?,
        title: json::text(value, "title").unwrap_or_default().to_owned(),
        url: json::web_address(value, "url"),
        price: json::text(value, "price_string").map(str::to_owned),
        image_url: Sizes::read(images).largest(),
        location: json::text(location, "title").map(str::to_owned),
        status: json::id(value, "status_id"),
    })
}
