//! What the neighbours of hostile tenants wait longer: the same calls of the same tenants, with and without.

use std::time::{Duration, Instant};

use connector_host::Host;
use connector_testkit::Database;
use futures::future::join_all;
use serde_json::json;

use crate::calls::{call, config, is, job, settled, start};
use crate::figure::{Figure, Result, Times};

/// Of ten tenants, nine are watched. The tenth is one of them, or hostile.
const TENANTS: usize = 10;
const LASTS: Duration = Duration::from_secs(10);
/// They take turns, and medians are told, beside what each round came to.
const ROUNDS: usize = 3;
/// Between two calls of one tenant.
const PAUSE: Duration = Duration::from_millis(25);
const LIMITS: &str = "wall=20s,connect=10s,cpu=5s";
const HONEST: &str = "
  const { Client } = require('pg');
  async function updateUser(id, { n }) {
    const client = new Client({ connectionString: env.DB_CONNECTION_URI });
    await client.connect();
    const { rows } = await client.query('SELECT $1::int AS n', [n]);
    await client.end();
    return { id, n: rows[0].n };
  }";
/// What a hostile tenant does, and how many calls of it are under way at any time.
const HOSTILE: &[(&str, &str, usize)] = &[
    ("loops", "for (;;) {}", 1),
    ("loops, ten calls at once", "for (;;) {}", 10),
    (
        "floods",
        "const all = []; for (;;) all.push(new Array(1000).fill(all));",
        1,
    ),
];

struct Seen {
    times: Times,
    failed: usize,
}

pub(crate) async fn measure() -> Result<Vec<Figure>> {
    let database = Database::empty().await?;
    let url = database.url();
    // The first round finds everything cold, and is not told.
    round(&url, None).await?;
    let mut none = Vec::new();
    let mut some: Vec<Vec<Seen>> = HOSTILE.iter().map(|_| Vec::new()).collect();
    for _ in 0..ROUNDS {
        none.push(round(&url, None).await?);
        for ((_, body, at_once), seen) in HOSTILE.iter().zip(&mut some) {
            seen.push(round(&url, Some((*body, *at_once))).await?);
        }
    }
    let mut figures = vec![
        Figure::new(
            "neighbours, nobody hostile, p50",
            percentile(&none, 50),
            "ms",
        ),
        Figure::new(
            "neighbours, nobody hostile, p99",
            percentile(&none, 99),
            "ms",
        )
        .note(format!(
            "{}; {} calls, {} failed",
            p99s(&none),
            calls(&none),
            failed(&none)
        )),
    ];
    for ((name, ..), some) in HOSTILE.iter().zip(&some) {
        let ratios = some
            .iter()
            .zip(&none)
            .map(|(some, none)| some.times.percentile(99) / none.times.percentile(99));
        let ratios: Vec<f64> = ratios.collect();
        let shown: Vec<String> = ratios.iter().map(|ratio| format!("{ratio:.2}")).collect();
        let what = format!("neighbours, one in {TENANTS} {name}");
        figures.extend([
            Figure::new(format!("{what}, p50"), percentile(some, 50), "ms"),
            Figure::new(format!("{what}, p99"), percentile(some, 99), "ms").note(format!(
                "{}; {} calls",
                p99s(some),
                calls(some)
            )),
            Figure::new(format!("{what}, p99 against none"), median(ratios), "times")
                .aim(1.5)
                .note(format!("median of rounds: {}", shown.join(", "))),
            Figure::new(
                format!("{what}, failed calls"),
                failed(some) as f64,
                "calls",
            )
            .aim(0.0),
        ]);
    }
    let leaked = database.leaked_sessions().await?.len();
    figures.push(
        Figure::new(
            "sessions leaked beside hostile tenants",
            leaked as f64,
            "sessions",
        )
        .aim(0.0),
    );
    Ok(figures)
}

/// The median over the rounds of each round's percentile.
fn percentile(rounds: &[Seen], percent: usize) -> f64 {
    median(
        rounds
            .iter()
            .map(|seen| seen.times.percentile(percent))
            .collect(),
    )
}

fn p99s(rounds: &[Seen]) -> String {
    let times = rounds.iter().map(|seen| seen.times.percentile(99));
    let times: Vec<String> = times.map(|time| format!("{time:.1}")).collect();
    format!("median of rounds: {}", times.join(", "))
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

fn calls(rounds: &[Seen]) -> usize {
    rounds.iter().map(|seen| seen.times.count()).sum()
}

fn failed(rounds: &[Seen]) -> usize {
    rounds.iter().map(|seen| seen.failed).sum()
}

async fn round(url: &str, hostile: Option<(&str, usize)>) -> Result<Seen> {
    let host = start().await?;
    let host = &host;
    // Each has its isolate before the clock starts.
    join_all((0..TENANTS).map(|tenant| live(host, tenant, url, Instant::now()))).await;
    let until = Instant::now() + LASTS;
    let watched = join_all((1..TENANTS).map(|tenant| live(host, tenant, url, until)));
    let tenth = async {
        match hostile {
            None => live(host, 0, url, until).await.map(|_| ()),
            Some((body, at_once)) => {
                let attacks = (0..at_once).map(|_| attack(host, body, until));
                join_all(attacks).await.into_iter().collect()
            }
        }
    };
    let (watched, tenth) = tokio::join!(watched, tenth);
    tenth?;
    let (mut times, mut failed) = (Vec::new(), 0);
    for one in watched {
        let (took, lost) = one?;
        times.extend(took);
        failed += lost;
    }
    settled(host, config()?.workers).await?;
    host.drain(Duration::from_secs(5)).await;
    Ok(Seen {
        times: Times::new(times),
        failed,
    })
}

/// Calls until then, at least once. How long each call took, and how many failed.
async fn live(
    host: &Host,
    tenant: usize,
    url: &str,
    until: Instant,
) -> Result<(Vec<Duration>, usize)> {
    let (mut times, mut failed) = (Vec::new(), 0);
    let name = format!("tenant-{tenant}");
    for n in 0.. {
        let job = job(HONEST, json!({ "n": n }), LIMITS, Some(url))?;
        match call(host, &name, job).await {
            Ok((outcome, took)) if is(&outcome, &json!({ "id": "1", "n": n })) => times.push(took),
            _ => failed += 1,
        }
        if Instant::now() >= until {
            break;
        }
        tokio::time::sleep(PAUSE).await;
    }
    Ok((times, failed))
}

/// One call after the other, each up to its limit.
async fn attack(host: &Host, body: &str, until: Instant) -> Result<()> {
    let source = format!("async function updateUser() {{ {body} }}");
    while Instant::now() < until {
        // The default limits: a second of the processor, 64 MiB of heap.
        let job = job(&source, json!({}), "wall=5s", None)?;
        let (outcome, _) = call(host, "mallory", job).await?;
        if outcome.status.name() == "success" {
            return Err("the attack succeeded".into());
        }
    }
    Ok(())
}
