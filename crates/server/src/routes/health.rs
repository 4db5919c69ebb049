//! `/healthz`, `/readyz`, `/metrics`, `/openapi.json`: for machines that look after the server. They need no key and
//! tell nothing of any tenant unless metrics were set to.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use serde_json::Value;

use super::ProblemSchema;
use crate::app::App;
use crate::openapi::document;
use crate::problem::{Code, Problem, Result};

/// How long the registry may take to answer before this server isn't ready.
const PATIENCE: Duration = Duration::from_secs(2);

/// Says that the process lives.
#[utoipa::path(get, path = "/healthz", tag = "operations", responses((status = 200, body = String)))]
pub(crate) async fn healthz() -> &'static str {
    "ok"
}

/// Says whether requests should be sent here: not while it stops, and not without its registry.
#[utoipa::path(get, path = "/readyz", tag = "operations",
    responses((status = 200, body = String), (status = 503, body = ProblemSchema, content_type = "application/problem+json")))]
pub(crate) async fn readyz(State(app): State<Arc<App>>) -> Result<&'static str> {
    if app.is_draining() {
        return Err(Problem::new(Code::Draining));
    }
    match tokio::time::timeout(PATIENCE, app.registry.ping()).await {
        Ok(Ok(())) => Ok("ready"),
        _ => Err(Problem::new(Code::RegistryUnavailable)),
    }
}

/// Numbers for Prometheus.
#[utoipa::path(get, path = "/metrics", tag = "operations", responses((status = 200, body = String)))]
pub(crate) async fn metrics(State(app): State<Arc<App>>) -> impl IntoResponse {
    let history = [app.history.written(), app.history.lost()];
    let lost = app.traces.lost();
    let text = app.metrics.text(&app.host.gauges(), history, lost);
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(CONTENT_TYPE, kind)], text)
}

/// This API's description.
pub(crate) async fn openapi() -> Result<Json<Value>> {
    document().map(Json).map_err(|error| {
        tracing::error!(%error, "the API's description can't be made");
        Problem::new(Code::Internal)
    })
}
