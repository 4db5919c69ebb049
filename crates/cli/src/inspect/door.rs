//! The HTTP and WebSocket server that debuggers know: `/json/list`, `/json/version`, and the script's own address.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use connector_contract::InvocationId;
use futures::{SinkExt as _, StreamExt as _};
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Mutex;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};
use tokio::task::JoinSet;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::Role;

/// Bytes of a request's head; a debugger's has a few hundred.
const MAX_HEAD: usize = 8 * 1024;
/// How long a client may take to say what it wants.
const PATIENCE: Duration = Duration::from_secs(5);

/// One script's door.
pub(super) struct Door {
    address: SocketAddr,
    /// What only those know who may read this process's output, or ask it by its own address.
    id: String,
    label: String,
    line: Arc<Mutex<Ends>>,
}

/// This side's ends of the line. Who holds the lock is the debugger: there is one at a time.
struct Ends {
    to_worker: UnboundedSender<String>,
    from_worker: UnboundedReceiver<String>,
}

/// Whether a debugger is attached.
pub(super) struct Watch(Arc<Mutex<Ends>>);

impl Watch {
    pub(super) fn is_attached(&self) -> bool {
        self.0.try_lock().is_err()
    }
}

/// A request, as far as anybody here looks at it.
struct Request {
    path: String,
    host: Option<String>,
    /// The key of a WebSocket handshake.
    key: Option<String>,
}

impl Door {
    pub(super) fn new(
        address: SocketAddr,
        label: &str,
        to_worker: UnboundedSender<String>,
        from_worker: UnboundedReceiver<String>,
    ) -> Self {
        Self {
            address,
            id: InvocationId::fresh().to_string(),
            label: label.to_owned(),
            line: Arc::new(Mutex::new(Ends {
                to_worker,
                from_worker,
            })),
        }
    }

    /// Where the debugger connects to.
    pub(super) fn url(&self) -> String {
        format!("ws://{}/{}", self.address, self.id)
    }

    /// Tells later whether a debugger is attached.
    pub(super) fn watch(&self) -> Watch {
        Watch(Arc::clone(&self.line))
    }

    /// Serves until the worker has hung up on a debugger.
    pub(super) async fn open(self, listener: TcpListener) {
        let door = Arc::new(self);
        let mut clients = JoinSet::new();
        loop {
            tokio::select! {
                accepted = listener.accept() => {
                    if let Ok((stream, _)) = accepted {
                        let door = Arc::clone(&door);
                        clients.spawn(async move { door.client(stream).await });
                    }
                }
                Some(over) = clients.join_next() => {
                    if matches!(over, Ok(true)) {
                        return;
                    }
                }
            }
        }
    }

    /// Serves one client; whether the worker has hung up on it.
    async fn client(&self, mut stream: TcpStream) -> bool {
        let request = match tokio::time::timeout(PATIENCE, read_request(&mut stream)).await {
            Ok(Some(request)) => request,
            _ => return false,
        };
        if !request.host.as_deref().is_some_and(is_this_machine) {
            refuse(stream, "400 Bad Request", "this host is not known here").await;
            return false;
        }
        if request.path.trim_start_matches('/') == self.id {
            return match &request.key {
                Some(key) => self.debugger(stream, key).await,
                None => {
                    refuse(stream, "426 Upgrade Required", "this is a WebSocket").await;
                    false
                }
            };
        }
        match request.path.as_str() {
            "/json" | "/json/" | "/json/list" => {
                let url = self.url();
                let bare = url.trim_start_matches("ws://");
                let list = json!([{
                    "description": "a script of an identity provider's connection",
                    "devtoolsFrontendUrl": format!("devtools://devtools/bundled/js_app.html?experiments=true&v8only=true&ws={bare}"),
                    "id": self.id,
                    "title": self.label,
                    "type": "node",
                    "url": format!("file://{}", self.label),
                    "webSocketDebuggerUrl": url,
                }]);
                answer(stream, &list).await;
            }
            "/json/version" => {
                let version = json!({
                    "Browser": concat!("connector/", env!("CARGO_PKG_VERSION")),
                    "Protocol-Version": "1.3",
                });
                answer(stream, &version).await;
            }
            _ => refuse(stream, "404 Not Found", "nothing is here").await,
        }
        false
    }

    /// Passes messages on, both ways, until either side hangs up.
    async fn debugger(&self, mut stream: TcpStream, key: &str) -> bool {
        let Ok(mut ends) = self.line.try_lock() else {
            refuse(stream, "409 Conflict", "another debugger is attached").await;
            return false;
        };
        // Words that the one before did not wait for.
        while ends.from_worker.try_recv().is_ok() {}
        let accept = derive_accept_key(key.as_bytes());
        let head = format!(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
             Sec-WebSocket-Accept: {accept}\r\n\r\n"
        );
        if stream.write_all(head.as_bytes()).await.is_err() {
            return false;
        }
        let mut socket = WebSocketStream::from_raw_socket(stream, Role::Server, None).await;
        loop {
            tokio::select! {
                said = socket.next() => match said {
                    Some(Ok(Message::Text(text))) => {
                        let _ = ends.to_worker.send(text.to_string());
                    }
                    Some(Ok(Message::Close(_)) | Err(_)) | None => break,
                    Some(Ok(_)) => {}
                },
                said = ends.from_worker.recv() => match said {
                    Some(text) => {
                        if socket.send(Message::text(text)).await.is_err() {
                            break;
                        }
                    }
                    None => {
                        let _ = socket.close(None).await;
                        return true;
                    }
                },
            }
        }
        // A debugger that goes away leaves nothing paused behind; another may come.
        for (id, method) in [
            (1, "Debugger.resume"),
            (2, "Debugger.disable"),
            (3, "Runtime.disable"),
        ] {
            let text = json!({ "id": i32::MAX - id, "method": method }).to_string();
            let _ = ends.to_worker.send(text);
        }
        false
    }
}

/// A name that can only be this machine's: an address, or `localhost`. Any other could be a stranger's that leads here.
fn is_this_machine(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        // The colons of a bare IPv6 address lead to no port.
        Some((name, _)) if name.contains(':') && !name.starts_with('[') => host,
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let bare = name.trim_start_matches('[').trim_end_matches(']');
    name.eq_ignore_ascii_case("localhost") || bare.parse::<IpAddr>().is_ok()
}

async fn read_request(stream: &mut TcpStream) -> Option<Request> {
    let mut head = Vec::new();
    // One byte at a time, as what follows the head is not ours to take; debuggers' heads are short.
    while !head.ends_with(b"\r\n\r\n") {
        if head.len() >= MAX_HEAD {
            return None;
        }
        head.push(stream.read_u8().await.ok()?);
    }
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut parsed = httparse::Request::new(&mut headers);
    if !parsed.parse(&head).ok()?.is_complete() || parsed.method != Some("GET") {
        return None;
    }
    let header = |name: &str| {
        let found = parsed
            .headers
            .iter()
            .find(|header| header.name.eq_ignore_ascii_case(name))?;
        Some(std::str::from_utf8(found.value).ok()?.to_owned())
    };
    let upgrades = header("upgrade").is_some_and(|to| to.eq_ignore_ascii_case("websocket"));
    Some(Request {
        path: parsed.path?.split('?').next()?.to_owned(),
        host: header("host"),
        key: header("sec-websocket-key").filter(|_| upgrades),
    })
}

async fn answer(stream: TcpStream, document: &serde_json::Value) {
    respond(
        stream,
        "200 OK",
        "application/json; charset=UTF-8",
        &document.to_string(),
    )
    .await;
}

async fn refuse(stream: TcpStream, status: &str, why: &str) {
    respond(
        stream,
        status,
        "text/plain; charset=UTF-8",
        &format!("{why}\n"),
    )
    .await;
}

async fn respond(mut stream: TcpStream, status: &str, kind: &str, body: &str) {
    let text = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nCache-Control: no-cache\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n{body}",
        body.len()
    );
    // A client that is gone misses nothing.
    let _ = stream.write_all(text.as_bytes()).await;
    let _ = stream.shutdown().await;
}

#[cfg(test)]
mod tests {
    use super::is_this_machine;

    #[test]
    fn names_that_could_be_a_strangers_are_refused() {
        for host in [
            "localhost",
            "LOCALHOST:9229",
            "127.0.0.1:9229",
            "[::1]:9229",
            "::1",
            "127.0.0.1",
        ] {
            assert!(is_this_machine(host), "{host}");
        }
        for host in [
            "",
            "example.com",
            "example.com:9229",
            "localhost.example.com",
            "127.0.0.1.example.com:1",
        ] {
            assert!(!is_this_machine(host), "{host}");
        }
    }
}
