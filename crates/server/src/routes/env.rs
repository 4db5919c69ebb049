//! `…/env`: written, never read back.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use connector_registry::{EnvChange, EnvEntry};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ProblemSchema;
use crate::access::OfConnection;
use crate::app::App;
use crate::json::Body;
use crate::problem::Result;

/// A change of env.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Change {
    /// Variables and their values.
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, String>)]
    set: BTreeMap<String, SecretString>,
    /// Variables that go.
    #[serde(default)]
    unset: BTreeSet<String>,
    /// Those of `set` whose whole value is redacted wherever text leaves the host. `DB_PASSWORD` and passwords in
    /// URIs are, without being named here.
    #[serde(default)]
    secret: BTreeSet<String>,
}

/// A connection's variables without their values.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Entries {
    env: Vec<EnvEntry>,
}

/// Names a connection's variables. Values are never returned.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/connections/{connection}/env", tag = "env",
    params(("tenant" = String, Path), ("connection" = String, Path)), security(("key" = [])),
    responses((status = 200, body = Entries), (status = "default", body = ProblemSchema, content_type = "application/problem+json")))]
pub(crate) async fn list(State(app): State<Arc<App>>, at: OfConnection) -> Result<Json<Entries>> {
    app.registry.connection(&at.tenant, &at.connection).await?;
    let env = app.registry.env_entries(&at.tenant, &at.connection).await?;
    Ok(Json(Entries { env }))
}

/// Replaces a connection's variables: what is not in `set` goes.
#[utoipa::path(put, path = "/v1/tenants/{tenant}/connections/{connection}/env", tag = "env",
    params(("tenant" = String, Path), ("connection" = String, Path)), request_body = Change, security(("key" = [])),
    responses((status = 204), (status = "default", body = ProblemSchema, content_type = "application/problem+json")))]
pub(crate) async fn put(
    State(app): State<Arc<App>>,
    at: OfConnection,
    Body(change): Body<Change>,
) -> Result<StatusCode> {
    apply(&app, &at, change, true).await
}

/// Sets some of a connection's variables, and removes some.
#[utoipa::path(patch, path = "/v1/tenants/{tenant}/connections/{connection}/env", tag = "env",
    params(("tenant" = String, Path), ("connection" = String, Path)), request_body = Change, security(("key" = [])),
    responses((status = 204), (status = "default", body = ProblemSchema, content_type = "application/problem+json")))]
pub(crate) async fn patch(
    State(app): State<Arc<App>>,
    at: OfConnection,
    Body(change): Body<Change>,
) -> Result<StatusCode> {
    apply(&app, &at, change, false).await
}

async fn apply(app: &App, at: &OfConnection, change: Change, replace: bool) -> Result<StatusCode> {
    let change = EnvChange {
        replace,
        set: change.set,
        unset: change.unset,
        secret: change.secret,
    };
    app.registry
        .change_env(&at.tenant, &at.connection, &change)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
