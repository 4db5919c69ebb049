//! From the death of a worker to full service.

use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::json;

use crate::calls::{call, config, is, job, start};
use crate::figure::{Figure, Result, Times};

const ROUNDS: usize = 15;

pub(crate) async fn measure() -> Result<Vec<Figure>> {
    let host = start().await?;
    let workers = config()?.workers;
    let (mut manned, mut served) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        // Longer than what counts as a short life: no pause before the next worker.
        tokio::time::sleep(Duration::from_millis(1_200)).await;
        let pids = host.gauges().worker_pids;
        let victim = pids.get(round % pids.len().max(1)).copied().unwrap_or(0);
        let pid = Pid::from_raw(i32::try_from(victim)?).ok_or("a worker has a pid")?;
        let died = Instant::now();
        kill_process(pid, Signal::KILL)?;
        loop {
            let gauges = host.gauges();
            if gauges.workers == workers && !gauges.worker_pids.contains(&victim) {
                break;
            }
            if died.elapsed() > Duration::from_secs(30) {
                return Err("no worker came up".into());
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        manned.push(died.elapsed());
        // Tenants enough that each worker has some of them.
        for tenant in 0..4 * workers {
            let source = "async function updateUser(id) { return { id }; }";
            let job = job(source, json!({}), "wall=5s", None)?;
            let (outcome, _) = call(&host, &format!("tenant-{tenant}"), job).await?;
            if !is(&outcome, &json!({ "id": "1" })) {
                return Err("a call after the death failed".into());
            }
        }
        served.push(died.elapsed());
    }
    host.drain(Duration::from_secs(5)).await;
    let (manned, served) = (Times::new(manned), Times::new(served));
    Ok(vec![
        Figure::new(
            "worker death to full service, p50",
            manned.percentile(50),
            "ms",
        )
        .note(format!("{ROUNDS} workers killed")),
        Figure::new("worker death to full service, max", manned.max(), "ms"),
        Figure::new(
            "the same, until every worker has served, p50",
            served.percentile(50),
            "ms",
        ),
    ])
}
