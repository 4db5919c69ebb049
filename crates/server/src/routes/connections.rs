//! `/v1/tenants/{tenant}/connections`.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use connector_registry::{Connection, ConnectionSettings};
use serde::Serialize;
use utoipa::ToSchema;

use super::ProblemSchema;
use crate::access::{OfConnection, OfTenant};
use crate::app::App;
use crate::json::Body;
use crate::problem::{Code, Problem, Result};

/// A tenant's connections, by id.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Connections {
    connections: Vec<Connection>,
}

/// Lists a tenant's connections.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/connections", tag = "connections", params(("tenant" = String, Path)), security(("key" = [])),
    responses((status = 200, body = Connections), (status = "default", body = ProblemSchema, content_type = "application/problem+json")))]
pub(crate) async fn list(State(app): State<Arc<App>>, at: OfTenant) -> Result<Json<Connections>> {
    let connections = app.registry.connections(&at.tenant).await?;
    Ok(Json(Connections { connections }))
}

/// Makes a connection, or replaces its settings.
#[utoipa::path(put, path = "/v1/tenants/{tenant}/connections/{connection}", tag = "connections",
    params(("tenant" = String, Path), ("connection" = String, Path)), request_body = ConnectionSettings, security(("key" = [])),
    responses((status = 200, body = Connection), (status = 201, body = Connection),
        (status = "default", body = ProblemSchema, content_type = "application/problem+json")))]
pub(crate) async fn put(
    State(app): State<Arc<App>>,
    at: OfConnection,
    Body(settings): Body<ConnectionSettings>,
) -> Result<(StatusCode, Json<Connection>)> {
    let (connection, made) = app
        .registry
        .put_connection(&at.tenant, &at.connection, &settings)
        .await?;
    let status = if made {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    Ok((status, Json(connection)))
}

/// Tells of a connection.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/connections/{connection}", tag = "connections",
    params(("tenant" = String, Path), ("connection" = String, Path)), security(("key" = [])),
    responses((status = 200, body = Connection), (status = "default", body = ProblemSchema, content_type = "application/problem+json")))]
pub(crate) async fn get(State(app): State<Arc<App>>, at: OfConnection) -> Result<Json<Connection>> {
    Ok(Json(
        app.registry.connection(&at.tenant, &at.connection).await?,
    ))
}

/// Removes a connection with its scripts, env and keys. Its history stays until it expires.
#[utoipa::path(delete, path = "/v1/tenants/{tenant}/connections/{connection}", tag = "connections",
    params(("tenant" = String, Path), ("connection" = String, Path)), security(("key" = [])),
    responses((status = 204), (status = "default", body = ProblemSchema, content_type = "application/problem+json")))]
pub(crate) async fn delete(State(app): State<Arc<App>>, at: OfConnection) -> Result<StatusCode> {
    if !at.caller.reaches_tenant(&at.tenant) {
        let detail = "this takes a key of the whole tenant; this one is of one connection";
        return Err(Problem::with(Code::Forbidden, detail));
    }
    app.registry
        .delete_connection(&at.tenant, &at.connection)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}
