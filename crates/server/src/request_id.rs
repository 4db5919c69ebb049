//! The name of a request, in its answer, in problems and in the log: the caller's own, where it gave one that will do.

use std::time::Instant;

use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use opentelemetry::trace::FutureExt as _;
use std::sync::Arc;
use tracing::Instrument as _;
use uuid::Uuid;

use crate::app::App;
use crate::problem::Problem;
use crate::traces::{answered, trace_id};

const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Names the request, writes problems' bodies, counts and logs.
pub(crate) async fn name(
    State(app): State<Arc<App>>,
    mut request: Request,
    next: Next,
) -> Response {
    let begun = Instant::now();
    let given = request
        .headers()
        .get(HEADER)
        .and_then(|value| value.to_str().ok());
    let id = match given {
        Some(given) if will_do(given) => given.to_owned(),
        _ => Uuid::now_v7().to_string(),
    };
    request
        .extensions_mut()
        .insert(connector_authing::RequestId(id.clone()));
    let method = request.method().clone();
    // The pattern, not the path: paths hold names of tenants and users.
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "none".to_owned(), |path| path.as_str().to_owned());
    let trace = app.traces.request(request.headers(), &method, &route);
    let span = tracing::info_span!("request", id, %method, route, trace = trace_id(&trace));
    let running = next.run(request).with_context(trace.clone());
    let mut response = running.instrument(span.clone()).await;
    if let Some(problem) = response.extensions_mut().remove::<Problem>() {
        *response.body_mut() = Body::from(problem.body(&id).to_string());
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(HEADER, value);
    }
    let status = response.status().as_u16();
    let elapsed = begun.elapsed();
    app.metrics.request(&method, &route, status, elapsed);
    answered(&trace, status);
    let _entered = span.entered();
    tracing::debug!(status, ms = elapsed.as_secs_f64() * 1e3, "answered");
    response
}

fn will_do(given: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    (1..=64).contains(&given.len()) && given.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_can_do_no_harm_in_a_log() {
        assert!(will_do("01931c4e-7d2a"));
        for bad in ["", "a b", "a\nb", "ä", &"a".repeat(65)] {
            assert!(!will_do(bad), "{bad:?}");
        }
    }
}
