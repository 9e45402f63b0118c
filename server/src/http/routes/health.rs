//! Whether the server does its work; for people, balancers and monitoring.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::http::AppState;
use crate::http::runtime_port::{FlowProblem, FlowsHealth};

/// State of the server.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct HealthReport {
    /// In a word.
    pub status: HealthStatus,
    /// Version of the program.
    pub version: String,
    /// The database.
    pub database: DatabaseHealth,
    /// Flows that run, and what is wrong with those that don't.
    pub flows: FlowsReport,
    /// Accounts.
    pub accounts: AccountsHealth,
}

/// State in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum HealthStatus {
    /// All is well.
    Ok,
    /// It works, but a person should look: a flow or an account is broken.
    Degraded,
    /// The database does not answer; nothing can be done.
    Down,
}

/// The database.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct DatabaseHealth {
    /// Whether it answers.
    pub ok: bool,
    /// `sqlite` or `postgres`; `null` when it does not answer.
    #[schema(required)]
    pub backend: Option<String>,
}

/// Flows.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
pub(crate) struct FlowsReport {
    /// How many answer customers now.
    pub active: usize,
    /// What is wrong with files that are not in use because of it.
    pub problems: Vec<FlowProblem>,
}

/// Accounts.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
pub(crate) struct AccountsHealth {
    /// Working.
    pub ok: usize,
    /// In trouble.
    pub problem: usize,
}

/// State of the server: 200 while it can work, 503 when the database is down.
#[utoipa::path(get, operation_id = "health", path = "/health", tag = "outside", security(()), responses(
    (status = 200, body = HealthReport),
    (status = 503, body = HealthReport),
))]
pub(crate) async fn health(State(state): State<AppState>) -> (StatusCode, Json<HealthReport>) {
    let FlowsHealth { active, problems } = state.runtime.flows_health();
    let database =
        state.store.health().await.inspect_err(|error| tracing::warn!(%error, "the database is down"));
    let accounts = accounts(&state).await;
    let status = match &database {
        Err(_) => HealthStatus::Down,
        Ok(_) if !problems.is_empty() || accounts.problem > 0 => HealthStatus::Degraded,
        Ok(_) => HealthStatus::Ok,
    };
    let code = if database.is_ok() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let report = HealthReport {
        status,
        version: env!("CARGO_PKG_VERSION").into(),
        database: DatabaseHealth {
            ok: database.is_ok(),
            backend: database.ok().map(|health| health.backend.to_owned()),
        },
        flows: FlowsReport { active, problems },
        accounts,
    };
    (code, Json(report))
}

/// Accounts switched off count as neither.
async fn accounts(state: &AppState) -> AccountsHealth {
    let accounts = state.store.account_list().await.unwrap_or_default();
    let (problem, ok): (Vec<_>, Vec<_>) =
        accounts.iter().filter(|account| account.enabled).partition(|account| account.problem.is_some());
    AccountsHealth { ok: ok.len(), problem: problem.len() }
}
