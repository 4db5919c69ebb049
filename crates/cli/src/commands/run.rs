//! `connector run`: one script, once.

mod rehearse;

use std::time::{Duration, Instant};

use anyhow::Context as _;
use connector_contract::{Env, Outcome};
use connector_host::{Cancel, Demand, Host, HostConfig, Job, Place, SandboxReport, WorkerProgram};
use connector_scratch::{Scratch, ScratchOptions};

use crate::args::{Confinement, Run, WORKER_WORD};
use crate::commands::{Exit, Usage};
use crate::input::{self, Request};
use crate::inspect::Inspect;
use crate::printer::{self, Printer, Rows};

pub(crate) fn run(args: Run, printer: &Printer) -> anyhow::Result<Exit> {
    let request = input::resolve(&args)?;
    if let Some(note) = &request.note {
        printer.progress(note);
    }
    let database = Database::chosen(&args, &request)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let (mut scratch, mut host) = (None, None);
        let exit = tokio::select! {
            exit = execute(args, request, database, (&mut scratch, &mut host), printer) => exit,
            signal = interrupted() => signal.map(|()| Exit::Interrupted),
        };
        // On every way out, the worker is ended and with it what its script had under way on a server that is not ours.
        if let Some(host) = host {
            Host::drain(&host, Duration::ZERO).await;
        }
        // On every way out, a throw-away server is stopped and its folder removed before we return.
        if let Some(scratch) = scratch {
            scratch
                .stop()
                .await
                .context("the throw-away PostgreSQL did not stop cleanly")?;
        }
        exit
    })
}

/// Waits for Ctrl-C or a polite kill.
pub(crate) async fn interrupted() -> anyhow::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        result = tokio::signal::ctrl_c() => Ok(result?),
        _ = terminate.recv() => Ok(()),
    }
}

async fn execute(
    args: Run,
    request: Request,
    database: Database,
    (scratch, host): (&mut Option<Scratch>, &mut Option<Host>),
    printer: &Printer,
) -> anyhow::Result<Exit> {
    let Request {
        script,
        mut invocation,
        mut env,
        note: _,
    } = request;
    let mut timing = Timing::default();
    let begun = Instant::now();
    let url = match database {
        Database::None => None,
        Database::Url(url) => {
            set_database(&mut env, &url);
            Some(url)
        }
        Database::Temp => {
            printer.progress("starting a throw-away PostgreSQL");
            let server = Scratch::start(ScratchOptions::default()).await?;
            let server = scratch.insert(server);
            for file in &args.sql {
                server
                    .load_file(file)
                    .await
                    .map_err(|error| Usage::new(error.to_string()))?;
            }
            env.extend(server.env());
            timing.database = begun.elapsed();
            Some(server.url())
        }
    };
    let rehearsal = if args.rehearse {
        let url = url
            .clone()
            .or_else(|| rehearse::url_of(&env))
            .ok_or_else(rehearse::no_database)?;
        let rehearsal = rehearse::begin(&url).await?;
        set_database(&mut env, rehearsal.url());
        invocation.only_address = Some(rehearsal.address());
        invocation.relay_encrypts = rehearsal.is_encrypted();
        Some(rehearsal)
    } else {
        None
    };
    let invoked = Instant::now();
    let config = config(args.confinement)?;
    let place = Place {
        tenant: "local".to_owned(),
        connection: "local".to_owned(),
        env_version: String::new(),
    };
    let job = Job {
        script,
        env,
        invocation,
    };
    let outcome = match Inspect::asked_for(&args) {
        Some(inspect) => {
            inspect
                .debug(&args.script, config, &place, job, printer)
                .await?
        }
        None => {
            let host = &*host.insert(Host::start(config).await?);
            host.invoke(&place, job, Cancel::never()).await?
        }
    };
    timing.invocation = invoked.elapsed();
    let rows = match (&args.show, &url) {
        (Some(query), Some(url)) => Some(show(url, query).await?),
        (Some(_), None) => return Err(Usage::new("--show needs a database: give --db").into()),
        (None, _) => None,
    };
    let changes = match rehearsal {
        Some(rehearsal) => Some(rehearse::finish(rehearsal).await?),
        None => None,
    };
    timing.total = begun.elapsed();
    printer.outcome(&outcome, rows.as_ref(), changes.as_ref(), &timing)?;
    Ok(exit(&outcome))
}

/// The exit code of what a call came to.
pub(crate) fn exit(outcome: &Outcome) -> Exit {
    match outcome.status.exit_code() {
        0 => Exit::Ok,
        1 => Exit::Refused,
        _ => Exit::Ended,
    }
}

/// Where the time of a run went, as seen from outside.
#[derive(Debug, Default)]
pub(crate) struct Timing {
    /// Starting and filling the throw-away database; zero without one.
    pub(crate) database: Duration,
    /// From starting the worker process until it was gone.
    pub(crate) invocation: Duration,
    /// All of it.
    pub(crate) total: Duration,
}

/// Which database the script is given.
enum Database {
    None,
    Temp,
    Url(String),
}

impl Database {
    fn chosen(args: &Run, request: &Request) -> Result<Self, Usage> {
        let chosen = match args.db.as_deref() {
            Some("none") => Self::None,
            Some("temp") => Self::Temp,
            Some(url) if url.starts_with("postgres://") || url.starts_with("postgresql://") => {
                Self::Url(url.to_owned())
            }
            Some(_) => {
                return Err(Usage::new(
                    "--db takes temp, none, or a URL that starts with postgres://",
                ));
            }
            None => Self::guessed(args, request),
        };
        if !args.sql.is_empty() && !matches!(chosen, Self::Temp) {
            return Err(Usage::new(
                "--sql loads into a throw-away database only: use it with --db temp",
            ));
        }
        Ok(chosen)
    }

    /// A throw-away one where the script speaks of a database and nobody said which.
    fn guessed(args: &Run, request: &Request) -> Self {
        let told = request.env.keys().any(|key| key.starts_with("DB_"));
        let source = request.script.source();
        let speaks = source.contains("env.DB_")
            || ["'pg'", "\"pg\"", "`pg`", "'pg@", "\"pg@"]
                .iter()
                .any(|name| source.contains(name));
        if !told && (speaks || !args.sql.is_empty()) {
            Self::Temp
        } else {
            Self::None
        }
    }
}

/// Sets `DB_CONNECTION_URI`, and the parts that scripts in the other style use.
fn set_database(env: &mut Env, url: &str) {
    env.set(Env::DB_CONNECTION_URI, url);
    let Ok(config) = url.parse::<tokio_postgres::Config>() else {
        return;
    };
    if let Some(tokio_postgres::config::Host::Tcp(host)) = config.get_hosts().first() {
        env.set("DB_HOST", host.as_str());
    }
    env.set(
        "DB_PORT",
        config
            .get_ports()
            .first()
            .copied()
            .unwrap_or(5432)
            .to_string(),
    );
    if let Some(user) = config.get_user() {
        env.set("DB_USERNAME", user);
    }
    if let Some(password) = config.get_password() {
        env.set(Env::DB_PASSWORD, String::from_utf8_lossy(password));
    }
    if let Some(database) = config.get_dbname() {
        env.set("DB_DATABASE", database);
    }
}

/// A host on this machine whose workers are this very program.
pub(crate) fn config(confinement: Confinement) -> anyhow::Result<HostConfig> {
    Ok(HostConfig {
        sandbox: demand(confinement, printer::sandbox_gaps),
        ..HostConfig::local(worker_program()?)
    })
}

/// This very program, as a worker.
pub(crate) fn worker_program() -> anyhow::Result<WorkerProgram> {
    let program = std::env::current_exe().context("cannot find this program's own file")?;
    Ok(WorkerProgram {
        program,
        arguments: vec![WORKER_WORD.to_owned()],
    })
}

/// What is asked of the sandbox; `tell` hears what it lacks where that is no error.
pub(crate) fn demand(confinement: Confinement, tell: fn(&SandboxReport)) -> Demand {
    if confinement.require_sandbox {
        Demand::Complete
    } else {
        Demand::AsFarAsPossible(tell)
    }
}

/// Runs the `--show` query and takes its rows as text.
async fn show(url: &str, query: &str) -> anyhow::Result<Rows> {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls)
        .await
        .context("--show: cannot connect to the database")?;
    let driver = tokio::spawn(connection);
    let messages = client.simple_query(query).await.map_err(|error| {
        let text = error
            .as_db_error()
            .map_or_else(|| error.to_string(), |error| error.message().to_owned());
        Usage::new(format!("--show: {text}"))
    })?;
    drop(client);
    let _ = driver.await;
    let mut rows = Rows::default();
    for message in messages {
        match message {
            tokio_postgres::SimpleQueryMessage::RowDescription(columns) => {
                rows.columns = columns
                    .iter()
                    .map(|column| column.name().to_owned())
                    .collect();
                rows.rows.clear();
            }
            tokio_postgres::SimpleQueryMessage::Row(row) => {
                rows.rows.push(
                    (0..row.len())
                        .map(|index| row.get(index).map(str::to_owned))
                        .collect(),
                );
            }
            _ => {}
        }
    }
    Ok(rows)
}
