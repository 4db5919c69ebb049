//! The ops in a real runtime, called as a hostile script could call them.

use std::sync::Arc;
use std::time::{Duration, Instant};

use connector_capability::Capabilities;
use connector_capability::egress::{DirectEgress, Policy};
use connector_capability::meter::{Meter, Wait};
use connector_capability::permit::Permits;
use deno_core::{JsRuntime, PollEventLoopOptions, RuntimeOptions};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

deno_core::extension!(
    bare_ops,
    ops = [
        crate::ops::op_bcrypt_hash_sync,
        crate::ops::op_bcrypt_hash,
        crate::ops::op_bcrypt_compare_sync,
        crate::ops::op_bcrypt_compare,
        crate::ops::op_bcrypt_digest_sync,
        crate::ops::op_bcrypt_digest,
        crate::ops::op_bcrypt_random_salt,
    ],
);

const HASH: &str = "$2b$04$CCCCCCCCCCCCCCCCCCCCC.4K7lyz.nKATbsiu/RcZjqWyDNnj87qG";
const COST_15: &str = "$2b$15$CCCCCCCCCCCCCCCCCCCCC.";

fn lent(wall: Duration) -> Capabilities {
    Capabilities {
        limits: Arc::new(connector_contract::Limits {
            pending_ops: 3,
            bcrypt_cost: 15,
            ..Default::default()
        }),
        deadline: Instant::now() + wall,
        over: CancellationToken::new(),
        tasks: TaskTracker::new(),
        meter: Arc::new(Meter::default()),
        egress: Arc::new(DirectEgress {
            policy: Policy::default(),
        }),
        permits: Permits::new(1),
        lender: None,
        relay_encrypts: false,
    }
}

/// Runs `body`, an async function body with `ops` and `b` (text to bytes), and returns what it returns as text.
async fn run(lent: Option<Capabilities>, body: &str) -> String {
    let mut runtime = JsRuntime::new(RuntimeOptions {
        extensions: vec![bare_ops::init()],
        ..Default::default()
    });
    if let Some(lent) = lent {
        runtime.op_state().borrow_mut().put(lent);
    }
    let source = format!(
        "(async () => {{
            const ops = Deno.core.ops;
            const b = (text) => Uint8Array.from(text, (c) => c.charCodeAt(0));
            const told = (error) => `${{error.constructor.name}} ${{error.code}} ${{error.message}}`;
            {body}
        }})().then(String, (error) => 'threw ' + error)"
    );
    let promise = runtime.execute_script("test.js", source).unwrap();
    let answer = runtime.resolve(promise);
    let value = runtime
        .with_event_loop_promise(answer, PollEventLoopOptions::default())
        .await
        .unwrap();
    deno_core::scope!(scope, runtime);
    deno_core::v8::Local::new(scope, value).to_rust_string_lossy(scope)
}

async fn run_lent(body: &str) -> String {
    run(Some(lent(Duration::from_secs(60))), body).await
}

#[tokio::test]
async fn both_forms_agree() {
    let body = format!(
        "const [p, h] = [b('secret'), b('{HASH}')];
         return [
            ops.op_bcrypt_hash_sync(p, h) === '{HASH}', await ops.op_bcrypt_hash(p, h) === '{HASH}',
            ops.op_bcrypt_compare_sync(p, h), await ops.op_bcrypt_compare(p, h),
            ops.op_bcrypt_compare_sync(b('other'), h), await ops.op_bcrypt_compare(b('other'), h),
            ops.op_bcrypt_hash_sync(p, b('x')) === '', await ops.op_bcrypt_hash(p, b('x')) === '',
            ops.op_bcrypt_compare_sync(p, b('x')), await ops.op_bcrypt_compare(p, b('x')),
         ]"
    );
    assert_eq!(
        run_lent(&body).await,
        "true,true,true,true,false,false,true,true,false,false"
    );
    let body = "const [key, salt] = [b('secret\\0'), new Uint8Array(16)];
         return [ops.op_bcrypt_digest_sync(key, salt, 4), await ops.op_bcrypt_digest(key, salt, 4)].map((d) => d.join('')).join()";
    let digests = run_lent(body).await;
    let (sync, beside) = digests.split_once(',').unwrap();
    assert_eq!(sync, beside);
    assert!(sync.len() > 23);
}

#[tokio::test]
async fn random_salts_differ() {
    let body = "const a = ops.op_bcrypt_random_salt(), c = ops.op_bcrypt_random_salt(); return [a.length, a.join() !== c.join()]";
    assert_eq!(run(None, body).await, "16,true");
}

#[tokio::test]
async fn costs_above_the_limit_are_errors_everywhere() {
    let salt = "$2b$16$CCCCCCCCCCCCCCCCCCCCC.";
    let hash = HASH.replace("$04$", "$16$");
    let expected = "Error CONNECTOR_LIMIT bcrypt cost 16 is above the limit of 15";
    for call in [
        format!("ops.op_bcrypt_hash_sync(b('x'), b('{salt}'))"),
        format!("await ops.op_bcrypt_hash(b('x'), b('{salt}'))"),
        format!("ops.op_bcrypt_compare_sync(b('x'), b('{hash}'))"),
        format!("await ops.op_bcrypt_compare(b('x'), b('{hash}'))"),
        "ops.op_bcrypt_digest_sync(b('x'), new Uint8Array(16), 16)".to_owned(),
        "await ops.op_bcrypt_digest(b('x'), new Uint8Array(16), 16)".to_owned(),
    ] {
        let body =
            format!("try {{ {call}; return 'no error' }} catch (error) {{ return told(error) }}");
        assert_eq!(run_lent(&body).await, expected, "{call}");
    }
    let body = "try { ops.op_bcrypt_digest_sync(b('x'), new Uint8Array(16), 2 ** 32 - 1) } catch (error) { return told(error) }";
    assert_eq!(
        run_lent(body).await,
        "Error CONNECTOR_LIMIT bcrypt cost 255 is above the limit of 15"
    );
}

#[tokio::test]
async fn nothing_works_outside_an_invocation() {
    let body = format!(
        "try {{ ops.op_bcrypt_hash_sync(b('x'), b('{HASH}')) }} catch (error) {{ return told(error) }}"
    );
    assert_eq!(
        run(None, &body).await,
        "Error undefined bcrypt hashes and compares only while an action runs"
    );
    let body = format!("return ops.op_bcrypt_compare(b('x'), b('{HASH}')).catch(told)");
    assert_eq!(
        run(None, &body).await,
        "Error undefined bcrypt hashes and compares only while an action runs"
    );
}

#[tokio::test]
async fn odd_arguments_are_type_errors_or_answers() {
    let body = "const answers = [];
        const odd = [undefined, null, 5, 'text', {}, [], new ArrayBuffer(8), new DataView(new ArrayBuffer(8)), Symbol('x')];
        for (const value of odd) {
            for (const name of ['hash_sync', 'hash', 'compare_sync', 'compare', 'digest_sync', 'digest']) {
                try { await ops['op_bcrypt_' + name](value, value, value); answers.push('answer'); }
                catch (error) { answers.push(error.constructor.name); }
            }
        }
        try { ops.op_bcrypt_digest_sync(new Uint8Array(3), new Uint8Array(15), 4) } catch (error) { answers.push(error.message) }
        return [...new Set(answers)].sort().join()";
    let answers = run_lent(body).await;
    assert_eq!(answers, "TypeError,a bcrypt salt has 16 bytes");
}

#[tokio::test]
async fn pending_operations_are_bounded() {
    let body = format!(
        "const all = await Promise.allSettled(Array.from({{length: 5}}, () => ops.op_bcrypt_hash(b('x'), b('{HASH}'))));
         return all.map((one) => one.status === 'fulfilled' ? 'done' : one.reason.code).join()"
    );
    assert_eq!(
        run_lent(&body).await,
        "done,done,done,CONNECTOR_LIMIT,CONNECTOR_LIMIT"
    );
}

#[tokio::test]
async fn time_is_booked() {
    for call in ["ops.op_bcrypt_hash_sync", "await ops.op_bcrypt_hash"] {
        let lent = lent(Duration::from_secs(60));
        let meter = Arc::clone(&lent.meter);
        let began = Instant::now();
        run(
            Some(lent),
            &format!("{call}(b('x'), b('{}'))", HASH.replace("$04$", "$08$")),
        )
        .await;
        let booked = meter.waited(Wait::Bcrypt);
        assert!(
            booked > Duration::ZERO && booked <= began.elapsed(),
            "{booked:?}"
        );
    }
}

#[tokio::test]
async fn cancelling_ends_the_work_of_both_forms() {
    for call in ["ops.op_bcrypt_hash_sync", "await ops.op_bcrypt_hash"] {
        let lent = lent(Duration::from_secs(600));
        let over = lent.over.clone();
        let permits = lent.permits.clone();
        let killer = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(50));
            over.cancel();
        });
        let began = Instant::now();
        let body = format!(
            "try {{ {call}(b('x'), b('{COST_15}')) }} catch (error) {{ return told(error) }}"
        );
        let told = run(Some(lent), &body).await;
        assert_eq!(
            told,
            "Error undefined the invocation ended before bcrypt was done"
        );
        killer.join().unwrap();
        // The thread beside gives its permit back soon as well: the core is free again.
        permits.acquire().await.unwrap();
        assert!(
            began.elapsed() < Duration::from_millis(1500),
            "{:?}",
            began.elapsed()
        );
    }
}

#[tokio::test]
async fn the_deadline_ends_the_work_of_both_forms() {
    for call in ["ops.op_bcrypt_hash_sync", "await ops.op_bcrypt_hash"] {
        let lent = lent(Duration::from_millis(50));
        let permits = lent.permits.clone();
        let began = Instant::now();
        let body = format!(
            "try {{ {call}(b('x'), b('{COST_15}')) }} catch (error) {{ return told(error) }}"
        );
        let told = run(Some(lent), &body).await;
        assert_eq!(
            told,
            "Error undefined the invocation ended before bcrypt was done"
        );
        permits.acquire().await.unwrap();
        assert!(
            began.elapsed() < Duration::from_millis(1500),
            "{:?}",
            began.elapsed()
        );
    }
}

#[tokio::test]
async fn a_job_that_waits_for_a_permit_can_be_cancelled() {
    let lent = lent(Duration::from_secs(600));
    let held = lent.permits.acquire().await.unwrap();
    let over = lent.over.clone();
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(20)).await;
        over.cancel();
    });
    let body = format!("return ops.op_bcrypt_hash(b('x'), b('{HASH}')).catch(told)");
    assert_eq!(
        run(Some(lent), &body).await,
        "Error undefined the invocation ended before bcrypt was done"
    );
    drop(held);
}
