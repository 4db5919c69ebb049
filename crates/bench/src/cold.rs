//! The first answer of a script in an isolate that has not run it before.

use std::path::Path;
use std::process::Stdio;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use connector_contract::Script;
use connector_runtime::Lane;
use serde_json::{Value, json};
use tokio::process::Command;

use crate::figure::Figure;
use crate::inprocess::{config, on_a_lane, serve, task};
use crate::ours::job;
use crate::work::{self, Work};

const WHAT: &str = "cold start: pg, bcrypt and lodash required, one answer";
const UNIT: &str = "ms";

/// All of them, `samples` of each.
pub(crate) async fn measure(top: &Path, modules: &Path, samples: usize) -> Result<Vec<Figure>> {
    let work = work::requiring(top);
    let mut figures = Vec::new();
    for (who, spare, known) in [
        ("Connector: spare isolate, known script", true, true),
        ("Connector: spare isolate, new script", true, false),
        ("Connector: no spare, known script", false, true),
        ("Connector: no spare, new script", false, false),
    ] {
        let work = work.clone();
        let values = on_a_lane(config(true, usize::from(spare)), move |lane| async move {
            ours(&lane, &work, samples, spare, known).await
        });
        figures.push(Figure::of(WHAT, who, UNIT, values.await?));
    }
    for (who, mode) in [
        ("isolated-vm: shims from a snapshot", "snapshot"),
        ("isolated-vm: shims compiled from a cache", "cached"),
        ("isolated-vm: no shims at all", "bare"),
    ] {
        let values = isolated_vm(top, modules, &work, mode, samples).await?;
        figures.push(Figure::of(WHAT, who, UNIT, values));
    }
    let values = node(top, modules, &work, samples.min(20)).await?;
    figures.push(Figure::of(WHAT, "Node: a process", UNIT, values));
    Ok(figures)
}

async fn ours(
    lane: &Lane,
    work: &Work,
    samples: usize,
    spare: bool,
    known: bool,
) -> Result<Vec<f64>> {
    let mut template = job(work, &[])?;
    let mut values = Vec::new();
    // As in any service, it isn't the only isolate: with the last one V8 lets go of what all of them share.
    lane.prepare();
    if !spare {
        // One that fits nobody is no spare.
        template.invocation.limits.heap_bytes += 1 << 20;
    }
    // The first ones find V8's own caches cold, and the script's unknown.
    let warm_up = 5;
    for number in 0..samples + warm_up {
        let mut job = template.clone();
        job.invocation.arguments = work.calls.first().cloned().unwrap_or_default();
        if !known {
            let source = format!("{}\n// {number}", job.script.source());
            job.script = Script::new(job.script.name(), source, usize::MAX)?;
        }
        let task = task(job, "bench", number as u64 + 1)?;
        if spare {
            lane.prepare();
        }
        let started = Instant::now();
        let (_, told) = serve(lane, task).await?;
        if number >= warm_up {
            values.push(told.duration_since(started).as_secs_f64() * 1e3);
        }
    }
    Ok(values)
}

async fn isolated_vm(
    top: &Path,
    modules: &Path,
    work: &Work,
    mode: &str,
    samples: usize,
) -> Result<Vec<f64>> {
    let setup = json!({ "samples": samples, "mode": mode });
    let said = ask_node(top, modules, work, "inside.mjs", setup).await?;
    Ok(serde_json::from_value(said["cold_ms"].clone())?)
}

/// From the start of the process to its answer.
async fn node(top: &Path, modules: &Path, work: &Work, samples: usize) -> Result<Vec<f64>> {
    let mut values = Vec::new();
    for _ in 0..samples {
        let started = Instant::now();
        ask_node(top, modules, work, "once.mjs", json!({})).await?;
        values.push(started.elapsed().as_secs_f64() * 1e3);
    }
    Ok(values)
}

/// Runs a file of the peers' under Node; the one line of JSON that it says.
pub(crate) async fn ask_node(
    top: &Path,
    modules: &Path,
    work: &Work,
    file: &str,
    mut setup: Value,
) -> Result<Value> {
    setup["script"] = json!(work.script);
    setup["action"] = json!(work.action.name());
    setup["calls"] = json!(work.calls);
    setup["env"] = json!({});
    setup["modules"] = json!(modules.join("package.json"));
    let output = Command::new("node")
        // isolated-vm asks for it.
        .arg("--no-node-snapshot")
        .arg(top.join("crates/bench/peers").join(file))
        .arg(setup.to_string())
        .env("NODE_ENV", "production")
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .kill_on_drop(true)
        .output()
        .await?;
    if !output.status.success() {
        bail!("{file} failed");
    }
    let text = String::from_utf8(output.stdout)?;
    let line = text.lines().next().context("it said nothing")?;
    Ok(serde_json::from_str(line)?)
}
