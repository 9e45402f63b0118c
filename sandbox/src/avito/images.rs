//! Uploads of pictures, and the addresses where pictures are looked at.

use std::sync::Arc;

use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use bytes::Bytes;
use serde_json::{Value, json};

use super::error::ApiError;
use super::{Routes, wire};
use crate::media;
use crate::world::World;

/// Name of the only part of an upload (contract §4).
const PART: &str = "uploadfile[]";

/// Address of a stored picture. Every size shows the same bytes: the simulator does not scale.
pub(crate) fn picture_path(world: &World, image_id: &str, size: &str) -> String {
    format!("{}/image/{image_id}/{size}", world.base_url)
}

pub(super) async fn upload(
    State(world): State<Arc<World>>,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Json<Value>, ApiError> {
    let form = form.map_err(|_| ApiError::new(StatusCode::BAD_REQUEST, "expected multipart/form-data"))?;
    let bytes = only_part(form).await?;
    let picture = media::inspect(bytes).map_err(|error| ApiError::field(PART, error.to_string()))?;
    let image_id = world.ids.image();
    let sizes = wire::picture_sizes(&world, &image_id);
    let answer = json!({ (image_id.as_str()): sizes });
    world.media.put(image_id, picture);
    Ok(Json(answer))
}

async fn only_part(mut form: Multipart) -> Result<Bytes, ApiError> {
    let broken = |_| ApiError::new(StatusCode::BAD_REQUEST, "broken multipart body");
    let mut found = None;
    while let Some(part) = form.next_field().await.map_err(broken)? {
        if part.name() != Some(PART) {
            return Err(ApiError::field(
                part.name().unwrap_or("?"),
                format!("expected one part named {PART}"),
            ));
        }
        if found.is_some() {
            return Err(ApiError::field(PART, "one image a request"));
        }
        let too_large = |_| ApiError::field(PART, media::BadPicture::TooLarge.to_string());
        found = Some(part.bytes().await.map_err(too_large)?);
    }
    found.ok_or_else(|| ApiError::field(PART, "required"))
}

/// Pictures are public, as on the real host.
pub(super) fn file_routes() -> Routes {
    Router::new().route("/image/{image_id}/{size}", get(show))
}

async fn show(State(world): State<Arc<World>>, Path((image_id, _)): Path<(String, String)>) -> Response {
    match world.media.get(&image_id) {
        Some(picture) => (
            [(CONTENT_TYPE, picture.content_type), (CACHE_CONTROL, "public, max-age=31536000, immutable")],
            picture.bytes,
        )
            .into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
