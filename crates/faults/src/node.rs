//! A server process: started, killed, measured.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rustix::process::{Pid, Resource, Rlimit, Signal, kill_process, prlimit};
use serde::Serialize;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::error::Failure;

/// Longer than a start takes on a machine that does much else.
const PATIENCE: Duration = Duration::from_secs(120);
/// Lines of the log that are kept.
const LINES: usize = 200;

/// How to start a server.
#[derive(Debug, Clone)]
pub struct Launch {
    /// The program.
    pub binary: PathBuf,
    /// Where it listens: the same place each time, so that callers find it again.
    pub listen: SocketAddr,
    /// A file or a URL of PostgreSQL.
    pub registry: String,
    /// The file with the sealing keys.
    pub sealing_key: PathBuf,
}

/// A running server.
pub struct Node {
    child: Child,
    log: Arc<Mutex<Vec<String>>>,
}

/// Memory in MiB.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct Memory {
    /// Of the server's process, resident.
    pub server_mib: u64,
    /// Of its worker processes, resident, what they share counted for each.
    pub workers_mib: u64,
    /// Of all of them, what they share counted once.
    pub shared_once_mib: u64,
    /// How many workers there are.
    pub workers: usize,
}

impl Launch {
    /// A command of the same program on the same registry.
    pub fn command(&self, words: &[&str]) -> Command {
        // What is not ignored when this starts would end the server where a file may not grow.
        let mut command = Command::new("/bin/sh");
        command
            .args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""])
            .arg(&self.binary)
            .args(words)
            .kill_on_drop(true);
        for (name, _) in std::env::vars() {
            let ours = ["CONNECTOR_", "OTEL_", "PG", "DB_"];
            if ours.iter().any(|prefix| name.starts_with(prefix)) {
                command.env_remove(name);
            }
        }
        command
            .env("CONNECTOR_REGISTRY", &self.registry)
            .env("CONNECTOR_SEALING_KEY_FILE", &self.sealing_key);
        command
    }

    /// Starts a server and waits until it listens.
    ///
    /// # Errors
    /// When it doesn't, with the end of its log.
    pub async fn start(&self) -> Result<Node, Failure> {
        let listen = self.listen.to_string();
        let mut child = self
            .command(&["serve", "--allow-loopback", "--rate", "1000000"])
            .args(["--listen", &listen])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(Failure::io(format!("starting {}", self.binary.display())))?;
        let log = Arc::new(Mutex::new(Vec::new()));
        // Read to its end: a full pipe would stop the server.
        if let Some(stderr) = child.stderr.take() {
            let kept = Arc::clone(&log);
            tokio::spawn(async move {
                let mut lines = BufReader::new(stderr).lines();
                while let Ok(Some(line)) = lines.next_line().await {
                    let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
                    if kept.len() >= LINES {
                        kept.remove(0);
                    }
                    kept.push(line);
                }
            });
        }
        let node = Node { child, log };
        node.listening().await
    }
}

impl Node {
    async fn listening(mut self) -> Result<Self, Failure> {
        let stdout = self.child.stdout.take();
        let said = match stdout {
            Some(stdout) => {
                let mut lines = BufReader::new(stdout).lines();
                timeout(PATIENCE, lines.next_line()).await
            }
            None => Ok(Ok(None)),
        };
        match said {
            Ok(Ok(Some(line))) if line.starts_with("listening on ") => Ok(self),
            _ => Err(Failure::Server(format!(
                "it did not start:\n{}",
                self.log_tail()
            ))),
        }
    }

    /// The end of its log.
    pub fn log_tail(&self) -> String {
        let log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
        let from = log.len().saturating_sub(20);
        log.get(from..).unwrap_or_default().join("\n")
    }

    fn pid(&self) -> Option<Pid> {
        let id = self.child.id()?;
        Pid::from_raw(i32::try_from(id).ok()?)
    }

    /// Its worker processes.
    pub fn workers(&self) -> Vec<Pid> {
        let Some(own) = self.pid() else {
            return Vec::new();
        };
        let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
        let numbers = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        numbers
            .filter(|pid: &i32| parent(*pid) == Some(own.as_raw_nonzero().get()))
            .filter_map(Pid::from_raw)
            .collect()
    }

    /// Kills one of its workers with signal 9; whether there was one.
    pub fn kill_a_worker(&self) -> bool {
        let worker = self.workers().first().copied();
        worker.is_some_and(|pid| kill_process(pid, Signal::KILL).is_ok())
    }

    /// Kills it with signal 9 and waits until it is gone.
    ///
    /// # Errors
    /// When it can't be killed.
    pub async fn kill(mut self) -> Result<(), Failure> {
        let killed = self.child.kill().await;
        killed.map_err(Failure::io("killing the server"))
    }

    /// Ends it as an operator does and waits until it is gone.
    ///
    /// # Errors
    /// When it ends otherwise than it should.
    pub async fn stop(mut self) -> Result<(), Failure> {
        if let Some(pid) = self.pid() {
            let told = kill_process(pid, Signal::TERM).map_err(io::Error::from);
            told.map_err(Failure::io("ending the server"))?;
        }
        let ended = timeout(PATIENCE, self.child.wait()).await;
        match ended {
            Ok(Ok(status)) if status.success() => Ok(()),
            ended => Err(Failure::Server(format!(
                "it did not end well: {ended:?}\n{}",
                self.log_tail()
            ))),
        }
    }

    /// Lets no file of its grow beyond so many bytes; beyond none where there is nothing.
    ///
    /// # Errors
    /// When the system doesn't allow it.
    pub fn limit_files(&self, bytes: Option<u64>) -> Result<(), Failure> {
        let limit = Rlimit {
            current: bytes,
            maximum: None,
        };
        // Without a process id the limit would be our own.
        let pid = self
            .pid()
            .ok_or_else(|| Failure::Server("it is gone".to_owned()))?;
        let set = prlimit(Some(pid), Resource::Fsize, limit).map_err(io::Error::from);
        set.map(drop).map_err(Failure::io("limiting its files"))
    }

    /// What it and its workers hold.
    pub fn memory(&self) -> Memory {
        let workers = self.workers();
        let own = self.pid();
        let of = |pid: &Pid, file: &str, field: &str| {
            kib(pid.as_raw_nonzero().get(), file, field).unwrap_or(0) / 1024
        };
        let all = own.iter().chain(&workers);
        Memory {
            server_mib: own.map_or(0, |own| of(&own, "status", "VmRSS:")),
            workers_mib: workers.iter().map(|pid| of(pid, "status", "VmRSS:")).sum(),
            shared_once_mib: all.map(|pid| of(pid, "smaps_rollup", "Pss:")).sum(),
            workers: workers.len(),
        }
    }
}

fn parent(pid: i32) -> Option<i32> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name stands in parentheses and may hold anything.
    let rest = stat.rsplit_once(") ")?.1;
    rest.split(' ').nth(1)?.parse().ok()
}

fn kib(pid: i32, file: &str, field: &str) -> Option<u64> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/{file}")).ok()?;
    let line = text.lines().find(|line| line.starts_with(field))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
