//! `connector exam`: cases nobody writes, asked of a folder's scripts.

use std::path::PathBuf;

use anyhow::Context as _;
use connector_host::{Host, HostConfig};
use connector_suite::{Connection, Databases, EXAM_SCHEMA, ExamOptions, Found};

use crate::args::Exam;
use crate::commands::Exit;
use crate::commands::run::interrupted;
use crate::commands::test::{for_cases, told};
use crate::folder::Folder;
use crate::input;
use crate::printer::{self, Printer};
use crate::reporters::exam::Reporters;

pub(crate) fn run(args: Exam, printer: &Printer) -> anyhow::Result<Exit> {
    if args.schema {
        printer::out(EXAM_SCHEMA.trim_end());
        return Ok(Exit::Ok);
    }
    let reporters = Reporters::new(&args.reporters, printer.is_json())?;
    let folder = args.folder.clone().unwrap_or_else(|| PathBuf::from("."));
    let settings = Folder::beside(&folder.join("any"))?;
    let found = Found { folder, only: None };
    let connection = Connection::read(&found, settings.id, settings.limits()?).map_err(told)?;
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    let jobs = args.jobs.map_or_else(cores, usize::from);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    // Some questions are whether calls at once get in each other's way: they must not wait for one another here.
    let host = runtime.block_on(Host::start(HostConfig {
        lane_concurrency: 16,
        ..for_cases(jobs)?
    }))?;
    let options = ExamOptions {
        jobs,
        filter: args.filter.clone(),
        table: args.table.clone(),
        context: input::local_context(),
        env: input::env(&args.env, &args.env_file)?,
        host: &host,
    };
    runtime.block_on(async {
        let mut databases = None;
        let exit = tokio::select! {
            exit = examine(&args, &connection, &mut databases, &options, reporters, printer) => exit,
            signal = interrupted() => signal.map(|()| Exit::Interrupted),
        };
        // On every way out, what was made on a server is removed before we return.
        if let Some(databases) = databases {
            databases
                .close()
                .await
                .context("not everything that was made for the exam could be removed")?;
        }
        exit
    })
}

async fn examine(
    args: &Exam,
    connection: &Connection,
    databases: &mut Option<Databases>,
    options: &ExamOptions<'_>,
    reporters: Reporters,
    printer: &Printer,
) -> anyhow::Result<Exit> {
    let server = match &args.db {
        Some(url) => Databases::on(url).await,
        None => {
            printer.progress("starting a throw-away PostgreSQL");
            Databases::throw_away().await
        }
    };
    let databases = databases.insert(server.map_err(told)?);
    if args.list {
        let items = connector_suite::exam_list(connection, databases, options)
            .await
            .map_err(told)?;
        if printer.is_json() {
            printer.json(&items)?;
        } else {
            printer.text(&crate::reporters::exam::list(&items));
        }
        return Ok(Exit::Ok);
    }
    let report = connector_suite::exam(connection, databases, options, |case| reporters.case(case))
        .await
        .map_err(told)?;
    reporters.end(&report)?;
    Ok(if report.score >= args.min_score {
        Exit::Ok
    } else {
        Exit::Refused
    })
}
