//! `…/invoke/{action}`.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::{OutcomeSchema, ProblemSchema};
use crate::access::{OfAction, OfConnection};
use crate::app::App;
use crate::call::{Answer, Call};
use crate::json::{Body, Written};
use crate::problem::{Code, Problem, Result};

/// A call of one action.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Request {
    /// The positional arguments without `context`.
    #[schema(value_type = Vec<Object>)]
    arguments: Vec<Value>,
    /// The last argument of the script: an object, or nothing.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    context: Value,
}

const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// Runs an action's active script. The answer is an Outcome whenever the host did its job, whatever it came to.
///
/// With an `Idempotency-Key`, a repeated call within 24 hours gets the first one's outcome, also after a restart; with
/// other arguments it is refused. A caller who goes away takes the call back only until its first statement.
#[utoipa::path(post, path = "/v1/tenants/{tenant}/connections/{connection}/invoke/{action}", tag = "invocations",
    params(("tenant" = String, Path), ("connection" = String, Path), ("action" = String, Path),
        ("Idempotency-Key" = Option<String>, Header, description = "1 to 255 printable ASCII characters")),
    request_body = Request, security(("key" = [])),
    responses((status = 200, body = OutcomeSchema, headers(("Idempotent-Replayed" = Option<String>, description = "`true` when it had run before"))),
        (status = "default", body = ProblemSchema, content_type = "application/problem+json")))]
pub(crate) async fn invoke(
    State(app): State<Arc<App>>,
    at: OfConnection,
    OfAction(action): OfAction,
    headers: HeaderMap,
    Body(request): Body<Request>,
) -> Result<Response> {
    let key = headers.get(IDEMPOTENCY_KEY).map(|value| {
        let text = value.to_str().map(str::to_owned);
        text.map_err(|_| Problem::with(Code::Invalid, "an idempotency key is printable ASCII"))
    });
    let call = Call {
        tenant: at.tenant,
        connection: at.connection,
        caller: at.caller.key_id,
        action,
        arguments: request.arguments,
        context: request.context,
        idempotency_key: key.transpose()?,
    };
    Ok(match app.call(call).await? {
        Answer::Ran(outcome) => Json(outcome).into_response(),
        Answer::Replayed(text) => {
            ([("idempotent-replayed", "true")], Written(text)).into_response()
        }
    })
}
