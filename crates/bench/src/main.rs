//! Connector beside what one would use instead: the same files, the same PostgreSQL, one run.
//!
//! - [`work`]: what is done. [`database`]: against what.
//! - [`ours`], [`inprocess`], [`peer`]: who does it, each a [`contestant`].
//! - [`table`]: what came of it.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod contestant;
mod database;
mod inprocess;
mod ours;
mod peer;
mod table;
mod work;

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use clap::Parser;
use serde_json::json;

use crate::contestant::Contestant;
use crate::database::Login;
use crate::inprocess::InProcess;
use crate::ours::Ours;
use crate::peer::{Kind, Peer};
use crate::table::Line;
use crate::work::Work;

/// Measures Connector beside its peers and prints one table. `scripts/bench` builds and fetches what this needs.
#[derive(Debug, Parser)]
struct Arguments {
    /// The release build of the `connector` binary.
    #[arg(long)]
    connector: PathBuf,
    /// The folder in which the peers' packages are installed.
    #[arg(long)]
    modules: PathBuf,
    /// Rounds for each contestant; they take turns.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Length of a round, in milliseconds.
    #[arg(long, default_value_t = 2_000)]
    milliseconds: u64,
    /// Only work whose name contains this.
    #[arg(long)]
    only: Option<String>,
    /// Write the figures to this file, as JSON.
    #[arg(long)]
    json: Option<PathBuf>,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    // Before any other thread: only threads that descend from the one that starts V8 may run its code.
    connector_runtime::initialise()?;
    tokio::runtime::Runtime::new()?.block_on(measure_all(&arguments))
}

async fn measure_all(arguments: &Arguments) -> Result<()> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .context("the repository")?;
    let scratch = database::start(top).await?;
    let env = scratch.env();
    let mut lines = Vec::new();
    for login in [Login::Scram, Login::Trust] {
        database::set_login(&scratch, login).await?;
        for work in work::all(top) {
            let wanted = arguments
                .only
                .as_ref()
                .is_none_or(|only| work.name.contains(only.as_str()));
            // Without a database there is nothing to log in to: once is enough.
            if !wanted || (!work.database && login == Login::Trust) {
                continue;
            }
            lines.extend(measure(arguments, top, &work, login, &env).await?);
        }
    }
    let client = scratch.client().await?;
    let version: String = client.query_one("SHOW server_version", &[]).await?.get(0);
    scratch.stop().await?;
    let facts = json!({
        "cores": std::thread::available_parallelism().map_or(1, usize::from),
        "postgresql": version,
        "settings": database::SETTINGS.iter().map(|(n, v)| format!("{n}={v}")).collect::<Vec<_>>(),
        "rounds": arguments.rounds,
        "milliseconds": arguments.milliseconds,
        "versions": versions(&arguments.modules),
    });
    println!("{}\n{}", table::render(&lines), serde_json::to_string_pretty(&facts)?);
    if let Some(file) = &arguments.json {
        let all = json!({ "facts": facts, "lines": lines });
        std::fs::write(file, serde_json::to_string_pretty(&all)?)?;
    }
    Ok(())
}

async fn measure(
    arguments: &Arguments,
    top: &Path,
    work: &Work,
    login: Login,
    env: &[(String, String)],
) -> Result<Vec<Line>> {
    let mut contestants: Vec<Box<dyn Contestant>> = vec![Box::new(
        Ours::start(arguments.connector.clone(), work, env).await?,
    )];
    contestants.push(Box::new(InProcess::start(work, env)?));
    for kind in [Kind::Node, Kind::Deno, Kind::IsolatedVm] {
        if kind.can(work) {
            contestants.push(Box::new(Peer::start(kind, top, &arguments.modules, work, env)?));
        }
    }
    let length = Duration::from_millis(arguments.milliseconds);
    let mut rounds = vec![Vec::new(); contestants.len()];
    for contestant in &mut contestants {
        // Warm: compiled, optimised, connected.
        contestant.round(length).await?;
    }
    for _ in 0..arguments.rounds {
        for (contestant, rounds) in contestants.iter_mut().zip(&mut rounds) {
            let round = contestant.round(length).await?;
            eprintln!(
                "{}, {}: {} {:.0}/s",
                work.name,
                login.name(),
                contestant.name(),
                round.calls as f64 / round.seconds
            );
            rounds.push(round);
        }
    }
    let login = work.database.then(|| login.name());
    Ok(contestants
        .iter()
        .zip(&rounds)
        .map(|(contestant, rounds)| Line::of(work.name, login, contestant.name(), rounds))
        .collect())
}

/// What each peer calls itself.
fn versions(modules: &Path) -> Vec<String> {
    let said = |program: &Path| {
        let output = std::process::Command::new(program).arg("--version").output();
        let text = output.map(|o| String::from_utf8_lossy(&o.stdout).into_owned());
        text.unwrap_or_default().lines().next().unwrap_or("missing").to_owned()
    };
    let package = std::fs::read_to_string(modules.join("package.json")).unwrap_or_default();
    let package: serde_json::Value = serde_json::from_str(&package).unwrap_or_default();
    let packages = package["dependencies"].as_object().into_iter().flatten();
    [
        format!("node {}", said(Path::new("node"))),
        said(&modules.join("node_modules/.bin/deno")),
    ]
    .into_iter()
    .chain(packages.map(|(name, version)| format!("{name} {}", version.as_str().unwrap_or(""))))
    .collect()
}
