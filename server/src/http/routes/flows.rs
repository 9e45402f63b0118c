//! Flows as they lie in the folder.

use axum::Json;
use axum::extract::State;

use crate::auth::{Admin, Viewer};
use crate::http::AppState;
use crate::http::error::{ApiResult, ErrorBody};
use crate::http::extract::ApiJson;
use crate::http::runtime_port::{FlowSummary, FlowsPreview, FlowsPreviewRequest};

/// Every flow, valid or not.
#[utoipa::path(get, operation_id = "flows_list", path = "/api/v1/flows", tag = "flows", responses(
    (status = 200, body = [FlowSummary]),
    (status = "default", body = ErrorBody),
))]
pub(crate) async fn list(State(state): State<AppState>, _viewer: Viewer) -> Json<Vec<FlowSummary>> {
    Json(state.runtime.flows())
}

/// What would become of open conversations if these files were saved. Nothing is saved.
#[utoipa::path(post, operation_id = "flows_preview", path = "/api/v1/flows/preview", tag = "flows",
    request_body = FlowsPreviewRequest, responses(
    (status = 200, body = FlowsPreview),
    (status = "default", body = ErrorBody),
))]
pub(crate) async fn preview(
    State(state): State<AppState>,
    _admin: Admin,
    ApiJson(request): ApiJson<FlowsPreviewRequest>,
) -> ApiResult<Json<FlowsPreview>> {
    Ok(Json(state.runtime.preview_flows(request).await?))
}
