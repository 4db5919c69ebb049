//! `/v1/tenants`.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use connector_registry::{Tenant, TenantId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::ProblemSchema;
use crate::access::{OfTenant, Operator};
use crate::app::App;
use crate::json::{Body, Query};
use crate::problem::Result;

/// A tenant to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewTenant {
    /// Its id: 1 to 63 lower-case letters, digits and hyphens.
    id: TenantId,
    /// Its name, for people.
    #[serde(default)]
    name: String,
    /// Requests a second it may make; the server's default where there is none.
    rate_per_second: Option<u32>,
}

/// Where in the list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Listing {
    /// Tenants whose ids come after this one.
    #[param(value_type = Option<String>)]
    after: Option<TenantId>,
    /// How many at most: 1 to 1000.
    limit: Option<u32>,
}

/// Tenants, by id.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Tenants {
    tenants: Vec<Tenant>,
}

/// Makes a tenant.
#[utoipa::path(post, path = "/v1/tenants", tag = "tenants", request_body = NewTenant, security(("key" = [])),
    responses((status = 201, body = Tenant), (status = "default", body = ProblemSchema, content_type = "application/problem+json")))]
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    _: Operator,
    Body(new): Body<NewTenant>,
) -> Result<(StatusCode, Json<Tenant>)> {
    let tenant = app
        .registry
        .create_tenant(new.id, &new.name, new.rate_per_second)
        .await?;
    Ok((StatusCode::CREATED, Json(tenant)))
}

/// Lists tenants, by id.
#[utoipa::path(get, path = "/v1/tenants", tag = "tenants", params(Listing), security(("key" = [])),
    responses((status = 200, body = Tenants), (status = "default", body = ProblemSchema, content_type = "application/problem+json")))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    _: Operator,
    Query(listing): Query<Listing>,
) -> Result<Json<Tenants>> {
    let limit = listing.limit.unwrap_or(100).clamp(1, 1_000);
    let tenants = app.registry.tenants(listing.after.as_ref(), limit).await?;
    Ok(Json(Tenants { tenants }))
}

/// Tells of a tenant.
#[utoipa::path(get, path = "/v1/tenants/{tenant}", tag = "tenants", params(("tenant" = String, Path)), security(("key" = [])),
    responses((status = 200, body = Tenant), (status = "default", body = ProblemSchema, content_type = "application/problem+json")))]
pub(crate) async fn get(State(app): State<Arc<App>>, at: OfTenant) -> Result<Json<Tenant>> {
    let tenant = app.registry.tenant(&at.tenant).await?;
    Ok(Json(tenant.as_ref().clone()))
}

/// Removes a tenant with its connections, scripts, env and keys. Its history stays until it expires.
#[utoipa::path(delete, path = "/v1/tenants/{tenant}", tag = "tenants", params(("tenant" = String, Path)), security(("key" = [])),
    responses((status = 204), (status = "default", body = ProblemSchema, content_type = "application/problem+json")))]
pub(crate) async fn delete(
    State(app): State<Arc<App>>,
    _: Operator,
    at: OfTenant,
) -> Result<StatusCode> {
    app.registry.delete_tenant(&at.tenant).await?;
    Ok(StatusCode::NO_CONTENT)
}
