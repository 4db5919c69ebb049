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
const LASTS: Duration = Duration::from_secs(20);
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
    let none = round(&database.url(), None).await?;
    let mut figures = vec![
        Figure::new(
            "neighbours, nobody hostile, p50",
            none.times.percentile(50),
            "ms",
        ),
        Figure::new(
            "neighbours, nobody hostile, p99",
            none.times.percentile(99),
            "ms",
        )
        .note(format!(
            "{} calls, {} failed",
            none.times.count(),
            none.failed
        )),
    ];
    for (name, body, at_once) in HOSTILE {
        let some = round(&database.url(), Some((*body, *at_once))).await?;
        let ratio = some.times.percentile(99) / none.times.percentile(99);
        let what = format!("neighbours, one in {TENANTS} {name}");
        figures.extend([
            Figure::new(format!("{what}, p50"), some.times.percentile(50), "ms"),
            Figure::new(format!("{what}, p99"), some.times.percentile(99), "ms")
                .note(format!("{} calls", some.times.count())),
            Figure::new(format!("{what}, p99 against none"), ratio, "times").aim(1.5),
            Figure::new(format!("{what}, failed calls"), some.failed as f64, "calls").aim(0.0),
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
