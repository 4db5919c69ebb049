//! `…/invocations`: what was invoked.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use connector_contract::{Action, Status};
use connector_registry::{Order, Query as Search, Record};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::ProblemSchema;
use crate::access::{OfConnection, OfInvocation};
use crate::app::App;
use crate::json::Query;
use crate::problem::Result;

/// Which invocations.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Which {
    /// Ended at this time or later, in milliseconds since 1970.
    from: Option<i64>,
    /// Ended before this time, in milliseconds since 1970.
    to: Option<i64>,
    /// With this status.
    #[param(value_type = Option<String>)]
    status: Option<Status>,
    /// Of this action.
    #[param(value_type = Option<String>)]
    action: Option<Action>,
    /// About the user of this id.
    user: Option<String>,
    /// Beyond the page that ended here: its `next`.
    after: Option<String>,
    /// `newest` first, or `oldest`.
    #[param(value_type = Option<String>)]
    order: Option<Order>,
    /// How many at most: 1 to 200.
    limit: Option<u32>,
}

/// Whose invocations go.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Whose {
    /// The user's id.
    user: String,
}

/// Some invocations.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Records {
    invocations: Vec<Record>,
    /// What to ask `after` for more; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
    /// How many invocations of all tenants this server could not write down since it started.
    lost: u64,
}

/// How much was deleted.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Forgotten {
    deleted: u64,
}

/// Lists invocations. They appear within a moment of their end.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/connections/{connection}/invocations", tag = "invocations",
    params(("tenant" = String, Path), ("connection" = String, Path), Which), security(("key" = [])),
    responses((status = 200, body = Records), (status = "default", body = ProblemSchema, content_type = "application/problem+json")))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    at: OfConnection,
    Query(which): Query<Which>,
) -> Result<Json<Records>> {
    app.registry.connection(&at.tenant, &at.connection).await?;
    let search = Search {
        from: which.from,
        to: which.to,
        status: which.status,
        action: which.action,
        user_id: which.user,
        after: which.after,
        order: which.order.unwrap_or_default(),
        limit: which.limit.unwrap_or(50),
    };
    let page = app
        .registry
        .history(&at.tenant, &at.connection, &search)
        .await?;
    Ok(Json(Records {
        invocations: page.records,
        next: page.next,
        lost: app.history.lost(),
    }))
}

/// Tells of one invocation.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/connections/{connection}/invocations/{id}", tag = "invocations",
    params(("tenant" = String, Path), ("connection" = String, Path), ("id" = String, Path)), security(("key" = [])),
    responses((status = 200, body = Record), (status = "default", body = ProblemSchema, content_type = "application/problem+json")))]
pub(crate) async fn get(
    State(app): State<Arc<App>>,
    at: OfConnection,
    OfInvocation(id): OfInvocation,
) -> Result<Json<Record>> {
    Ok(Json(
        app.registry
            .invocation(&at.tenant, &at.connection, id)
            .await?,
    ))
}

/// Deletes what history has about a user.
#[utoipa::path(delete, path = "/v1/tenants/{tenant}/connections/{connection}/invocations", tag = "invocations",
    params(("tenant" = String, Path), ("connection" = String, Path), Whose), security(("key" = [])),
    responses((status = 200, body = Forgotten), (status = "default", body = ProblemSchema, content_type = "application/problem+json")))]
pub(crate) async fn forget(
    State(app): State<Arc<App>>,
    at: OfConnection,
    Query(whose): Query<Whose>,
) -> Result<Json<Forgotten>> {
    let deleted = app
        .registry
        .forget_user(&at.tenant, &at.connection, &whose.user)
        .await?;
    Ok(Json(Forgotten { deleted }))
}
