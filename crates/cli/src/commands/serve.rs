//! `connector serve`: the server.

mod face;
mod lending;
mod settings;
mod traces;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::{Args, ValueEnum};
use connector_host::{Host, HostConfig, HostError, raise_descriptor_limit};
use connector_registry::Retention;
use connector_server::{Server, ServerConfig, ServerError, TlsFiles};
use tracing_subscriber::EnvFilter;

use crate::args::Confinement;
use crate::commands::run::{demand, interrupted, worker_program};
use crate::commands::store::Store;
use crate::commands::{Exit, Usage};
use crate::printer::{self, Printer};

use lending::Lending;
pub(crate) use settings::{Origins, parse};

const EXAMPLES: &str = "\
Examples:
  # the first operator's key, then a server on this machine; the registry is ./connector.db
  connector keys create-operator
  connector serve

  # several nodes share a PostgreSQL; settings from a file, and which of them count
  connector serve --config /etc/connector/serve.toml --registry postgres://connector@db/registry --print-config

The file holds the long flags' names: listen = \"0.0.0.0:8700\". Flags win over CONNECTOR_… variables, those over the file.";

/// What is typed after `serve`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Serve {
    /// A TOML file with any of the settings below.
    #[arg(long, env = "CONNECTOR_CONFIG", value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,

    /// Print every setting and where it comes from, and end.
    #[arg(long)]
    print_config: bool,

    /// Where to listen; port 0 takes any that is free.
    #[arg(
        long,
        env = "CONNECTOR_LISTEN",
        value_name = "ADDRESS:PORT",
        default_value = "127.0.0.1:8700"
    )]
    listen: SocketAddr,

    /// The certificate chain in PEM; with it the server speaks TLS.
    #[arg(
        long,
        env = "CONNECTOR_TLS_CERTIFICATE",
        value_name = "FILE",
        requires = "tls_key"
    )]
    tls_certificate: Option<PathBuf>,

    /// The certificate's key in PEM.
    #[arg(
        long,
        env = "CONNECTOR_TLS_KEY",
        value_name = "FILE",
        requires = "tls_certificate"
    )]
    tls_key: Option<PathBuf>,

    #[command(flatten)]
    store: Store,

    /// How many seconds requests under way may take to end after SIGTERM.
    #[arg(
        long,
        env = "CONNECTOR_DRAIN_SECONDS",
        value_name = "SECONDS",
        default_value_t = 25
    )]
    drain_seconds: u32,

    /// The largest body of a request, in bytes.
    #[arg(long, env = "CONNECTOR_BODY_BYTES", value_name = "BYTES", default_value_t = 8 * 1024 * 1024)]
    body_bytes: usize,

    /// Requests a second that a tenant may make, unless it has a rate of its own.
    #[arg(long, env = "CONNECTOR_RATE", value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..))]
    rate: u32,

    /// How many days history is kept.
    #[arg(
        long,
        env = "CONNECTOR_HISTORY_DAYS",
        value_name = "DAYS",
        default_value_t = 30
    )]
    history_days: u32,

    /// Worker processes [default: one a core].
    #[arg(long, env = "CONNECTOR_WORKERS", value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    workers: Option<u16>,

    /// A directory of cgroups that is ours to use: each worker's memory is then bounded by a group of its own in it.
    #[arg(long, env = "CONNECTOR_WORKER_CGROUPS", value_name = "DIRECTORY")]
    worker_cgroups: Option<PathBuf>,

    #[command(flatten)]
    confinement: Confinement,

    /// A fresh isolate for each invocation, instead of one that has served the same script before.
    #[arg(long, env = "CONNECTOR_STRICT")]
    strict: bool,

    /// Let scripts reach this machine.
    #[arg(long, env = "CONNECTOR_ALLOW_LOOPBACK")]
    allow_loopback: bool,

    /// Let scripts reach private networks.
    #[arg(long, env = "CONNECTOR_ALLOW_PRIVATE")]
    allow_private: bool,

    /// Let metrics tell tenants apart.
    #[arg(long, env = "CONNECTOR_TENANT_METRICS")]
    tenant_metrics: bool,

    /// How the log is written, to standard error.
    #[arg(
        long,
        env = "CONNECTOR_LOG_FORMAT",
        value_enum,
        default_value = "pretty"
    )]
    log_format: LogFormat,

    /// What is logged: a level, or levels by crate, as in info,connector_server=debug.
    #[arg(
        long,
        env = "CONNECTOR_LOG",
        value_name = "FILTER",
        default_value = "info"
    )]
    log: String,

    #[command(flatten)]
    lending: Lending,

    #[command(flatten)]
    traces: traces::Traces,

    #[command(flatten)]
    face: face::Face,
}

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LogFormat {
    /// For people.
    Pretty,
    /// One JSON object a line.
    Json,
}

pub(crate) fn run(args: Serve, origins: &Origins, printer: &Printer) -> anyhow::Result<Exit> {
    if args.print_config {
        origins.print(printer)?;
        return Ok(Exit::Ok);
    }
    log(&args)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(serve(args))
}

async fn serve(args: Serve) -> anyhow::Result<Exit> {
    match raise_descriptor_limit() {
        Ok(Some(limit)) => tracing::info!(limit, "open files and connections are limited"),
        Ok(None) => tracing::info!("open files and connections are not limited"),
        Err(error) => tracing::warn!(%error, "the limit of open files can't be raised"),
    }
    // What is wrong with these is told before anything is begun.
    let face = args.face.settings()?;
    let registry = Arc::new(args.store.open().await?);
    let host = Host::start(args.host()?)
        .await
        .map_err(|error| match error {
            HostError::Cgroup(_) => Usage::new(format!("--worker-cgroups: {error}")).into(),
            error => anyhow::Error::from(error),
        })?;
    let host = Arc::new(host);
    let server = Server::bind(args.server(), face, registry, host)
        .await
        .map_err(told)?;
    // The one line on stdout: a program that starts us reads from it where we listen.
    printer::out(&format!("listening on {}", server.address()?));
    let stop = async {
        if let Err(error) = interrupted().await {
            tracing::error!(%error, "signals can't be waited for");
        }
    };
    server.run(stop).await.map_err(told)?;
    Ok(Exit::Ok)
}

/// What the caller can mend is a usage error.
fn told(error: ServerError) -> anyhow::Error {
    match &error {
        ServerError::Listen { .. } | ServerError::Tls { .. } | ServerError::Traces(_) => {
            Usage::new(error.to_string()).into()
        }
        _ => error.into(),
    }
}

impl Serve {
    fn host(&self) -> anyhow::Result<HostConfig> {
        let mut config = HostConfig::new(worker_program()?);
        if let Some(workers) = self.workers {
            config.workers = usize::from(workers);
        }
        config.strict = self.strict;
        config.cgroups.clone_from(&self.worker_cgroups);
        // What is missing stands in the log already.
        config.sandbox = demand(self.confinement, |_| {});
        config.policy.loopback = self.allow_loopback;
        config.policy.private = self.allow_private;
        self.lending.apply(&mut config);
        Ok(config)
    }

    fn server(&self) -> ServerConfig {
        let tls = self.tls_certificate.clone().zip(self.tls_key.clone());
        ServerConfig {
            listen: self.listen,
            tls: tls.map(|(certificate, key)| TlsFiles { certificate, key }),
            drain: Duration::from_secs(u64::from(self.drain_seconds)),
            body_bytes: self.body_bytes,
            rate_per_second: self.rate,
            retention: Retention {
                history: Duration::from_secs(u64::from(self.history_days) * 24 * 60 * 60),
            },
            tenant_metrics: self.tenant_metrics,
            traces: self.traces.settings(),
        }
    }
}

fn log(args: &Serve) -> Result<(), Usage> {
    let filter = EnvFilter::try_new(&args.log)
        .map_err(|error| Usage::new(format!("--log: {:?} is no filter: {error}", args.log)))?;
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    let begun = match args.log_format {
        LogFormat::Json => log.json().flatten_event(true).try_init(),
        LogFormat::Pretty => log.with_target(false).with_ansi(false).try_init(),
    };
    begun.map_err(|error| Usage::new(format!("the log can't be begun: {error}")))
}
