//! Every hostile script of `tests/scripts`, beside neighbours that count what goes wrong for them.

use std::path::{Path, PathBuf};
use std::time::Duration;

use connector_host::{CancellationToken, Host, Job};
use connector_testkit::Database;
use futures::StreamExt as _;
use serde::Deserialize;
use serde_json::json;

use crate::calls::{call, config, is, job, settled, start};
use crate::figure::{Figure, Result};

/// What this program needs of a `case.json`.
#[derive(Deserialize)]
struct Case {
    run: Vec<String>,
    expect: Expect,
}

#[derive(Deserialize)]
struct Expect {
    status: String,
}

const AT_ONCE: usize = 2;
const PATIENT: &str = "wall=20s,connect=10s";
const NEIGHBOURS: usize = 4;
const PAUSE: Duration = Duration::from_millis(20);
const HONEST: &str = "
  const { Client } = require('pg');
  async function updateUser(id, { n }) {
    const client = new Client({ connectionString: env.DB_CONNECTION_URI });
    await client.connect();
    const { rows } = await client.query('SELECT $1::int AS n', [n]);
    await client.end();
    return { id, n: rows[0].n };
  }";

pub(crate) async fn measure() -> Result<Vec<Figure>> {
    let database = Database::users().await?;
    let url = database.url();
    let cases = cases(&url)?;
    let host = start().await?;
    let over = CancellationToken::new();
    let zoo = async {
        let unexpected = futures::stream::iter(&cases)
            .map(|(name, expected, job)| {
                let host = &host;
                async move {
                    let (outcome, _) = call(host, name, job.clone()).await?;
                    Ok(outcome.status.name() != expected)
                }
            })
            .buffer_unordered(AT_ONCE)
            .collect::<Vec<Result<bool>>>()
            .await;
        over.cancel();
        unexpected
    };
    let life = futures::future::join_all((0..NEIGHBOURS).map(|n| live(&host, n, &url, &over)));
    let (unexpected, lives) = tokio::join!(zoo, life);
    let unexpected = unexpected.into_iter().collect::<Result<Vec<bool>>>()?;
    let unexpected = unexpected.into_iter().filter(|is| *is).count();
    let (mut calls, mut crashed, mut failed) = (0, 0, 0);
    for life in lives {
        calls += life.calls;
        crashed += life.crashed;
        failed += life.failed;
    }
    settled(&host, config()?.workers).await?;
    let gauges = host.gauges();
    host.drain(Duration::from_secs(10)).await;
    let leaked = database.leaked_sessions().await?.len();
    let note = format!(
        "{} cases, {} worker deaths, {calls} calls of neighbours, {} run again",
        cases.len(),
        gauges.deaths,
        gauges.rerun
    );
    Ok(vec![
        Figure::new(
            "zoo, aborts seen by others than the offender",
            crashed as f64,
            "calls",
        )
        .aim(0.0)
        .note(note),
        Figure::new("zoo, neighbours' calls that failed", failed as f64, "calls").aim(0.0),
        Figure::new(
            "zoo, cases that ended as they should not",
            unexpected as f64,
            "cases",
        )
        .aim(0.0),
        Figure::new("zoo, sessions leaked", leaked as f64, "sessions").aim(0.0),
    ])
}

#[derive(Default)]
struct Life {
    calls: usize,
    crashed: usize,
    failed: usize,
}

async fn live(host: &Host, neighbour: usize, url: &str, over: &CancellationToken) -> Life {
    let mut life = Life::default();
    let tenant = format!("neighbour-{neighbour}");
    while !over.is_cancelled() {
        let n = life.calls;
        life.calls += 1;
        let limits = "wall=20s,connect=10s,cpu=10s";
        let Ok(job) = job(HONEST, json!({ "n": n }), limits, Some(url)) else {
            life.failed += 1;
            continue;
        };
        match call(host, &tenant, job).await {
            Ok((outcome, _)) if is(&outcome, &json!({ "id": "1", "n": n })) => {}
            Ok((outcome, _)) if outcome.status.name() == "crashed" => life.crashed += 1,
            _ => life.failed += 1,
        }
        tokio::time::sleep(PAUSE).await;
    }
    life
}

/// Name, status and job of every case.
fn cases(url: &str) -> Result<Vec<(String, String, Job)>> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/scripts");
    let mut cases = Vec::new();
    for kind in ["hostile", "escape"] {
        let mut folders: Vec<PathBuf> = std::fs::read_dir(top.join(kind))?
            .filter_map(|entry| entry.ok().map(|entry| entry.path()))
            .filter(|path| path.is_dir())
            .collect();
        folders.sort();
        for folder in folders {
            let name = folder.file_name().unwrap_or_default().to_string_lossy();
            let case: Case = serde_json::from_slice(&std::fs::read(folder.join("case.json"))?)?;
            let source = std::fs::read_to_string(folder.join("updateUser.js"))?;
            let limits = case.run.iter().position(|word| word == "--limits");
            let limits = limits.and_then(|at| case.run.get(at + 1));
            let limits = limits.map_or(PATIENT, String::as_str);
            let mut job = job(&source, json!({}), limits, Some(url))?;
            job.invocation.arguments[0] = json!(1);
            cases.push((name.into_owned(), case.expect.status, job));
        }
    }
    Ok(cases)
}
