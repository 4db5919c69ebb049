//! The provider's official clients against the Authing face, on a real PostgreSQL with the example's scripts.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use connector_authing::{
    AccessKey, App, Backend, BackendError, Call, Connection, InvokeError, KeyMaterial, Keyring,
    Place, Secret, Settings, UserPool, router,
};
use connector_contract::{Action, Env, IdShape, Invocation, Limits, Outcome, Script};
use connector_host::egress::Policy;
use connector_host::{Cancel, Host, HostConfig, Job, WorkerProgram};

use crate::command::top;
use crate::database::{Users, users};

const KEY: &str = "ak-sdk";
const SECRET: &str = "sk-of-the-sdk-tests";

/// One connection, `examples/postgres-full`, run by the real host and its worker processes.
struct Example {
    host: Host,
    scripts: BTreeMap<Action, Script>,
    env: Env,
    ring: Arc<Keyring>,
    nonces: Mutex<HashSet<String>>,
}

fn place() -> Place {
    Place {
        tenant: "acme".to_owned(),
        connection: "postgres-full".to_owned(),
    }
}

impl Example {
    async fn start(database: &Users) -> Self {
        let limits = Limits::default();
        let read = |action: Action| {
            let name = format!("{action}.js");
            let path = top().join("examples/postgres-full").join(&name);
            let source = std::fs::read_to_string(path).expect("the example has every script");
            let script = Script::new(name, source, limits.source_bytes).expect("it is a script");
            (action, script)
        };
        let material = KeyMaterial::generate().expect("random numbers");
        let config = HostConfig {
            // The test's own database is on this machine.
            policy: Policy {
                loopback: true,
                private: true,
            },
            queue_age: Duration::from_secs(60),
            ..HostConfig::new(WorkerProgram {
                program: PathBuf::from(env!("CARGO_BIN_EXE_connector")),
                arguments: vec!["__worker".to_owned()],
            })
        };
        Self {
            host: Host::start(config).await.expect("the workers come up"),
            scripts: Action::ALL.into_iter().map(read).collect(),
            env: Env::from_iter([("DB_CONNECTION_URI", database.url())]),
            ring: Arc::new(Keyring::new(&[material]).expect("fresh keys")),
            nonces: Mutex::default(),
        }
    }
}

impl Backend for Example {
    async fn access_key(&self, id: &str) -> Result<Option<AccessKey>, BackendError> {
        Ok((id == KEY).then(|| AccessKey {
            id: KEY.to_owned(),
            secret: Secret::new(SECRET),
            place: place(),
        }))
    }

    async fn remember_nonce(
        &self,
        _: &str,
        nonce: &str,
        _: Duration,
    ) -> Result<bool, BackendError> {
        let mut nonces = self.nonces.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(nonces.insert(nonce.to_owned()))
    }

    async fn connection(&self, _: &Place) -> Result<Option<Arc<Connection>>, BackendError> {
        Ok(Some(Arc::new(Connection {
            user_pool: UserPool {
                id: "6229ffaxxxxxxxxcade3e3d9".to_owned(),
                name: "Example".to_owned(),
                ..UserPool::default()
            },
            apps: vec![App::default()],
            custom_fields: BTreeSet::from(["school".to_owned(), "age".to_owned()]),
            actions: Action::ALL.into_iter().collect(),
            ..Connection::default()
        })))
    }

    fn keyring(&self) -> Arc<Keyring> {
        Arc::clone(&self.ring)
    }

    async fn invoke(&self, place: &Place, call: Call) -> Result<Outcome, InvokeError> {
        let script = self.scripts.get(&call.action).cloned();
        let script = script.ok_or(InvokeError::NoScript(call.action))?;
        let mut invocation = Invocation::new(call.action, call.arguments, call.context);
        invocation.id_shape = IdShape::Integer;
        // The machine that runs this may be busy with more than this.
        invocation.limits.wall = Duration::from_secs(20);
        invocation.limits.cpu = Duration::from_secs(10);
        invocation.limits.connect = Duration::from_secs(10);
        invocation.check()?;
        let job = Job {
            script,
            env: self.env.clone(),
            invocation,
        };
        let place = connector_host::Place {
            tenant: place.tenant.clone(),
            connection: place.connection.clone(),
            env_version: "1".to_owned(),
        };
        let outcome = self.host.invoke(&place, job, Cancel::never()).await;
        outcome.map_err(|error| InvokeError::Host(format!("{error:?}")))
    }
}

/// Runs a client against a server on `database`; holds it to its exit code and its last line.
async fn drive(database: &Users, program: &str, runner: &str, env: &[(&str, String)]) {
    let example = Arc::new(Example::start(database).await);
    let router = router(Arc::clone(&example), Arc::new(Settings::default()));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let host = format!("http://{}", listener.local_addr().expect("an address"));
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let server = tokio::spawn(async move { axum::serve(listener, service).await });
    let mut command = tokio::process::Command::new(program);
    command
        .arg(top().join("tests/sdk").join(runner))
        .env("AUTHING_HOST", host)
        .env("ACCESS_KEY_ID", KEY)
        .env("ACCESS_KEY_SECRET", SECRET)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .envs(env.iter().map(|(name, value)| (name, value)))
        .kill_on_drop(true);
    let output = tokio::time::timeout(Duration::from_secs(600), command.output())
        .await
        .expect("the runner ends by itself")
        .expect("its interpreter is installed");
    server.abort();
    example.host.drain(Duration::from_secs(30)).await;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let complained = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{runner}:\n{said}\n{complained}");
    let verdict = said.lines().last().unwrap_or_default();
    let passed = verdict
        .split_whitespace()
        .next()
        .and_then(|word| word.parse().ok());
    assert!(
        passed.unwrap_or(0) > 0 && verdict.ends_with(" passed, 0 failed"),
        "{runner} says {verdict:?}"
    );
}

/// Where `scripts/setup` has put a client. These tests fail without it: nothing else can tell what clients want.
fn installed(variable: &str) -> String {
    std::env::var(variable).unwrap_or_else(|_| {
        panic!("{variable} is not set: run scripts/setup, which says how, or scripts/test")
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn node() {
    let database = users().await;
    let folder = installed("CONNECTOR_SDK_NODE_DIR");
    let env = [("CONNECTOR_SDK_NODE_DIR", folder)];
    drive(&database, "node", "node/run.mjs", &env).await;
    let rows = database
        .rows("SELECT username, name, company, email_verified, password LIKE '$2b$10$%' FROM users ORDER BY id")
        .await;
    let row = |fields: [&str; 5]| -> Vec<Option<String>> {
        fields
            .iter()
            .map(|field| Some((*field).to_owned()).filter(|text| text != "NULL"))
            .collect()
    };
    assert_eq!(
        rows,
        [
            row(["ada", "Ada", "phone", "f", "t"]),
            row(["grace", "Grace Hopper", "NULL", "f", "t"])
        ]
    );
    assert!(database.leaked_sessions().await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn python() {
    let database = users().await;
    let folder = installed("CONNECTOR_SDK_PYTHON_DIR");
    drive(
        &database,
        "python3",
        "python/run.py",
        &[("PYTHONPATH", folder)],
    )
    .await;
    let rows = database
        .rows("SELECT username, nickname FROM users ORDER BY id")
        .await;
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(
        rows,
        [
            vec![text("ada"), text("派森 a&b=c")],
            vec![text("grace"), text("amazing")]
        ]
    );
    assert!(database.leaked_sessions().await.is_empty());
}
