//! The modules from a startup snapshot. Alone in its process: V8 makes snapshots only while no other isolate runs.

mod realm;

use realm::{run, runtime_from, snapshot};

#[test]
fn everything_works_from_a_snapshot() {
    let snapshot = snapshot();
    let threads = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    threads.expect("a runtime").block_on(check_from(snapshot));
}

async fn check_from(snapshot: &'static [u8]) {
    let answer = run(
        &mut runtime_from(snapshot),
        r#"
        const { Buffer, createConsole, performance, process, setTimeout, setImmediate, AbortController, URL } = globals;
        const util = require("util");
        const lines = [];
        shims.setProcessOutput((level, text) => lines.push(`${level} ${text}`));
        shims.setEnv({ A: 1 });
        const emitter = new (require("events"))();
        emitter.setMaxListeners(1).on("x", () => {}).on("x", () => {});
        await new Promise((resolve) => process.nextTick(setTimeout, resolve, 1));
        await util.promisify(setImmediate)();
        createConsole((level, text) => lines.push(`${level} ${text}`)).log("%s", Buffer.from("ab"), new Map([[1, process.env]]));
        const shown = util.inspect([new URL("http://h/p"), new AbortController(), Promise.resolve(1), new Proxy([], {})], { depth: 0 });
        return [lines.join("|"), shown, performance.now() >= 0, process.uptime() < 60].join("\n");
        "#,
    )
    .await;
    let warning = "warn (node) MaxListenersExceededWarning: Possible EventEmitter memory leak detected. 2 x listeners \
                   added to [EventEmitter]. MaxListeners is 1. Use emitter.setMaxListeners() to increase limit";
    let logged = "info ab Map(1) { 1 => { A: '1' } }";
    assert!(
        answer.starts_with(&format!("{warning}|{logged}\n")),
        "{answer}"
    );
    assert!(
        answer.ends_with("\n[ URL {}, AbortController {}, [Promise], [] ]\ntrue\ntrue"),
        "{answer}"
    );
}
