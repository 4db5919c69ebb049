//! A peer: another process that serves the same file, told when to start by a line on its stdin.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use futures::future::BoxFuture;
use serde_json::json;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::time::timeout;

use crate::contestant::{Contestant, Round};
use crate::work::Work;

/// Which program, and what it says to run JavaScript.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Node with npm's pg, bcrypt and lodash: the usual serverless function.
    Node,
    /// The same file and packages under Deno.
    Deno,
    /// isolated-vm inside Node.
    IsolatedVm,
}

/// Deno itself: what npm links to is a script of Node's that starts it.
pub(crate) fn deno(modules: &Path) -> PathBuf {
    modules.join("node_modules/@deno/linux-x64-glibc/deno")
}

pub(crate) struct Peer {
    kind: Kind,
    _child: Child,
    stdin: ChildStdin,
    stdout: Lines<BufReader<ChildStdout>>,
}

impl Kind {
    /// Whether it can run the work at all.
    pub(crate) fn can(self, work: &Work) -> bool {
        // isolated-vm has no modules.
        self != Self::IsolatedVm || !work.database
    }

    /// As it is called in the tables.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Node => "Node",
            Self::Deno => "Deno",
            Self::IsolatedVm => "isolated-vm",
        }
    }
}

impl Peer {
    /// Starts it; the packages are those of `modules`.
    pub(crate) fn start(
        kind: Kind,
        top: &Path,
        modules: &Path,
        work: &Work,
        env: &[(String, String)],
    ) -> Result<Self> {
        let peers = top.join("crates/bench/peers");
        let (program, words, file) = match kind {
            Kind::Node => ("node".into(), &[][..], "node.mjs"),
            Kind::IsolatedVm => (
                "node".into(),
                &["--no-node-snapshot"][..],
                "isolated_vm.mjs",
            ),
            Kind::Deno => (
                deno(modules),
                &["run", "--quiet", "--no-lock", "--allow-all"][..],
                "node.mjs",
            ),
        };
        let setup = json!({
            "script": work.script,
            "action": work.action.name(),
            "env": env.iter().cloned().collect::<std::collections::BTreeMap<_, _>>(),
            "calls": work.calls,
            "concurrency": work.concurrency,
            "modules": modules.join("package.json"),
        });
        let mut child = Command::new(program)
            .args(words)
            .arg(peers.join(file))
            .arg(setup.to_string())
            .env("NODE_ENV", "production")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| kind.name())?;
        let (Some(stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
            bail!("{} has no pipes", kind.name());
        };
        let stdout = BufReader::new(stdout).lines();
        Ok(Self {
            kind,
            _child: child,
            stdin,
            stdout,
        })
    }
}

impl Contestant for Peer {
    fn name(&self) -> &'static str {
        self.kind.name()
    }

    fn round(&mut self, length: Duration) -> BoxFuture<'_, Result<Round>> {
        Box::pin(async move {
            let order = format!("{}\n", length.as_millis());
            self.stdin.write_all(order.as_bytes()).await?;
            let patience = length + Duration::from_secs(60);
            let line = timeout(patience, self.stdout.next_line()).await??;
            let line = line.with_context(|| format!("{} ended", self.kind.name()))?;
            Ok(serde_json::from_str(&line)?)
        })
    }
}
