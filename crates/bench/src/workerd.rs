//! workerd, Cloudflare's own runtime: the author's file in a module that answers HTTP.

use std::fmt::Write as _;
use std::io;
use std::net::TcpListener;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::process::{Child, Command};

use crate::http::Http;
use crate::wire::{Wire, request};
use crate::work::Work;

/// As it is called in the tables.
pub(crate) const NAME: &str = "workerd, HTTP";

/// A process, and the folder with its configuration.
pub(crate) struct Workerd {
    pub(crate) child: Child,
    /// Where each of its workers listens.
    pub(crate) addresses: Vec<String>,
    _folder: TempDir,
}

/// How long it may take to come up.
const START: Duration = Duration::from_secs(20);

/// The program, as npm installs it.
pub(crate) fn program(modules: &Path) -> std::path::PathBuf {
    modules.join("node_modules/@cloudflare/workerd-linux-64/bin/workerd")
}

impl Workerd {
    /// Starts it with `count` workers of the same file, each an isolate of its own behind a port of its own.
    pub(crate) async fn start(
        modules: &Path,
        script: &Path,
        action: &str,
        count: usize,
    ) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let source = std::fs::read_to_string(script)?;
        let module = format!(
            "{source}\nexport default {{\n  async fetch(request) {{\n    const given = await request.json();\n    \
             const value = await {action}(...given.arguments, given.context);\n    \
             return Response.json({{ status: 'success', value }});\n  }},\n}};\n"
        );
        std::fs::write(folder.path().join("worker.mjs"), module)?;
        let addresses = free_addresses(count)?;
        let config = folder.path().join("config.capnp");
        std::fs::write(&config, configuration(&addresses))?;
        let child = Command::new(program(modules))
            .arg("serve")
            .arg(&config)
            .stdout(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("workerd")?;
        let begun = Instant::now();
        for address in &addresses {
            while Wire::connect(address).await.is_err() {
                if begun.elapsed() > START {
                    bail!("workerd does not listen");
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
        Ok(Self {
            child,
            addresses,
            _folder: folder,
        })
    }

    /// Ready to be asked.
    pub(crate) async fn contestant(modules: &Path, work: &Work) -> Result<Http> {
        let workerd = Self::start(modules, &work.script, work.action.name(), 1).await?;
        let address = workerd.addresses.first().context("a worker")?.clone();
        let requests = work.calls.iter().map(|call| ask(&address, call)).collect();
        Ok(Http::new(
            "workerd, HTTP",
            &address,
            requests,
            work.concurrency,
            workerd,
        ))
    }
}

/// Addresses that nobody listens at. All are held until the last is found: a port that is let go of is handed out again.
fn free_addresses(count: usize) -> Result<Vec<String>> {
    let held = (0..count)
        .map(|_| TcpListener::bind("127.0.0.1:0"))
        .collect::<io::Result<Vec<_>>>()?;
    let addresses = held.iter().map(|one| Ok(one.local_addr()?.to_string()));
    addresses.collect()
}

/// A call of a worker.
pub(crate) fn ask(address: &str, call: &[Value]) -> Vec<u8> {
    let body = json!({ "arguments": call, "context": {} });
    request("POST", "/", address, None, &body)
}

fn configuration(addresses: &[String]) -> String {
    let (mut services, mut sockets) = (String::new(), String::new());
    for (number, address) in addresses.iter().enumerate() {
        // Writing to a String cannot fail.
        let _ = writeln!(services, "    (name = \"w{number}\", worker = .worker),");
        let _ = writeln!(
            sockets,
            "    (name = \"s{number}\", address = \"{address}\", http = (), service = \"w{number}\"),"
        );
    }
    format!(
        "using Workerd = import \"/workerd/workerd.capnp\";\n\
         const config :Workerd.Config = (\n  services = [\n{services}  ],\n  sockets = [\n{sockets}  ],\n);\n\
         const worker :Workerd.Worker = (\n  modules = [(name = \"worker\", esModule = embed \"worker.mjs\")],\n  \
         compatibilityDate = \"2025-09-01\",\n);\n"
    )
}
