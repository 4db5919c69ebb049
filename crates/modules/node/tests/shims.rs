//! What the realm asks of the shims: reset, bound the console, refuse.

mod realm;

use std::time::{Duration, Instant};

use realm::{run, runtime};

#[tokio::test(flavor = "current_thread")]
async fn a_reset_undoes_what_a_script_did() {
    let answer = run(
        &mut runtime(),
        r#"
        const { process } = globals;
        const util = require("util");
        shims.setEnv({ SECRET: "s", N: 5 });
        const before = JSON.stringify(process.env);
        process.mine = 1;
        process.cwd = () => "/elsewhere";
        process.exitCode = 3;
        process.on("mine", () => {});
        delete process.hrtime;
        util.inspect.defaultOptions.depth = 0;
        const kept = process.env;
        shims.resetProcess();
        return [before, JSON.stringify(process.env), JSON.stringify(kept), process.mine, process.cwd(), process.exitCode,
            process.listenerCount("mine"), typeof process.hrtime, util.inspect({ a: { b: 1 } })].join(" ");
        "#,
    )
    .await;
    let expected =
        r#"{"SECRET":"s","N":"5"} {} {"SECRET":"s","N":"5"}  /  0 function { a: { b: 1 } }"#;
    assert_eq!(answer, expected);
}

#[tokio::test(flavor = "current_thread")]
async fn what_a_script_must_not_do_is_refused() {
    let answer = run(
        &mut runtime(),
        r#"
        const { process } = globals;
        return ["exit", "abort", "kill", "chdir", "binding", "dlopen"].map((name) => {
            try { process[name](); return "done"; } catch (err) { return err.message; }
        }).join("|");
        "#,
    )
    .await;
    for name in ["exit", "abort", "kill", "chdir", "binding", "dlopen"] {
        assert!(
            answer.contains(&format!("process.{name}() is not available here: ")),
            "{answer}"
        );
    }
}

#[tokio::test(flavor = "current_thread")]
async fn logging_something_huge_is_quick_and_short() {
    let begun = Instant::now();
    let answer = run(
        &mut runtime(),
        r#"
        let longest = 0;
        let lines = 0;
        const console = globals.createConsole((level, text) => { lines++; longest = Math.max(longest, text.length); });
        const rows = Array.from({ length: 100000 }, (_, i) => ({ id: i, name: `name ${i}`, tags: ["a", "b", { c: i }], text: "x".repeat(100) }));
        const wide = Object.fromEntries(rows.map((row) => [`key${row.id}`, row]));
        const text = "y".repeat(20_000_000);
        let deep = {};
        for (let i = 0; i < 100000; i++) deep = { deep };
        for (const value of [rows, wide, text, [text, text], new Map(Object.entries(wide)), new Set(rows), deep, new Uint8Array(10_000_000), new Error(text)]) {
            console.log(value);
            console.log("%s %o %O", value, value, value);
            console.error({ value });
            console.dir(value, { depth: Infinity, maxArrayLength: Infinity, maxStringLength: Infinity });
        }
        console.group(text);
        for (let i = 0; i < 20000; i++) console.group();
        console.log("in a deep group\n".repeat(1000));
        console.table(rows.slice(0, 2000));
        return [lines, longest].join();
        "#,
    )
    .await;
    let (lines, longest) = answer.split_once(',').expect("two numbers");
    assert_eq!(lines, "39", "{answer}");
    assert!(
        longest.parse::<usize>().expect("a number") < 8192 + 64,
        "{answer}"
    );
    assert!(
        begun.elapsed() < Duration::from_secs(60),
        "{:?}",
        begun.elapsed()
    );
}
