//! Every op of ours, called with junk, past the JavaScript that stands before it: an op believes nothing.
//!
//! The realm is as the snapshot has it, but nothing was scrubbed, and the ops are there to be taken.

use std::cell::RefCell;
use std::fmt::Write as _;
use std::rc::Rc;
use std::sync::mpsc;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use connector_capability::Capabilities;
use connector_capability::meter::Meter;
use connector_capability::permit::Permits;
use connector_contract::Limits;
use connector_realm::inbox::{Console, ConsoleLimits, Inbox};
use connector_runtime::{THREAD_STACK_BYTES, initialise};
use deno_core::{JsRuntime, PollEventLoopOptions, RuntimeOptions};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::dice::Dice;
use crate::lone::Walls;

/// Ops, and what they take: `s` text, `b` bytes, `u` a count, `n` any number, `f` a flag, `v` anything, `i` an id.
const OPS: &[(&str, &str)] = &[
    ("op_realm_settle", "iis"),
    ("op_realm_log", "ss"),
    ("op_pg_free_clients", ""),
    ("op_pg_open", "s"),
    ("op_pg_connect", "i"),
    ("op_pg_answer", "ifs"),
    ("op_pg_query", "isb"),
    ("op_pg_rows", "ius"),
    ("op_pg_next_event", "i"),
    ("op_pg_end", "i"),
    ("op_pg_terminate", "i"),
    ("op_pg_cancel", "i"),
    ("op_bcrypt_hash_sync", "bb"),
    ("op_bcrypt_hash", "bb"),
    ("op_bcrypt_compare_sync", "bb"),
    ("op_bcrypt_compare", "bb"),
    ("op_bcrypt_digest_sync", "bbu"),
    ("op_bcrypt_digest", "bbu"),
    ("op_bcrypt_random_salt", ""),
    ("op_node_monotonic_ms", ""),
    ("op_node_text_byte_length", "s"),
    ("op_node_text_write", "sbuuu"),
    ("op_node_text_read", "buuu"),
    ("op_node_text_is_utf8", "buu"),
    ("op_node_text_utf8_tail", "buu"),
    ("op_node_text_utf16_length", "buu"),
    ("op_node_url_parse", "ssw"),
    ("op_node_url_set", "susw"),
    ("op_node_url_host_to_ascii", "s"),
    ("op_node_url_host_to_unicode", "s"),
    ("op_node_value_kinds", "v"),
    ("op_node_proxy_parts", "v"),
    ("op_node_promise_state", "v"),
    ("op_node_entries_preview", "v"),
    ("op_node_named_keys", "vf"),
    ("op_node_constructor_name", "v"),
    ("op_node_hash_update", "sbb"),
    ("op_node_hash_digest", "sbb"),
    ("op_node_hmac_begin", "sb"),
    ("op_node_hmac_digest", "sbbb"),
    ("op_node_random_fill", "b"),
    ("op_node_bytes_equal", "bb"),
    ("op_node_cipher_blocks", "sfbbb"),
    ("op_node_cipher_stream", "bbnb"),
    ("op_node_gcm_additional", "bbbb"),
    ("op_node_gcm_apply", "fbbbb"),
    ("op_node_gcm_tag", "bbb"),
    ("op_node_pbkdf2_derive_sync", "sbbuu"),
    ("op_node_pbkdf2_derive", "sbbuu"),
    ("op_node_scrypt_check", "uuun"),
    ("op_node_scrypt_derive_sync", "bbuuunu"),
    ("op_node_scrypt_derive", "bbuuunu"),
    ("op_node_hkdf_derive", "sbbbu"),
];

const TEXTS: &[&str] = &[
    "''",
    "'sha1'",
    "'sha256'",
    "'sha512'",
    "'md5'",
    "'aes-128-cbc'",
    "'aes-256-ecb'",
    "'des-ede3-cbc'",
    "'utf8'",
    "'{}'",
    "'[]'",
    "'\\ud800'",
    "'https://u:p@h.example/p?q#f'",
    "'//'",
    "'xn--a-ecp.ru'",
    "'a'.repeat(70000)",
    OPTIONS,
    "'{\"query\":\"SELECT 1\"}'",
    "'[[\"text\",0]]'",
];
const OPTIONS: &str = "'{\"host\":\"h\",\"port\":5432,\"user\":\"u\",\"password\":\"p\",\"startup\":[[\"user\",\"u\"]],\"tls\":null,\"scram_max_iterations\":0}'";
const BYTES: &[&str] = &[
    "new Uint8Array(0)",
    "new Uint8Array(1)",
    "new Uint8Array(12)",
    "new Uint8Array(16)",
    "new Uint8Array(24).fill(7)",
    "new Uint8Array(32).fill(255)",
    "new Uint8Array(200)",
    "new Uint8Array(65537)",
    "new Uint8Array(40).subarray(3, 20)",
    "new TextEncoder().encode('$2b$04$......................')",
    "new TextEncoder().encode('$2a$04$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234')",
    "detached",
];
const COUNTS: &[&str] = &[
    "0",
    "1",
    "2",
    "3",
    "4",
    "5",
    "7",
    "8",
    "15",
    "16",
    "17",
    "31",
    "33",
    "64",
    "200",
    "255",
    "1000",
    "65536",
    "2 ** 31 - 1",
    "2 ** 32 - 1",
];
const NUMBERS: &[&str] = &[
    "0",
    "-0",
    "1",
    "-1",
    "0.5",
    "16",
    "4096",
    "33554432",
    "2 ** 53",
    "1e300",
    "NaN",
    "Infinity",
    "-Infinity",
];
const ANYTHING: &[&str] = &[
    "undefined",
    "null",
    "1n",
    "Symbol('s')",
    "{}",
    "[1, , 3]",
    "cyclic",
    "new Proxy({}, { get() { throw 1; }, getPrototypeOf() { throw 2; } })",
    "new Proxy(() => 1, {})",
    "revoked",
    "Promise.resolve(1)",
    "new Map([[1, 2]])",
    "new Map([[1, 2]]).entries()",
    "new WeakSet([{}])",
    "new Set([1])[Symbol.iterator]()",
    "new (class A extends Map {})()",
    "Object.create({ get constructor() { throw 1; } })",
    "(function () { return arguments; })(1)",
    "new Date()",
    "/x/",
    "new Error('e')",
    "function* () {}",
    "globalThis",
    "new Float32Array(3)",
    "new DataView(new ArrayBuffer(8))",
    "new SharedArrayBuffer(8)",
    "new Uint8Array(new SharedArrayBuffer(8))",
];

/// Calls some ops, as one input says.
pub(crate) fn run(bytes: &[u8]) {
    let dice = &mut Dice::new(bytes);
    let mut text = String::from("{ const { ops } = Deno.core;\n");
    for _ in 0..16 {
        if dice.is_empty() {
            break;
        }
        let (name, takes) = dice.pick(OPS);
        let mut given: Vec<String> = takes.bytes().map(|kind| argument(kind, dice)).collect();
        match dice.below(16) {
            0 => {
                given.pop();
            }
            1 => given.push(argument(b'v', dice)),
            _ => {}
        }
        let _ = writeln!(
            text,
            "try {{ const said = ops.{name}({}); if (said instanceof Promise) said.catch(() => 0); }} catch {{}}",
            given.join(", ")
        );
    }
    text.push('}');
    realm().call(text);
}

fn argument(kind: u8, dice: &mut Dice<'_>) -> String {
    // Now and then something of another kind.
    let kind = if dice.below(12) == 11 {
        dice.pick(b"sbunfviw")
    } else {
        kind
    };
    match kind {
        b's' if dice.below(3) == 0 => serde_json::Value::String(dice.text(60)).to_string(),
        b's' => dice.pick(TEXTS).to_owned(),
        b'b' => dice.pick(BYTES).to_owned(),
        b'w' => format!("new Uint32Array({})", dice.pick(&[0, 1, 8, 9, 20])),
        b'u' => dice.pick(COUNTS).to_owned(),
        b'n' => dice.pick(NUMBERS).to_owned(),
        b'f' => dice.pick(&["true", "false", "1"]).to_owned(),
        b'i' => dice
            .pick(&["0", "1", "2", "3", "-1", "2 ** 31 - 1"])
            .to_owned(),
        _ => dice.pick(ANYTHING).to_owned(),
    }
}

/// The thread that has the isolate.
struct Realm(Mutex<mpsc::Sender<(String, mpsc::Sender<()>)>>);

/// No op takes longer.
const LOST: Duration = Duration::from_secs(120);
/// So many inputs share an isolate.
const SHARED_BY: usize = 256;

fn realm() -> &'static Realm {
    static REALM: OnceLock<Realm> = OnceLock::new();
    REALM.get_or_init(|| {
        let (calls, inbox) = mpsc::channel();
        std::thread::Builder::new()
            .name("ops".to_owned())
            .stack_size(THREAD_STACK_BYTES)
            .spawn(move || serve(&inbox))
            .expect("a thread");
        Realm(Mutex::new(calls))
    })
}

impl Realm {
    fn call(&self, text: String) {
        let (done, over) = mpsc::channel();
        let shown = text.clone();
        let calls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        assert!(calls.send((text, done)).is_ok(), "the thread is there");
        let ended = over.recv_timeout(LOST);
        assert!(ended.is_ok(), "it ends, and without a panic:\n{shown}");
    }
}

fn serve(inbox: &mpsc::Receiver<(String, mpsc::Sender<()>)>) {
    initialise().expect("V8 starts");
    let tokio = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    tokio.block_on(async {
        loop {
            let mut runtime = fresh();
            for _ in 0..SHARED_BY {
                let Ok((text, done)) = inbox.recv() else {
                    return;
                };
                one(&mut runtime, text).await;
                let _ = done.send(());
            }
        }
    });
}

fn fresh() -> JsRuntime {
    let mut runtime = JsRuntime::new(RuntimeOptions {
        extensions: connector_realm::extensions(),
        ..RuntimeOptions::default()
    });
    let start = "
        globalThis.cyclic = {}; cyclic.self = cyclic;
        const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); globalThis.revoked = proxy;
        globalThis.detached = new Uint8Array(32); detached.buffer.transfer();";
    runtime
        .execute_script("start.js", start)
        .expect("it begins");
    runtime
}

/// As an invocation: with all that ops are lent, for a second.
async fn one(runtime: &mut JsRuntime, text: String) {
    let mut limits = Limits::default();
    for (name, value) in [("bcrypt-cost", "5"), ("wall", "1s")] {
        limits.set(name, value).expect("a limit");
    }
    let over = CancellationToken::new();
    let tasks = TaskTracker::new();
    let state: Rc<RefCell<deno_core::OpState>> = runtime.op_state();
    {
        let mut state = state.borrow_mut();
        state.put(Capabilities {
            limits: Arc::new(limits),
            deadline: Instant::now() + Duration::from_secs(1),
            over: over.clone(),
            tasks: tasks.clone(),
            meter: Arc::new(Meter::default()),
            egress: Arc::new(Walls),
            permits: Permits::new(1),
            lender: None,
            relay_encrypts: false,
        });
        state.put(Inbox {
            call: 1,
            result_bytes: 4096,
            console: Console::new(ConsoleLimits {
                lines: 8,
                line_bytes: 100,
            }),
            settled: None,
            stray: false,
        });
    }
    // A syntax error would be the fuzzer's own.
    runtime
        .execute_script("input.js", text)
        .expect("every throw is caught");
    let turns = runtime.run_event_loop(PollEventLoopOptions::default());
    let _ = tokio::time::timeout(Duration::from_millis(50), turns).await;
    over.cancel();
    let turns = runtime.run_event_loop(PollEventLoopOptions::default());
    let _ = tokio::time::timeout(Duration::from_secs(2), turns).await;
    tasks.close();
    let ended = tokio::time::timeout(Duration::from_secs(20), tasks.wait()).await;
    assert!(ended.is_ok(), "tasks outlive their invocation");
}

#[cfg(test)]
mod tests {
    /// An op that nobody listed is an op that nobody fuzzes.
    #[test]
    fn every_op_is_listed() {
        let mut listed: Vec<&str> = super::OPS.iter().map(|(name, _)| *name).collect();
        let mut there: Vec<&str> = connector_realm::extensions()
            .iter()
            .flat_map(|extension| extension.ops.iter().map(|op| op.name))
            .collect();
        listed.sort_unstable();
        there.sort_unstable();
        assert_eq!(listed, there);
    }
}
