//! The ops, called as a hostile script would call them: whatever comes back, nothing falls over.

mod realm;

use realm::{run, runtime};

#[tokio::test(flavor = "current_thread")]
async fn ops_survive_any_value() {
    let answer = run(
        &mut runtime(),
        r#"
        const throwing = new Proxy({}, new Proxy({}, { get() { throw new Error("trap"); } }));
        const { proxy: revoked, revoke } = Proxy.revocable(() => {}, {});
        revoke();
        const detached = new ArrayBuffer(8);
        const view = new Uint8Array(detached);
        detached.transfer();
        const rejected = Promise.reject(1);
        rejected.catch(() => {});
        const values = [
            undefined, null, true, 0, -1, 1.5, NaN, 2 ** 53, 10n ** 400n, "", "x".repeat(1000), "\ud800", Symbol(), {}, [], () => {}, class {}, new Date(NaN), /x/g,
            new Map([[1, 2]]), new Map().entries(), new Set([1]).values(), new WeakMap([[{}, 1]]), new WeakSet([{}]), Promise.resolve(1), rejected, detached, view,
            new DataView(new ArrayBuffer(1)), new BigInt64Array(2), Object.create(null), Object(1n), Object(Symbol()), throwing, new Proxy(throwing, {}), revoked,
            new Proxy(new Map(), {}), globalThis, (function* () {})(), new Error("e"), (() => { const a = []; a[4294967294] = 1; return a; })(),
            { get x() { throw 1; } }, Object.defineProperty(function () {}, "name", { get() { throw 1; } }),
        ];
        let calls = 0;
        for (const name of Object.keys(ops).filter((name) => /^op_node_(constructor|entries|named|promise|proxy|value|monotonic)/.test(name))) {
            for (const a of values) {
                for (const b of [undefined, true, a]) {
                    calls++;
                    try { ops[name](a, b); } catch (err) { String(err); }
                }
                try { ops[name](); } catch (err) { String(err); }
            }
        }
        const { inspect, isDeepStrictEqual, format } = require("util");
        for (const a of values) {
            for (const fn of [() => inspect(a), () => inspect(a, { showHidden: true, showProxy: true, getters: true, depth: 5 }), () => format("%s %o %j %d", a, a, a, a)]) {
                calls++;
                try { fn(); } catch (err) { String(err); }
            }
            for (const b of values) try { isDeepStrictEqual(a, b); } catch (err) { String(err); }
        }
        return calls > 700 ? "survived" : `only ${calls}`;
        "#,
    )
    .await;
    assert_eq!(answer, "survived");
}
