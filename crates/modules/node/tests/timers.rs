//! Timers, ticks and immediates on deno_core's own event loop.

mod realm;

use std::time::{Duration, Instant};

use realm::{idle, result, run, runtime, start};

#[tokio::test(flavor = "current_thread")]
async fn ticks_go_before_promises_and_run_between_timers() {
    let order = run(
        &mut runtime(),
        r#"
        const { setTimeout, setImmediate, process } = globals;
        const log = [];
        const tick = (name) => process.nextTick(() => log.push(name));
        await new Promise((resolve) => {
            setTimeout(() => { log.push("timeout"); Promise.resolve().then(() => log.push("promise after timeout")); tick("tick after timeout"); }, 20);
            setTimeout(() => log.push("timeout 2"), 20);
            Promise.resolve().then(() => { log.push("promise"); tick("tick in promise"); }).then(() => log.push("promise 2"));
            process.nextTick(() => { log.push("tick"); tick("tick in tick"); });
            log.push("sync");
            setTimeout(resolve, 60);
        });
        return log.join(", ");
        "#,
    )
    .await;
    let expected = "sync, tick, tick in tick, promise, promise 2, tick in promise, \
                    timeout, tick after timeout, promise after timeout, timeout 2";
    assert_eq!(order, expected);
}

#[tokio::test(flavor = "current_thread")]
async fn pending_timers_are_limited() {
    let answer = run(
        &mut runtime(),
        r#"
        const { setTimeout, setInterval, setImmediate, clearTimeout, clearInterval } = globals;
        shims.setTimerLimit(3);
        const interval = setInterval(() => {}, 1);
        const timeout = setTimeout(() => {}, 60000);
        setImmediate(() => {});
        const attempt = (fn) => { try { fn(); return "made"; } catch (err) { return `${err.code}: ${err.message}`; } };
        const out = [attempt(() => setTimeout(() => {}, 1)), attempt(() => setImmediate(() => {})), shims.activeTimers()];
        clearTimeout(timeout);
        // A slot is free again, also after firing.
        await new Promise((resolve) => setTimeout(resolve, 5));
        await new Promise((resolve) => setTimeout(resolve, 1));
        clearInterval(interval);
        out.push(shims.activeTimers());
        return out.join("; ");
        "#,
    )
    .await;
    let refusal = "CONNECTOR_LIMIT: timers: at most 3 may be pending at once in an invocation";
    assert_eq!(answer, format!("{refusal}; {refusal}; 3; 0"));
}

#[tokio::test(flavor = "current_thread")]
async fn nothing_survives_clear_all_timers() {
    let mut runtime = runtime();
    start(
        &mut runtime,
        r#"
        const { setTimeout, setInterval, setImmediate } = globals;
        globalThis.fired = 0;
        setTimeout(() => fired++, 1);
        +setTimeout(() => fired++, 3600000);
        setInterval(() => fired++, 1);
        setImmediate(() => fired++);
        setImmediate(() => fired++).unref();
        const before = shims.activeTimers();
        shims.clearAllTimers();
        shims.clearAllTimers();
        return [before, shims.activeTimers()].join();
        "#,
    );
    let begun = Instant::now();
    idle(&mut runtime).await.expect("the event loop ends");
    assert!(begun.elapsed() < Duration::from_secs(60));
    assert_eq!(result(&mut runtime), "5,0");
    assert_eq!(run(&mut runtime, "return fired").await, "0");
}

#[tokio::test(flavor = "current_thread")]
async fn an_interval_may_end_itself_and_unref_lets_the_loop_end() {
    let answer = run(
        &mut runtime(),
        r#"
        const { setTimeout, setInterval, clearInterval } = globals;
        let n = 0;
        setTimeout(() => n += 100, 3600000).unref();
        await new Promise((resolve) => {
            const interval = setInterval(() => { if (++n === 3) { clearInterval(interval); resolve(); } }, 1);
        });
        shims.clearAllTimers();
        return n;
        "#,
    )
    .await;
    assert_eq!(answer, "3");
}

#[tokio::test(flavor = "current_thread")]
async fn an_error_in_a_callback_reaches_the_host() {
    for start_it in [
        "setTimeout",
        "setImmediate",
        "process.nextTick",
        "queueMicrotask",
    ] {
        let mut runtime = runtime();
        start(
            &mut runtime,
            &format!(
                "const {{ setTimeout, setImmediate, process }} = globals;
                 {start_it}(() => {{ throw new RangeError('from {start_it}') }});"
            ),
        );
        let outcome = idle(&mut runtime).await.expect_err("the error is told");
        assert!(
            outcome
                .to_string()
                .contains(&format!("RangeError: from {start_it}")),
            "{outcome}"
        );
    }
}

#[tokio::test(flavor = "current_thread")]
async fn signals_time_out() {
    let answer = run(
        &mut runtime(),
        r#"
        const { AbortSignal, setTimeout } = globals;
        const signal = AbortSignal.timeout(5);
        const both = AbortSignal.any([signal]);
        await new Promise((resolve) => setTimeout(resolve, 50));
        return [signal.aborted, both.aborted, signal.reason.name, signal.reason.message].join();
        "#,
    )
    .await;
    assert_eq!(
        answer,
        "true,true,TimeoutError,The operation was aborted due to timeout"
    );
}
