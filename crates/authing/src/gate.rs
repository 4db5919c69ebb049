//! From an HTTP request to an endpoint and back: read, admitted, given its connection, answered.

use std::future::Future;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::Request;
use axum::response::Response;
use serde_json::Value;

use crate::admit::{admit, by_pair, client_credentials, unavailable};
use crate::answer::answer;
use crate::backend::Backend;
use crate::context;
use crate::incoming::{Envelope, Incoming};
use crate::refusal::{Reason, Refusal};
use crate::session::Session;
use crate::settings::Settings;

/// What every request shares.
pub(crate) struct Gate<B> {
    pub(crate) backend: Arc<B>,
    pub(crate) settings: Arc<Settings>,
}

impl<B> Clone for Gate<B> {
    fn clone(&self) -> Self {
        Self {
            backend: Arc::clone(&self.backend),
            settings: Arc::clone(&self.settings),
        }
    }
}

/// One path of the API.
pub(crate) trait Endpoint: 'static {
    /// Its name in logs.
    const NAME: &'static str;
    /// Whether an application may use it with its client credentials.
    const FOR_CLIENTS: bool = false;

    /// Does what an admitted request asks for.
    fn answer<B: Backend>(
        session: Session<B>,
    ) -> impl Future<Output = Result<Value, Refusal>> + Send;
}

/// Serves one request of an endpoint.
pub(crate) async fn serve<B: Backend, E: Endpoint>(
    State(gate): State<Gate<B>>,
    request: Request<Body>,
) -> Response {
    let envelope = Envelope::of(&request);
    let result = match enter::<B, E>(gate, &envelope, request).await {
        Ok(session) => E::answer(session).await,
        Err(refusal) => Err(refusal),
    };
    told(E::NAME, &envelope, &result);
    answer(envelope.lang, &envelope.request_id, result)
}

/// One line in the log for each request; never a value of it.
pub(crate) fn told<T>(endpoint: &str, envelope: &Envelope, result: &Result<T, Refusal>) {
    let (status_code, api_code) = match result {
        Ok(_) => (200, None),
        Err(refusal) => (refusal.status_code, refusal.api_code),
    };
    let request_id = &envelope.request_id;
    tracing::info!(
        endpoint,
        request_id,
        status_code,
        api_code,
        "authing request answered"
    );
}

async fn enter<B: Backend, E: Endpoint>(
    gate: Gate<B>,
    envelope: &Envelope,
    request: Request<Body>,
) -> Result<Session<B>, Refusal> {
    let incoming = Incoming::read(request, &gate.settings).await?;
    let client = if E::FOR_CLIENTS {
        client_credentials(incoming.authorization.as_deref(), &incoming.document)
    } else {
        None
    };
    let key = match client {
        Some((id, secret)) => by_pair(&gate, &id, secret.expose()).await?,
        None => admit(&gate, &incoming).await?,
    };
    let connection = gate.backend.connection(&key.place).await;
    let connection = connection
        .map_err(|error| unavailable(&error))?
        .ok_or_else(|| Refusal::new(404, Reason::NoConnection))?;
    let pool = incoming.user_pool_id.as_deref().unwrap_or_default();
    if !pool.is_empty() && pool != connection.user_pool.id {
        return Err(Refusal::new(403, Reason::OtherPool));
    }
    let app = context::app(&connection, incoming.app_id.as_deref(), &key.id);
    let app = app.ok_or_else(|| Refusal::bad_field("x-authing-app-id"))?;
    Ok(Session {
        gate,
        caller: key.id,
        place: key.place,
        connection,
        app,
        lang: envelope.lang,
        ip: incoming.ip,
        document: incoming.document,
    })
}
