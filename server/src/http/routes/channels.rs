//! What channels can do: the page shows no control for anything else.

use axum::Json;
use serde::{Deserialize, Serialize};
use sufler_channels::capabilities::{self, Capabilities};
use sufler_channels::split::TextUnit;
use utoipa::ToSchema;

use crate::auth::Viewer;
use crate::http::error::ErrorBody;

/// What a channel counts a text's length in.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum TextUnitName {
    /// Unicode characters.
    Scalar,
    /// UTF-16 units: most emoji count as two.
    Utf16,
}

/// Limits of a picture.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct ImageAbility {
    /// Largest, in bytes.
    pub max_bytes: usize,
    /// MIME types it takes.
    pub formats: Vec<String>,
}

/// Abilities of a channel.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct ChannelView {
    /// `avito`, …
    pub channel: String,
    /// Longest text of one message; longer ones leave in parts.
    pub text_max: usize,
    /// In what that is counted.
    pub text_unit: TextUnitName,
    /// Pictures we can send; `null` = none.
    #[schema(required)]
    pub image: Option<ImageAbility>,
    /// Whether «печатает…» can be shown to the customer.
    pub typing: bool,
    /// Whether we learn that the customer read our message.
    pub read_receipts: bool,
    /// Whether a sent message can be changed.
    pub edit: bool,
    /// Seconds within which a sent message can be deleted; `null` = never.
    #[schema(required)]
    pub delete_window_s: Option<u32>,
    /// Seconds after the customer's last message within which we may answer; `null` = always.
    #[schema(required)]
    pub reply_window_s: Option<u32>,
}

/// What each channel of this version can do.
#[utoipa::path(get, operation_id = "channels_list", path = "/api/v1/channels", tag = "accounts", responses(
    (status = 200, body = [ChannelView]),
    (status = "default", body = ErrorBody),
))]
pub(crate) async fn list(_: Viewer) -> Json<Vec<ChannelView>> {
    Json(capabilities::ALL.iter().map(|table| view(table)).collect())
}

fn view(table: &Capabilities) -> ChannelView {
    ChannelView {
        channel: table.channel.into(),
        text_max: table.text.max,
        text_unit: match table.text.unit {
            TextUnit::Scalar => TextUnitName::Scalar,
            TextUnit::Utf16 => TextUnitName::Utf16,
        },
        image: table.image.map(|image| ImageAbility {
            max_bytes: image.max_bytes,
            formats: image.formats.iter().map(|format| (*format).to_owned()).collect(),
        }),
        typing: table.typing,
        read_receipts: table.read_receipts,
        edit: table.edit,
        delete_window_s: table.delete_window_s,
        reply_window_s: table.reply_window_s,
    }
}
