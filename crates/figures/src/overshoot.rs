//! How long after its limit an offender's caller has its answer.

use std::time::Duration;

use crate::calls::{call, config, job, settled, start};
use crate::figure::{Figure, Result, Times};

const WALL: Duration = Duration::from_millis(200);
const LIMITS: &str = "wall=200ms,cpu=10s";
const LOOPS: &[&str] = &[
    "while (true) {}",
    "for (;;) await null;",
    "for (;;) { try { for (;;) {} } finally { for (;;) {} } }",
    "for (;;) new Array(1000).fill(1);",
    "for (;;) { [...Array(50)]; }",
    "for (;;) /^(a+)+$/.test('a'.repeat(40) + 'b');",
    "for (;;) JSON.parse(JSON.stringify({ a: [1, 2, 3] }));",
    "return { get id() { for (;;) {} } };",
];
const ROUNDS: usize = 15;
/// Runs for seconds without ever looking whether it should stop, and takes two gigabytes.
const BUILT_IN: &str = "new Array(3e8).fill(1.5);";
const BUILT_IN_ROUNDS: usize = 10;

pub(crate) async fn measure() -> Result<Vec<Figure>> {
    let host = start().await?;
    let workers = config()?.workers;
    let over = |took: Duration| took.saturating_sub(WALL);
    let script =
        |body: &str| format!("async function updateUser(id) {{ {body} return {{ id }}; }}");

    let mut loops = Vec::new();
    for round in 0..ROUNDS {
        for body in LOOPS {
            let job = job(&script(body), serde_json::json!({}), LIMITS, None)?;
            let (outcome, took) = call(&host, &format!("loop-{round}"), job).await?;
            if outcome.status.name() != "timeout" {
                return Err(format!("{body} ended as {}", outcome.status.name()).into());
            }
            loops.push(over(took));
        }
    }
    let loops = Times::new(loops);
    let deaths = host.gauges().deaths;

    let (mut built_in, mut service) = (Vec::new(), Vec::new());
    for round in 0..BUILT_IN_ROUNDS {
        let job = job(&script(BUILT_IN), serde_json::json!({}), LIMITS, None)?;
        let (_, took) = call(&host, &format!("built-in-{round}"), job).await?;
        built_in.push(over(took));
        service.push(settled(&host, workers).await?);
    }
    let (built_in, service) = (Times::new(built_in), Times::new(service));
    let lost = host.gauges().deaths - deaths;
    host.drain(Duration::from_secs(5)).await;
    let note = format!(
        "{} calls of {} loops, {deaths} workers lost",
        loops.count(),
        LOOPS.len()
    );
    let beside = format!(
        "{} calls, {lost} workers lost and replaced",
        built_in.count()
    );
    Ok(vec![
        Figure::new("kill overshoot, loops, p50", loops.percentile(50), "ms")
            .aim(5.0)
            .note(note),
        Figure::new("kill overshoot, loops, max", loops.max(), "ms").aim(20.0),
        Figure::new(
            "kill overshoot, worst built-in, p50",
            built_in.percentile(50),
            "ms",
        )
        .note(beside),
        Figure::new("kill overshoot, worst built-in, max", built_in.max(), "ms").aim(300.0),
        Figure::new(
            "until its worker is replaced and gone, max",
            service.max(),
            "ms",
        ),
    ])
}
