//! Numbers for Prometheus.

mod sessions;

use std::sync::atomic::AtomicU64;
use std::time::Duration;

use axum::http::Method;
use connector_contract::Outcome;
use connector_host::Gauges;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::{Family, MetricConstructor};
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

use sessions::SessionMetrics;

/// Bounds of buckets in seconds, from a warm call that asks nobody to the ceiling of the wall clock.
const SECONDS: [f64; 14] = [
    0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 20.0,
];

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OutcomeLabels {
    /// Empty unless metrics tell tenants apart.
    tenant: String,
    action: &'static str,
    status: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct PhaseLabels {
    action: &'static str,
    phase: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    method: String,
    route: String,
    status: u16,
}

#[derive(Clone)]
struct Buckets;

impl MetricConstructor<Histogram> for Buckets {
    fn new_metric(&self) -> Histogram {
        Histogram::new(SECONDS)
    }
}

pub(crate) struct Metrics {
    registry: Registry,
    tell_tenants: bool,
    invocations: Family<OutcomeLabels, Histogram, Buckets>,
    phases: Family<PhaseLabels, Histogram, Buckets>,
    requests: Family<RequestLabels, Counter>,
    request_seconds: Histogram,
    starts: Family<[(&'static str, &'static str); 1], Counter>,
    host: HostMetrics,
    sessions: SessionMetrics,
    history_written: Gauge<i64>,
    history_lost: Gauge<i64>,
    traces_lost: Gauge<i64>,
}

/// What the host says of itself, taken over at each scrape.
#[derive(Default)]
struct HostMetrics {
    workers: Gauge,
    isolates: Family<[(&'static str, &'static str); 1], Gauge>,
    running: Gauge,
    queued: Gauge,
    refused: Gauge,
    rerun: Gauge,
    deaths: Gauge,
    quarantined: Gauge,
    memory: Gauge<f64, AtomicU64>,
}

impl Metrics {
    pub(crate) fn new(tell_tenants: bool) -> Self {
        let mut registry = Registry::with_prefix("connector");
        let metrics = Self {
            tell_tenants,
            invocations: Family::new_with_constructor(Buckets),
            phases: Family::new_with_constructor(Buckets),
            requests: Family::default(),
            request_seconds: Histogram::new(SECONDS),
            starts: Family::default(),
            host: HostMetrics::default(),
            sessions: SessionMetrics::default(),
            history_written: Gauge::default(),
            history_lost: Gauge::default(),
            traces_lost: Gauge::default(),
            registry: Registry::default(),
        };
        let Metrics {
            invocations,
            phases,
            requests,
            request_seconds,
            starts,
            host,
            sessions,
            history_written,
            history_lost,
            traces_lost,
            ..
        } = &metrics;
        registry.register(
            "invocation_seconds",
            "Wall-clock time of invocations, by what they came to",
            invocations.clone(),
        );
        registry.register(
            "phase_seconds",
            "Time of invocations by what it went into",
            phases.clone(),
        );
        registry.register(
            "starts",
            "Invocations by the isolate they found",
            starts.clone(),
        );
        registry.register("requests", "HTTP requests", requests.clone());
        registry.register(
            "request_seconds",
            "Time from a request to its answer",
            request_seconds.clone(),
        );
        registry.register(
            "history_written",
            "Invocations written down since the start",
            history_written.clone(),
        );
        registry.register(
            "history_lost",
            "Invocations that history lost since the start",
            history_lost.clone(),
        );
        registry.register(
            "traces_lost",
            "Spans that no collector took since the start",
            traces_lost.clone(),
        );
        registry.register(
            "workers",
            "Worker processes that take invocations",
            host.workers.clone(),
        );
        registry.register("isolates", "Isolates that wait", host.isolates.clone());
        registry.register(
            "isolate_bytes",
            "Memory of warm isolates",
            host.memory.clone(),
        );
        registry.register("running", "Invocations under way", host.running.clone());
        registry.register(
            "queued",
            "Invocations that wait for a place",
            host.queued.clone(),
        );
        registry.register(
            "refused",
            "Invocations refused since the start because something was full",
            host.refused.clone(),
        );
        registry.register(
            "rerun",
            "Invocations run again since the start because their worker died",
            host.rerun.clone(),
        );
        registry.register(
            "worker_deaths",
            "Worker processes that died or were killed since the start",
            host.deaths.clone(),
        );
        registry.register(
            "quarantined_tenants",
            "Tenants kept out",
            host.quarantined.clone(),
        );
        sessions.register(&mut registry);
        Self {
            registry,
            ..metrics
        }
    }

    pub(crate) fn outcome(&self, tenant: &str, outcome: &Outcome) {
        let (action, receipt) = (outcome.action.name(), &outcome.receipt);
        let labels = OutcomeLabels {
            tenant: if self.tell_tenants {
                tenant.to_owned()
            } else {
                String::new()
            },
            action,
            status: outcome.status.name(),
        };
        self.invocations
            .get_or_create(&labels)
            .observe(receipt.wall_ms / 1e3);
        let waits = &receipt.wait_ms;
        for (phase, ms) in [
            ("queue", waits.queue),
            ("pool", waits.pool),
            ("query", waits.query),
            ("bcrypt", waits.bcrypt),
            ("javascript", receipt.js_ms),
        ] {
            self.phases
                .get_or_create(&PhaseLabels { action, phase })
                .observe(ms / 1e3);
        }
        let start = match receipt.start {
            connector_contract::Start::Warm => "warm",
            connector_contract::Start::Spare => "spare",
            connector_contract::Start::Cold => "cold",
        };
        self.starts.get_or_create(&[("start", start)]).inc();
    }

    pub(crate) fn request(&self, method: &Method, route: &str, status: u16, elapsed: Duration) {
        // A method that nobody knows may be any text.
        let known = [
            Method::GET,
            Method::POST,
            Method::PUT,
            Method::PATCH,
            Method::DELETE,
        ];
        let method = if known.contains(method) {
            method.as_str()
        } else {
            "other"
        };
        let labels = RequestLabels {
            method: method.to_owned(),
            route: route.to_owned(),
            status,
        };
        self.requests.get_or_create(&labels).inc();
        self.request_seconds.observe(elapsed.as_secs_f64());
    }

    /// The text of a scrape; `history` is what was written and what was lost.
    pub(crate) fn text(&self, gauges: &Gauges, history: [u64; 2], traces_lost: u64) -> String {
        let [written, lost] = history;
        let host = &self.host;
        host.workers.set(signed(gauges.workers));
        host.isolates
            .get_or_create(&[("kind", "warm")])
            .set(signed(gauges.isolates_warm));
        host.isolates
            .get_or_create(&[("kind", "spare")])
            .set(signed(gauges.isolates_spare));
        host.running.set(signed(gauges.running));
        host.queued.set(signed(gauges.queued));
        host.refused.set(signed(gauges.refused));
        host.rerun.set(signed(gauges.rerun));
        host.deaths.set(signed(gauges.deaths));
        host.quarantined.set(signed(gauges.quarantined.len()));
        host.memory.set(
            f64::from(u32::try_from(gauges.isolate_bytes / 1024).unwrap_or(u32::MAX)) * 1024.0,
        );
        self.sessions.set(gauges);
        self.history_written.set(signed(written));
        self.history_lost.set(signed(lost));
        self.traces_lost.set(signed(traces_lost));
        let mut text = String::new();
        // Writing to a String cannot fail.
        let _ = encode(&mut text, &self.registry);
        text
    }
}

fn signed(count: impl TryInto<i64>) -> i64 {
    count.try_into().unwrap_or(i64::MAX)
}
