//! What needs no credentials in its headers: `get-management-token`, whose body has them, and `system`.

use axum::body::Body;
use axum::extract::State;
use axum::http::Request;
use axum::response::Response;
use serde_json::{Value, json};

use crate::admit::{by_pair, unavailable};
use crate::answer::{answer, json_response};
use crate::backend::Backend;
use crate::fields::Fields;
use crate::gate::{Gate, told};
use crate::incoming::{Envelope, Incoming};
use crate::refusal::{Reason, Refusal, done};
use crate::secret::Secret;
use crate::token;

/// `POST /api/v3/get-management-token`.
pub(crate) async fn management_token<B: Backend>(
    State(gate): State<Gate<B>>,
    request: Request<Body>,
) -> Response {
    let envelope = Envelope::of(&request);
    let result = issue(&gate, request).await;
    told("get-management-token", &envelope, &result);
    answer(envelope.lang, &envelope.request_id, result)
}

async fn issue<B: Backend>(gate: &Gate<B>, request: Request<Body>) -> Result<Value, Refusal> {
    let incoming = Incoming::read(request, &gate.settings).await?;
    let mut fields = Fields::of(&incoming.document);
    let id = fields.required_text("accessKeyId")?;
    let secret = Secret::new(fields.required_text("accessKeySecret")?);
    fields.done()?;
    let key = by_pair(gate, &id, secret.expose()).await?;
    let connection = gate.backend.connection(&key.place).await;
    let connection = connection
        .map_err(|error| unavailable(&error))?
        .ok_or_else(|| Refusal::new(404, Reason::NoConnection))?;
    let now = (gate.settings.clock)();
    Ok(json!({
        "access_token": token::issue(&key.id, &key.secret, &connection.user_pool.id, now),
        "expires_in": token::LIFETIME.as_secs(),
    }))
}

/// `GET /api/v3/system`. One published document shows the keys at the top of the answer, another under `data`: they
/// stand in both places.
pub(crate) async fn system<B: Backend>(
    State(gate): State<Gate<B>>,
    request: Request<Body>,
) -> Response {
    let envelope = Envelope::of(&request);
    let ring = gate.backend.keyring();
    let version = env!("CARGO_PKG_VERSION");
    let mut body = json!({
        "version": { "server": version, "console": version, "login": version },
        "publicIps": gate.settings.public_ips,
    });
    // Without keys nothing can be encrypted, and a client finds none.
    if let Some(keys) = ring.public() {
        body["rsa"] = json!({ "publicKey": keys.rsa });
        body["sm2"] = json!({ "publicKey": keys.sm2 });
    }
    let data = body.clone();
    body["statusCode"] = Value::from(200);
    body["message"] = Value::from(done(envelope.lang));
    body["requestId"] = Value::from(envelope.request_id);
    body["data"] = data;
    json_response(&body)
}
