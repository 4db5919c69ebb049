//! `/v1/password-keys`: what callers of the Authing face encrypt passwords with.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::ProblemSchema;
use crate::access::Operator;
use crate::app::App;
use crate::json::Body;
use crate::password_keys::{PasswordKey, PasswordKeysError};
use crate::problem::{Code, Problem, Result};

/// Generations that count, the current one first.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PasswordKeyList {
    keys: Vec<PasswordKey>,
}

/// How to rotate.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PasswordOverlap {
    /// For so many seconds the older keys count too: 24 hours where nothing is said.
    #[serde(default = "a_day")]
    overlap_seconds: u32,
}

fn a_day() -> u32 {
    24 * 60 * 60
}

/// Lists the keys that passwords may be encrypted with, the current one first.
#[utoipa::path(get, path = "/v1/password-keys", tag = "password_keys", security(("key" = [])),
    responses((status = 200, body = PasswordKeyList), (status = "default", body = ProblemSchema, content_type = "application/problem+json")))]
pub(crate) async fn list(
    State(app): State<Arc<App>>,
    _: Operator,
) -> Result<Json<PasswordKeyList>> {
    let keys = app.password_keys.shown();
    Ok(Json(PasswordKeyList { keys }))
}

/// Makes new keys for encrypted passwords, for all servers. The older ones count during the overlap.
#[utoipa::path(post, path = "/v1/password-keys/rotate", tag = "password_keys", request_body = PasswordOverlap, security(("key" = [])),
    responses((status = 200, body = PasswordKeyList), (status = "default", body = ProblemSchema, content_type = "application/problem+json")))]
pub(crate) async fn rotate(
    State(app): State<Arc<App>>,
    _: Operator,
    Body(overlap): Body<PasswordOverlap>,
) -> Result<Json<PasswordKeyList>> {
    let overlap = i64::from(overlap.overlap_seconds).saturating_mul(1000);
    let rotated = app.password_keys.rotate(&app.registry, overlap).await;
    let keys = rotated.map_err(|error| match error {
        PasswordKeysError::Registry(error) => error.into(),
        PasswordKeysError::TooMany => Problem::with(Code::Invalid, error),
        _ => {
            tracing::error!(%error, "the keys for encrypted passwords were not rotated");
            Problem::new(Code::Internal)
        }
    })?;
    Ok(Json(PasswordKeyList { keys }))
}
