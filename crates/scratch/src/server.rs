//! The running server.

use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use tokio_postgres::{Client, Config, NoTls};

use crate::error::{ScratchError, describe};
use crate::template::{Cluster, OWNER, fresh_password};
use crate::user::ServerUser;
use crate::watched::{Program, Watched};

/// A server and the folder it lives in. Fields drop in order: the server goes before its folder.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) process: Watched,
    pub(crate) cluster: Cluster,
    pub(crate) port: u16,
    how: How,
}

/// How it was started, to start it again.
#[derive(Debug)]
struct How {
    bin: PathBuf,
    user: ServerUser,
    settings: Vec<(String, String)>,
    patience: Duration,
}

/// Settings of a server whose data nobody will miss: durability costs time and buys nothing.
const SETTINGS: [&str; 19] = [
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "max_connections=200",
    "password_encryption=scram-sha-256",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "checkpoint_timeout=1h",
    "autovacuum=off",
    "jit=off",
    "shared_buffers=32MB",
    "dynamic_shared_memory_type=mmap",
    "TimeZone=UTC",
    "log_timezone=UTC",
    "logging_collector=off",
    "log_destination=stderr",
    "log_checkpoints=off",
];

/// Another process may take the port between our choice and the server's.
const ATTEMPTS: usize = 5;

/// Refused connections are cheap, and a server is up within 0.1 s or so.
const PAUSE: Duration = Duration::from_millis(5);

impl Server {
    /// Starts a server on a free port, waits until it answers, and gives it a password that no cache has seen.
    pub(crate) async fn start(
        bin: &Path,
        user: ServerUser,
        cluster: Cluster,
        settings: &[(String, String)],
        patience: Duration,
    ) -> Result<Self, ScratchError> {
        let how = How {
            bin: bin.to_owned(),
            user,
            settings: settings.to_owned(),
            patience,
        };
        let mut attempt = 1;
        let (process, port, client) = loop {
            match launch(&how, &cluster, free_port()?).await {
                Err(ScratchError::StartFailed { log, .. })
                    if attempt < ATTEMPTS && log.contains("Address already in use") =>
                {
                    // The log starts anew, or the next attempt would be judged by this one's words.
                    let _ = std::fs::remove_file(cluster.folder.log());
                    attempt += 1;
                }
                launched => break launched?,
            }
        };
        let mut server = Self {
            process,
            cluster,
            port,
            how,
        };
        let password = fresh_password();
        client
            .batch_execute(&format!("ALTER ROLE {OWNER} PASSWORD '{password}'"))
            .await
            .map_err(ScratchError::database(
                "giving the throw-away PostgreSQL its password",
            ))?;
        server.cluster.password = password;
        Ok(server)
    }

    /// Kills it as the kernel would, with whatever it was doing; its data stays as it is on disk.
    pub(crate) fn kill(&mut self) -> Result<(), ScratchError> {
        let failed = ScratchError::io("killing the throw-away PostgreSQL");
        let pid = self.cluster.folder.data().join("postmaster.pid");
        let killed = std::fs::read_to_string(pid).and_then(|text| {
            let pid = text.lines().next().and_then(|line| line.parse().ok());
            let pid = pid.and_then(Pid::from_raw);
            let pid = pid.ok_or_else(|| std::io::Error::other("its process id is unknown"))?;
            // Immediate shutdown: the server's own processes end without a word to the disk, all of them, where KILL
            // would leave some behind for a moment.
            kill_process(pid, Signal::QUIT)?;
            self.process.wait()
        });
        killed.map(drop).map_err(failed)
    }

    /// Starts a killed server again, on its port and its data.
    pub(crate) async fn start_again(&mut self) -> Result<(), ScratchError> {
        let (process, _, _) = launch(&self.how, &self.cluster, self.port).await?;
        self.process = process;
        Ok(())
    }

    /// A session on `database`.
    pub(crate) async fn connect(&self, database: &str) -> Result<Client, ScratchError> {
        connect(self.port, &self.cluster.password, database)
            .await
            .map_err(ScratchError::database(format!(
                "connecting to database {database} of the throw-away PostgreSQL"
            )))
    }
}

async fn connect(
    port: u16,
    password: &str,
    database: &str,
) -> Result<Client, tokio_postgres::Error> {
    let (client, connection) = Config::new()
        .host("127.0.0.1")
        .port(port)
        .user(OWNER)
        .password(password)
        .dbname(database)
        .connect_timeout(Duration::from_secs(5))
        .connect(NoTls)
        .await?;
    // Ends with the client, or with the server; either way whoever uses the client is told.
    tokio::spawn(connection);
    Ok(client)
}

async fn launch(
    how: &How,
    cluster: &Cluster,
    port: u16,
) -> Result<(Watched, u16, Client), ScratchError> {
    let How {
        bin,
        user,
        settings,
        patience,
    } = how;
    let mut arguments = vec!["-D".to_owned(), cluster.folder.data().display().to_string()];
    let given = settings
        .iter()
        .map(|(name, value)| format!("{name}={value}"));
    for setting in SETTINGS
        .iter()
        .map(ToString::to_string)
        .chain([format!("port={port}")])
        .chain(given)
    {
        arguments.extend(["-c".to_owned(), setting]);
    }
    // QUIT is the immediate shutdown: no checkpoint for data that is about to be removed.
    let program = Program {
        path: bin.join("postgres"),
        arguments,
        input: None,
        signal: "QUIT",
    };
    let mut process = Watched::start(&cluster.folder, *user, &program)?;
    let failed = |reason: String| ScratchError::StartFailed {
        reason,
        log: cluster.folder.log_tail(),
    };
    let begun = Instant::now();
    loop {
        // A stranger who took the port first may answer, but does not know the password.
        let error = match connect(port, &cluster.password, OWNER).await {
            Ok(client) => return Ok((process, port, client)),
            Err(error) => error,
        };
        if let Some(status) = process
            .try_wait()
            .map_err(ScratchError::io("watching the server"))?
        {
            return Err(failed(format!("it ended with {status}")));
        }
        if begun.elapsed() > *patience {
            return Err(failed(format!(
                "no answer within {} s: {}",
                patience.as_secs(),
                describe(&error)
            )));
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// A port that was free a moment ago.
fn free_port() -> Result<u16, ScratchError> {
    let listener =
        TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr());
    listener
        .map(|address| address.port())
        .map_err(ScratchError::io("looking for a free port"))
}
