//! The derivation ops in a real runtime: bounded, booked, and ended with their invocation. That the ops compute what
//! Node computes is shown by the cases of tests/differential/node.

use std::sync::Arc;
use std::time::{Duration, Instant};

use connector_capability::Capabilities;
use connector_capability::egress::{DirectEgress, Policy};
use connector_capability::meter::{Meter, Wait};
use connector_capability::permit::Permits;
use deno_core::{JsRuntime, PollEventLoopOptions, RuntimeOptions};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::{ops, ops_derive};

deno_core::extension!(
    bare_ops,
    ops = [
        ops::op_node_bytes_equal,
        ops::op_node_cipher_blocks,
        ops::op_node_cipher_stream,
        ops::op_node_gcm_additional,
        ops::op_node_gcm_apply,
        ops::op_node_gcm_tag,
        ops::op_node_hash_digest,
        ops::op_node_hash_update,
        ops::op_node_hmac_begin,
        ops::op_node_hmac_digest,
        ops::op_node_random_fill,
        ops_derive::op_node_hkdf_derive,
        ops_derive::op_node_pbkdf2_derive,
        ops_derive::op_node_pbkdf2_derive_sync,
        ops_derive::op_node_scrypt_check,
        ops_derive::op_node_scrypt_derive,
        ops_derive::op_node_scrypt_derive_sync,
    ],
);

fn lent(wall: Duration) -> Capabilities {
    Capabilities {
        limits: Arc::new(connector_contract::Limits {
            pending_ops: 3,
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

/// Derivations that take far longer than a test may, in both forms.
const ENDLESS: [&str; 4] = [
    "ops.op_node_pbkdf2_derive_sync('sha512', b('p'), b('s'), 10_000_000, 64)",
    "await ops.op_node_pbkdf2_derive('sha512', b('p'), b('s'), 10_000_000, 64)",
    "ops.op_node_scrypt_derive_sync(b('p'), b('s'), 16384, 8, 16, 2 ** 26, 64)",
    "await ops.op_node_scrypt_derive(b('p'), b('s'), 16384, 8, 16, 2 ** 26, 64)",
];

const OVER: &str = "Error undefined the invocation ended before the key was derived";

#[tokio::test]
async fn cancelling_ends_the_work_of_both_forms() {
    for call in ENDLESS {
        let lent = lent(Duration::from_secs(600));
        let (over, permits) = (lent.over.clone(), lent.permits.clone());
        let killer = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(50));
            over.cancel();
        });
        let began = Instant::now();
        let body = format!("try {{ {call} }} catch (error) {{ return told(error) }}");
        assert_eq!(run(Some(lent), &body).await, OVER, "{call}");
        killer.join().unwrap();
        // The thread beside gives its permit back soon as well: the core is free again.
        permits.acquire().await.unwrap();
        assert!(
            began.elapsed() < Duration::from_millis(1500),
            "{call}: {:?}",
            began.elapsed()
        );
    }
}

#[tokio::test]
async fn the_deadline_ends_the_work_of_both_forms() {
    for call in ENDLESS {
        let lent = lent(Duration::from_millis(50));
        let permits = lent.permits.clone();
        let began = Instant::now();
        let body = format!("try {{ {call} }} catch (error) {{ return told(error) }}");
        assert_eq!(run(Some(lent), &body).await, OVER, "{call}");
        permits.acquire().await.unwrap();
        assert!(
            began.elapsed() < Duration::from_millis(1500),
            "{call}: {:?}",
            began.elapsed()
        );
    }
}

#[tokio::test]
async fn work_and_memory_are_bounded() {
    for (arguments, message) in [
        (
            "pbkdf2_derive@('sha1', b('p'), b('s'), 10_000_001, 20)",
            "pbkdf2 iterations (times blocks of output) 10000001 is above the limit of 10000000",
        ),
        (
            "pbkdf2_derive@('sha1', b('p'), b('s'), 5_000_001, 21)",
            "pbkdf2 iterations (times blocks of output) 10000002 is above the limit of 10000000",
        ),
        (
            "pbkdf2_derive@('sha1', b('p'), b('s'), 1, 2 ** 20 + 1)",
            "pbkdf2 key length in bytes 1048577 is above the limit of 1048576",
        ),
        (
            "pbkdf2_derive@('sha1', b('p'), new Uint8Array(65537), 1, 8)",
            "pbkdf2 salt length in bytes 65537 is above the limit of 65536",
        ),
        (
            "scrypt_derive@(b('p'), b('s'), 65536, 8, 1, 2 ** 40, 8)",
            "scrypt memory in bytes 67111936 is above the limit of 67108864",
        ),
        (
            "scrypt_derive@(b('p'), b('s'), 16384, 8, 17, 2 ** 40, 8)",
            "scrypt work (N * r * p) 2228224 is above the limit of 2097152",
        ),
        (
            "scrypt_derive@(b('p'), b('s'), 16, 1, 1, 2 ** 25, 2 ** 20 + 1)",
            "scrypt key length in bytes 1048577 is above the limit of 1048576",
        ),
    ] {
        for form in ["_sync", ""] {
            let call = arguments.replace('@', form);
            let body = format!(
                "try {{ await ops.op_node_{call} }} catch (error) {{ return told(error) }}"
            );
            let told = run(Some(lent(Duration::from_secs(60))), &body).await;
            assert_eq!(told, format!("Error CONNECTOR_LIMIT {message}"), "{call}");
        }
    }
    let body = "try { ops.op_node_scrypt_check(2 ** 17, 8, 1, 2 ** 40) } catch (error) { return told(error) }";
    let told = run(None, body).await;
    assert_eq!(
        told,
        "Error CONNECTOR_LIMIT scrypt memory in bytes 134220800 is above the limit of 67108864"
    );
}

#[tokio::test]
async fn pending_operations_are_bounded() {
    let body = "const all = await Promise.allSettled(Array.from({ length: 5 }, () =>
            ops.op_node_pbkdf2_derive('sha1', b('p'), b('s'), 10, 20)));
         return all.map((one) => one.status === 'fulfilled' ? 'done' : one.reason.code).join()";
    let told = run(Some(lent(Duration::from_secs(60))), body).await;
    assert_eq!(told, "done,done,done,CONNECTOR_LIMIT,CONNECTOR_LIMIT");
}

#[tokio::test]
async fn time_is_booked() {
    for (call, on_thread) in [
        ("ops.op_node_pbkdf2_derive_sync", true),
        ("await ops.op_node_pbkdf2_derive", false),
    ] {
        let lent = lent(Duration::from_secs(60));
        let meter = Arc::clone(&lent.meter);
        let began = Instant::now();
        run(
            Some(lent),
            &format!("{call}('sha1', b('p'), b('s'), 5000, 20)"),
        )
        .await;
        let booked = meter.waited(Wait::Bcrypt);
        assert!(
            booked > Duration::ZERO && booked <= began.elapsed(),
            "{booked:?}"
        );
        assert_eq!(meter.stretched() > Duration::ZERO, on_thread);
    }
}

#[tokio::test]
async fn nothing_is_derived_outside_an_invocation() {
    let body = "return ops.op_node_pbkdf2_derive('sha1', b('p'), b('s'), 1, 8).catch(told)";
    assert_eq!(
        run(None, body).await,
        "Error undefined keys are derived only while an action runs"
    );
}

#[tokio::test]
async fn odd_arguments_are_errors_or_answers() {
    let body = "let calls = 0;
        const kinds = new Set();
        const odd = [undefined, null, -1, 1.5, NaN, 2 ** 40, 5n, 'sha256', '', {}, [], Symbol('x'), new ArrayBuffer(8), new DataView(new ArrayBuffer(8)),
            new Uint8Array(0), new Uint8Array(16), new Uint8Array(17), new Uint8Array(48).fill(255), new Uint16Array(8), new Float64Array(2)];
        for (const name of Object.keys(ops).filter((name) => /^op_node_(?!random)/.test(name))) {
            for (const first of odd) {
                for (const rest of odd) {
                    calls++;
                    try { await ops[name](first, rest, rest, rest, rest, rest, rest); kinds.add('answer'); }
                    catch (error) { kinds.add(error.constructor.name); }
                }
                try { await ops[name](true, first, first, first, first) } catch (error) { kinds.add(error.constructor.name); }
                try { await ops[name]('aes', true, first, first, first) } catch (error) { kinds.add(error.constructor.name); }
                try { await ops[name]('sha256', first, first, first, 8) } catch (error) { kinds.add(error.constructor.name); }
            }
        }
        return [calls, ...[...kinds].sort()].join()";
    assert_eq!(
        run(Some(lent(Duration::from_secs(60))), body).await,
        "6400,Error,TypeError,answer"
    );
}

#[tokio::test]
async fn the_same_buffer_may_be_everything() {
    let body = "const same = new Uint8Array(16).fill(7);
        const out = ops.op_node_cipher_blocks('aes', true, same, same, same);
        const back = ops.op_node_cipher_blocks('aes', false, same, same, out);
        return [same.every((byte) => byte === 7), back.every((byte) => byte === 7), ops.op_node_bytes_equal(same, same), out.length]";
    assert_eq!(run(None, body).await, "true,true,true,16");
}
