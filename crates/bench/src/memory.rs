//! What a tenant takes that has been called and is called again soon: resident memory of the process that holds many,
//! less that of the same process with few, by the difference of tenants.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use connector_host::{Cancel, Host};
use serde_json::json;

use crate::cold::ask_node;
use crate::figure::Figure;
use crate::ours::{self, job, place};
use crate::wire::Wire;
use crate::work;
use crate::workerd::{self, Workerd};

const WHAT: &str = "an idle warm tenant: pg, bcrypt and lodash required";
const UNIT: &str = "MB";
/// Tenants in the process before, and after.
const FEW: usize = 20;
const MANY: usize = 120;
/// How often each is called: its code is compiled, and perhaps optimised.
const CALLS: usize = 20;
/// Whoever wants to give memory back may do so.
const REST: Duration = Duration::from_secs(8);

/// All of them.
pub(crate) async fn measure(connector: &Path, top: &Path, modules: &Path) -> Result<Vec<Figure>> {
    let work = work::requiring(top);
    let setup = json!({ "few": FEW, "many": MANY, "times": CALLS, "mode": "snapshot" });
    let said = ask_node(top, modules, &work, "inside.mjs", setup).await?;
    let isolated_vm = said["tenant_bytes"].as_f64().context("bytes")? / 1e6;
    Ok(vec![
        Figure::of(WHAT, "Connector", UNIT, vec![ours(connector, top).await?]),
        Figure::of(
            WHAT,
            "isolated-vm: pg and lodash from a snapshot",
            UNIT,
            vec![isolated_vm],
        ),
        Figure::of(
            WHAT,
            "workerd: no modules at all",
            UNIT,
            vec![workerd(top, modules).await?],
        ),
    ])
}

async fn ours(connector: &Path, top: &Path) -> Result<f64> {
    let work = work::requiring(top);
    let mut config = ours::config(connector);
    config.workers = 1;
    config.threads_per_worker = 1;
    config.spares = 0;
    config.memory_target_bytes = 4 << 30;
    config.memory_cap_bytes = 8 << 30;
    let host = Host::start(config).await?;
    let mut called = 0;
    let mut resident_at = Vec::new();
    for tenants in [FEW, MANY] {
        while called < tenants {
            called += 1;
            for call in work.calls.iter().cycle().take(CALLS) {
                let mut job = job(&work, &[])?;
                job.invocation.arguments.clone_from(call);
                let place = place(&format!("tenant-{called}"));
                host.invoke(&place, job, Cancel::never()).await?;
            }
        }
        tokio::time::sleep(REST).await;
        let pid = *host.gauges().worker_pids.first().context("a worker")?;
        resident_at.push(resident(pid)?);
    }
    host.drain(Duration::from_secs(1)).await;
    Ok(each(&resident_at))
}

async fn workerd(top: &Path, modules: &Path) -> Result<f64> {
    let work = work::simplest(top);
    let workerd = Workerd::start(modules, &work.script, work.action.name(), MANY).await?;
    let pid = workerd.child.id().context("it runs")?;
    let mut resident_at = Vec::new();
    let mut called = 0;
    for tenants in [FEW, MANY] {
        for address in workerd.addresses.iter().take(tenants).skip(called) {
            let mut wire = Wire::connect(address).await?;
            for call in work.calls.iter().cycle().take(CALLS) {
                wire.ask(&workerd::ask(address, call)).await?;
            }
        }
        called = tenants;
        tokio::time::sleep(REST).await;
        resident_at.push(resident(pid)?);
    }
    Ok(each(&resident_at))
}

/// Megabytes for each tenant that came between.
fn each(resident_at: &[f64]) -> f64 {
    match resident_at {
        [few, many] => (many - few) / 1e6 / (MANY - FEW) as f64,
        _ => f64::NAN,
    }
}

/// A process's resident memory, in bytes.
fn resident(pid: u32) -> Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.split_ascii_whitespace().next());
    Ok(kilobytes.context("VmRSS")?.parse::<f64>()? * 1024.0)
}
