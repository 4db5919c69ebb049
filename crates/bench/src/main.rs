//! Connector beside what one would use instead: the same files, the same PostgreSQL, one run.
//!
//! - [`work`]: what is done. [`database`]: against what.
//! - [`ours`], [`inprocess`], [`served`], [`peer`], [`workerd`], [`bare`]: who does it, each a [`contestant`]; [`http`]
//!   and [`wire`]: those that are asked over HTTP.
//! - [`cold`], [`memory`], [`tenants`]: figures that are no rates.
//! - [`table`], [`figure`], [`plot`], [`facts`]: what came of it, and on what.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod bare;
mod cold;
mod contestant;
mod database;
mod facts;
mod figure;
mod http;
mod inprocess;
mod memory;
mod ours;
mod peer;
mod plot;
mod served;
mod table;
mod tenants;
mod wire;
mod work;
mod workerd;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use clap::{Parser, ValueEnum};
use serde_json::json;

use crate::bare::Bare;
use crate::contestant::Contestant;
use crate::database::Login;
use crate::figure::Figure;
use crate::inprocess::InProcess;
use crate::ours::Ours;
use crate::peer::{Kind, Peer};
use crate::served::Served;
use crate::table::Line;
use crate::work::Work;
use crate::workerd::Workerd;

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
    /// Cold starts of each kind.
    #[arg(long, default_value_t = 100)]
    samples: usize,
    /// What is measured; all of it by default.
    #[arg(long, value_enum, value_delimiter = ',')]
    parts: Vec<Part>,
    /// Only work whose name contains this.
    #[arg(long)]
    only: Option<String>,
    /// Only contestants whose name contains this.
    #[arg(long)]
    who: Option<String>,
    /// Write the figures to this file, as JSON.
    #[arg(long)]
    json: Option<PathBuf>,
    /// Write the rates to this file, as bars in an SVG.
    #[arg(long)]
    plot: Option<PathBuf>,
}

/// A part of it all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Work with the database, by how clients log in.
    Database,
    /// Work without it.
    Plain,
    /// First answers.
    Cold,
    /// What an idle tenant holds.
    Memory,
    /// Ten to ten thousand tenants.
    Tenants,
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
    let mut facts = facts::gather(&arguments.modules);
    facts["rounds"] = json!(arguments.rounds);
    facts["milliseconds"] = json!(arguments.milliseconds);
    let mut lines = Vec::new();
    if arguments.wants(Part::Database) || arguments.wants(Part::Plain) {
        lines = rates(arguments, top, &mut facts).await?;
        println!("{}", table::render(&lines));
    }
    let figures = figures(arguments, top).await?;
    if !figures.is_empty() {
        println!("{}", table::render_figures(&figures));
    }
    println!("{}", serde_json::to_string_pretty(&facts)?);
    if let Some(file) = &arguments.json {
        let all = json!({ "facts": facts, "rates": lines, "figures": figures });
        std::fs::write(file, serde_json::to_string_pretty(&all)?)?;
    }
    if let Some(file) = &arguments.plot {
        std::fs::write(file, plot::render(&lines))?;
    }
    Ok(())
}

/// All work, in each setting that makes a difference to it.
async fn rates(
    arguments: &Arguments,
    top: &Path,
    facts: &mut serde_json::Value,
) -> Result<Vec<Line>> {
    let scratch = database::start(top).await?;
    let env = scratch.env();
    let served = Served::start(&arguments.connector).await?;
    let mut lines = Vec::new();
    for (login, waits, setting) in [
        (Login::Scram, false, "SCRAM"),
        (Login::Trust, false, "trust"),
        (Login::Scram, true, "SCRAM, synchronous_commit=on"),
    ] {
        database::set_login(&scratch, login).await?;
        database::set_commit(&scratch, waits).await?;
        for work in work::all(top) {
            // Without a database there is nothing to log in to: once is enough. One line tells of commits that wait.
            let is_part = match (work.database, login) {
                (false, Login::Scram) => arguments.wants(Part::Plain) && !waits,
                (false, Login::Trust) => false,
                (true, _) => {
                    arguments.wants(Part::Database) && (!waits || work.name == "updateUser")
                }
            };
            if is_part && arguments.names(work.name) {
                let setting = work.database.then_some(setting);
                lines.extend(measure(arguments, top, &served, &work, setting, &env).await?);
            }
        }
    }
    let client = scratch.client().await?;
    let version: String = client.query_one("SHOW server_version", &[]).await?.get(0);
    facts["postgresql"] = json!(version);
    let settings = database::SETTINGS;
    let settings: Vec<String> = settings.iter().map(|(n, v)| format!("{n}={v}")).collect();
    facts["postgresql_settings"] = json!(settings);
    facts["serve_flags"] = json!(served::FLAGS);
    drop(client);
    scratch.stop().await?;
    Ok(lines)
}

async fn figures(arguments: &Arguments, top: &Path) -> Result<Vec<Figure>> {
    let Arguments {
        connector, modules, ..
    } = arguments;
    let mut figures = Vec::new();
    if arguments.wants(Part::Cold) {
        figures.extend(cold::measure(top, modules, arguments.samples).await?);
    }
    if arguments.wants(Part::Memory) {
        figures.extend(memory::measure(connector, top, modules).await?);
    }
    if arguments.wants(Part::Tenants) {
        let length = Duration::from_millis(arguments.milliseconds);
        figures.extend(tenants::measure(connector, top, arguments.rounds, length).await?);
    }
    Ok(figures)
}

impl Arguments {
    fn wants(&self, part: Part) -> bool {
        self.parts.is_empty() || self.parts.contains(&part)
    }

    fn asks(&self, name: &str) -> bool {
        let who = self.who.as_ref();
        who.is_none_or(|who| name.contains(who.as_str()))
    }

    fn names(&self, work: &str) -> bool {
        let only = self.only.as_ref();
        only.is_none_or(|only| work.contains(only.as_str()))
    }
}

async fn measure(
    arguments: &Arguments,
    top: &Path,
    served: &Arc<Served>,
    work: &Work,
    setting: Option<&'static str>,
    env: &[(String, String)],
) -> Result<Vec<Line>> {
    let Arguments {
        connector, modules, ..
    } = arguments;
    let mut contestants: Vec<Box<dyn Contestant>> = Vec::new();
    if arguments.asks(inprocess::NAME) {
        contestants.push(Box::new(InProcess::start(work, env)));
    }
    if arguments.asks(ours::NAME) {
        contestants.push(Box::new(Ours::start(connector, work, env).await?));
    }
    if arguments.asks(served::NAME) {
        contestants.push(Box::new(served.contestant(work, env).await?));
    }
    for kind in [Kind::Node, Kind::Deno, Kind::IsolatedVm] {
        if kind.can(work) && arguments.asks(kind.name()) {
            contestants.push(Box::new(Peer::start(kind, top, modules, work, env)?));
        }
    }
    // It has no modules of npm's.
    if !work.database && arguments.asks(workerd::NAME) {
        contestants.push(Box::new(Workerd::contestant(modules, work).await?));
    }
    if work.password && arguments.asks(bare::NAME) {
        contestants.push(Box::new(Bare));
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
            let rate = round.calls as f64 / round.seconds;
            let (name, who) = (work.name, contestant.name());
            eprintln!(
                "{name} ({}): {who} {rate:.0}/s, p50 {:.0} us, p99 {:.0} us",
                setting.unwrap_or("no database"),
                round.p50_us,
                round.p99_us
            );
            rounds.push(round);
        }
    }
    let measured = contestants.iter().zip(&rounds);
    let lines = measured
        .map(|(contestant, rounds)| Line::of(work.name, setting, contestant.name(), rounds));
    Ok(lines.collect())
}
