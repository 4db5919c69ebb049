//! Timers, ticks and immediates on deno_core's own event loop.

mod realm;

use realm::{run, runtime};

#[tokio::test(flavor = "current_thread")]
async fn ticks_go_before_promises_before_timers_before_immediates() {
    let mut runtime = runtime();
    let order = run(
        &mut runtime,
        r#"
        const { setTimeout, setImmediate, process } = globals;
        const log = [];
        await new Promise((resolve) => {
            setImmediate(() => { log.push("immediate"); process.nextTick(() => log.push("tick in immediate")); });
            setTimeout(() => { log.push("timeout"); process.nextTick(() => log.push("tick in timeout")); Promise.resolve().then(() => log.push("promise in timeout")); }, 1);
            setTimeout(() => log.push("timeout 2"), 1);
            Promise.resolve().then(() => { log.push("promise"); process.nextTick(() => log.push("tick in promise")); }).then(() => log.push("promise 2"));
            process.nextTick(() => { log.push("tick"); process.nextTick(() => log.push("tick in tick")); });
            log.push("sync");
            setTimeout(resolve, 30);
        });
        return log.join(", ");
        "#,
    )
    .await;
    println!("{order}");
}
