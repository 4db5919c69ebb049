//! `connector run --inspect`: a debugger's whole visit, over the network, to the real binary.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use futures::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

use crate::command::connector;

/// No step of a visit takes this long on any machine.
const STUCK: Duration = Duration::from_secs(60);

const SCRIPT: &str = "\
type Id = number;

export async function updateUser(id: Id, updates: { nickname: string }) {
  const secret: string = `n-${updates.nickname}`;
  await new Promise((done) => setTimeout(done, 1));
  return { id, nickname: secret };
}
";

/// The binary under a debugger that has not come yet.
pub(crate) struct Debugged {
    child: Child,
    address: String,
    id: String,
    _folder: tempfile::TempDir,
    url: String,
}

pub(crate) async fn start(flag: &str) -> Debugged {
    let folder = tempfile::tempdir().expect("a folder");
    let script = folder.path().join("updateUser.ts");
    std::fs::write(&script, SCRIPT).expect("written");
    let mut child = Command::new(env!("CARGO_BIN_EXE_connector"))
        .args([
            "run",
            "--id",
            "1",
            "--updates",
            "{\"nickname\":\"Nick\"}",
            "--db",
            "none",
            "--json",
        ])
        // The invocation waits longer than this for its debugger: limits of time are lifted.
        .args(["--limits", "wall=300ms,cpu=300ms", &format!("{flag}=0")])
        .arg(&script)
        .env("NO_COLOR", "1")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("the binary starts");
    let mut lines = BufReader::new(child.stderr.take().expect("piped")).lines();
    let address = loop {
        let line = lines
            .next_line()
            .await
            .expect("it is text")
            .expect("it says where it listens");
        if let Some(url) = line.split("Debugger listening on ws://").nth(1) {
            break url.to_owned();
        }
    };
    let said = lines
        .next_line()
        .await
        .expect("it is text")
        .unwrap_or_default();
    assert!(said.contains("limits of time are lifted"), "{said}");
    let (address, id) = address.split_once('/').expect("an address and an id");
    let real = std::fs::canonicalize(&script).expect("it is there");
    Debugged {
        address: address.to_owned(),
        id: id.to_owned(),
        url: format!("file://{}", Path::new(&real).display()),
        child,
        _folder: folder,
    }
}

impl Debugged {
    async fn get(&self, path: &str, host: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).await.expect("it listens");
        let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n");
        stream.write_all(request.as_bytes()).await.expect("sent");
        let mut answer = String::new();
        tokio::time::timeout(STUCK, stream.read_to_string(&mut answer))
            .await
            .expect("it answers")
            .expect("it is text");
        answer
    }

    async fn attach(&self) -> Visit {
        let stream = TcpStream::connect(&self.address).await.expect("it listens");
        let url = format!("ws://{}/{}", self.address, self.id);
        let (socket, _) = tokio_tungstenite::client_async(url, stream)
            .await
            .expect("it shakes hands");
        Visit {
            socket,
            next: 0,
            events: Vec::new(),
        }
    }

    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    pub(crate) async fn outcome(mut self) -> Value {
        let mut text = String::new();
        let mut stdout = self.child.stdout.take().expect("piped");
        tokio::time::timeout(STUCK, stdout.read_to_string(&mut text))
            .await
            .expect("it ends")
            .expect("it is text");
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
    }
}

struct Visit {
    socket: WebSocketStream<TcpStream>,
    next: u64,
    events: Vec<Value>,
}

impl Visit {
    async fn hear(&mut self) -> Value {
        loop {
            let message = tokio::time::timeout(STUCK, self.socket.next())
                .await
                .expect("something comes");
            match message.expect("the line is open").expect("it is a message") {
                Message::Text(text) => return serde_json::from_str(&text).expect("it is JSON"),
                other => assert!(!other.is_close(), "hung up"),
            }
        }
    }

    async fn ask(&mut self, method: &str, params: Value) -> Value {
        self.next += 1;
        let text = json!({ "id": self.next, "method": method, "params": params }).to_string();
        self.socket.send(Message::text(text)).await.expect("sent");
        loop {
            let heard = self.hear().await;
            if heard["id"] == self.next {
                assert_eq!(heard.get("error"), None, "{method}: {heard}");
                return heard["result"].clone();
            }
            self.events.push(heard);
        }
    }

    async fn event(&mut self, method: &str) -> Value {
        loop {
            if let Some(at) = self
                .events
                .iter()
                .position(|event| event["method"] == method)
            {
                return self.events.remove(at)["params"].clone();
            }
            let heard = self.hear().await;
            self.events.push(heard);
        }
    }

    /// The URL of the script that is paused in, and the line, from 0.
    fn place(&self, paused: &Value) -> (String, u64) {
        let place = &paused["callFrames"][0]["location"];
        let of = |event: &&Value| {
            event["method"] == "Debugger.scriptParsed"
                && event["params"]["scriptId"] == place["scriptId"]
        };
        let parsed = self
            .events
            .iter()
            .find(of)
            .unwrap_or_else(|| panic!("{paused:#}"));
        let url = parsed["params"]["url"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        (url, place["lineNumber"].as_u64().unwrap_or(u64::MAX))
    }

    async fn begin(&mut self) {
        self.ask("Runtime.enable", json!({})).await;
        self.ask("Debugger.enable", json!({})).await;
    }

    async fn local(&mut self, paused: &Value, expression: &str) -> Value {
        let frame = &paused["callFrames"][0]["callFrameId"];
        let params = json!({ "callFrameId": frame, "expression": expression });
        self.ask("Debugger.evaluateOnCallFrame", params).await["result"]["value"].clone()
    }
}

#[tokio::test]
async fn a_breakpoint_is_hit_on_the_authors_line_and_locals_are_read() {
    let debugged = start("--inspect").await;
    let mut visit = debugged.attach().await;
    visit.begin().await;
    let breakpoint = json!({ "url": debugged.url, "lineNumber": 5 });
    visit.ask("Debugger.setBreakpointByUrl", breakpoint).await;
    visit
        .ask("Runtime.runIfWaitingForDebugger", json!({}))
        .await;
    let paused = visit.event("Debugger.paused").await;
    assert_eq!(visit.place(&paused), (debugged.url.clone(), 5));
    assert_eq!(visit.local(&paused, "secret + id").await, "n-Nick1");
    // Longer than the limit that was given: nobody is hurried.
    tokio::time::sleep(Duration::from_millis(500)).await;
    visit.ask("Debugger.resume", json!({})).await;
    let outcome = debugged.outcome().await;
    assert_eq!(outcome["status"], "success", "{outcome:#}");
    assert_eq!(outcome["value"], json!({ "id": 1, "nickname": "n-Nick" }));
}

#[tokio::test]
async fn with_brk_it_stops_at_the_first_line_and_values_can_be_changed() {
    let debugged = start("--inspect-brk").await;
    let mut visit = debugged.attach().await;
    visit.begin().await;
    visit
        .ask("Runtime.runIfWaitingForDebugger", json!({}))
        .await;
    let paused = visit.event("Debugger.paused").await;
    assert_eq!(visit.place(&paused).0, debugged.url);
    let breakpoint = json!({ "url": debugged.url, "lineNumber": 3 });
    visit.ask("Debugger.setBreakpointByUrl", breakpoint).await;
    visit.ask("Debugger.resume", json!({})).await;
    let paused = visit.event("Debugger.paused").await;
    assert_eq!(visit.place(&paused), (debugged.url.clone(), 3));
    assert_eq!(visit.local(&paused, "updates.nickname").await, "Nick");
    visit.local(&paused, "updates.nickname = 'Nicky'").await;
    visit.ask("Debugger.resume", json!({})).await;
    let outcome = debugged.outcome().await;
    assert_eq!(outcome["value"]["nickname"], "n-Nicky", "{outcome:#}");
}

#[tokio::test]
async fn a_debugger_that_goes_away_leaves_nothing_paused() {
    let debugged = start("--inspect").await;
    let mut visit = debugged.attach().await;
    visit.begin().await;
    let breakpoint = json!({ "url": debugged.url, "lineNumber": 3 });
    visit.ask("Debugger.setBreakpointByUrl", breakpoint).await;
    visit
        .ask("Runtime.runIfWaitingForDebugger", json!({}))
        .await;
    visit.event("Debugger.paused").await;
    drop(visit);
    assert_eq!(debugged.outcome().await["status"], "success");
}

#[tokio::test]
async fn the_door_tells_debuggers_where_to_go_and_strangers_nothing() {
    let debugged = start("--inspect").await;
    let list = debugged.get("/json/list", &debugged.address).await;
    let body = list.split("\r\n\r\n").nth(1).unwrap_or_default();
    let list: Value = serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {list}"));
    let url = format!("ws://{}/{}", debugged.address, debugged.id);
    assert_eq!(list[0]["webSocketDebuggerUrl"], url.as_str());
    assert_eq!(list[0]["type"], "node");
    assert_eq!(list[0]["url"], debugged.url.as_str());
    let version = debugged.get("/json/version", "localhost").await;
    assert!(
        version.starts_with("HTTP/1.1 200") && version.contains("\"Protocol-Version\":\"1.3\""),
        "{version}"
    );
    // A name that leads here is how a page in a browser would try to get in.
    for host in ["evil.example", "evil.example:9229", ""] {
        let refused = debugged.get("/json/list", host).await;
        assert!(
            refused.starts_with("HTTP/1.1 400") && !refused.contains(&debugged.id),
            "{refused}"
        );
    }
    assert!(
        debugged
            .get("/nothing", "127.0.0.1")
            .await
            .starts_with("HTTP/1.1 404")
    );
    let path = format!("/{}", debugged.id);
    assert!(
        debugged
            .get(&path, "127.0.0.1")
            .await
            .starts_with("HTTP/1.1 426")
    );
    // One debugger at a time.
    let _first = debugged.attach().await;
    let stream = TcpStream::connect(&debugged.address)
        .await
        .expect("it listens");
    assert!(tokio_tungstenite::client_async(url, stream).await.is_err());
}

#[tokio::test]
async fn other_machines_are_refused() {
    for address in [
        "0.0.0.0:9229",
        "[::]:1",
        "10.0.0.1:9229",
        "example.com:1",
        "nine",
    ] {
        let said = connector([
            "run",
            "examples/postgres-full/login.js",
            &format!("--inspect={address}"),
        ])
        .await;
        assert_eq!(said.exit, 2, "{address}: {said:?}");
    }
}

#[tokio::test]
async fn errors_name_the_file_as_without_a_debugger() {
    let folder = tempfile::tempdir().expect("a folder");
    let script = folder.path().join("updateUser.js");
    std::fs::write(
        &script,
        "async function updateUser() {\n  throw new Error('x');\n}\n",
    )
    .expect("written");
    let mut child = Command::new(env!("CARGO_BIN_EXE_connector"))
        .args([
            "run",
            "--id",
            "1",
            "--updates",
            "{}",
            "--db",
            "none",
            "--json",
            "--inspect=0",
        ])
        .arg(&script)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("the binary starts");
    let mut lines = BufReader::new(child.stderr.take().expect("piped")).lines();
    let line = loop {
        let line = lines
            .next_line()
            .await
            .expect("text")
            .expect("it says where it listens");
        if line.contains("Debugger listening") {
            break line;
        }
    };
    let url = line
        .split("on ")
        .nth(1)
        .unwrap_or_default()
        .trim_end_matches("\u{1b}[0m")
        .to_owned();
    let address = url
        .trim_start_matches("ws://")
        .split('/')
        .next()
        .unwrap_or_default()
        .to_owned();
    let stream = TcpStream::connect(address).await.expect("it listens");
    let (socket, _) = tokio_tungstenite::client_async(url, stream)
        .await
        .expect("it shakes hands");
    let mut visit = Visit {
        socket,
        next: 0,
        events: Vec::new(),
    };
    visit
        .ask("Runtime.runIfWaitingForDebugger", json!({}))
        .await;
    let output = tokio::time::timeout(STUCK, child.wait_with_output())
        .await
        .expect("it ends")
        .expect("it ended");
    let outcome: Value = serde_json::from_slice(&output.stdout).expect("one document");
    assert_eq!(outcome["status"], "script_error");
    let frame = outcome["error"]["frame"].as_str().unwrap_or_default();
    assert!(frame.starts_with("updateUser.js:2:9\n"), "{outcome:#}");
    let stack = outcome["error"]["stack"].as_str().unwrap_or_default();
    assert!(stack.contains("(updateUser.js:2:9)"), "{outcome:#}");
}
