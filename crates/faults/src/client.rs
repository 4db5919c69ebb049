//! One caller: a connection that is kept, and made anew when it is lost.

use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Longer than any invocation may take, waiting included.
const PATIENCE: Duration = Duration::from_secs(30);

/// A caller's connection.
pub struct Client {
    address: SocketAddr,
    /// The bearer key; nothing where it is empty.
    key: String,
    sender: Option<SendRequest<Full<Bytes>>>,
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Said {
    /// HTTP's status.
    pub status: u16,
    /// The body as it came.
    pub body: Bytes,
    /// Whether the server says that it had run before.
    pub replayed: bool,
}

/// Why there was no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unanswered {
    /// Nobody took the connection.
    Refused,
    /// It ended before the answer.
    Cut,
    /// There was no answer in 30 s.
    Silent,
}

impl Unanswered {
    /// How reports call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Refused => "connection refused",
            Self::Cut => "connection cut",
            Self::Silent => "no answer in 30 s",
        }
    }
}

impl Said {
    /// The body as JSON; `null` where it is none.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

impl Client {
    /// A caller of the server at this address, with this bearer key.
    pub fn new(address: SocketAddr, key: &str) -> Self {
        Self {
            address,
            key: key.to_owned(),
            sender: None,
        }
    }

    /// Asks and waits for the answer.
    ///
    /// # Errors
    /// When there is none; the next call makes a new connection.
    pub async fn ask(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> Result<Said, Unanswered> {
        let asked = self.asked(method, path, headers, body.into());
        let answer = match timeout(PATIENCE, asked).await {
            Ok(answer) => answer,
            Err(_) => Err(Unanswered::Silent),
        };
        if answer.is_err() {
            self.sender = None;
        }
        answer
    }

    async fn asked(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: Bytes,
    ) -> Result<Said, Unanswered> {
        let sender = match &mut self.sender {
            Some(sender) if !sender.is_closed() => sender,
            kept => {
                let stream = TcpStream::connect(self.address).await;
                let stream = stream.map_err(|_| Unanswered::Refused)?;
                // Requests are small and waited for.
                let _ = stream.set_nodelay(true);
                let (sender, connection) = handshake(TokioIo::new(stream))
                    .await
                    .map_err(|_| Unanswered::Cut)?;
                tokio::spawn(connection);
                kept.insert(sender)
            }
        };
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "connector")
            .header("content-type", "application/json");
        if !self.key.is_empty() {
            request = request.header("authorization", format!("Bearer {}", self.key));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Full::new(body)).map_err(|_| Unanswered::Cut)?;
        sender.ready().await.map_err(|_| Unanswered::Cut)?;
        let answer = sender.send_request(request).await;
        let answer = answer.map_err(|_| Unanswered::Cut)?;
        let status = answer.status().as_u16();
        let replayed = answer.headers().contains_key("idempotent-replayed");
        let body = answer.into_body().collect().await;
        let body = body.map_err(|_| Unanswered::Cut)?.to_bytes();
        Ok(Said {
            status,
            body,
            replayed,
        })
    }
}
