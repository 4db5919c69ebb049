//! Spans that a collector gets: in the caller's trace, with what an invocation waited for and nothing that is secret.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use super::server::Place;
use crate::database::users;

/// Batches as they came.
type Batches = Arc<Mutex<Vec<Vec<u8>>>>;

/// Takes batches of spans as a collector does.
async fn collector() -> (String, Batches) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let batches = Batches::default();
    let kept = Arc::clone(&batches);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let batches = Arc::clone(&kept);
            tokio::spawn(async move {
                let mut bytes = Vec::new();
                while stream.read_buf(&mut bytes).await.unwrap_or(0) > 0 {
                    while let Some(body) = taken(&mut bytes) {
                        batches.lock().expect("whole").push(body);
                        let answer = b"HTTP/1.1 200 OK\r\ncontent-type: application/x-protobuf\r\ncontent-length: 0\r\n\r\n";
                        stream.write_all(answer).await.expect("sent");
                    }
                }
            });
        }
    });
    (format!("http://{address}"), batches)
}

/// The body of the first request, taken out, once it is there as a whole.
fn taken(bytes: &mut Vec<u8>) -> Option<Vec<u8>> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
    assert!(head.starts_with("post /v1/traces "), "{head}");
    let length = head.split("content-length: ").nth(1)?.lines().next()?;
    let length: usize = length.trim().parse().expect("a number");
    (bytes.len() >= end + length).then(|| {
        let request: Vec<u8> = bytes.drain(..end + length).collect();
        request[end..].to_vec()
    })
}

/// The fields of one protobuf message that are texts or messages, with their numbers.
fn fields(mut bytes: &[u8]) -> Vec<(u64, &[u8])> {
    fn number(bytes: &mut &[u8]) -> u64 {
        let mut value = 0;
        for shift in (0..).step_by(7) {
            let (byte, rest) = bytes.split_first().expect("a number's end");
            *bytes = rest;
            value |= u64::from(byte & 127) << shift;
            if byte & 128 == 0 {
                break;
            }
        }
        value
    }
    let mut found = Vec::new();
    while !bytes.is_empty() {
        let tag = number(&mut bytes);
        let length = match tag & 7 {
            0 => {
                number(&mut bytes);
                continue;
            }
            1 => 8,
            5 => 4,
            2 => usize::try_from(number(&mut bytes)).expect("short"),
            kind => panic!("no kind of field: {kind}"),
        };
        let (value, rest) = bytes.split_at(length);
        bytes = rest;
        if tag & 7 == 2 {
            found.push((tag >> 3, value));
        }
    }
    found
}

#[derive(Debug, Clone, PartialEq)]
struct Span {
    trace: String,
    id: String,
    parent: String,
    name: String,
    /// As bytes: what is in them is looked for, not read.
    all: Vec<u8>,
}

/// The spans of `ExportTraceServiceRequest`s.
fn spans(batches: &Batches) -> Vec<Span> {
    let inner = |bytes: &[u8], wanted: u64| -> Vec<Vec<u8>> {
        let found = fields(bytes).into_iter();
        let found = found.filter(|(number, _)| *number == wanted);
        found.map(|(_, value)| value.to_vec()).collect()
    };
    let hex = |bytes: Vec<Vec<u8>>| -> String {
        let first = bytes.into_iter().next().unwrap_or_default();
        first.iter().map(|byte| format!("{byte:02x}")).collect()
    };
    let batches = batches.lock().expect("whole").clone();
    let resources = batches.iter().flat_map(|batch| inner(batch, 1));
    let scopes = resources.flat_map(|resource| inner(&resource, 2));
    let spans = scopes.flat_map(|scope| inner(&scope, 2));
    spans
        .map(|span| Span {
            trace: hex(inner(&span, 1)),
            id: hex(inner(&span, 2)),
            parent: hex(inner(&span, 4)),
            name: String::from_utf8(inner(&span, 5).concat()).expect("UTF-8"),
            all: span,
        })
        .collect()
}

async fn until(batches: &Batches, there: impl Fn(&[Span]) -> bool) -> Vec<Span> {
    let begun = Instant::now();
    loop {
        let found = spans(batches);
        if there(&found) {
            return found;
        }
        assert!(begun.elapsed() < Duration::from_secs(30), "{found:#?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const CALLER: &str = "b7ad6b7169203331";

#[tokio::test]
async fn an_invocation_is_traced_in_its_callers_trace_and_tells_no_secret() {
    let (endpoint, batches) = collector().await;
    let flags = ["--otlp-endpoint", &endpoint, "--log-format", "json"];
    let (mut place, users) = (Place::served(&flags).await, users().await);
    place.furnish(&users).await;
    let parent = format!("00-{TRACE}-{CALLER}-01");
    let headers = [
        ("traceparent", parent.as_str()),
        ("idempotency-key", "once"),
    ];
    let updates = json!([1, { "nickname": "Nick-of-the-arguments" }]);
    let answer = place.invoke("updateUser", updates, &headers).await;
    assert_eq!(answer.body["status"], "success", "{answer:?}");
    let has = |spans: &[Span], name: &str| {
        let found = spans
            .iter()
            .find(|span| span.trace == TRACE && span.name.contains(name));
        found.cloned()
    };
    let found = until(&batches, |spans| {
        let parts = [
            "POST /v1/",
            "invoke updateUser",
            "claim",
            "settle",
            "database query",
        ];
        parts.iter().all(|name| has(spans, name).is_some())
    })
    .await;
    let (request, invocation) = (has(&found, "POST /v1/"), has(&found, "invoke updateUser"));
    let (request, invocation) = (request.expect("there"), invocation.expect("there"));
    assert_eq!(request.parent, CALLER);
    assert_eq!(invocation.parent, request.id);
    assert_eq!(has(&found, "claim").expect("there").parent, request.id);
    assert_eq!(
        has(&found, "database query").expect("there").parent,
        invocation.id
    );
    let says = |span: &Span, text: &str| {
        span.all
            .windows(text.len())
            .any(|part| part == text.as_bytes())
    };
    assert!(says(&invocation, "connector.outcome") && says(&invocation, "success"));
    let password = users.url();
    let password = password
        .split(':')
        .nth(2)
        .and_then(|rest| rest.split('@').next());
    for span in &found {
        for secret in ["Nick-of", "acme", &place.key, password.expect("a password")] {
            assert!(!says(span, secret), "{secret}: {span:?}");
        }
    }
    assert!(place.log().contains(TRACE), "{}", place.log());

    // What is no traceparent begins a trace of its own, and one that its caller doesn't sample is not sent.
    let silent = format!("00-{}-{CALLER}-00", "1".repeat(32));
    for parent in ["00-xyz-1-01", silent.as_str()] {
        let headers = [("traceparent", parent)];
        let answer = place
            .invoke("getUser", json!([{ "id": "1" }]), &headers)
            .await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }
    place.signal("TERM");
    assert_eq!(place.ended().await, Some(0), "{}", place.log());
    let all = spans(&batches);
    let gets: Vec<&Span> = all
        .iter()
        .filter(|span| span.name == "invoke getUser")
        .collect();
    assert_eq!(gets.len(), 1, "{gets:?}");
    assert!(gets[0].trace != TRACE && gets[0].trace != "1".repeat(32));
}

#[tokio::test]
async fn a_collector_that_is_gone_delays_nobody_and_is_counted() {
    // It takes connections and says nothing.
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
    let flags = ["--otlp-endpoint", &endpoint, "--tenant-metrics"];
    let (mut place, users) = (Place::served(&flags).await, users().await);
    place.furnish(&users).await;
    let begun = Instant::now();
    for _ in 0..20 {
        let answer = place.invoke("getUser", json!([{ "id": "1" }]), &[]).await;
        assert_eq!(answer.body["status"], "success", "{answer:?}");
    }
    // Each of them would wait for 5 s, if any waited.
    assert!(
        begun.elapsed() < Duration::from_secs(50),
        "{:?}",
        begun.elapsed()
    );
    loop {
        let metrics = place.ask_as("", "GET", "/metrics", &[], None).await.text;
        let lost = metrics
            .lines()
            .find_map(|line| line.strip_prefix("connector_traces_lost "));
        if lost.expect("it is counted") != "0" {
            break;
        }
        assert!(begun.elapsed() < Duration::from_secs(120), "{metrics}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    place.signal("TERM");
    assert_eq!(place.ended().await, Some(0), "{}", place.log());
}

#[tokio::test]
async fn where_traces_go_is_said_or_refused() {
    let out = super::server::program()
        .args(["serve", "--print-config", "--json"])
        .env("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318")
        .output()
        .await
        .expect("it runs");
    let text = String::from_utf8(out.stdout).expect("UTF-8");
    assert!(text.contains("http://collector:4318/v1/traces"), "{text}");
    assert!(text.contains("OTEL_EXPORTER_OTLP_ENDPOINT"), "{text}");
    let folder = tempfile::tempdir().expect("a folder");
    let registry = folder.path().join("registry.db").display().to_string();
    let out = super::server::program()
        .args(["serve", "--registry", &registry, "--listen", "127.0.0.1:0"])
        .args(["--otlp-endpoint", "https://collector:4318"])
        .output()
        .await
        .expect("it runs");
    assert_eq!(out.status.code(), Some(2));
    let complaint = String::from_utf8_lossy(&out.stderr);
    assert!(complaint.contains("http://"), "{complaint}");
}
