//! `connector serve`, started as an operator would start it: an SQLite registry in a folder that is gone afterwards.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::http::Http;
use crate::wire::{Wire, request};
use crate::work::Work;

/// As it is called in the tables.
pub(crate) const NAME: &str = "Connector, HTTP";

/// A server, its registry and an operator's key.
pub(crate) struct Served {
    address: String,
    key: String,
    _server: Child,
    _folder: TempDir,
}

/// How the server is started beside its defaults; printed with the results.
pub(crate) const FLAGS: &[&str] = &["--allow-loopback", "--rate", "1000000", "--log", "warn"];
/// How long it may take to come up.
const START: Duration = Duration::from_secs(60);
/// Whose all of it is.
const TENANT: &str = "bench";

impl Served {
    /// Starts it.
    pub(crate) async fn start(connector: &Path) -> Result<Arc<Self>> {
        let folder = tempfile::tempdir()?;
        let registry: PathBuf = folder.path().join("registry.db");
        let key = Command::new(connector)
            .args(["keys", "create-operator", "--registry"])
            .arg(&registry)
            .output()
            .await?;
        if !key.status.success() {
            bail!("{}", String::from_utf8_lossy(&key.stderr));
        }
        let key = String::from_utf8(key.stdout)?.trim().to_owned();
        let mut server = Command::new(connector)
            .args(["serve", "--listen", "127.0.0.1:0"])
            .args(FLAGS)
            .arg("--registry")
            .arg(&registry)
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let said = server.stdout.take().context("its output")?;
        let mut lines = BufReader::new(said).lines();
        let line = timeout(START, lines.next_line()).await??;
        let line = line.context("the server ended")?;
        let address = line.strip_prefix("listening on ").context("an address")?;
        let served = Self {
            address: address.to_owned(),
            key,
            _server: server,
            _folder: folder,
        };
        served
            .tell("POST", "/v1/tenants", &json!({ "id": TENANT }))
            .await?;
        Ok(Arc::new(served))
    }

    /// The work as a connection of its own, ready to be asked.
    pub(crate) async fn contestant(
        self: &Arc<Self>,
        work: &Work,
        env: &[(String, String)],
    ) -> Result<Http> {
        let connection = work.slug();
        let at = format!("/v1/tenants/{TENANT}/connections/{connection}");
        let action = work.action.name();
        let env: serde_json::Map<String, Value> = env
            .iter()
            .map(|(key, value)| (key.clone(), json!(value)))
            .collect();
        let source = std::fs::read_to_string(&work.script)?;
        self.tell("PUT", &at, &json!({})).await?;
        self.tell("PUT", &format!("{at}/env"), &json!({ "set": env }))
            .await?;
        let script = json!({ "source": source });
        self.tell("PUT", &format!("{at}/scripts/{action}"), &script)
            .await?;
        let path = format!("{at}/invoke/{action}");
        let requests = work.calls.iter().map(|call| {
            let body = json!({ "arguments": call });
            request("POST", &path, &self.address, Some(&self.key), &body)
        });
        let requests = requests.collect();
        let kept = Arc::clone(self);
        Ok(Http::new(
            NAME,
            &self.address,
            requests,
            work.concurrency,
            kept,
        ))
    }

    async fn tell(&self, method: &str, path: &str, body: &Value) -> Result<()> {
        let mut wire = Wire::connect(&self.address).await?;
        let request = request(method, path, &self.address, Some(&self.key), body);
        let (status, said) = wire.ask(&request).await?;
        if status >= 300 {
            bail!(
                "{method} {path}: {status} {}",
                String::from_utf8_lossy(said)
            );
        }
        Ok(())
    }
}
