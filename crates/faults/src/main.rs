//! `connector-faults`: the run that `scripts/faults` starts.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use connector_faults::faults::{Around, clock, databases, disk, flood, kills};
use connector_faults::report::{Report, Window};
use connector_faults::stage::{Registry, Stage};
use connector_faults::{Failure, speed};

/// Load and faults on a real server.
#[derive(Debug, Parser)]
struct Args {
    /// The `connector` binary.
    #[arg(long, value_name = "FILE")]
    binary: PathBuf,

    /// Tenants of the steady load.
    #[arg(long, value_name = "N", default_value_t = 1_000)]
    tenants: usize,

    /// How long the steady load lasts.
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    seconds: u64,

    /// How long each speed is measured, and the load before and after each fault.
    #[arg(long, value_name = "SECONDS", default_value_t = 5)]
    each: u64,

    /// Callers at once.
    #[arg(long, value_name = "N", default_value_t = 16)]
    callers: usize,

    /// Only what has this in its name: speed, steady, or a fault.
    #[arg(long, value_name = "TEXT", default_value = "")]
    only: String,

    /// Where to write the report as JSON besides.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// The share of what is possible that the steady load asks for: with more, waits are the callers' own doing.
const SHARE: f64 = 0.5;
/// Windows of the steady load.
const WINDOWS: u32 = 6;
/// Tenants where a fault doesn't need many.
const FEW: usize = 50;
/// Calls a second around a fault.
const PACE: f64 = 150.0;

#[tokio::main]
async fn main() -> ExitCode {
    let args = Args::parse();
    let mut report = Report {
        tenants: args.tenants,
        ..Report::default()
    };
    let run = run(&args, &mut report).await;
    // The one place that prints: the table is what this program is for.
    write_out(&report.table());
    if let Some(path) = &args.json {
        let text = serde_json::to_string_pretty(&report).unwrap_or_default();
        if let Err(error) = std::fs::write(path, text) {
            write_out(&format!("{}: {error}", path.display()));
        }
    }
    match run {
        Err(failure) => {
            write_out(&format!("it could not go on: {failure}"));
            ExitCode::from(4)
        }
        Ok(()) if report.passed() => ExitCode::SUCCESS,
        Ok(()) => ExitCode::FAILURE,
    }
}

fn write_out(text: &str) {
    use std::io::Write as _;
    // Nobody is there to read: nothing to be done.
    let _ = writeln!(std::io::stdout(), "{text}");
}

async fn run(args: &Args, report: &mut Report) -> Result<(), Failure> {
    let wanted = |name: &str| name.contains(&args.only);
    let how = Around {
        callers: args.callers,
        pace: PACE,
        time: Duration::from_secs(args.each),
    };
    if ["speed", "steady"].into_iter().any(wanted) {
        many_tenants(args, report).await?;
    }
    let on_file = [
        "worker",
        "server",
        "tenants' PostgreSQL",
        "full disk",
        "slow-loris",
        "oversized bodies",
        "idle connections",
    ];
    if on_file.into_iter().any(wanted) {
        let mut stage = Stage::set(&args.binary, Registry::Sqlite, 1, FEW).await?;
        let stage = &mut stage;
        let mut node = stage.start(0).await?;
        stage.furnish().await?;
        macro_rules! with_node {
            ($name:literal, $fault:path) => {
                if wanted($name) {
                    let (fault, after) = $fault(stage, node, how).await?;
                    node = after;
                    tell(report, fault);
                }
            };
        }
        with_node!("worker", kills::worker);
        with_node!("server", kills::server);
        with_node!("full disk", disk::full);
        with_node!("oversized bodies", flood::big);
        with_node!("idle connections", flood::idle);
        if wanted("slow-loris") {
            let fault = flood::slow(stage, how).await?;
            tell(report, fault);
        }
        if wanted("tenants' PostgreSQL") {
            let fault = databases::tenants(stage, how).await?;
            tell(report, fault);
        }
        node.stop().await?;
    }
    let shared = ["registry's PostgreSQL", "clock", "one of two nodes"];
    if shared.into_iter().any(wanted) {
        let mut stage = Stage::set(&args.binary, Registry::Postgres, 2, FEW).await?;
        let stage = &mut stage;
        let (one, two) = (stage.start(0).await?, stage.start(1).await?);
        stage.furnish().await?;
        if wanted("registry's PostgreSQL") {
            let fault = databases::registry(stage, how).await?;
            tell(report, fault);
        }
        if wanted("clock") {
            let fault = clock::jump(stage, how).await?;
            tell(report, fault);
        }
        // The second dies: proofs are asked of the first.
        let mut left = one;
        if wanted("one of two nodes") {
            let (fault, other) = kills::one_of_two(stage, (two, left), how).await?;
            left = other;
            tell(report, fault);
        } else {
            two.stop().await?;
        }
        left.stop().await?;
    }
    Ok(())
}

fn tell(report: &mut Report, fault: connector_faults::faults::Fault) {
    let result = if fault.passed { "passed" } else { "FAILED" };
    write_out(&format!("{}: {result}", fault.name));
    report.faults.push(fault);
}

async fn many_tenants(args: &Args, report: &mut Report) -> Result<(), Failure> {
    let stage = Stage::set(&args.binary, Registry::Sqlite, 1, args.tenants).await?;
    let node = stage.start(0).await?;
    report.memory.push(("idle", node.memory()));
    write_out(&format!("making {} tenants", args.tenants));
    stage.furnish().await?;
    let each = Duration::from_secs(args.each);
    if "speed".contains(&args.only) {
        report.speed = speed::measure(&stage, args.callers, each).await?;
        report.memory.push(("after the speeds", node.memory()));
    }
    if "steady".contains(&args.only) {
        // Each of the many is called once by then, and what is possible is known.
        let possible = stage.load("possible", args.callers, 0.0).run(each).await;
        let rate =
            f64::from(u32::try_from(possible.waits.len()).unwrap_or(u32::MAX)) / each.as_secs_f64();
        write_out(&format!(
            "{} tenants: {rate:.0} calls a second are possible; half of it from here on",
            args.tenants
        ));
        let window = Duration::from_secs(args.seconds) / WINDOWS;
        for number in 0..WINDOWS {
            let load = stage.load(&format!("steady{number}"), args.callers, rate * SHARE);
            let seen = load.run(window).await;
            let good = u32::try_from(seen.waits.len()).unwrap_or(u32::MAX);
            report.steady.push(Window {
                per_second: f64::from(good) / window.as_secs_f64(),
                times: seen.times(),
                failed: seen.calls.len() - seen.waits.len(),
            });
        }
        report.memory.push(("after the steady load", node.memory()));
    }
    node.stop().await
}
