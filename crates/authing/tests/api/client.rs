//! A client: signs as the published Node client does, in words of its own, and sends through the router.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime};

use aws_lc_rs::hmac;
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use connector_authing::{Settings, router};
use http_body_util::BodyExt as _;
use serde_json::{Map, Value};
use tower::ServiceExt as _;

use crate::memory::Memory;

/// The server's clock in every test.
pub(crate) fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_294_847)
}

pub(crate) fn settings() -> Settings {
    Settings {
        clock: Arc::new(now),
        ..Settings::default()
    }
}

pub(crate) struct Client {
    router: Router,
    pub(crate) id: String,
    pub(crate) secret: String,
    pub(crate) date: String,
    /// Sent with every request; those that are signed are signed.
    pub(crate) headers: Vec<(String, String)>,
    nonces: AtomicU32,
}

impl Client {
    pub(crate) fn new(backend: &Arc<Memory>) -> Self {
        Self::with(backend, settings())
    }

    pub(crate) fn with(backend: &Arc<Memory>, settings: Settings) -> Self {
        Self {
            router: router(Arc::clone(backend), Arc::new(settings)),
            id: "ak1".to_owned(),
            secret: "sk-secret".to_owned(),
            date: httpdate::fmt_http_date(now()),
            headers: Vec::new(),
            nonces: AtomicU32::new(0),
        }
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// A signed POST.
    pub(crate) async fn post(&self, endpoint: &str, body: &Value) -> Value {
        let text = body.to_string();
        let headers = self.signed("POST", endpoint, body.as_object().unwrap());
        self.raw("POST", &format!("/api/v3/{endpoint}"), &headers, text)
            .await
    }

    /// A signed GET; texts only.
    pub(crate) async fn get(&self, endpoint: &str, parameters: &[(&str, &str)]) -> Value {
        let map: Map<String, Value> = parameters
            .iter()
            .map(|(key, value)| ((*key).to_owned(), Value::from(*value)))
            .collect();
        let headers = self.signed("GET", endpoint, &map);
        let query: String = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(parameters)
            .finish();
        let path = format!("/api/v3/{endpoint}?{query}");
        self.raw("GET", &path, &headers, String::new()).await
    }

    /// The headers of a signed request.
    pub(crate) fn signed(
        &self,
        method: &str,
        endpoint: &str,
        parameters: &Map<String, Value>,
    ) -> Vec<(String, String)> {
        let nonce = self.nonces.fetch_add(1, Ordering::Relaxed).to_string();
        let mut headers = self.headers.clone();
        for (name, value) in [
            ("x-authing-signature-nonce", nonce.as_str()),
            ("x-authing-signature-method", "HMAC-SHA1"),
            ("x-authing-signature-version", "1.0"),
            ("date", &self.date),
        ] {
            headers.push((name.to_owned(), value.to_owned()));
        }
        let mut lines: Vec<String> = headers
            .iter()
            .filter(|(name, _)| name.starts_with("x-authing-") || name == "date")
            .map(|(name, value)| format!("{name}:{value}\n"))
            .collect();
        lines.sort();
        let mut pairs: Vec<(&String, String)> = parameters
            .iter()
            .map(|(key, value)| {
                let text = value
                    .as_str()
                    .map_or_else(|| value.to_string(), str::to_owned);
                (key, text)
            })
            .collect();
        pairs.sort();
        let pairs: Vec<String> = pairs
            .iter()
            .map(|(key, text)| format!("{key}={text}"))
            .collect();
        let mark = if pairs.is_empty() { "" } else { "?" };
        let text = format!(
            "{method}\n{}/api/v3/{endpoint}{mark}{}",
            lines.concat(),
            pairs.join("&")
        );
        let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, self.secret.as_bytes());
        let tag = STANDARD.encode(hmac::sign(&key, text.as_bytes()));
        headers.push((
            "authorization".to_owned(),
            format!("authing {}:{tag}", self.id),
        ));
        headers
    }

    /// Any request at all, from 203.0.113.9. The answer must be V3's envelope in HTTP 200; in 429, with a time to come
    /// again, where it says that there was too much at once.
    pub(crate) async fn raw(
        &self,
        method: &str,
        path: &str,
        headers: &[(String, String)],
        body: impl Into<Body>,
    ) -> Value {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(name, value);
        }
        let mut request = request.body(body.into()).unwrap();
        let peer: SocketAddr = "203.0.113.9:4711".parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(peer));
        let response = self.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.headers()["cache-control"], "no-store");
        let status = response.status();
        let retry_after = response.headers().get("retry-after").map(|value| {
            let seconds: u64 = value.to_str().unwrap().parse().unwrap();
            assert!(seconds > 0);
        });
        let body = response.into_body().collect().await.unwrap().to_bytes();
        let answer: Value = serde_json::from_slice(&body).unwrap();
        assert!(
            answer["requestId"]
                .as_str()
                .is_some_and(|id| !id.is_empty())
        );
        assert!(answer["message"].is_string());
        let busy = answer["statusCode"] == 429;
        assert_eq!(status, if busy { 429 } else { 200 });
        assert_eq!(retry_after.is_some(), busy);
        answer
    }
}

/// `statusCode` and `apiCode` (0 for none).
pub(crate) fn codes(answer: &Value) -> (u64, u64) {
    let code = |name: &str| answer[name].as_u64().unwrap_or_default();
    (code("statusCode"), code("apiCode"))
}
