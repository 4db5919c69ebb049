//! The cast: the tenants' database, a registry, tenants with their scripts, and servers on the registry.

use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use connector_scratch::{Scratch, ScratchOptions};
use hyper::Method;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::task::JoinSet;

use crate::client::{Client, Said};
use crate::error::Failure;
use crate::load::Load;
use crate::node::{Launch, Node};

/// Every tenant's connection.
pub const CONNECTION: &str = "main";
/// Users of the flagship script.
const SCHEMA: &str = include_str!("../../../examples/postgres-full/schema.sql");
/// The flagship script: the published example, as authors write it.
const FLAGSHIP: &str = include_str!("../../../examples/postgres-full/updateUser.js");
/// Asks nobody.
const NOTHING: &str = "async function getUser(query) { return { id: query.id } }";
/// Writes down that it ran, in the tenant's database.
const WRITING: &str = "
async function updateUser(id, updates) {
  const { Client } = require('pg');
  const client = new Client({ connectionString: env.DB_CONNECTION_URI });
  await client.connect();
  try {
    await client.query('INSERT INTO ran (key) VALUES ($1)', [updates.nickname]);
    return { id, nickname: updates.nickname };
  } finally {
    await client.end();
  }
}";
/// Tenants are made by so many callers at once.
const MAKERS: usize = 8;

/// Where a registry lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Registry {
    /// In a file.
    Sqlite,
    /// In a PostgreSQL of its own.
    Postgres,
}

/// Everything a run needs; gone when it is dropped.
pub struct Stage {
    /// The tenants' database.
    pub database: Scratch,
    /// The registry's database, where it is one.
    pub registry: Option<Scratch>,
    /// How its servers are started, each on a port of its own.
    pub launches: Vec<Launch>,
    /// The operator's key.
    pub key: String,
    /// How many tenants there are; one more has the flagship script.
    pub tenants: usize,
    folder: TempDir,
}

/// The id of a tenant by its number.
pub fn tenant(number: usize) -> String {
    format!("t{number}")
}

/// The tenant with the flagship script.
pub const FLAGSHIP_TENANT: &str = "flagship";

impl Stage {
    /// Starts the databases, and makes a registry with an operator's key; `servers` may be started on it.
    ///
    /// # Errors
    /// When something of it can't be had.
    pub async fn set(
        binary: &Path,
        registry: Registry,
        servers: usize,
        tenants: usize,
    ) -> Result<Self, Failure> {
        let folder = tempfile::tempdir().map_err(Failure::io("making a folder"))?;
        let database = Scratch::start(durable("1000")).await?;
        let client = database.client().await?;
        client.batch_execute(SCHEMA).await?;
        client
            .batch_execute("CREATE TABLE ran (key text NOT NULL)")
            .await?;
        let own = match registry {
            Registry::Sqlite => None,
            Registry::Postgres => Some(Scratch::start(durable("100")).await?),
        };
        let location = match &own {
            Some(scratch) => scratch.url(),
            None => folder.path().join("registry.db").display().to_string(),
        };
        let mut launches = Vec::new();
        for _ in 0..servers {
            launches.push(Launch {
                binary: binary.to_owned(),
                listen: free_address()?,
                registry: location.clone(),
                sealing_key: folder.path().join("sealing.key"),
            });
        }
        let mut stage = Self {
            database,
            registry: own,
            launches,
            key: String::new(),
            tenants,
            folder,
        };
        let file = stage.folder.path().join("sealing.key");
        let file = file.display().to_string();
        stage
            .command(&["registry", "new-sealing-key", &file])
            .await?;
        stage.key = stage.command(&["keys", "create-operator"]).await?;
        Ok(stage)
    }

    /// The registry's file, where it is one.
    pub fn file(&self) -> PathBuf {
        self.folder.path().join("registry.db")
    }

    async fn command(&self, words: &[&str]) -> Result<String, Failure> {
        let launch = self.launches.first();
        let launch = launch.ok_or_else(|| Failure::Server("there is none".to_owned()))?;
        let output = launch.command(words).output().await;
        let output = output.map_err(Failure::io("running the binary"))?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            return Err(Failure::Server(format!("{words:?}: {said}")));
        }
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    /// Starts server `number`.
    ///
    /// # Errors
    /// When it doesn't start.
    pub async fn start(&self, number: usize) -> Result<Node, Failure> {
        let launch = self.launches.get(number);
        let launch = launch.ok_or_else(|| Failure::Server("there is none".to_owned()))?;
        launch.start().await
    }

    /// Where its servers listen.
    pub fn servers(&self) -> Vec<SocketAddr> {
        self.launches.iter().map(|launch| launch.listen).collect()
    }

    /// A caller of the first server with the operator's key.
    pub fn client(&self) -> Client {
        let none = SocketAddr::from(([127, 0, 0, 1], 0));
        Client::new(self.servers().first().copied().unwrap_or(none), &self.key)
    }

    /// A load on all of its servers.
    pub fn load(&self, name: &str, callers: usize, pace: f64) -> Load {
        Load {
            servers: self.servers(),
            key: self.key.clone(),
            tenants: self.tenants,
            callers,
            pace,
            name: name.to_owned(),
        }
    }

    /// Makes the tenants: each with a connection, env and two scripts. A server must be there.
    ///
    /// # Errors
    /// When one of them is refused.
    pub async fn furnish(&self) -> Result<(), Failure> {
        let next = Arc::new(AtomicUsize::new(0));
        let mut makers: JoinSet<Result<(), Failure>> = JoinSet::new();
        for _ in 0..MAKERS {
            let (mut client, next) = (self.client(), Arc::clone(&next));
            let (url, tenants) = (self.database.url(), self.tenants);
            makers.spawn(async move {
                loop {
                    let number = next.fetch_add(1, Relaxed);
                    if number >= tenants {
                        return Ok(());
                    }
                    let scripts = [("updateUser", WRITING), ("getUser", NOTHING)];
                    make(&mut client, &tenant(number), &url, &scripts).await?;
                }
            });
        }
        while let Some(made) = makers.join_next().await {
            made.map_err(|error| Failure::Server(error.to_string()))??;
        }
        let scripts = [("updateUser", FLAGSHIP), ("getUser", NOTHING)];
        make(
            &mut self.client(),
            FLAGSHIP_TENANT,
            &self.database.url(),
            &scripts,
        )
        .await
    }

    /// An access key for the Authing face of the flagship's connection: a token made with it.
    ///
    /// # Errors
    /// When it is refused.
    pub async fn authing_token(&self) -> Result<String, Failure> {
        let mut client = self.client();
        let new = json!({ "kind": "authing", "connection": CONNECTION });
        let path = format!("/v1/tenants/{FLAGSHIP_TENANT}/keys");
        let made = told(&mut client, Method::POST, &path, &new).await?;
        let pair = json!({ "accessKeyId": made["key"]["id"], "accessKeySecret": made["secret"] });
        let path = "/api/v3/get-management-token";
        let issued = told(&mut client, Method::POST, path, &pair).await?;
        let token = issued["data"]["access_token"].as_str();
        token
            .map(str::to_owned)
            .ok_or_else(|| Failure::Server(format!("no token: {issued}")))
    }
}

/// A database that has on disk what it says it has.
fn durable(connections: &str) -> ScratchOptions {
    let settings = [
        ("fsync", "on"),
        ("synchronous_commit", "on"),
        ("full_page_writes", "on"),
        ("max_connections", connections),
    ];
    ScratchOptions {
        settings: settings
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
        ..ScratchOptions::default()
    }
}

async fn make(
    client: &mut Client,
    id: &str,
    url: &str,
    scripts: &[(&str, &str)],
) -> Result<(), Failure> {
    told(client, Method::POST, "/v1/tenants", &json!({ "id": id })).await?;
    let connection = format!("/v1/tenants/{id}/connections/{CONNECTION}");
    let settings = json!({ "id": "integer", "authing": { "user_pool": { "id": "pool" } } });
    told(client, Method::PUT, &connection, &settings).await?;
    let env = json!({ "set": { "DB_CONNECTION_URI": url } });
    told(client, Method::PUT, &format!("{connection}/env"), &env).await?;
    for (action, source) in scripts {
        let path = format!("{connection}/scripts/{action}");
        told(client, Method::PUT, &path, &json!({ "source": source })).await?;
    }
    Ok(())
}

async fn told(
    client: &mut Client,
    method: Method,
    path: &str,
    body: &Value,
) -> Result<Value, Failure> {
    let said = client.ask(method, path, &[], body.to_string()).await;
    match said {
        Ok(said) if (200..300).contains(&said.status) => Ok(said.json()),
        Ok(Said { status, body, .. }) => Err(Failure::Server(format!(
            "{path} answered {status}: {}",
            String::from_utf8_lossy(&body)
        ))),
        Err(unanswered) => Err(Failure::Server(format!("{path}: {}", unanswered.name()))),
    }
}

fn free_address() -> Result<SocketAddr, Failure> {
    let listener = TcpListener::bind("127.0.0.1:0");
    let address = listener.and_then(|listener| listener.local_addr());
    address.map_err(Failure::io("looking for a free port"))
}
