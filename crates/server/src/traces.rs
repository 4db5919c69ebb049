//! Traces for a collector that speaks OTLP over HTTP: what a request waited for, and where in the caller's trace it stands.
//!
//! Off unless an endpoint is set. What is sent says which route, action, outcome and rule, and how long each part took;
//! the tenant only where metrics tell tenants apart too; never arguments, values, env or anything else of a script.
//! Sending happens on a thread of its own ([`sender`]): a collector that is slow or gone delays nobody.

mod sender;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, SystemTime};

use axum::http::{HeaderMap, Method};
use connector_contract::{Outcome, Receipt, Start};
use opentelemetry::propagation::{Extractor, TextMapPropagator as _};
use opentelemetry::trace::{
    Span as _, SpanKind, Status, TraceContextExt as _, Tracer as _, TracerProvider as _,
};
use opentelemetry::{Context, KeyValue};
use opentelemetry_otlp::{SpanExporter, WithExportConfig as _};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::{Sampler, SdkTracer, SdkTracerProvider};

use sender::Sender;

/// Where traces go, and how many of them.
#[derive(Debug, Clone, PartialEq)]
pub struct TraceSettings {
    /// The collector's URL, whole: `http://collector:4318/v1/traces`.
    pub endpoint: String,
    /// Which share of the traces that begin here is sent, from 0 to 1. A trace that began elsewhere follows its caller.
    pub ratio: f64,
}

/// Traces that can't be sent as set up.
#[derive(Debug, thiserror::Error)]
pub enum TraceError {
    /// The exporter has no TLS.
    #[error(
        "{0:?} is no http:// URL of a collector; for TLS run one beside this server that passes traces on"
    )]
    Endpoint(String),
    /// The exporter refused.
    #[error("traces can't be sent: {0}")]
    Exporter(String),
}

/// The longest that a collector may take for one batch.
const PATIENCE: Duration = Duration::from_secs(5);
/// What machines ask every few seconds is nothing to look into.
const UNTRACED: [&str; 3] = ["/healthz", "/readyz", "/metrics"];
/// How long the last spans may take to be sent at the end.
const FINISH: Duration = Duration::from_secs(2);

/// Begins spans, where traces are set up.
pub(crate) struct Traces {
    sending: Option<(SdkTracerProvider, SdkTracer)>,
    lost: Arc<AtomicU64>,
}

impl Traces {
    /// Starts sending, or does nothing at all without settings.
    ///
    /// # Errors
    /// When the endpoint is none.
    pub(crate) fn start(settings: Option<&TraceSettings>) -> Result<Self, TraceError> {
        let lost = Arc::new(AtomicU64::new(0));
        let Some(TraceSettings { endpoint, ratio }) = settings else {
            let sending = None;
            return Ok(Self { sending, lost });
        };
        if !endpoint.starts_with("http://") {
            return Err(TraceError::Endpoint(endpoint.clone()));
        }
        let exporter = SpanExporter::builder()
            .with_http()
            .with_endpoint(endpoint)
            .with_timeout(PATIENCE)
            .build()
            .map_err(|error| TraceError::Exporter(error.to_string()))?;
        let resource = Resource::builder();
        let resource = match std::env::var_os("OTEL_SERVICE_NAME") {
            Some(_) => resource,
            None => resource.with_service_name("connector"),
        };
        let resource = resource
            .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
            .build();
        let sampler = Sampler::ParentBased(Box::new(Sampler::TraceIdRatioBased(*ratio)));
        let sender = Sender::start(exporter, &resource, Arc::clone(&lost))
            .map_err(|error| TraceError::Exporter(error.to_string()))?;
        let provider = SdkTracerProvider::builder()
            .with_span_processor(sender)
            .with_sampler(sampler)
            .with_resource(resource)
            .build();
        let tracer = provider.tracer("connector");
        Ok(Self {
            sending: Some((provider, tracer)),
            lost,
        })
    }

    /// Spans that could not be sent since the start.
    pub(crate) fn lost(&self) -> u64 {
        self.lost.load(Relaxed)
    }

    /// Sends what is left, within a moment.
    pub(crate) async fn finish(&self) {
        let Some((provider, _)) = self.sending.clone() else {
            return;
        };
        let finished = tokio::task::spawn_blocking(move || provider.shutdown_with_timeout(FINISH));
        if !matches!(finished.await, Ok(Ok(()))) {
            tracing::warn!("the last spans were not sent");
        }
    }

    /// Begins a request's span in its caller's trace, or in one of its own. Without settings: the caller's trace alone.
    pub(crate) fn request(&self, headers: &HeaderMap, method: &Method, route: &str) -> Context {
        let parent = TraceContextPropagator::new().extract(&Headers(headers));
        let Some((_, tracer)) = &self.sending else {
            return parent;
        };
        if UNTRACED.contains(&route) {
            return parent;
        }
        let span = tracer
            .span_builder(format!("{method} {route}"))
            .with_kind(SpanKind::Server)
            .with_attributes([
                KeyValue::new("http.request.method", method.to_string()),
                KeyValue::new("http.route", route.to_owned()),
            ]);
        let span = tracer.build_with_context(span, &parent);
        parent.with_span(span)
    }

    /// Tells of a part of the request that began at `begun` and ends now.
    pub(crate) fn part<const N: usize>(
        &self,
        name: &'static str,
        request: &Context,
        begun: SystemTime,
        attributes: [KeyValue; N],
    ) {
        if let Some((_, tracer)) = &self.sending {
            let span = tracer.span_builder(name).with_start_time(begun);
            let span = span.with_attributes(attributes);
            tracer.build_with_context(span, request).end();
        }
    }

    /// Tells of an invocation that began at `begun` and ended now. `tenant` where tenants are told apart.
    pub(crate) fn invocation(
        &self,
        request: &Context,
        begun: SystemTime,
        tenant: Option<&str>,
        outcome: &Outcome,
    ) {
        let Some((_, tracer)) = &self.sending else {
            return;
        };
        if !request.span().span_context().is_sampled() {
            return;
        }
        let receipt = &outcome.receipt;
        let start = match receipt.start {
            Start::Warm => "warm",
            Start::Spare => "spare",
            Start::Cold => "cold",
        };
        let mut attributes = vec![
            KeyValue::new("connector.action", outcome.action.name()),
            KeyValue::new("connector.outcome", outcome.status.name()),
            KeyValue::new("connector.rule", outcome.rule.clone()),
            KeyValue::new("connector.invocation", outcome.invocation.to_string()),
            KeyValue::new("connector.start", start),
            KeyValue::new(
                "connector.queries",
                i64::try_from(receipt.queries).unwrap_or(i64::MAX),
            ),
        ];
        attributes
            .extend(tenant.map(|tenant| KeyValue::new("connector.tenant", tenant.to_owned())));
        let span = tracer
            .span_builder(format!("invoke {}", outcome.action))
            .with_start_time(begun)
            .with_attributes(attributes);
        let mut span = tracer.build_with_context(span, request);
        // A script's refusal is an answer; only what the host had to end is a failure.
        if outcome.status.is_host_ended() {
            span.set_status(Status::error(outcome.status.name()));
        }
        let within = request.with_span(span);
        for (name, from, to) in phases(receipt, begun) {
            let phase = tracer.span_builder(name).with_start_time(from);
            let mut phase = tracer.build_with_context(phase, &within);
            phase.end_with_timestamp(to);
        }
        within.span().end();
    }
}

/// Ends a request's span.
pub(crate) fn answered(request: &Context, status: u16) {
    let span = request.span();
    span.set_attribute(KeyValue::new(
        "http.response.status_code",
        i64::from(status),
    ));
    if status >= 500 {
        span.set_status(Status::error(status.to_string()));
    }
    span.end();
}

/// The trace's id, where there is a trace.
pub(crate) fn trace_id(context: &Context) -> Option<String> {
    let span = context.span();
    let told = span.span_context();
    told.is_valid().then(|| told.trace_id().to_string())
}

/// What a receipt's time went into, one after the other: each part's span says how long it took in all. When each
/// statement ran the receipt doesn't say; the wait for a place is first in any case.
fn phases(
    receipt: &Receipt,
    begun: SystemTime,
) -> impl Iterator<Item = (&'static str, SystemTime, SystemTime)> {
    let waits = &receipt.wait_ms;
    let mut from = begun;
    [
        ("admission", waits.queue),
        ("database connection", waits.pool),
        ("database query", waits.query),
        ("bcrypt", waits.bcrypt),
        ("javascript", receipt.js_ms),
    ]
    .into_iter()
    .filter_map(move |(name, ms)| {
        let took = Duration::try_from_secs_f64(ms / 1e3).ok()?;
        if took.is_zero() {
            return None;
        }
        let begun = from;
        from = from.checked_add(took)?;
        Some((name, begun, from))
    })
}

/// A request's headers; one that is there twice says nothing.
struct Headers<'a>(&'a HeaderMap);

impl Extractor for Headers<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        let mut values = self.0.get_all(key).iter();
        let value = match (values.next(), values.next()) {
            (Some(value), None) => value.to_str().ok(),
            _ => None,
        };
        value.filter(|text| key != "traceparent" || is_traceparent(text))
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(axum::http::HeaderName::as_str).collect()
    }
}

/// Whether it has the form of a `traceparent`: the propagator takes shorter and longer numbers too.
fn is_traceparent(text: &str) -> bool {
    let mut parts = text.split('-');
    let mut is_hex = |length: usize| {
        let digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        parts
            .next()
            .is_some_and(|part| part.len() == length && part.bytes().all(digit))
    };
    let right = is_hex(2) && is_hex(32) && is_hex(16) && is_hex(2);
    // A later version may have more.
    right && (parts.next().is_none() || !text.starts_with("00-"))
}

#[cfg(test)]
mod tests {
    use connector_contract::WaitTimes;

    use super::*;

    fn traces() -> Traces {
        Traces::start(None).unwrap()
    }

    fn asked(parents: &[&str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for parent in parents {
            headers.append("traceparent", parent.parse().unwrap());
        }
        trace_id(&traces().request(&headers, &Method::GET, "/x"))
    }

    #[test]
    fn a_callers_trace_is_known_and_what_is_none_is_nobodys() {
        let good = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        let id = "0af7651916cd43dd8448eb211c80319c";
        assert_eq!(asked(&[good]).as_deref(), Some(id));
        let later = format!("01{}-more", &good[2..]);
        assert_eq!(asked(&[&later]).as_deref(), Some(id));
        let zero = format!("00-{}-b7ad6b7169203331-01", "0".repeat(32));
        let upper = good.to_uppercase();
        for bad in [
            &[][..],
            &[good, good],
            &[""],
            &["00"],
            &[&zero],
            &[&upper],
            &["00-0af7651916cd43dd8448eb211c80319c-b7ad6b71692033-01"],
            &["00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more"],
            &["0-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"],
            &["ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"],
            &["00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01"],
        ] {
            assert_eq!(asked(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn only_a_collector_without_tls_can_be_reached() {
        for endpoint in ["https://collector/v1/traces", "collector:4318", ""] {
            let settings = TraceSettings {
                endpoint: endpoint.to_owned(),
                ratio: 1.0,
            };
            let started = Traces::start(Some(&settings));
            assert!(
                matches!(started, Err(TraceError::Endpoint(_))),
                "{endpoint}"
            );
        }
    }

    #[test]
    fn phases_follow_each_other_and_none_is_empty() {
        let receipt = Receipt {
            js_ms: 2.0,
            wait_ms: WaitTimes {
                queue: 1.5,
                pool: 0.0,
                query: f64::NAN,
                bcrypt: 3.0,
            },
            ..Receipt::default()
        };
        let begun = SystemTime::UNIX_EPOCH;
        let found: Vec<_> = phases(&receipt, begun)
            .map(|(name, from, to)| {
                let micros = |at: SystemTime| at.duration_since(begun).unwrap().as_micros();
                (name, micros(from), micros(to))
            })
            .collect();
        assert_eq!(
            found,
            [
                ("admission", 0, 1500),
                ("bcrypt", 1500, 4500),
                ("javascript", 4500, 6500)
            ]
        );
    }
}
