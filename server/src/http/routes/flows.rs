//! Flows as they lie in the folder.

use axum::Json;
use axum::extract::State;

use crate::auth::Viewer;
use crate::http::AppState;
use crate::http::error::ErrorBody;
use crate::http::runtime_port::FlowSummary;

/// Every flow, valid or not.
#[utoipa::path(get, operation_id = "flows_list", path = "/api/v1/flows", tag = "flows", responses(
    (status = 200, body = [FlowSummary]),
    (status = "default", body = ErrorBody),
))]
pub(crate) async fn list(State(state): State<AppState>, _viewer: Viewer) -> Json<Vec<FlowSummary>> {
    Json(state.runtime.flows())
}
