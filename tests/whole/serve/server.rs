//! A running server, and the command line as its client.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};
use tokio::time::timeout;

use crate::command::{Said, top};
use crate::database::Users;

/// Longer than a start takes on a machine that does much else.
const PATIENCE: Duration = Duration::from_secs(120);

/// A registry in a folder of its own, and at most one server on it.
pub(crate) struct Place {
    folder: TempDir,
    registry: String,
    sealing_key: PathBuf,
    pub(crate) key: String,
    server: Option<(Child, String)>,
    flags: Vec<String>,
    /// The soft limit of open files that the server is started with, if it isn't the test's.
    files: Option<u32>,
}

/// An HTTP answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Value,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }
}

/// The binary, with nothing of the test's environment that could change what it does.
pub(crate) fn program() -> Command {
    program_of(env!("CARGO_BIN_EXE_connector"))
}

fn program_of(path: &str) -> Command {
    let mut command = Command::new(path);
    command
        .current_dir(top())
        .env("NO_COLOR", "1")
        // Nobody listens there: what is said to this machine is said to no proxy.
        .env("ALL_PROXY", "http://127.0.0.1:9")
        .kill_on_drop(true);
    for (key, _) in std::env::vars() {
        if key.starts_with("DB_")
            || key.starts_with("PG")
            || key.starts_with("CONNECTOR_")
            || key.starts_with("OTEL_")
        {
            command.env_remove(key);
        }
    }
    command
}

impl Place {
    /// A fresh registry in a file, with an operator's key, and a server on it.
    pub(crate) async fn served(flags: &[&str]) -> Self {
        Self::served_within(None, flags).await
    }

    /// The same, the server started with a soft limit of so many open files.
    pub(crate) async fn served_within(files: Option<u32>, flags: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let registry = folder.path().join("registry.db").display().to_string();
        Self::begun(folder, registry, files, flags).await
    }

    /// The same with a registry in this PostgreSQL database.
    pub(crate) async fn served_by(url: &str, flags: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        Self::begun(folder, url.to_owned(), None, flags).await
    }

    async fn begun(folder: TempDir, registry: String, files: Option<u32>, flags: &[&str]) -> Self {
        let mut place = Self {
            sealing_key: folder.path().join("registry.db.key"),
            folder,
            registry,
            key: String::new(),
            server: None,
            flags: flags.iter().map(|flag| (*flag).to_owned()).collect(),
            files,
        };
        let file = place.sealing_key.display().to_string();
        let said = place
            .connector(&["registry", "new-sealing-key", &file])
            .await;
        assert_eq!(said.exit, 0, "{}", said.stderr);
        let said = place.connector(&["keys", "create-operator"]).await;
        assert_eq!(said.exit, 0, "{}", said.stderr);
        place.key = said.stdout.trim().to_owned();
        place.start().await;
        place
    }

    /// Another server on the same registry.
    pub(crate) async fn another(&self) -> Self {
        let mut place = Self {
            folder: tempfile::tempdir().expect("a folder"),
            registry: self.registry.clone(),
            sealing_key: self.sealing_key.clone(),
            key: self.key.clone(),
            server: None,
            flags: self.flags.clone(),
            files: self.files,
        };
        place.start().await;
        place
    }

    pub(crate) fn registry(&self) -> String {
        self.registry.clone()
    }

    /// Where the registry's sealing keys are.
    pub(crate) fn sealing_key(&self) -> PathBuf {
        self.sealing_key.clone()
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Starts the server and waits until it listens.
    pub(crate) async fn start(&mut self) {
        // A file that may not grow must be an error like a full disk's, not a signal: see `limit_files`.
        let limit = self.files.map(|files| format!("ulimit -S -n {files}; "));
        let line = format!(
            "trap '' XFSZ; {}exec \"$0\" \"$@\"",
            limit.unwrap_or_default()
        );
        let mut shell = program_of("/bin/sh");
        shell
            .args(["-c", &line])
            .arg(env!("CARGO_BIN_EXE_connector"));
        let mut child = shell
            .args([
                "serve",
                "--listen",
                "127.0.0.1:0",
                "--allow-loopback",
                "--workers",
                "2",
            ])
            .env("CONNECTOR_REGISTRY", &self.registry)
            .env("CONNECTOR_SEALING_KEY_FILE", &self.sealing_key)
            .args(&self.flags)
            .stdout(Stdio::piped())
            .stderr(std::fs::File::create(self.path("log")).expect("a log"))
            .spawn()
            .expect("the binary starts");
        let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        let line = timeout(PATIENCE, lines.next_line())
            .await
            .expect("it listens in time")
            .expect("readable");
        let line = line.unwrap_or_else(|| panic!("it ended: {}", self.log()));
        let address = line
            .strip_prefix("listening on ")
            .expect("it says where")
            .to_owned();
        self.server = Some((child, address));
    }

    pub(crate) fn log(&self) -> String {
        std::fs::read_to_string(self.path("log")).expect("the log is there")
    }

    pub(crate) fn address(&self) -> &str {
        &self.server.as_ref().expect("it runs").1
    }

    pub(crate) fn pid(&self) -> i32 {
        let id = self
            .server
            .as_ref()
            .and_then(|(child, _)| child.id())
            .expect("it runs");
        i32::try_from(id).expect("a process id")
    }

    /// Lets no file of the server's grow beyond so many bytes; beyond none where there is nothing.
    pub(crate) fn limit_files(&self, bytes: Option<u64>) {
        use rustix::process::{Pid, Resource, Rlimit, prlimit};
        let limit = Rlimit {
            current: bytes,
            maximum: None,
        };
        prlimit(Pid::from_raw(self.pid()), Resource::Fsize, limit).expect("set");
    }

    pub(crate) fn signal(&self, name: &str) {
        let pid = self.pid().to_string();
        let sent = std::process::Command::new("kill")
            .args(["-s", name, &pid])
            .status();
        assert!(sent.expect("kill runs").success());
    }

    /// Waits until the server has ended; its exit code, if it was not killed.
    pub(crate) async fn ended(&mut self) -> Option<i32> {
        let (mut child, _) = self.server.take().expect("it runs");
        timeout(PATIENCE, child.wait())
            .await
            .expect("it ends in time")
            .expect("waited for")
            .code()
    }

    /// Runs the command line as a client of this server, with the operator's key.
    pub(crate) async fn connector(&self, words: &[&str]) -> Said {
        self.connector_as(&self.key, words).await
    }

    /// Starts the command line as a client that goes on until it is dropped; its standard output.
    pub(crate) fn going_on(&self, words: &[&str]) -> (Child, Lines<BufReader<ChildStdout>>) {
        let mut child = program()
            .args(words)
            .env("CONNECTOR_KEY", &self.key)
            .env("CONNECTOR_SERVER", format!("http://{}", self.address()))
            .stdout(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        (child, lines)
    }

    pub(crate) async fn connector_as(&self, key: &str, words: &[&str]) -> Said {
        let mut command = program();
        command
            .args(words)
            .env("CONNECTOR_KEY", key)
            .env("CONNECTOR_REGISTRY", &self.registry)
            .env("CONNECTOR_SEALING_KEY_FILE", &self.sealing_key);
        if let Some((_, address)) = &self.server {
            command.env("CONNECTOR_SERVER", format!("http://{address}"));
        }
        let output = timeout(PATIENCE, command.output())
            .await
            .expect("it ends")
            .expect("it starts");
        Said {
            exit: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).expect("UTF-8"),
            stderr: String::from_utf8(output.stderr).expect("UTF-8"),
        }
    }

    /// Tenant `acme` with the example's scripts as connection `shop`, on this database.
    pub(crate) async fn furnish(&self, users: &Users) {
        let env = self.path("env");
        std::fs::write(&env, format!("DB_CONNECTION_URI={}\n", users.url())).expect("written");
        let env = env.display().to_string();
        let at = ["--tenant", "acme", "--connection", "shop"];
        let steps: [&[&str]; 3] = [
            &["tenant", "create", "acme"],
            &["push", "examples/postgres-full"],
            &["env", "set", "--env-file", &env],
        ];
        for (number, words) in steps.into_iter().enumerate() {
            let at: &[&str] = if number == 0 { &[] } else { &at };
            let said = self.connector(&[words, at].concat()).await;
            assert_eq!(said.exit, 0, "{words:?}: {}{}", said.stdout, said.stderr);
        }
    }

    /// Uploads a script of `acme`'s connection `shop` without looking at it first.
    pub(crate) async fn upload(&self, action: &str, source: &str) {
        let path = format!("/v1/tenants/acme/connections/shop/scripts/{action}");
        let answer = self
            .ask(
                "PUT",
                &path,
                &[],
                Some(serde_json::json!({ "source": source })),
            )
            .await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }

    /// Calls an action of `acme`'s connection `shop`.
    pub(crate) async fn invoke(
        &self,
        action: &str,
        arguments: Value,
        headers: &[(&str, &str)],
    ) -> Answer {
        let path = format!("/v1/tenants/acme/connections/shop/invoke/{action}");
        self.ask(
            "POST",
            &path,
            headers,
            Some(serde_json::json!({ "arguments": arguments })),
        )
        .await
    }

    /// Asks with the operator's key.
    pub(crate) async fn ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<Value>,
    ) -> Answer {
        self.ask_as(&self.key, method, path, headers, body).await
    }

    pub(crate) async fn ask_as(
        &self,
        key: &str,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<Value>,
    ) -> Answer {
        let answer = self.try_ask_as(key, method, path, headers, body).await;
        answer.expect("an answer")
    }

    /// The same of a server that may not be there, or go away meanwhile.
    pub(crate) async fn try_ask_as(
        &self,
        key: &str,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<Value>,
    ) -> Option<Answer> {
        let mut request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("http://{}{path}", self.address()))
            .header("content-type", "application/json");
        if !key.is_empty() {
            request = request.header("authorization", format!("Bearer {key}"));
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let asked = tokio::task::spawn_blocking(move || send(request, body));
        timeout(PATIENCE, asked)
            .await
            .expect("it answers in time")
            .expect("the task ends")
    }
}

fn send(request: ureq::http::request::Builder, body: Option<Value>) -> Option<Answer> {
    let agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .build()
        .new_agent();
    let response = match body {
        Some(body) => agent.run(request.body(body.to_string()).expect("a request")),
        None => agent.run(request.body(()).expect("a request")),
    };
    let mut response = response.ok()?;
    let headers = response.headers().iter();
    let headers = headers
        .map(|(name, value)| (name.to_string(), value.to_str().expect("ASCII").to_owned()))
        .collect();
    let status = response.status().as_u16();
    let text = response.body_mut().read_to_string().ok()?;
    Some(Answer {
        status,
        headers,
        body: serde_json::from_str(&text).unwrap_or_default(),
        text,
    })
}
