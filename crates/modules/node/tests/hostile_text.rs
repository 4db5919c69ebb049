//! The text and URL ops with arguments of every kind in every place: they answer or throw, and stay in their buffers.

mod realm;

use realm::{run, runtime};

#[tokio::test(flavor = "current_thread")]
async fn text_and_url_ops_survive_any_arguments() {
    let answer = run(
        &mut runtime(),
        r#"
        const detached = new ArrayBuffer(8);
        const gone = new Uint8Array(detached);
        detached.transfer();
        const memory = new ArrayBuffer(64);
        const rope = "a\u20ac".repeat(5000) + "b".repeat(5000);
        const values = [
            undefined, null, true, 0, 1, 3, 6, 7, 255, 256, -1, 1.5, NaN, Infinity, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 53, -(2 ** 40), 10n, "", "abc", "\ud800", "616", "YQ==", "=", rope,
            "http://h/p?q#f", "foo://", "foo:", "//", "file:///C|/", "http://[::1", "\0", "xn--", Symbol(), {}, [], () => {}, Object.create(null), gone, memory,
            new Uint8Array(0), new Uint8Array(memory, 8, 16), new Uint8Array(memory), new Uint16Array(4), new Uint32Array(memory, 4, 9), new Uint32Array(2), new Uint32Array(9), new DataView(memory),
            new Proxy(new Uint8Array(4), {}), { length: 5 }, new String("x"), new (class extends Uint8Array {})(3), "x".repeat(20000),
        ];
        let state = 7;
        const below = (n) => { state = (Math.imul(state, 1103515245) + 12345) >>> 0; return (state >>> 8) % n; };
        const kinds = { text: values.filter((v) => typeof v === "string"), bytes: values.filter((v) => v instanceof Uint8Array), parts: values.filter((v) => v instanceof Uint32Array), number: values.filter((v) => typeof v === "number") };
        const likely = {
            op_node_text_byte_length: ["text"], op_node_text_write: ["text", "bytes", "number", "number", "number"], op_node_text_read: ["bytes", "number", "number", "number"],
            op_node_text_is_utf8: ["bytes", "number", "number"], op_node_text_utf16_length: ["bytes", "number", "number"], op_node_text_utf8_tail: ["bytes", "number", "number"],
            op_node_url_parse: ["text", "text", "parts"], op_node_url_set: ["text", "number", "text", "parts"], op_node_url_host_to_ascii: ["text"], op_node_url_host_to_unicode: ["text"],
        };
        const missing = Object.keys(ops).filter((name) => /^op_node_(text|url)_/.test(name) && !(name in likely));
        if (missing.length > 0) return `untried: ${missing}`;
        const ends = { answered: 0, threw: 0 };
        for (let i = 0; i < 40000; i++) {
            const names = Object.keys(likely);
            const name = names[below(names.length)];
            // One argument in eight is of the wrong kind.
            const args = likely[name].map((kind) => { const from = below(8) === 0 ? values : kinds[kind]; return from[below(from.length)]; });
            try { ops[name](...args.slice(0, below(20) === 0 ? 1 : undefined)); ends.answered++; } catch (err) { String(err); ends.threw++; }
        }
        return ends.answered > 10000 && ends.threw > 1000 ? "survived" : JSON.stringify(ends);
        "#,
    )
    .await;
    assert_eq!(answer, "survived");
}

#[tokio::test(flavor = "current_thread")]
async fn writes_stay_within_the_place_they_were_given() {
    let answer = run(
        &mut runtime(),
        r#"
        const wrong = [];
        for (const text of ["\u20ac\u20ac\u20ac\u20ac", "abcdefghij", "616263646566", "YWJjZGVmZ2hp", "\u{1f600}\u{1f600}"]) {
            for (let encoding = 0; encoding <= 6; encoding++) {
                for (let start = 0; start <= 9; start++) {
                    for (const end of [0, start, start + 1, start + 3, 8, 9, 4294967295]) {
                        const memory = new Uint8Array(24).fill(7);
                        const view = memory.subarray(8, 16);
                        const written = ops.op_node_text_write(text, view, start, end, encoding);
                        const from = Math.min(start, Math.min(end, 8));
                        const to = Math.min(end, 8);
                        const touched = memory.some((byte, i) => byte !== 7 && (i < 8 + from || i >= 8 + to));
                        if (touched || written > Math.max(to - from, 0)) wrong.push([text, encoding, start, end, written]);
                    }
                }
            }
        }
        return JSON.stringify(wrong);
        "#,
    )
    .await;
    assert_eq!(answer, "[]");
}
