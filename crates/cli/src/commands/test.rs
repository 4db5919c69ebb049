//! `connector test`: the cases of connection folders.

mod watch;

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context as _;
use connector_contract::Env;
use connector_host::{Host, HostConfig, QuarantineRule};
use connector_suite::{CASE_SCHEMA, Connection, Databases, Options, Report, SuiteError};

use crate::args::Test;
use crate::commands::run::{interrupted, worker_program};
use crate::commands::{Exit, Usage};
use crate::folder::Folder;
use crate::input;
use crate::printer::{self, Printer};
use crate::reporters::Reporters;

pub(crate) fn run(args: Test, printer: &Printer) -> anyhow::Result<Exit> {
    if args.schema {
        printer::out(CASE_SCHEMA.trim_end());
        return Ok(Exit::Ok);
    }
    let mut bench = Bench {
        env: input::env(&args.env, &args.env_file)?,
        reporters: Reporters::new(&args.reporters, printer.is_json())?,
        host: None,
        databases: None,
        args,
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let exit = tokio::select! {
            exit = bench.execute(printer) => exit,
            signal = interrupted() => signal.map(|()| Exit::Interrupted),
        };
        if let Some(host) = bench.host.take() {
            host.drain(Duration::ZERO).await;
        }
        // On every way out, what was made on a server is removed before we return.
        if let Some(databases) = bench.databases.take() {
            databases
                .close()
                .await
                .context("not everything that was made for the tests could be removed")?;
        }
        exit
    })
}

/// What outlives one run under `--watch`.
struct Bench {
    args: Test,
    env: Env,
    reporters: Reporters,
    /// Where scripts run.
    host: Option<Host>,
    databases: Option<Databases>,
}

impl Bench {
    async fn execute(&mut self, printer: &Printer) -> anyhow::Result<Exit> {
        if self.args.watch {
            return watch::run(self, printer).await;
        }
        let report = self.once(printer).await?;
        Ok(if report.is_ok() {
            Exit::Ok
        } else {
            Exit::Refused
        })
    }

    fn paths(&self) -> Vec<PathBuf> {
        if self.args.paths.is_empty() {
            vec![PathBuf::from(".")]
        } else {
            self.args.paths.clone()
        }
    }

    /// Reads everything anew and runs it.
    async fn once(&mut self, printer: &Printer) -> anyhow::Result<Report> {
        let connections = self.connections()?;
        let needed = connections
            .iter()
            .any(|connection| !connection.is_empty() && connection.needs_database());
        if self.databases.is_none() && (needed || self.args.db.is_some()) {
            let databases = match &self.args.db {
                Some(url) => Databases::on(url).await,
                None => {
                    printer.progress("starting a throw-away PostgreSQL");
                    Databases::throw_away().await
                }
            };
            self.databases = Some(databases.map_err(told)?);
        }
        let cores = || std::thread::available_parallelism().map_or(1, usize::from);
        let jobs = self.args.jobs.map_or_else(cores, usize::from);
        let host = match self.host.take() {
            Some(host) => host,
            None => Host::start(for_cases(jobs)?).await?,
        };
        let host = &*self.host.insert(host);
        let options = Options {
            jobs,
            bail: self.args.bail,
            update: self.args.update,
            context: input::local_context(),
            env: self.env.clone(),
            host,
        };
        self.reporters.begin();
        let reporters = &mut self.reporters;
        let tell = |event: connector_suite::Event<'_>| reporters.event(&event);
        let report = connector_suite::run(&connections, self.databases.as_ref(), &options, tell)
            .await
            .map_err(told)?;
        self.reporters.end(&report)?;
        Ok(report)
    }

    fn connections(&self) -> anyhow::Result<Vec<Connection>> {
        let (mut connections, mut wrong) = (Vec::new(), Vec::new());
        for path in self.paths() {
            for found in connector_suite::find(&path).map_err(told)? {
                let folder = Folder::beside(&found.folder.join("any"))?;
                match Connection::read(&found, folder.id, folder.limits()?) {
                    Ok(connection) => connections.push(connection),
                    // All bad files of all folders are told of at once.
                    Err(SuiteError::BadCases(cases)) => wrong.extend(cases),
                    Err(error) => return Err(told(error)),
                }
            }
        }
        if !wrong.is_empty() {
            return Err(told(SuiteError::BadCases(wrong)));
        }
        if let Some(text) = &self.args.filter {
            let before: usize = connections.iter().map(Connection::len).sum();
            connections
                .iter_mut()
                .for_each(|connection| connection.keep(text));
            if connections.iter().all(Connection::is_empty) {
                return Err(Usage::new(format!("--filter: none of {before} cases has {text:?} in its folder, name, sentence or action")).into());
            }
        }
        Ok(connections)
    }
}

/// A worker for each case under way, so that none can disturb another, and a fresh isolate for each step.
pub(crate) fn for_cases(jobs: usize) -> anyhow::Result<HostConfig> {
    Ok(HostConfig {
        workers: jobs,
        lane_concurrency: 1,
        spares: 1,
        tenant_concurrency: usize::MAX,
        tenant_queue: usize::MAX,
        queue: usize::MAX,
        queue_age: Duration::from_secs(24 * 60 * 60),
        // Cases may well be about scripts that kill workers.
        quarantine: QuarantineRule {
            deaths: usize::MAX,
            ..QuarantineRule::default()
        },
        ..HostConfig::local(worker_program()?)
    })
}

/// What the caller can mend is a usage error.
pub(crate) fn told(error: SuiteError) -> anyhow::Error {
    if error.is_usage() {
        Usage::new(error.to_string()).into()
    } else {
        error.into()
    }
}
