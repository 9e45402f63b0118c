//! Sending pictures.

use axum::Json;
use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest, Multipart, Request, State};
use axum::http::StatusCode;
use bytes::Bytes;
use sufler_store::{Id, OperatorMessage, Owner, StoreError};
use utoipa::ToSchema;

use super::answered_since;
use super::conversations::granted;
use super::messages::{check_client_id, queue};
use crate::auth::Operator;
use crate::http::error::{ApiError, ApiResult, ErrorBody};
use crate::http::extract::ApiPath;
use crate::http::runtime_port::ImageUpload;
use crate::http::wire::Message;
use crate::http::{AppState, body};

/// Largest picture, in bytes (contracts: Avito, section 4).
const IMAGE_LIMIT: usize = 24 * 1024 * 1024;
/// Largest request: the picture and the form around it.
pub(crate) const BODY_LIMIT: usize = IMAGE_LIMIT + 64 * 1024;

/// The form.
#[derive(ToSchema)]
#[allow(dead_code, reason = "describes the multipart form in the OpenAPI document")]
pub(crate) struct ImageForm {
    /// JPEG, PNG, GIF, BMP or HEIC of at most 24 MB.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// The browser's id: the same id is stored once.
    client_id: String,
    /// Epoch the operator saw.
    epoch: Option<i64>,
    /// The last message the operator had seen; as for texts.
    seen: Option<Id>,
}

/// Uploads a picture to the channel and queues it.
#[utoipa::path(post, operation_id = "images_send", path = "/api/v1/conversations/{id}/images", tag = "messages", params(("id" = i64, Path)),
    request_body(content = ImageForm, content_type = "multipart/form-data"), responses(
    (status = 202, body = Message),
    (status = "default", body = ErrorBody, description = "409 `conversation.owner_changed` or `conversation.answered`"),
))]
pub(crate) async fn send(
    State(state): State<AppState>,
    Operator(actor): Operator,
    ApiPath(id): ApiPath<Id>,
    request: Request,
) -> ApiResult<(StatusCode, Json<Message>)> {
    let row = granted(&state, &actor, id).await?;
    let form = Form::read(request).await?;
    let conversation = &row.conversation;
    // A repeated request: the channel has the picture, or is getting it.
    if let Some(stored) = state.store.message_by_client(id, &form.client_id).await? {
        return Ok((StatusCode::ACCEPTED, Json(stored.into())));
    }
    check_lead(conversation.owner, conversation.epoch, form.epoch, actor.user.id)?;
    answered_since::check(&state, &actor, id, &form.client_id, form.seen).await?;
    let content = state.runtime.upload_image(conversation.account_id, form.image).await?;
    let message = OperatorMessage {
        conversation_id: id,
        user_id: actor.user.id,
        client_id: form.client_id,
        kind: "image".into(),
        text: String::new(),
        content: Some(content),
        expected_epoch: form.epoch,
    };
    Ok((StatusCode::ACCEPTED, Json(queue(&state, &actor, conversation, message).await?)))
}

/// The store has the last word; this spares the channel an upload that could not be sent.
fn check_lead(owner: Owner, epoch: i64, seen: Option<i64>, user_id: Id) -> Result<(), StoreError> {
    let another_leads = matches!(owner, Owner::Operator { user_id: lead } if lead != user_id);
    if another_leads || seen.is_some_and(|seen| seen != epoch) {
        return Err(StoreError::OwnerChanged { owner, epoch });
    }
    Ok(())
}

struct Form {
    image: ImageUpload,
    client_id: String,
    epoch: Option<i64>,
    seen: Option<Id>,
}

impl Form {
    async fn read(request: Request) -> ApiResult<Self> {
        let mut multipart = Multipart::from_request(request, &()).await.map_err(|_| {
            ApiError::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "request.not_multipart",
                "Картинка передаётся как multipart/form-data.",
            )
        })?;
        let (mut image, mut client_id, mut epoch, mut seen) = (None, None, None, None);
        while let Some(field) = multipart.next_field().await.map_err(broken)? {
            match field.name() {
                Some("file") => image = Some(read_image(field).await?),
                Some("client_id") => client_id = Some(field.text().await.map_err(broken)?),
                Some("epoch") => epoch = Some(read_number("epoch", field).await?),
                Some("seen") => seen = Some(read_number("seen", field).await?),
                _ => {
                    return Err(ApiError::field("тело запроса", "допустимы file, client_id, epoch, seen"));
                }
            }
        }
        let client_id = client_id.unwrap_or_default();
        check_client_id("client_id", &client_id)?;
        let image = image.ok_or_else(|| ApiError::field("file", "обязательно для заполнения"))?;
        Ok(Self { image, client_id, epoch, seen })
    }
}

async fn read_image(field: Field<'_>) -> ApiResult<ImageUpload> {
    let file_name = field.file_name().unwrap_or("image").chars().take(200).collect();
    let bytes = field.bytes().await.map_err(broken)?;
    if bytes.len() > IMAGE_LIMIT {
        return Err(body::too_large(IMAGE_LIMIT));
    }
    let content_type = sniff(&bytes)
        .ok_or_else(|| ApiError::field("file", "нужна картинка JPEG, PNG, GIF, BMP или HEIC"))?;
    Ok(ImageUpload { file_name, content_type: content_type.to_owned(), bytes })
}

async fn read_number(name: &str, field: Field<'_>) -> ApiResult<i64> {
    let text = field.text().await.map_err(broken)?;
    text.trim().parse().map_err(|_| ApiError::field(name, "нужно целое число"))
}

fn broken(error: MultipartError) -> ApiError {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        body::too_large(IMAGE_LIMIT)
    } else {
        body::unreadable()
    }
}

/// Type by the first bytes: names and headers are whatever the client wrote.
fn sniff(bytes: &Bytes) -> Option<&'static str> {
    let heic = bytes
        .get(4..12)
        .is_some_and(|brand| [&b"ftypheic"[..], b"ftypheix", b"ftypmif1", b"ftyphevc"].contains(&brand));
    let known: [(&[u8], _); 5] = [
        (b"\xff\xd8\xff", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"GIF87a", "image/gif"),
        (b"GIF89a", "image/gif"),
        (b"BM", "image/bmp"),
    ];
    known
        .iter()
        .find(|(magic, _)| bytes.starts_with(magic))
        .map(|(_, kind)| *kind)
        .or(heic.then_some("image/heic"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_known_by_its_bytes() {
        assert_eq!(sniff(&Bytes::from_static(b"\xff\xd8\xff\xe0rest")), Some("image/jpeg"));
        assert_eq!(sniff(&Bytes::from_static(b"\0\0\0\x18ftypheic\0\0")), Some("image/heic"));
        assert_eq!(sniff(&Bytes::from_static(b"<svg onload=alert(1)>")), None);
        assert_eq!(sniff(&Bytes::new()), None);
    }
}
