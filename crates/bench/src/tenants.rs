//! Many tenants, few of whom ask often: what a call costs as their number grows.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use connector_contract::Status;
use connector_host::{Cancel, Host, Job};

use crate::contestant::together;
use crate::figure::Figure;
use crate::ours::{self, job, place};
use crate::work;

const WHAT: &str = "a call's cost among tenants, asked by Zipf's law, 16 at once";
const UNIT: &str = "µs";
const CONCURRENCY: usize = 16;
/// What one worker may keep warm.
const KEPT_BYTES: u64 = 6 << 30;

/// One line for each number of tenants; `rounds` rounds of `length` after one that warms up.
pub(crate) async fn measure(
    connector: &Path,
    top: &Path,
    rounds: usize,
    length: Duration,
) -> Result<Vec<Figure>> {
    let mut figures = Vec::new();
    for (count, who) in [
        (10, "Connector, 10 tenants"),
        (100, "Connector, 100 tenants"),
        (1_000, "Connector, 1,000 tenants"),
        (10_000, "Connector, 10,000 tenants"),
    ] {
        let mut config = ours::config(connector);
        config.memory_target_bytes = KEPT_BYTES;
        config.memory_cap_bytes = 2 * KEPT_BYTES;
        let host = Host::start(config).await?;
        let order = order(count);
        let next = AtomicUsize::new(0);
        // Everybody has been met, and the second time where they stay; who asks most comes last, and is kept.
        for _ in 0..2 {
            meet(&host, top, count).await?;
        }
        round(&host, top, &order, &next, length).await?;
        let mut costs = Vec::new();
        for _ in 0..rounds {
            costs.push(round(&host, top, &order, &next, length).await?);
        }
        host.drain(Duration::from_secs(1)).await;
        figures.push(Figure::of(WHAT, who, UNIT, costs));
    }
    Ok(figures)
}

fn template(top: &Path) -> Result<Job> {
    let work = work::requiring(top);
    let mut template = job(&work, &[])?;
    template.invocation.arguments = work.calls.first().cloned().unwrap_or_default();
    Ok(template)
}

async fn meet(host: &Host, top: &Path, tenants: usize) -> Result<()> {
    let template = template(top)?;
    for tenant in (0..tenants).rev() {
        let place = place(&format!("tenant-{tenant}"));
        host.invoke(&place, template.clone(), Cancel::never())
            .await?;
    }
    Ok(())
}

async fn round(
    host: &Host,
    top: &Path,
    order: &[usize],
    next: &AtomicUsize,
    length: Duration,
) -> Result<f64> {
    let template = &template(top)?;
    let begun = Instant::now();
    let serving = (0..CONCURRENCY).map(|_| async move {
        let mut calls = 0u64;
        while begun.elapsed() < length {
            let turn = next.fetch_add(1, Relaxed) % order.len();
            let tenant = format!("tenant-{}", order.get(turn).copied().unwrap_or(0));
            let outcome = host
                .invoke(&place(&tenant), template.clone(), Cancel::never())
                .await?;
            if outcome.status != Status::Success {
                bail!("{:?}: {:?}", outcome.status, outcome.error);
            }
            calls += 1;
        }
        Ok(calls)
    });
    let calls: u64 = together(serving).await?.into_iter().sum();
    Ok(begun.elapsed().as_secs_f64() * 1e6 / calls as f64)
}

/// Who asks, one after the other: the tenant of rank n is n times rarer than the first. Always the same.
fn order(tenants: usize) -> Vec<usize> {
    let sums: Vec<f64> = (1..=tenants)
        .scan(0.0, |sum, rank| {
            *sum += 1.0 / rank as f64;
            Some(*sum)
        })
        .collect();
    let total = sums.last().copied().unwrap_or(1.0);
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    (0..200_000)
        .map(|_| {
            // Marsaglia's xorshift.
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let dice = (state >> 11) as f64 / (1u64 << 53) as f64 * total;
            sums.partition_point(|sum| *sum <= dice)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_asks_half_as_often_as_the_first_and_nobody_is_left_out() {
        let order = order(10);
        let count = |tenant| order.iter().filter(|one| **one == tenant).count() as f64;
        let ratio = count(0) / count(1);
        assert!((1.9..2.1).contains(&ratio), "{ratio}");
        assert!((0..10).all(|tenant| count(tenant) > 1_000.0));
        assert!(order.iter().all(|tenant| *tenant < 10));
    }
}
