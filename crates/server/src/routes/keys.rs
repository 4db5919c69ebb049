//! `/v1/keys` for operators' keys, `/v1/tenants/{tenant}/keys` for a tenant's; rotating and revoking at either's id.

use std::sync::Arc;

use axum::Json;
use axum::extract::{FromRequestParts, Path, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use connector_registry::{Caller, ConnectionId, Key, KeyKind, NewKey, now_ms};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ProblemSchema;
use crate::access::{OfTenant, Operator, authenticate};
use crate::app::App;
use crate::json::Body;
use crate::problem::{Code, Problem, Result};

/// An operator's key to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewOperatorKey {
    /// What people call it.
    #[serde(default)]
    label: String,
    /// After so many seconds it ends; never where there is none.
    expires_in_seconds: Option<u32>,
}

/// A tenant's key to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewTenantKey {
    /// `tenant` for this API, `authing` for the Authing face.
    #[serde(default = "tenants")]
    kind: KeyKind,
    /// The one connection it reaches; Authing's keys need it.
    connection: Option<ConnectionId>,
    /// What people call it.
    #[serde(default)]
    label: String,
    /// After so many seconds it ends; never where there is none.
    expires_in_seconds: Option<u32>,
}

fn tenants() -> KeyKind {
    KeyKind::Tenant
}

/// How to rotate.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Overlap {
    /// For so many seconds the old key counts too; at once not any more where there is none.
    #[serde(default)]
    overlap_seconds: u32,
}

/// A key with its secret, which is shown this once.
#[derive(Serialize, ToSchema)]
pub(crate) struct MadeKey {
    key: Key,
    /// The key's text: a bearer key's whole, an Authing key's secret.
    secret: String,
}

/// Keys without their secrets, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Keys {
    keys: Vec<Key>,
}

fn made((key, secret): (Key, SecretString)) -> (StatusCode, Json<MadeKey>) {
    let secret = secret.expose_secret().to_owned();
    (StatusCode::CREATED, Json(MadeKey { key, secret }))
}

fn end(seconds: Option<u32>) -> Option<i64> {
    seconds.map(|seconds| now_ms().saturating_add(i64::from(seconds).saturating_mul(1000)))
}

/// Makes an operator's key.
#[utoipa::path(post, path = "/v1/keys", tag = "keys", request_body = NewOperatorKey, security(("key" = [])),
    responses((status = 201, body = MadeKey), (status = "default", body = ProblemSchema, content_type = "application/problem+json")))]
pub(crate) async fn create_operator(
    State(app): State<Arc<App>>,
    _: Operator,
    Body(new): Body<NewOperatorKey>,
) -> Result<(StatusCode, Json<MadeKey>)> {
    let new = NewKey {
        kind: KeyKind::Operator,
        tenant: None,
        connection: None,
        label: new.label,
        expires_at: end(new.expires_in_seconds),
    };
    Ok(made(app.registry.create_key(&new).await?))
}

/// Lists operators' keys.
#[utoipa::path(get, path = "/v1/keys", tag = "keys", security(("key" = [])),
    responses((status = 200, body = Keys), (status = "default", body = ProblemSchema, content_type = "application/problem+json")))]
pub(crate) async fn list_operators(State(app): State<Arc<App>>, _: Operator) -> Result<Json<Keys>> {
    let keys = app.registry.keys(None).await?;
    Ok(Json(Keys { keys }))
}

/// Makes a tenant's key.
#[utoipa::path(post, path = "/v1/tenants/{tenant}/keys", tag = "keys", params(("tenant" = String, Path)), request_body = NewTenantKey, security(("key" = [])),
    responses((status = 201, body = MadeKey), (status = "default", body = ProblemSchema, content_type = "application/problem+json")))]
pub(crate) async fn create(
    State(app): State<Arc<App>>,
    at: OfTenant,
    Body(new): Body<NewTenantKey>,
) -> Result<(StatusCode, Json<MadeKey>)> {
    let (kind, expires_at) = (new.kind, end(new.expires_in_seconds));
    let key = match (kind, new.connection) {
        (KeyKind::Tenant, connection) => {
            let new = NewKey {
                kind,
                tenant: Some(at.tenant),
                connection,
                label: new.label,
                expires_at,
            };
            app.registry.create_key(&new).await?
        }
        (KeyKind::Authing, Some(connection)) => {
            app.registry
                .create_access_key(&at.tenant, &connection, &new.label, expires_at)
                .await?
        }
        (KeyKind::Authing, None) => {
            return Err(Problem::with(
                Code::Invalid,
                "an authing key needs the connection it reaches",
            ));
        }
        (KeyKind::Operator, _) => {
            return Err(Problem::with(
                Code::Invalid,
                "a tenant's key is of kind tenant or authing",
            ));
        }
    };
    Ok(made(key))
}

/// Lists a tenant's keys.
#[utoipa::path(get, path = "/v1/tenants/{tenant}/keys", tag = "keys", params(("tenant" = String, Path)), security(("key" = [])),
    responses((status = 200, body = Keys), (status = "default", body = ProblemSchema, content_type = "application/problem+json")))]
pub(crate) async fn list(State(app): State<Arc<App>>, at: OfTenant) -> Result<Json<Keys>> {
    let keys = app.registry.keys(Some(&at.tenant)).await?;
    Ok(Json(Keys { keys }))
}

/// A caller who may rotate and revoke the key in the path: an operator, someone of the whole tenant, or the key itself.
pub(crate) struct OfKey(Key);

impl FromRequestParts<Arc<App>> for OfKey {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self> {
        let caller = authenticate(parts, app).await?;
        let Path(id): Path<String> = Path::from_request_parts(parts, &())
            .await
            .map_err(|_| Problem::new(Code::InvalidParameter))?;
        let missing = || Problem::with(Code::NotFound, format!("there is no key {id:?}"));
        let key = app.registry.key(&id).await?;
        if may(&caller, &key) {
            Ok(Self(key))
        } else {
            Err(missing())
        }
    }
}

fn may(caller: &Caller, key: &Key) -> bool {
    let tenant = key.tenant.as_ref();
    caller.key_id == key.id
        || caller.is_operator()
        || tenant.is_some_and(|tenant| caller.reaches_tenant(tenant))
}

/// Revokes a key at once.
#[utoipa::path(delete, path = "/v1/keys/{id}", tag = "keys", params(("id" = String, Path)), security(("key" = [])),
    responses((status = 200, body = Key), (status = "default", body = ProblemSchema, content_type = "application/problem+json")))]
pub(crate) async fn revoke(State(app): State<Arc<App>>, OfKey(key): OfKey) -> Result<Json<Key>> {
    Ok(Json(app.registry.revoke_key(&key.id).await?))
}

/// Makes a key like this one, which ends. For bearer keys.
#[utoipa::path(post, path = "/v1/keys/{id}/rotate", tag = "keys", params(("id" = String, Path)), request_body = Overlap, security(("key" = [])),
    responses((status = 201, body = MadeKey), (status = "default", body = ProblemSchema, content_type = "application/problem+json")))]
pub(crate) async fn rotate(
    State(app): State<Arc<App>>,
    OfKey(key): OfKey,
    Body(overlap): Body<Overlap>,
) -> Result<(StatusCode, Json<MadeKey>)> {
    let overlap = i64::from(overlap.overlap_seconds).saturating_mul(1000);
    Ok(made(app.registry.rotate_key(&key.id, overlap).await?))
}
