//! Who calls, and what they may reach.
//!
//! A key that doesn't reach a tenant is told what a key is told whose tenant doesn't exist: nobody learns who the
//! provider's other customers are.

use std::collections::HashMap;
use std::sync::Arc;

use axum::extract::{FromRequestParts, Path};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use connector_contract::{Action, InvocationId};
use connector_registry::{Caller, ConnectionId, RegistryError, TenantId};

use crate::app::App;
use crate::problem::{Code, Problem, Result};

/// A caller with an operator's key.
pub(crate) struct Operator;

/// A caller who reaches all of a tenant.
pub(crate) struct OfTenant {
    pub(crate) tenant: TenantId,
}

/// A caller who reaches a connection. Whether there is one of this id is for the handler to find out.
pub(crate) struct OfConnection {
    pub(crate) caller: Caller,
    pub(crate) tenant: TenantId,
    pub(crate) connection: ConnectionId,
}

/// The action in the path.
pub(crate) struct OfAction(pub(crate) Action);

/// The invocation's id in the path.
pub(crate) struct OfInvocation(pub(crate) InvocationId);

impl FromRequestParts<Arc<App>> for Operator {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self> {
        let caller = authenticate(parts, app).await?;
        if caller.is_operator() {
            Ok(Self)
        } else {
            Err(Problem::with(
                Code::Forbidden,
                "this takes an operator's key",
            ))
        }
    }
}

impl FromRequestParts<Arc<App>> for OfTenant {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self> {
        let caller = authenticate(parts, app).await?;
        let names = names(parts).await?;
        let tenant = tenant(&names)?;
        if caller.tenant.as_ref() == Some(&tenant) && caller.connection.is_some() {
            let detail = "this takes a key of the whole tenant; this one is of one connection";
            return Err(Problem::with(Code::Forbidden, detail));
        }
        if !caller.reaches_tenant(&tenant) {
            return Err(no_tenant(tenant.as_str()));
        }
        admit(app, &tenant).await?;
        Ok(Self { tenant })
    }
}

impl FromRequestParts<Arc<App>> for OfConnection {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self> {
        let caller = authenticate(parts, app).await?;
        let names = names(parts).await?;
        let tenant = tenant(&names)?;
        let given = names.get("connection").map_or("", String::as_str);
        let no_connection =
            || Problem::with(Code::NotFound, format!("there is no connection {given:?}"));
        if !caller.is_operator() && caller.tenant.as_ref() != Some(&tenant) {
            return Err(no_tenant(tenant.as_str()));
        }
        let connection: ConnectionId = given.parse().map_err(|_| no_connection())?;
        if !caller.reaches(&tenant, &connection) {
            return Err(no_connection());
        }
        admit(app, &tenant).await?;
        Ok(Self {
            caller,
            tenant,
            connection,
        })
    }
}

impl FromRequestParts<Arc<App>> for OfAction {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<App>) -> Result<Self> {
        let names = names(parts).await?;
        let given = names.get("action").map_or("", String::as_str);
        given.parse().map(Self).map_err(|_| {
            let all = Action::ALL.map(Action::name).join(", ");
            Problem::with(
                Code::InvalidParameter,
                format!("{given:?} is none of {all}"),
            )
        })
    }
}

impl FromRequestParts<Arc<App>> for OfInvocation {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<App>) -> Result<Self> {
        let names = names(parts).await?;
        let given = names.get("id").map_or("", String::as_str);
        let missing = || Problem::with(Code::NotFound, format!("there is no invocation {given:?}"));
        given.parse().map(Self).map_err(|_| missing())
    }
}

/// Whoever holds the bearer key.
pub(crate) async fn authenticate(parts: &Parts, app: &App) -> Result<Caller> {
    let refused = || Problem::new(Code::Unauthenticated);
    let header = parts.headers.get(AUTHORIZATION).ok_or_else(refused)?;
    let (scheme, key) = header
        .to_str()
        .ok()
        .and_then(|text| text.split_once(' '))
        .ok_or_else(refused)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(refused());
    }
    let caller = app.registry.authenticate(key.trim()).await?;
    caller.ok_or_else(refused)
}

/// Lets a tenant's request pass if there is such a tenant and it doesn't ask too often.
async fn admit(app: &App, tenant: &TenantId) -> Result<()> {
    match app.registry.tenant(tenant).await {
        Ok(tenant) => app.rates.pass(&tenant),
        Err(RegistryError::Missing { .. }) => Err(no_tenant(tenant.as_str())),
        Err(error) => Err(error.into()),
    }
}

async fn names(parts: &mut Parts) -> Result<HashMap<String, String>> {
    let Path(names) = Path::from_request_parts(parts, &())
        .await
        .map_err(|_| Problem::new(Code::InvalidParameter))?;
    Ok(names)
}

fn tenant(names: &HashMap<String, String>) -> Result<TenantId> {
    let given = names.get("tenant").map_or("", String::as_str);
    given.parse().map_err(|_| no_tenant(given))
}

fn no_tenant(given: &str) -> Problem {
    Problem::with(Code::NotFound, format!("there is no tenant {given:?}"))
}
