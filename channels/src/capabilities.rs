//! What each channel can do. The operator's page shows no button for what a channel can't, and the outbox
//! takes its limits from here.

use serde::Serialize;

use crate::budget::Limits;
use crate::split::{TextLimit, TextUnit};

/// Abilities and limits of one channel.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Capabilities {
    /// `avito`, …
    pub channel: &'static str,
    /// Longest text of one message.
    pub text: TextLimit,
    /// Kinds a contact can send us.
    pub receives: &'static [&'static str],
    /// Kinds we can send.
    pub sends: &'static [&'static str],
    /// Limits of an image we send; `None` = images can't be sent.
    pub image: Option<ImageLimits>,
    /// Seconds after sending within which our message can be deleted; `None` = never.
    pub delete_window_s: Option<u32>,
    /// Whether a sent message can be changed.
    pub edit: bool,
    /// Whether we learn when the contact read our message.
    pub read_receipts: bool,
    /// Whether we can mark the contact's messages as read.
    pub mark_read: bool,
    /// Whether «печатает…» can be shown to the contact.
    pub typing: bool,
    /// Whether messages can carry buttons.
    pub buttons: bool,
    /// Whether we can write first, without a chat that the contact opened.
    pub start_chat: bool,
    /// Seconds after the contact's last message within which we may answer; `None` = always.
    pub reply_window_s: Option<u32>,
    /// Whether a repeated send with the same key is recognised. When not, a send in doubt is reconciled.
    pub idempotency_key: bool,
    /// Whether our own messages come back through the webhook.
    pub echo: bool,
    /// Seconds for which the link of a voice message works; `None` = no voice messages.
    pub voice_link_s: Option<u32>,
    /// Rate limit of one account.
    pub rate: Limits,
}

/// Limits of an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct ImageLimits {
    /// Bytes.
    pub max_bytes: usize,
    /// Width times height.
    pub max_pixels: u64,
    /// MIME types.
    pub formats: &'static [&'static str],
}

/// Avito Messenger. The facts are those of its published description; the rate is a self-imposed one, for
/// the messenger publishes none, and the unit of the text limit is the stricter reading of "characters".
pub const AVITO: Capabilities = Capabilities {
    channel: "avito",
    text: TextLimit { max: 1000, unit: TextUnit::Utf16 },
    receives: &[
        "text",
        "image",
        "voice",
        "link",
        "item",
        "location",
        "call",
        "system",
        "deleted",
        "unsupported",
    ],
    sends: &["text", "image"],
    image: Some(ImageLimits {
        max_bytes: 24 * 1024 * 1024,
        max_pixels: 75_000_000,
        formats: &["image/jpeg", "image/png", "image/gif", "image/bmp", "image/heic"],
    }),
    delete_window_s: Some(3600),
    edit: false,
    read_receipts: true,
    mark_read: true,
    typing: false,
    buttons: false,
    start_chat: false,
    reply_window_s: None,
    idempotency_key: false,
    echo: true,
    voice_link_s: Some(3600),
    rate: Limits::AVITO,
};

/// Tables of all channels of this version.
pub const ALL: &[&Capabilities] = &[&AVITO];

/// The table of a channel by its name; `None` for a channel this version does not know.
#[must_use]
pub fn of(channel: &str) -> Option<&'static Capabilities> {
    ALL.iter().copied().find(|table| table.channel == channel)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MessageKind;

    #[test]
    fn the_table_uses_the_names_of_the_kinds() {
        let kinds = [
            MessageKind::Text,
            MessageKind::Image,
            MessageKind::Voice,
            MessageKind::Link,
            MessageKind::Item,
            MessageKind::Location,
            MessageKind::Call,
            MessageKind::System,
            MessageKind::Deleted,
            MessageKind::Unsupported(String::new()),
        ];
        assert_eq!(AVITO.receives, kinds.each_ref().map(MessageKind::as_str));
        assert!(AVITO.sends.iter().all(|kind| AVITO.receives.contains(kind)));
    }

    #[test]
    fn what_the_page_reads() {
        insta::assert_yaml_snapshot!(of("avito"));
        assert_eq!(of("pigeon"), None);
    }
}
